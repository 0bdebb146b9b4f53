"""Everything that can be set from outside, each by an environment variable named here and in the README."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from ipaddress import ip_network
from math import inf
from pathlib import Path
from typing import Any, get_type_hints

from lfr_kg.base.errors import BadSetting
from lfr_kg.base.log import STANDARD_ERROR

PACKAGE = Path(__file__).resolve().parents[1]
PREFIX = "LFR_KG_"
ENGINES = ("shacl", "pyshacl")
EXAMPLE = PACKAGE / "examples" / "full-deployment.ttl"
"""The worked example that ships."""


def knowledge_root() -> Path:
    """The folder with ontology/, shapes/ and queries/: that of ``LFR_KG_ROOT``, the checkout, or the copy inside an installed package."""
    named = os.environ.get(f"{PREFIX}ROOT")
    if named:
        return Path(named)
    checkout = PACKAGE.parent
    return checkout if (checkout / "ontology").is_dir() else PACKAGE / "knowledge_files"


def _cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        return (Path(base) if base else Path.home() / ".cache") / "lfr-kg"
    except RuntimeError as error:  # no HOME, and an account that the system does not know
        raise BadSetting("There is no home folder to keep built knowledge in: set LFR_KG_CACHE to a folder that can be written.") from error


@dataclass(frozen=True)
class Settings:
    """The settings in force. ``Settings.from_environment()`` reads them; tests make their own."""

    root: Path = field(default_factory=knowledge_root, metadata={"help": "folder that holds ontology/, shapes/ and queries/"})
    cache: Path = field(default_factory=_cache, metadata={"help": "folder in which built knowledge is kept, one folder a knowledge hash"})
    store: str = field(
        default="",
        metadata={"help": "where the knowledge is queried: the http(s) address of a SPARQL endpoint, or a folder in place of the cache"},
    )
    store_update: str = field(default="", metadata={"help": "address for SPARQL updates of that endpoint, for publishing there"})
    store_graphs: str = field(default="", metadata={"help": "address of its graph store, where it takes no updates"})
    store_user: str = field(default="", metadata={"help": "name to give that endpoint, for querying and publishing"})
    store_password: str = field(default="", repr=False, metadata={"help": "password to go with the name"})
    engine: str = field(default="shacl", metadata={"help": "SHACL engine: shacl (compiled) or pyshacl (the reference)", "one of": ENGINES})
    signing_key: str = field(
        default="", metadata={"help": "file with an operator's private Ed25519 key, with which answers as JSON are signed"}
    )
    texts: str = field(
        default="", metadata={"help": "folder with the official words of the provisions cited, which `lfr-kg sources fetch` fills"}
    )
    contact: str = field(
        default="", metadata={"help": "e-mail address or page where whoever runs this is reached, told to the services that are asked"}
    )
    max_bytes: int = field(default=5_000_000, metadata={"help": "bytes of a description that are read at most"})
    max_triples: int = field(default=100_000, metadata={"help": "statements of a description that are read at most"})
    max_deployments: int = field(default=1_000, metadata={"help": "deployments that are judged together at most"})
    query_bytes: int = field(default=16_384, metadata={"help": "bytes of a SPARQL query at most"})
    query_depth: int = field(default=200, metadata={"help": "nesting of brackets in a SPARQL query at most"})
    query_seconds: float = field(default=10.0, metadata={"help": "seconds a SPARQL query may run"})
    query_rows: int = field(default=100_000, metadata={"help": "rows (or triples) of a SPARQL answer at most"})
    query_answer_bytes: int = field(default=50_000_000, metadata={"help": "bytes of a SPARQL answer at most"})
    query_memory: int = field(default=1_500_000_000, metadata={"help": "bytes of memory a query worker may use"})
    query_workers: int = field(default=2, metadata={"help": "query worker processes of each web worker"})
    work_seconds: float = field(default=15.0, metadata={"help": "seconds of work that what is sent to be assessed may take"})
    work_memory: int = field(default=1_500_000_000, metadata={"help": "bytes of memory (proportional set size) that it may take"})
    work_answer_bytes: int = field(default=50_000_000, metadata={"help": "bytes of an answer to it at most"})
    work_workers: int = field(default=2, metadata={"help": "worker processes for it of each web worker"})
    requests_a_minute: int = field(
        default=120,
        metadata={"help": "requests for work (POST, and SPARQL queries) from one address in a minute; 0 for no limit", "least": 0},
    )
    body_seconds: float = field(default=30.0, metadata={"help": "seconds in which the body of a request is to come"})
    kept_bytes: int = field(
        default=20_000_000,
        metadata={"help": "bytes of public answers that each web worker keeps in memory, to give them again; 0 for none", "least": 0},
    )
    proxies: int = field(
        default=0, metadata={"help": "trusted proxies in front, whose X-Forwarded-For, -Proto and -Prefix are believed", "least": 0}
    )
    log: str = field(default=STANDARD_ERROR, metadata={"help": "where requests and events are logged: stderr, off, or a file"})
    log_addresses: str = field(
        default="no", metadata={"help": "whether the log has the addresses of visitors: yes or no", "one of": ("no", "yes")}
    )
    metrics_from: str = field(
        default="127.0.0.0/8, ::1/128",
        metadata={"help": "networks that may read /metrics, with commas between; this machine alone where left out", "each": ip_network},
    )

    register: str = field(
        default="", metadata={"help": "folder of a force's own register, as `lfr-kg serve --register` names it; it is served to staff only"}
    )
    oidc_issuer: str = field(default="", metadata={"help": "OpenID provider (its issuer, https) that signs in who reads that register"})
    oidc_client: str = field(default="", metadata={"help": "name that the provider gave this service (client ID)"})
    oidc_secret: str = field(default="", metadata={"help": "file with the secret that goes with it, where it gave one"})
    oidc_group: str = field(
        default="", metadata={"help": "group (in the claims groups or roles) that a reader must be in; all whom it signs in where left out"}
    )
    signed_in_header: str = field(
        default="", metadata={"help": "header in which a trusted proxy names who is signed in, in place of an OpenID provider"}
    )
    signed_in_from: str = field(
        default="",
        metadata={"help": "networks of that proxy, with commas between; from elsewhere the header is refused", "each": ip_network},
    )

    @property
    def built(self) -> Path:
        """The folder in which built knowledge is kept: ``store`` where that names a folder, ``cache`` otherwise."""
        return Path(self.store) if self.store and "://" not in self.store else self.cache

    @classmethod
    def from_environment(cls) -> "Settings":
        """Settings with each field ``name`` taken from ``LFR_KG_NAME`` where that is set; set to nothing counts as not set.

        Raises BadSetting, naming the variable, where it is none of these, or its value is not of its type or out of its range.
        """
        kinds = get_type_hints(cls)
        known = {f"{PREFIX}{entry.name.upper()}": entry for entry in fields(cls)}
        given = {}
        for variable, text in sorted(os.environ.items()):
            if variable.startswith(PREFIX) and text:
                if variable not in known:
                    close = get_close_matches(variable, known, n=1)
                    raise BadSetting(f"{variable} is no setting.{f' Did you mean {close[0]}?' if close else ''}")
                entry = known[variable]
                given[entry.name] = _value(variable, text, kinds[entry.name], entry.metadata)
        return cls(**given)


def _value(variable: str, text: str, kind: type, asked: Mapping[str, Any]) -> Any:
    try:
        value = kind(text)
    except ValueError as error:
        raise BadSetting(f"{variable} is set to {text!r}, which is not of type {kind.__name__}.") from error
    if isinstance(value, int | float) and not asked.get("least", 1) <= value < inf:
        raise BadSetting(f"{variable} is set to {text!r}; it should be at least {asked.get('least', 1)}.")
    if value not in asked.get("one of", (value,)):
        raise BadSetting(f"{variable} is set to {text!r}; it should be one of {', '.join(asked['one of'])}.")
    for part in text.split(",") if "each" in asked else ():
        try:
            asked["each"](part.strip())
        except ValueError as error:
            raise BadSetting(f"{variable} is set to {text!r}, of which {part.strip()!r} is no network such as 10.0.0.0/8.") from error
    return value

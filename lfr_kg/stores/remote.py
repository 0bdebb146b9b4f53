"""A store behind a SPARQL 1.1 endpoint, asked over HTTP as the embedded store is asked: by one method, ``query``.

Beside its named graphs, a published knowledge base has a graph that merges them all, so that the default graph is the same whatever the
endpoint makes of it, and one that says what was published (see ``publish.py``). Nothing else that the store may hold is asked for: every
query names its dataset. What our own parser does not take is never sent, so no store's private syntax or functions are within reach.
"""

import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import pyoxigraph as ox

from lfr_kg.base.errors import KnowledgeError, LfrError
from lfr_kg.base.model import Value
from lfr_kg.base.namespaces import BASE, GRAPHS, PREFIXES
from lfr_kg.base.settings import Settings
from lfr_kg.base.sparql import declared, form_of, mentions, plain, substitute
from lfr_kg.stores.datasets import split_dataset, with_dataset
from lfr_kg.stores.results import Answer, accepted, read_answer

if TYPE_CHECKING:
    import ssl

    import httpx

GraphName = ox.NamedNode | ox.BlankNode | ox.DefaultGraph
UNION_GRAPH = GRAPHS + "union"
STAMP_GRAPH = GRAPHS + "published"
NO_GRAPH = GRAPHS + "none"
HASH, GRAPH = ox.NamedNode(PREFIXES["dct"] + "identifier"), ox.NamedNode("http://www.w3.org/ns/sparql-service-description#namedGraph")

PIECE = 65_536
COLLISION = "40001"
AGENT = {"User-Agent": f"lfr-kg (+{BASE})", "Accept-Encoding": "identity"}


class StoreFailed(LfrError, OSError):
    """The store behind the endpoint did not answer, or not with what was asked for."""

    status = 502


class Collided(StoreFailed):
    """The store gave a change up for another's, or for another part of the same, and asks for it again (SQLSTATE 40001, serialization
    failure): Virtuoso, which loads one graph with several threads, now and then."""


@dataclass(frozen=True)
class Access:
    """How an endpoint is reached: name and password (both may be empty), seconds to wait, bytes of an answer to take at most."""

    user: str = ""
    password: str = field(default="", repr=False)
    seconds: float = 30.0
    most: int = 100_000_000

    @classmethod
    def of(cls, settings: Settings) -> "Access":
        """As the settings say: the limits are those of a query."""
        return cls(settings.store_user, settings.store_password, settings.query_seconds, settings.query_answer_bytes)


def is_address(place: str) -> bool:
    """Whether a place for a store is the address of an endpoint (and not a folder)."""
    return place.lower().startswith(("http://", "https://"))


def open_place(place: str, access: Access | None = None) -> "ox.Store | Remote":
    """The store at a place, read-only: the embedded one in a folder, or the one behind the endpoint at an address."""
    return Remote(place, access) if is_address(place) else ox.Store.read_only(place)


class Remote:
    """A store behind an endpoint. It holds no connection and no state but what was published; threads may share it."""

    def __init__(self, address: str, access: Access | None = None):
        self.address, self.access = checked(address), access or Access()
        _trusted()  # what is slow to load is loaded now, and not while a query waits

    def query(
        self,
        query: str,
        *,
        base_iri: str | None = None,
        prefixes: dict[str, str] | None = None,
        default_graph: Iterable[GraphName] | None = None,
        named_graphs: Iterable[GraphName] | None = None,
        substitutions: Mapping[ox.Variable, Value | ox.Triple] | None = None,
    ) -> Answer:
        """The results of a query, as ``pyoxigraph.Store.query`` gives them, with its parameters; over all graphs merged where neither they
        nor the text name a dataset.

        Raises SyntaxError for what is no SPARQL, ValueError for a value without a name to send, RuntimeError for a function that it does
        not have, and StoreFailed where the endpoint answers nothing or something else.
        """
        ox.Store().query(query, base_iri=base_iri, prefixes=prefixes, substitutions=dict(substitutions or {}))
        text = substitute(query, {variable.value: term for variable, term in (substitutions or {}).items()})
        text, default, named = split_dataset(plain(text), prefixes or {})
        if default_graph is not None or named_graphs is not None:
            default, named = _addresses(default_graph), _addresses(named_graphs)
        elif not default and not named:
            default, named = [UNION_GRAPH], self.graphs
        text = with_dataset(text, self._known(default), self._known(named) if mentions(text, "GRAPH") else [])
        return self._ask(_head(text, base_iri, prefixes or {}) + text, form_of(text))

    def _known(self, names: list[str]) -> list[str]:
        """Those of these graphs that may be asked for; one that holds nothing where there are none, lest the store fall back on all it
        has."""
        return [name for name in dict.fromkeys(names) if name == UNION_GRAPH or name in self.graphs] or [NO_GRAPH]

    def everywhere(self, text: str) -> ox.QuerySolutions:
        """The results of a SELECT of the project's own over whatever the store holds, published or not. Raises ValueError where
        the text is none, and StoreFailed where the store does not answer."""
        answer = self._ask(text, "SELECT")
        if not isinstance(answer, ox.QuerySolutions):
            raise ValueError(f"no SELECT: {text}")
        return answer

    def contains_named_graph(self, graph: ox.NamedNode) -> bool:
        """Whether the store has something in a named graph. Raises StoreFailed where it does not answer."""
        return bool(self._ask(f"ASK {{ GRAPH <{graph.value}> {{ ?subject ?property ?value }} }}", "ASK"))

    @cached_property
    def stamp(self) -> list[tuple[ox.NamedNode, ox.NamedNode | ox.Literal]]:
        """What the store says was published there: pairs of property and value."""
        rows = self.everywhere(f"SELECT ?p ?o WHERE {{ GRAPH <{STAMP_GRAPH}> {{ <{STAMP_GRAPH}> ?p ?o }} }}")
        return [(row["p"], row["o"]) for row in rows]

    @cached_property
    def graphs(self) -> list[str]:
        """The named graphs that were published."""
        return sorted(value.value for name, value in self.stamp if name == GRAPH)

    def require(self, knowledge_hash: str) -> "Remote":
        """This store, if it holds the knowledge of that hash. Raises KnowledgeError that says how to publish it."""
        held = next((value.value for name, value in self.stamp if name == HASH), "")
        if held != knowledge_hash:
            other = (
                f"holds other knowledge ({held[:12]}) than these files ({knowledge_hash[:12]})" if held else "holds none of this knowledge"
            )
            raise KnowledgeError(f"The store at {self.address} {other}. Publish it there: lfr-kg build --store {self.address}")
        return self

    def _ask(self, text: str, form: str) -> Answer:
        known = accepted(form)
        accept = ", ".join(f"{name};q={1 - 0.1 * place:g}" for place, name in enumerate(known))
        headers = {"Accept": accept, "Content-Type": "application/x-www-form-urlencoded"}
        body, media_type = send(self.address, "POST", headers, urlencode({"query": text}).encode(), self.access)
        if media_type not in known:
            raise StoreFailed(f"The store answered with {media_type or 'no media type'}, and {' or '.join(known)} was asked for.")
        try:
            return read_answer(body, media_type, form)
        except (ValueError, SyntaxError, KeyError, TypeError, AttributeError) as error:
            raise StoreFailed(f"The store's answer cannot be read: {error}.") from None


def _head(text: str, base: str | None, prefixes: dict[str, str]) -> str:
    """The BASE and PREFIX lines that a text needs and does not have, on one line, so that the places of errors stay as they are."""
    own = declared(text)
    lines = [f"BASE <{base}>"] if base else []
    lines += [f"PREFIX {name}: <{value}>" for name, value in prefixes.items() if f"{name}:" in text and name not in own]
    return "".join(line + " " for line in lines)


def _addresses(graphs: Iterable[GraphName] | None) -> list[str]:
    """The names of graphs; those without a name are nobody's to ask for."""
    return [graph.value for graph in graphs or () if isinstance(graph, ox.NamedNode)]


def checked(address: str) -> str:
    """An address that may be sent to. Raises KnowledgeError where it is none, or holds a password, which would end up in logs."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise KnowledgeError(f"{address!r} is no address of a SPARQL endpoint: it should begin with http:// or https://.")
    if parts.password or parts.username:
        raise KnowledgeError("An endpoint's address should hold no name or password. Set LFR_KG_STORE_USER and LFR_KG_STORE_PASSWORD.")
    return address


@cache
def _trusted() -> "ssl.SSLContext":
    """The certificates that are trusted, read once."""
    import httpx

    return httpx.create_ssl_context()


def send(address: str, method: str, headers: dict[str, str], body: bytes | None, access: Access) -> tuple[bytes, str]:
    """Send one request: body and media type of the answer. A redirect is not followed: it would take the query, and the password,
    elsewhere.

    Raises StoreFailed for any failure: an error status, no answer in time, more than ``access.most`` bytes, a part of the answer only
    (which some stores send with status 200).
    """
    import httpx  # slow to load, and only those who have another store need it

    end = time.monotonic() + access.seconds
    try:
        with httpx.Client(timeout=access.seconds, headers=AGENT, verify=_trusted()) as client:
            allowed = _authorised(client, address, access) if access.user else None
            with client.stream(method, address, headers=headers, content=body, auth=allowed) as answer:
                if not answer.is_success:
                    raise _failure(answer)
                if answer.headers.get("X-SPARQL-MaxRows") or answer.headers.get("X-SQL-State"):
                    raise StoreFailed("The store cut the answer short by a limit of its own, and a part is not passed on. Ask for less.")
                return _read(answer, end, access), answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    except (httpx.TimeoutException, TimeoutError):
        raise StoreFailed(f"The store did not answer within {access.seconds:g} seconds.") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise StoreFailed(f"The store cannot be reached: {error or type(error).__name__}.") from None


def _authorised(client: "httpx.Client", address: str, access: Access) -> "httpx.Auth":
    """Name and password in the way that an address asks for (Basic or Digest, RFC 7617 and 7616), so that nobody else hears them.

    It is asked first, without a body: a server that refuses a long body unread closes the connection, and its challenge is lost.
    """
    import httpx

    digest = httpx.DigestAuth(access.user, access.password)
    try:
        with client.stream("GET", address, auth=digest) as answer:
            challenge = answer.headers.get("WWW-Authenticate", "") if answer.status_code == 401 else ""
    except httpx.HTTPError:
        challenge = ""  # the request itself then tells what is wrong
    return httpx.BasicAuth(access.user, access.password) if challenge.lower().startswith("basic") else digest


def _read(answer: "httpx.Response", end: float, access: Access) -> bytes:
    pieces, size = [], 0
    for piece in answer.iter_bytes(PIECE):
        size += len(piece)
        pieces.append(piece)
        if size > access.most:
            raise StoreFailed(f"The store's answer has more than {access.most // 1_000_000:,} MB. Ask for less.")
        if time.monotonic() > end:
            raise TimeoutError
    return b"".join(pieces)


def _failure(answer: "httpx.Response") -> StoreFailed:
    """What an error status means, with the store's own words."""
    status = answer.status_code
    if 300 <= status < 400:
        return StoreFailed("The store redirects to another address. Set LFR_KG_STORE to the address that answers.")
    if status in (401, 403):
        return StoreFailed(
            f"The store refuses the request ({status}). Set LFR_KG_STORE_USER and LFR_KG_STORE_PASSWORD to an account that may do this."
        )
    said = next(answer.iter_bytes(2000), b"").decode("utf-8", "replace")
    words = " ".join(re.sub(r"<[^>]{0,200}>", " ", said).split())[:400]
    return (Collided if COLLISION in words.split() else StoreFailed)(f"The store failed ({status}): {words or answer.reason_phrase}")

"""Who reads a force's own register: by a sign-in at an OpenID provider, or as a trusted proxy says. Without either it is not served."""

import os
import re
import stat
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from pathlib import Path

from flask import request

from lfr_kg.base.errors import BadSetting
from lfr_kg.base.settings import Settings
from lfr_kg.ledger.ledger import Ledger
from lfr_kg.signin.provider import Person, Provider, Refused, is_issuer

NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
BOTH_OR_NEITHER = (
    "A force's own register is served only to people who are signed in. Set {} LFR_KG_OIDC_ISSUER "
    "and LFR_KG_OIDC_CLIENT (an OpenID provider), or LFR_KG_SIGNED_IN_HEADER and LFR_KG_SIGNED_IN_FROM (a trusted proxy)."
)


@dataclass(frozen=True)
class Door:
    """The register that is served, and how its readers are known: ``provider``, or the header of a proxy."""

    folder: Path
    provider: Provider | None = None
    header: str = ""
    networks: str = ""

    @classmethod
    def of(cls, settings: Settings) -> "Door":
        """The door that the settings ask for. Raises BadSetting where they name no register, or nothing or not enough by which its readers
        would be known."""
        folder = Path(settings.register)
        Ledger.made(folder)
        by_provider, by_proxy = settings.oidc_issuer or settings.oidc_client, settings.signed_in_header or settings.signed_in_from
        if bool(by_provider) == bool(by_proxy):
            raise BadSetting(BOTH_OR_NEITHER.format("one of the two, not both:" if by_provider else "either"))
        if by_provider:
            return cls(folder, _provider(settings))
        if not settings.signed_in_from or not NAME.fullmatch(settings.signed_in_header):
            raise BadSetting("A proxy is trusted by its header and its networks: set LFR_KG_SIGNED_IN_HEADER (as X-Remote-User) and _FROM.")
        return cls(folder, None, settings.signed_in_header, settings.signed_in_from)

    def named_by_proxy(self) -> Person:
        """Who is signed in, as the proxy says. Raises Refused where the request is none of its, or it names nobody or more than one."""
        peer = request.environ.get("werkzeug.proxy_fix.orig", {}).get("REMOTE_ADDR") or request.remote_addr or ""
        if not self._is_trusted(peer):
            raise Refused("This register is read through the proxy that signs people in, and through nothing else. Use its address.")
        name = request.headers.get(self.header, "").strip()
        if not name or "," in name:
            raise Refused("The proxy does not say who you are. Sign in there, or tell who runs it.")
        return Person(name, name)

    def _is_trusted(self, peer: str) -> bool:
        try:
            address = ip_address(peer)
        except ValueError:
            return False
        address = getattr(address, "ipv4_mapped", None) or address
        return any(address in ip_network(each.strip()) for each in self.networks.split(","))


def _provider(settings: Settings) -> Provider:
    if not is_issuer(settings.oidc_issuer):
        raise BadSetting(f"LFR_KG_OIDC_ISSUER is set to {settings.oidc_issuer!r}; it should be the https address of an OpenID provider.")
    if not settings.oidc_client:
        raise BadSetting("LFR_KG_OIDC_CLIENT is not set: it is the name that the provider gave this service.")
    secret = _secret(Path(settings.oidc_secret)) if settings.oidc_secret else ""
    return Provider(settings.oidc_issuer, settings.oidc_client, secret, settings.oidc_group)


def _secret(file: Path) -> str:
    """The secret in a file. Raises BadSetting where it cannot be read, or by everybody, or is none."""
    named = f"LFR_KG_OIDC_SECRET names {file}, which"
    try:
        mode, text = file.stat().st_mode, file.read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:
        raise BadSetting(f"{named} cannot be read.") from error
    if os.name == "posix" and mode & stat.S_IRWXO:
        raise BadSetting(f"{named} everybody on this machine can read or change. Keep it to its owner: chmod 600 {file}")
    if not text:
        raise BadSetting(f"{named} is empty.")
    return text

"""Keeping to a service's robots.txt: what it asks of programs that take many documents, how often they may ask, and for what (RFC 9309)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from protego import Protego

from lfr_kg.official.fetching import NOT_SEEN, HttpFetcher, Reply, Seen

NAME = "lfr-kg"
"""By which rules may name this program."""
LONGEST_PAUSE = 60.0
"""Seconds between two requests at most, whatever a service asks for."""
REFUSED = "its robots.txt does not allow programs to ask for it"


@dataclass
class Orderly:
    """A fetcher that asks a service first for its rules, and then only as they allow. ``tell`` hears of a pause that they ask for."""

    fetcher: HttpFetcher
    tell: Callable[[str], None] = print
    _rules: dict[str, Protego | None] = field(default_factory=dict)

    def get(self, address: str, seen: Seen = NOT_SEEN) -> Reply:
        """The reply to a request, as ``Fetcher.get``; where the rules cannot be had at all, that of asking for them (RFC 9309, 2.3.1.4)."""
        host = urlsplit(address).netloc
        if host not in self._rules:
            reply = self.fetcher.get(f"https://{host}/robots.txt")
            if not reply.found and not 400 <= reply.status < 500:
                return reply
            if reply.status in (403, 429):  # asked too often: that is no answer about rules
                return reply
            self._rules[host] = self._read(host, reply)
        rules = self._rules[host]
        if rules is not None and not rules.can_fetch(address, NAME):
            return Reply(403, reason=REFUSED, wait=float("inf"))
        return self.fetcher.get(address, seen)

    def _read(self, host: str, reply: Reply) -> Protego | None:
        """The rules of a service, whose pause is kept from now on; None where it has none."""
        if not reply.found:
            return None
        rules = Protego.parse(reply.content[:500_000].decode("utf-8", "replace"))
        pause = min(rules.crawl_delay(NAME) or 0.0, LONGEST_PAUSE)
        if pause > self.fetcher.pause:
            self.fetcher.pause = pause
            self.tell(f"{host} asks for {pause:g} seconds between two requests.")
        return rules

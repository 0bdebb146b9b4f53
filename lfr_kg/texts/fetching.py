"""Filling the folder: each document that cited provisions lie in is asked for once, and then each version of it that is not held yet.

A run that is broken off goes on where it ended: what it had asked for is not asked for again. What has not changed since is told by the
services (304) and costs them nothing. It is for set-up or a timer; no page asks anybody for anything.
"""

import fcntl
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import Element

from lfr_kg.base.errors import BadRequest
from lfr_kg.base.model import Graph
from lfr_kg.base.namespaces import iri
from lfr_kg.base.times import instant, london_day
from lfr_kg.corpus.cited import CitedProvision, cited_provisions
from lfr_kg.official import judgments, legislation
from lfr_kg.official.fetching import NOT_SEEN, UNCHANGED, Fetcher, Reply, Seen
from lfr_kg.official.xml import UnreadableXml, parse
from lfr_kg.texts import reading
from lfr_kg.texts.folder import Document, Earlier, Folder, Held, Index, Outstanding, UnreadableFolder, Version, name_of
from lfr_kg.texts.licences import licence_of
from lfr_kg.texts.reading import Reading
from lfr_kg.texts.words import MOST_CHARACTERS, hash_of, size

MOST_FAILURES = 3
"""Documents on end that a service does not give before it is left alone."""
STALE = timedelta(days=1)
"""An unfinished run that is older is begun anew."""


@dataclass
class Fetched:
    """What came of a run: how many documents were asked for, were as they had been, were not given; versions written; what is to be said;
    and whether it was broken off."""

    asked: int = 0
    unchanged: int = 0
    failed: int = 0
    written: int = 0
    notes: list[str] = field(default_factory=list)
    is_broken_off: bool = False


@dataclass(frozen=True)
class Wanted:
    """A document to ask for, with the provisions that it should hold: its address, its path, and whether it is a judgment."""

    address: str
    path: str
    places: tuple[CitedProvision, ...]
    is_judgment: bool = False

    @property
    def host(self) -> str:
        """The service that has it."""
        return judgments.HOST if self.is_judgment else legislation.HOST


def wanted(graph: Graph, now: datetime) -> list[Wanted]:
    """The documents to ask for; an instrument or a judgment that is cited only as a whole is none."""
    grouped: dict[str, list[CitedProvision]] = {}
    found: list[Wanted] = []
    for source, places in cited_provisions(graph, london_day(now)).items():
        address = graph.text(source, iri("lfr:officialUri"))
        if f"//{judgments.HOST}/" in address:
            path = judgments.path_of(address)
            cited = tuple(place for place in places if "#" in place.address)
            found += [Wanted(judgments.document_address(path), path, cited, is_judgment=True)] if cited else []
        elif f"//{legislation.HOST}/" in address:
            whole = legislation.path_of(address)
            for place in places:
                if legislation.path_of(place.address) != whole:
                    grouped.setdefault(legislation.path_of(place.outermost or place.address), []).append(place)
    return [Wanted(legislation.document_address(path), path, tuple(places)) for path, places in grouped.items()] + found


def fetch(
    graph: Graph,
    folder: Folder,
    fetcher: Fetcher,
    now: datetime | None = None,
    tell: Callable[[str], None] = print,
    most_failures: float = MOST_FAILURES,
) -> Fetched:
    """Bring a folder up to date; ``tell`` hears of each document. Raises BadRequest where another run is at work, or the folder is not one
    that this program filled, and OSError where it cannot be written."""
    moment = now or datetime.now(UTC)
    folder.path.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        return _Run(folder, fetcher, moment).through(wanted(graph, moment), tell, most_failures)


@contextmanager
def _alone(folder: Folder) -> Iterator[None]:
    """Holds the folder's lock. Raises BadRequest where another holds it."""
    with (folder.path / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BadRequest(f"{folder.path} is being filled by another run. Wait until that has ended.") from None
        yield


class _Run:
    """One run over a folder."""

    def __init__(self, folder: Folder, fetcher: Fetcher, moment: datetime):
        self.folder, self.fetcher = folder, fetcher
        try:
            held = folder.index()
        except UnreadableFolder as error:
            raise BadRequest(f"{error}. Name another folder, or delete that file to begin anew.") from error
        self.index = Index(dict(held.provisions), dict(held.documents))
        self.day, self.now = london_day(moment).isoformat(), moment.astimezone(UTC).isoformat(timespec="seconds")
        is_fresh = bool(held.unfinished) and instant(held.unfinished) > moment - STALE
        self.index.unfinished = held.unfinished if is_fresh else self.now
        self.had = {address for address, known in held.documents.items() if is_fresh and known.asked >= held.unfinished}
        self.done = Fetched()

    def through(self, documents: list[Wanted], tell: Callable[[str], None], most_failures: float) -> Fetched:
        """Ask for each document in turn, and keep what came after each."""
        failures: Counter[str] = Counter()
        for place, document in enumerate(documents, 1):
            if document.address in self.had or failures[document.host] >= most_failures:
                continue
            if self._document(document, self.index.documents.get(document.address, Document())):
                self.had.add(document.address)
                failures[document.host] = 0
            else:
                failures[document.host] += 1
            self.folder.write_index(self.index)
            tell(f"{place} of {len(documents)}: {document.path}{'' if document.address in self.had else ' was not given'}")
        self.done.is_broken_off = any(each.address not in self.had for each in documents)
        if not self.done.is_broken_off:
            self.index.unfinished = ""
        self.folder.write_index(self.index)
        return self.done

    def _document(self, document: Wanted, known: Document) -> bool:
        """Ask for a document and what it leads to; whether all of it was answered."""
        is_held = all(self._is_held(place) for place in document.places)
        self.done.asked += 1
        reply = self.fetcher.get(document.address, Seen(known.etag, known.modified) if is_held else NOT_SEEN)
        if reply.status == UNCHANGED and is_held:
            self.done.unchanged += 1
            for place in document.places:
                self._note(place, checked=self.day)
            self.index.documents[document.address] = replace(known, asked=self.now)
            return True
        if reply.missing:
            self._withdraw(document, reply)
            self.index.documents[document.address] = Document(asked=self.now)
            return True
        root, problem = self._root(reply, document.is_judgment)
        if root is None:
            self._fail(document, document.address, problem)
            self.index.documents[document.address] = Document(asked=self.now if reply.found else "", versions=known.versions)
            return reply.found
        self._read(document, root)
        seen = Document(reply.seen.etag, reply.seen.modified, self.now)
        is_whole, versions = (True, ()) if document.is_judgment else self._versions(document, root, known.versions)
        self.index.documents[document.address] = replace(seen if is_whole else Document(), versions=versions)
        return is_whole

    def _root(self, reply: Reply, is_judgment: bool) -> tuple[Element, str] | tuple[None, str]:
        """The document in a reply with "", or none with what is wrong with it."""
        if not reply.found:
            return None, reply.reason
        root_tag, kind = (judgments.ROOT, "Akoma Ntoso") if is_judgment else (legislation.ROOT, "CLML")
        try:
            root = parse(reply.content)
        except UnreadableXml as error:
            return None, str(error)
        return (root, "") if root.tag == root_tag else (None, f"it is no {kind}")

    def _fail(self, document: Wanted, address: str, problem: str) -> None:
        self.done.failed += 1
        self.done.notes.append(f"{address}: {problem}")
        for place in document.places:
            self._note(place, problem=f"{address}: {problem}")

    def _read(self, document: Wanted, root: Element) -> None:
        """Take from the latest document what it says of each provision."""
        notes = () if document.is_judgment else tuple(reading.notes_of(root))
        for place in document.places:
            if document.is_judgment:
                found, address = reading.of_judgment(root, place.address.partition("#")[2]), place.address
            else:
                path = legislation.path_of(place.address)
                found, address = reading.of_legislation(root, path), f"https://{legislation.HOST}/{path}"
            held = self.index.provisions.get(name_of(place.node.value), Held())
            if found is None:
                gone = (held.gone or self.day) if held.versions else ""
                self._note(place, checked=self.day, gone=gone, problem=f"{document.address} does not hold it")
                continue
            changes = tuple(Outstanding(each.affected, each.kind, each.by, each.in_force) for each in found.outstanding)
            self._note(place, checked=self.day, gone="", problem="", status=found.status, outstanding=changes, notes=notes)
            if found.status:
                self._end(place, found.end or self.day)
            else:
                self._keep(place, found, address, is_latest=True)

    def _versions(self, document: Wanted, root: Element, known: tuple[str, ...]) -> tuple[bool, tuple[str, ...]]:
        """Ask for the versions of other days that are not held; whether all were answered, and of which days it is known what they hold."""
        done = set(known)
        held = [{version.start for version in self._held(place).versions} for place in document.places]
        for day in reading.versions_of(root, document.path):
            if day in done or all(day in starts for starts in held):
                continue
            if not self._version(document, day):
                return False, tuple(sorted(done))
            done.add(day)
        return True, tuple(sorted(done))

    def _version(self, document: Wanted, day: str) -> bool:
        """Ask for the version of a document as on a day, and keep what was in force then; whether it was answered."""
        address = legislation.document_address(f"{document.path}/{day}")
        reply = self.fetcher.get(address)
        root, problem = self._root(reply, is_judgment=False)
        if root is None:
            if not reply.missing:
                self._fail(document, address, problem)
            return reply.found or reply.missing
        for place in document.places:
            path = legislation.path_of(place.address)
            found = reading.of_legislation(root, path)
            if found is not None and not found.status:
                self._keep(place, found, f"https://{legislation.HOST}/{path}/{day}", is_latest=False)
        return True

    def _keep(self, place: CitedProvision, found: Reading, address: str, *, is_latest: bool) -> None:
        """Keep a version: the words that the latest document has take the place of others of the same day, which stay beside them."""
        name, held = name_of(place.node.value), self._held(place)
        if size(found.lines) > MOST_CHARACTERS:
            self._note(place, problem=f"it has more than {MOST_CHARACTERS:,} characters")
            return
        said = hash_of(found.lines)
        older = next((version for version in held.versions if version.start == found.start), None)
        if not said or (older is not None and not is_latest):
            return
        version = Version(found.start, found.end, address, self.day, said, found.heading, lines=found.lines)
        if older is not None:
            kept = self.folder.read(name, older) or older
            is_same = older.hash == said
            version = replace(
                version,
                seen=older.seen if is_same else self.day,
                earlier=kept.earlier if is_same else (*kept.earlier, Earlier(kept.seen, kept.hash, kept.lines)),
            )
            if is_same and kept.lines == found.lines and kept.end == found.end and kept.address == address:
                return
        licence = licence_of(address).named
        self.folder.write(name, version, {"provision": place.node.value, "citation": place.citation, "licence": licence})
        self.done.written += 1
        self.index.provisions[name] = held.with_version(replace(version, lines=()))

    def _end(self, place: CitedProvision, day: str) -> None:
        """Say of the last version, where its end is open, that it ended on a day: the latest document has no words in force."""
        held = self._held(place)
        if held.versions and not held.versions[-1].end and held.versions[-1].start < day:
            self.index.provisions[name_of(place.node.value)] = held.with_version(replace(held.versions[-1], end=day))

    def _withdraw(self, document: Wanted, reply: Reply) -> None:
        """A document is no longer there. The words of a judgment go with it: its publisher may have had to take it down."""
        for place in document.places:
            held = self._held(place)
            if document.is_judgment:
                for version in held.versions:
                    self.folder.remove(name_of(place.node.value), version)
            gone = (held.gone or self.day) if held.versions else ""
            self._note(place, checked=self.day, gone=gone, problem=f"{document.address}: {reply.reason}")
        self.done.notes.append(f"{document.address}: {reply.reason}")

    def _held(self, place: CitedProvision) -> Held:
        return self.index.provisions.get(name_of(place.node.value), Held())

    def _is_held(self, place: CitedProvision) -> bool:
        """Whether a provision is known as its document had it, and every version of it is there."""
        name = name_of(place.node.value)
        held = self.index.provisions.get(name)
        return held is not None and not held.gone and all(self.folder.has(name, version) for version in held.versions)

    def _note(self, place: CitedProvision, **said: object) -> None:
        name = name_of(place.node.value)
        self.index.provisions[name] = replace(self._held(place), **said)  # type: ignore[arg-type]

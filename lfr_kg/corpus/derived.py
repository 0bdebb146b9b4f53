"""What follows from the files of law and is therefore written in none of them: addresses, slugs, first versions, how a norm was verified.

The build adds it to the named graph of the thing it speaks of. A file states it only where it is otherwise.
"""

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from lfr_kg.base.model import TYPE, Fact, Graph, Value, facts_of
from lfr_kg.base.namespaces import PREFIXES, iri

PART_OF, VERSION_OF, STATED_BY = iri("lfr:partOf"), iri("lfr:versionOf"), iri("lfr:statedBy")
FROM, UNTIL, PRECISION = iri("lfr:inForceFrom"), iri("lfr:inForceUntil"), iri("lfr:datePrecision")
ADDRESS, SLUG = iri("lfr:officialUri"), iri("dct:identifier")
VERIFICATION, AGAINST, VERIFIED_ON = iri("lfr:verification"), iri("lfr:verifiedAgainst"), iri("lfr:verifiedOn")
REPEATED = {TYPE, VERSION_OF, FROM, UNTIL, PRECISION}
"""What a version of a provision's first day says that the provision says too."""

LEGISLATION, LEGISLATION_ID = "http://www.legislation.gov.uk/", "http://www.legislation.gov.uk/id/"
JUDGMENTS = "https://caselaw.nationalarchives.gov.uk/"
WHOLE = "whole"


def derived(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Every statement that follows from those of the files of law, whether or not it is among them, in the named graph of its subject."""
    quads = list(quads)
    law = Graph(facts_of(quads))
    home: dict[Value | ox.Triple, ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = {quad.subject: quad.graph_name for quad in quads}
    found: list[ox.Quad] = []
    for step in (_first_versions, _ends, _addresses, _slugs, _verifications):
        for fact in list(step(law)):
            law.add(fact)
            if fact[1] == VERSION_OF:
                home[fact[0]] = home[fact[2]]
            found.append(ox.Quad(fact[0], fact[1], fact[2], home[fact[0]]))
    return found


def _first_versions(law: Graph) -> Iterator[Fact]:
    """A provision that states a norm has a version of its own first day, unless one is written that says more than the provision does."""
    versions = _versions(law)
    for provision in dict.fromkeys(provision for norm, provision in _stating(law)):
        first = law.value(provision, FROM)
        written = [version for version in versions.get(provision, ()) if law.value(version, FROM) == first]
        if first is None or any(set(law.predicates_of(version)) - REPEATED for version in written):
            continue
        version = ox.NamedNode(f"{provision.value}_{first.value}")
        yield version, VERSION_OF, provision
        yield version, TYPE, iri("lfr:ProvisionVersion")
        yield version, FROM, first
        yield from ((version, PRECISION, value) for value in law.objects(provision, PRECISION))


def _ends(law: Graph) -> Iterator[Fact]:
    """A version ends where the next one begins, and the last where the provision does."""
    for provision, versions in _versions(law).items():
        begins = {version: begin for version in versions if (begin := law.value(version, FROM)) is not None}
        days = sorted(begins.values(), key=lambda day: day.value)
        for version, begin in begins.items():
            later = [day for day in days if day.value > begin.value]
            yield from ((version, UNTIL, end) for end in later[:1] or law.objects(provision, UNTIL))


def _addresses(law: Graph) -> Iterator[Fact]:
    """A provision lies where its name says, below the address of its source, and a version at a day below its provision."""
    follows = {part: _address(law, part) for part, _ in law.pairs(PART_OF)}
    for version, provision in law.pairs(VERSION_OF):
        above = law.node(provision, ADDRESS) or follows.get(provision)
        follows[version] = _address_of_version(law, version, above)
    for node, address in follows.items():
        if address is not None and law.value(node, ADDRESS) in (None, address):
            yield node, ADDRESS, address


def _address(law: Graph, provision: ox.NamedNode) -> ox.NamedNode | None:
    """Legislation.gov.uk and Find Case Law have an address for each division; with others, that of the nearest whole which has one."""
    source, _, division = provision.value.partition("_")
    above = law.node(ox.NamedNode(source), ADDRESS)
    if above is not None and division != WHOLE:
        if above.value.startswith(LEGISLATION_ID):
            return ox.NamedNode(f"{above.value}/{division.replace('-', '/')}")
        if above.value.startswith(JUDGMENTS):
            return ox.NamedNode(f"{above.value}#para_{division.removeprefix('paragraph-')}")
    seen, node = {provision}, law.node(provision, PART_OF)
    while node is not None and node not in seen and law.node(node, ADDRESS) is None:
        seen.add(node)
        node = law.node(node, PART_OF)
    return law.node(node, ADDRESS) if node is not None else None


def _address_of_version(law: Graph, version: ox.NamedNode, above: ox.NamedNode | None) -> ox.NamedNode | None:
    """Legislation.gov.uk has an address for each day; a version whose day is not known has none there."""
    if above is None or not above.value.startswith(LEGISLATION_ID):
        return above
    begin = law.value(version, FROM)
    if begin is None or law.value(version, PRECISION) is not None:
        return None
    return ox.NamedNode(f"{LEGISLATION}{above.value.removeprefix(LEGISLATION_ID)}/{begin.value}")


def _slugs(law: Graph) -> Iterator[Fact]:
    """The slug of a norm is the end of its name."""
    for norm in dict.fromkeys(norm for norm, provision in _stating(law)):
        yield norm, SLUG, ox.Literal(norm.value.removeprefix(PREFIXES["norm"]))


def _verifications(law: Graph) -> Iterator[Fact]:
    """A norm that was compared at all was compared with what its source was, and on the same day, unless it says otherwise.

    How far it was compared is not among this: whoever writes a norm has to say so.
    """
    sources = {norm: ox.NamedNode(provision.value.partition("_")[0]) for norm, provision in reversed(_stating(law))}
    for norm, source in sources.items():
        if law.value(norm, VERIFICATION) in (None, iri("con:unverified")):
            continue
        for predicate in (AGAINST, VERIFIED_ON):
            values = law.objects(source, predicate)
            if law.objects(norm, predicate) in ([], values):
                yield from ((norm, predicate, value) for value in values)


def _stating(law: Graph) -> list[tuple[ox.NamedNode, ox.NamedNode]]:
    """Each norm with each provision that states it."""
    return [(norm, provision) for norm, provision in law.pairs(STATED_BY) if norm.value.startswith(PREFIXES["norm"])]


def _versions(law: Graph) -> dict[ox.NamedNode, list[ox.NamedNode]]:
    """The versions of each provision that has any."""
    found: dict[ox.NamedNode, list[ox.NamedNode]] = {}
    for version, provision in law.pairs(VERSION_OF):
        found.setdefault(provision, []).append(version)
    return found

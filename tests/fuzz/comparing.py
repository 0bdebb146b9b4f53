"""Both readers over one description, and what is wrong where they differ: nothing that is stated may be lost, or move a verdict, in
silence.

What holds of any description: it is refused, with the place; or what the service takes for evidence is all that the naive reader takes for
evidence, and everything else that was stated is named as set aside. Deployments of the same evidence have the same verdicts.
"""

import re
from functools import cached_property, lru_cache

import pyoxigraph as ox
from rdflib import BNode, Literal, URIRef

from lfr_kg.assess.law import Terms
from lfr_kg.base.errors import LfrError
from lfr_kg.base.model import Fact
from lfr_kg.base.namespaces import compact
from lfr_kg.evidence.description import Deployment, describe
from lfr_kg.evidence.reading import read
from tests import casebook
from tests.fuzz import naive


class Found:
    """What the service makes of a description in Turtle: why it refuses it; or its deployments by name, and what it sets aside."""

    def __init__(self, text: str):
        self.refusal: LfrError | None = None
        self.deployments: dict[str, Deployment] = {}
        self.aside: list[str] = []
        try:
            description = describe([read(text.encode(), "text/turtle", "sent.ttl", 5_000_000)], casebook.assessor().vocabulary)
        except LfrError as error:
            self.refusal = error
            return
        self.deployments = {_name(each): each for each in description.deployments}
        self.aside = [each.statement for each in description.set_aside]

    @cached_property
    def evidence(self) -> dict[str, frozenset]:
        """The evidence of each deployment, compared as the naive reader compares."""
        return {name: frozenset(map(_key, each.facts.facts)) for name, each in self.deployments.items()}

    def verdicts(self, name: str) -> dict[str, str]:
        """The verdicts on a deployment, judged as the casebook's are."""
        judge = casebook.assessor()
        judgement = judge.judge(judge.work_out(self.deployments[name], casebook.ASSESSED_AT), Terms(None, casebook.ASSESSED_AT))
        return {finding.norm.slug: finding.verdict.value for finding in judgement.findings}


def faults(before: Found, this: Found, stated: set[naive.Statement] | None, added: range) -> list[str]:
    """What is wrong with what the service made of a description, where ``before`` is what it made of the description as it was.

    ``stated`` is what the naive reader read, None where it could not: then no word of what was added may be evidence. ``added`` are the
    lines in which the two descriptions differ.
    """
    if this.refusal is not None:
        return _unplaced(this.refusal, added)
    if stated is None:
        moved = [name for name in before.deployments if not _is_same(before, this, name)]
        return [f"only one reader could read it, and it moved {name}" for name in moved] + ["dropped without a word"] * (not this.aside)
    reading = naive.read(stated)
    wrong = [f"two values, and it was judged: {place}" for place in reading.twice]
    wrong += [f"a part typed as a deployment, and it was judged: {part}" for part in reading.parts]
    wrong += _different(reading.evidence, this.evidence)
    wrong += [f"lost without a word: {' '.join(each)}" for each in sorted(reading.aside) if not _is_named(each, this.aside)]
    same = [name for name in before.deployments if reading.evidence.get(name) == before.evidence[name]]
    return wrong + [f"the same evidence, and other verdicts: {name}" for name in same if not _is_same(before, this, name)]


def _is_same(before: Found, this: Found, name: str) -> bool:
    """Whether a deployment has the verdicts that it had: it has where its facts are the same, for a verdict follows from nothing else
    (``tests/assess/test_properties.py``)."""
    if name not in this.deployments:
        return False
    return this.deployments[name].facts.facts == before.deployments[name].facts.facts or this.verdicts(name) == before.verdicts(name)


def _unplaced(refusal: LfrError, added: range) -> list[str]:
    if refusal.status >= 500:
        return [f"{refusal.status}: {refusal.message}"]
    told = {refusal.line, *map(int, re.findall(r"line (\d+)", refusal.message))}
    return [] if told & set(added) else [f"refused, and none of the {added} lines is told: {refusal.message}"]


def _different(naively: dict[str, frozenset], here: dict[str, frozenset]) -> list[str]:
    wrong = [f"deployments {sorted(naively)} are {sorted(here)}"] * (set(naively) != set(here))
    for name in set(naively) & set(here):
        wrong += [f"not read: {each}" for each in sorted(naively[name] - here[name], key=str)]
        wrong += [f"taken for evidence: {each}" for each in sorted(here[name] - naively[name], key=str)]
    return wrong


def _is_named(statement: naive.Statement, aside: list[str]) -> bool:
    """Whether a statement is among those set aside: its property is named there."""
    wanted = f" {compact(str(statement[1]))} "
    return any(wanted in each for each in aside)


def _name(deployment: Deployment) -> str:
    return "_" if deployment.node.value.startswith(naive.MADE_HERE) else deployment.node.value


@lru_cache(8192)
def _key(fact: Fact) -> tuple:
    return naive.key(tuple(map(_term, fact)))


def _term(term: ox.NamedNode | ox.BlankNode | ox.Literal) -> URIRef | BNode | Literal:
    if isinstance(term, ox.Literal):
        return Literal(term.value, lang=term.language, datatype=None if term.language else URIRef(term.datatype.value))
    return URIRef(term.value) if isinstance(term, ox.NamedNode) else BNode(term.value)

"""What a check looked at: a row for each result with the stated facts behind it, or for each value that satisfied it; in words too."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import cast

import pyoxigraph as ox

from lfr_kg.assess.checks import LIMITS, Check, Examined, Facet, Result
from lfr_kg.assess.findings import Evidence
from lfr_kg.assess.grounds import facts_behind
from lfr_kg.assess.inference import Inference
from lfr_kg.assess.verbalisation import Teller
from lfr_kg.assess.verdicts import Finding
from lfr_kg.assess.wording import listed, sentence
from lfr_kg.base.model import TYPE, Fact, Node, Value, Verdict, node_of, term
from lfr_kg.evidence.description import SKOLEM

SATISFIED = frozenset((Verdict.MET, Verdict.RECORDED, Verdict.FOR_JUDGEMENT))
"""The verdicts of what nothing contradicts or misses, though a person may have to say more."""
Row = tuple[tuple[str, str, str], Evidence]
"""What satisfied a check: what rows are told apart by, and the row."""


@dataclass(frozen=True, eq=False)
class Look:
    """What a facet looks at where it is satisfied: what it examines, or what others look at in the values of a path. One object for all
    facets that look at the same."""

    path: ox.NamedNode | None
    nested: "tuple[Look, ...]"
    entries: tuple[Examined, ...]

    @cached_property
    def prop(self) -> ox.NamedNode | None:
        """The property whose values are all that it examines; None where it examines more, or less."""
        (prop, kind, inner), *more = self.entries or ((None, None, ()),)
        return None if self.path is not None or kind is not None or inner or more else prop


def looks_of(checks: Iterable[Check]) -> dict[str, tuple[Look, ...]]:
    """What each check looks at, by its slug."""
    known: dict[object, Look] = {}

    def look(facet: Facet) -> Look:
        parts: tuple[ox.NamedNode | None, tuple[Look, ...], tuple[Examined, ...]]
        if facet.nested and facet.path is not None:
            parts = (facet.path, tuple(look(each) for each in facet.nested), ())
        else:
            parts = (None, (), facet.looks_at or (((facet.path, None, ()),) if facet.path is not None else ()))
        return known.setdefault(parts, Look(*parts))

    return {check.slug: tuple(look(facet) for facet in check.facets) for check in checks}


class LookedAt:
    """The rows of evidence on one deployment. ``facets`` gives every named shape by its IRI, ``looks`` what each check looks at, ``teller``
    says facts in words."""

    def __init__(self, inference: Inference, facets: dict[str, Facet], looks: dict[str, tuple[Look, ...]], teller: Teller):
        self.inference, self.facets, self.looks, self.teller = inference, facets, looks, teller
        self._seen: dict[tuple[Look, Value], list[Row]] = {}
        self._rows: dict[tuple[Value, ox.NamedNode], list[Row]] = {}

    def triple(self, fact: Fact) -> list[str]:
        """A fact as three strings, the value as it was submitted."""
        return [plain(fact[0]), fact[1].value, plain(self.inference.deployment.submitted.get(fact, fact[2]))]

    def rows(self, finding: Finding, check: Check | None) -> list[Evidence]:
        """What the check looked at: a row for each result, or, where there is none, for each value that satisfied it."""
        if finding.contradictions or finding.missing or finding.to_judge:
            return self._of_results(finding)
        if check is None or finding.verdict not in SATISFIED:
            return []
        root = self.inference.deployment.node
        seen: list[Row] = []
        for look in self.looks[check.slug]:
            seen += self._looked(look, root)
        looked_into = {key[0] for key, _ in seen}
        # a link says nothing that what it leads to does not
        return list({key: row for key, row in seen if key[2] not in looked_into}.values())

    def _of_results(self, finding: Finding) -> list[Evidence]:
        outcomes = ((finding.contradictions, "contradicts"), (finding.missing, "missing"), (finding.to_judge, "asks"))
        rows: list[Evidence] = []
        told: dict[str, set[str]] = {}  # text → the outcomes under which it stands already
        for result, outcome in ((result, outcome) for results, outcome in outcomes for result in results):
            row = self._row(result, outcome)
            if told.get(row["text"], set()) - {outcome}:
                row = {**row, "text": self.facets[result.shape].message}
            told.setdefault(row["text"], set()).add(outcome)
            rows.append(row)
        return rows

    def _row(self, result: Result, outcome: str) -> Evidence:
        facet = self.facets[result.shape]
        facts = facts_behind(result, facet, self.inference.facts)
        stated = dict.fromkeys(each for fact in facts for each in self.inference.stated(fact))
        value = result.value if result.value and facet.path is not None else None
        path = facet.path or next((entry[0] for entry in facet.looks_at), None)
        row: Evidence = {
            "focus": _bare(result.focus),
            "path": path.value if path is not None else "",
            "value": _bare(value) if value else "",
            "text": (" ".join(self.untimely(result)) if outcome == "missing" else "")
            or self._found(result, facet, facts)
            or self._lacks(result, facet)
            or facet.message,
            "outcome": outcome,
            "expected": facet.message,
            "facet": facet.node.value,
        }
        if stated:
            row["stated"] = [self.triple(fact) for fact in stated]
        return row

    def untimely(self, result: Result) -> list[str]:
        """What is told of times that cannot be, and that a result misses."""
        facet, focus = self.facets[result.shape], node_of(result.focus)
        looked = [facet.path, *(prop for path, _, inner in facet.looks_at for prop in (path, *inner))]
        props = {each for prop in looked if prop is not None for each in (prop, *self.teller.computed_from.get(prop, ()))}
        return self.teller.untimely(focus, props) if focus is not None else []

    def wanted(self, result: Result) -> list[str]:
        """What the record would have to state for a result that misses something to be gone, as clauses."""
        facet, focus = self.facets[result.shape], node_of(result.focus)
        if not facet.looks_at:
            return self.teller.wanted(focus, facet.path) if facet.path is not None else []
        return list(dict.fromkeys(each for entry in facet.looks_at for each in self._wanted_of(entry, focus)))

    def _wanted_of(self, entry: Examined, focus: Value | None) -> list[str]:
        path, kind, inner = entry
        if kind is None:
            return self.teller.wanted(focus, path)
        return [self.teller.thing(kind, inner)]

    def _found(self, result: Result, facet: Facet, facts: list[Fact]) -> str:
        """What was found, in words, with the limit that the check sets; "" where there is nothing."""
        said = self.teller.clauses(facts)
        limit = self._limit(result, facet)
        if limit and len(said) == 1:
            return self.teller.wording.sentence(limit[0], said=said[0], limit=limit[1])
        return " ".join(sentence(clause) for clause in said)

    def _limit(self, result: Result, facet: Facet) -> tuple[str, str] | None:
        """The limit on a number that a result is about: the sentence that tells of it, and the limit in words."""
        for component, value in facet.limits:
            words = self.teller.names.limit(facet.path, value)
            if words and result.component.endswith(f"#{component}ConstraintComponent>"):
                return "limit-most" if LIMITS[component].startswith("<") else "limit-least", words
        return None

    def _lacks(self, result: Result, facet: Facet) -> str:
        """What is missing, in words; "" where several things might be."""
        wanted = self.wanted(result) if facet.path is not None and not facet.looks_at else []
        return self.teller.wording.sentence("unsaid", unsaid=listed(wanted)) if wanted else ""

    def _looked(self, look: Look, node: Value) -> list[Row]:
        """The values that a satisfied facet saw; many look at the same."""
        if look.prop is not None:
            return self._satisfying(node, look.prop)
        rows = self._seen.get((look, node))
        if rows is None:
            rows = self._seen[look, node] = []
            if look.path is not None:
                for value in self.inference.facts.objects(node, look.path):
                    for each in look.nested:
                        rows += self._looked(each, value)
            else:
                for entry in look.entries:
                    path, kind, inner = entry
                    rows += self._examined(entry, node) if kind is not None or inner else self._satisfying(node, path)
        return rows

    def _examined(self, entry: Examined, node: Value) -> Iterator[Row]:
        """The rows of the facts that an alternative or a qualified shape looked at (as ``grounds.examined`` gives them)."""
        path, kind, inner = entry
        facts = self.inference.facts
        for value, row in zip(facts.objects(node, path), self._satisfying(node, path), strict=True):
            if kind is None or kind in facts.objects(value, TYPE):
                yield row
                for prop in inner:
                    yield from self._satisfying(value, prop)

    def _satisfying(self, node: Value, prop: ox.NamedNode) -> list[Row]:
        """The rows of a property of a thing, made once for all that look at it."""
        rows = self._rows.get((node, prop))
        if rows is None:
            rows = self._rows[node, prop] = []
            focus, path, submitted = plain(node), prop.value, self.inference.deployment.submitted
            for value in self.inference.facts.objects(node, prop):
                fact = (cast(Node, node), prop, value)
                text = plain(submitted.get(fact, value))
                told: Evidence = {
                    "focus": focus, "path": path, "value": text, "text": self.teller.sentence(fact), "outcome": "satisfies"
                }  # fmt: skip
                rows.append(((focus, path, text), told))
        return rows


def plain(term: Value) -> str:
    """A term as a plain string: an IRI, a text; a node without a name as ``_:c14n0``."""
    text = term.value
    if text.startswith(SKOLEM) and isinstance(term, ox.NamedNode):
        return "_:" + text.removeprefix(SKOLEM)
    return text


def _bare(text: str) -> str:
    return plain(term(text))

"""What a check looked at: a row for each result with the stated facts behind it, or for each value that satisfied it."""

from collections.abc import Callable

import pyoxigraph as ox

from lfr_kg.assess.checks import Check, Facet, Result
from lfr_kg.assess.findings import Evidence
from lfr_kg.assess.inference import Inference
from lfr_kg.assess.verdicts import Finding
from lfr_kg.base.model import TYPE, Fact, Verdict, node_of, term


class LookedAt:
    """The rows of evidence on one deployment. ``facets`` gives every named shape by its IRI, ``in_words`` a fact as a phrase."""

    def __init__(self, inference: Inference, facets: dict[str, Facet], in_words: Callable[[Fact], str]):
        self.inference, self.facets, self.in_words = inference, facets, in_words
        self._seen: dict[tuple, list[Evidence]] = {}

    def triple(self, fact: Fact) -> list[str]:
        """A fact as three strings, the value as it was submitted."""
        value = self.inference.deployment.as_submitted(fact)
        return [plain(fact[0]), fact[1].value, plain(value)]

    def rows(self, finding: Finding, check: Check | None) -> list[Evidence]:
        """What the check looked at: a row for each result, or, where there is none, for each value that satisfied it."""
        rows = [self._row(result, "contradicts") for result in finding.contradictions] + [
            self._row(result, "missing") for result in finding.missing
        ]
        rows += [self._row(result, "asks") for result in finding.to_judge]
        if rows or check is None or finding.verdict not in (Verdict.MET, Verdict.RECORDED, Verdict.FOR_JUDGEMENT):
            return rows
        seen = [row for facet in check.facets for row in self._looked(facet, self.inference.deployment.node)]
        looked_into = {row["focus"] for row in seen}
        told = (row for row in seen if row["value"] not in looked_into)  # a link says nothing that what it leads to does not
        return list({(row["focus"], row["path"], row["value"]): row for row in told}.values())

    def _row(self, result: Result, outcome: str) -> Evidence:
        facet = self.facets[result.shape]
        stated = self.stated(result)
        value = result.value if result.value and facet.path is not None else None
        path = facet.path or next((entry[0] for entry in facet.looks_at), None)
        row: Evidence = {
            "focus": _bare(result.focus),
            "path": path.value if path is not None else "",
            "value": _bare(value) if value else "",
            "text": "; ".join(self.in_words(fact) for fact in stated),
            "outcome": outcome,
            "expected": facet.message,
            "facet": facet.node.value,
        }
        if stated:
            row["stated"] = [self.triple(fact) for fact in stated]
        return row

    def stated(self, result: Result) -> list[Fact]:
        """The stated facts that a result rests on."""
        facet, facts = self.facets[result.shape], self.inference.facts
        focus = node_of(result.focus)
        if facet.path is not None and not facet.looks_at:
            found = [
                (focus, facet.path, value)
                for value in facts.objects(focus, facet.path)
                if result.value is None or str(value) == result.value
            ]
        else:
            found = [fact for entry in facet.looks_at or () for fact in self._examined(entry, focus)]
            if facet.path is not None and not facet.presence:
                found += [(focus, facet.path, value) for value in facts.objects(focus, facet.path) if str(value) == result.value]
                found += [fact for entry in facet.looks_at for fact in self._examined(entry, node_of(result.value))] if result.value else []
        return list(dict.fromkeys(stated for fact in found for stated in self.inference.stated(fact)))

    def _examined(self, entry: tuple, focus) -> list[Fact]:
        """The facts that an alternative or a qualified shape looked at: values of its path and their properties."""
        path, kind, inner = entry
        facts = self.inference.facts
        found: list[Fact] = []
        for value in facts.objects(focus, path):
            if kind is None or kind in facts.objects(value, TYPE):
                found.append((focus, path, value))
                found += [(value, prop, each) for prop in inner for each in facts.objects(value, prop)]
        return found

    def _looked(self, facet: Facet, node) -> list[Evidence]:
        """The values that a satisfied facet saw."""
        if facet.nested and facet.path is not None:
            return [
                row
                for value in self.inference.facts.objects(node, facet.path)
                for each in facet.nested
                for row in self._looked(each, value)
            ]
        entries = facet.looks_at or ([(facet.path, None, ())] if facet.path is not None else [])
        return [row for entry in entries for row in self._rows(entry, node)]

    def _rows(self, entry: tuple, node) -> list[Evidence]:
        """The rows of what one entry examines; many norms examine the same."""
        key = (entry, node)
        if key not in self._seen:
            submitted = self.inference.deployment.as_submitted
            facts = self._examined(entry, node)
            self._seen[key] = [
                {
                    "focus": plain(f[0]),
                    "path": f[1].value,
                    "value": plain(submitted(f)),
                    "text": self.in_words(f),
                    "outcome": "satisfies",
                }
                for f in facts
            ]
        return self._seen[key]


def plain(term) -> str:
    """A term as a plain string: an IRI, a text; a node without a name as ``_:c14n0``."""
    if isinstance(term, ox.NamedNode) and term.value.startswith("urn:lfr-kg:node:"):
        return "_:" + term.value.removeprefix("urn:lfr-kg:node:")
    return term.value


def _bare(text: str) -> str:
    return plain(term(text))

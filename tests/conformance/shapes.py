"""The W3C SHACL suite, run on the compiled engine itself: what a newer wheel of it has to pass before it is taken."""

from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import shacl

from tests.conformance.manifest import LABEL, MF, RDF, Facts, Test
from tests.conformance.outcome import Outcome, Run

SHT, SH = "http://www.w3.org/ns/shacl-test#", "http://www.w3.org/ns/shacl#"
HOME = "http://www.w3.org/ns/shacl-test/"
PARTS = ("focusNode", "resultPath", "value", "sourceConstraintComponent", "sourceConstraint", "resultSeverity", "sourceShape")


def tests_in(folder: Path) -> list[tuple[Test, Path]]:
    """All tests of core and sparql, each with the file it is in."""
    found = []
    for path in sorted(path for part in ("core", "sparql") for path in (folder / part).rglob("*.ttl") if path.stem != "manifest"):
        facts = Facts(path, HOME + path.relative_to(folder).as_posix())
        for node in facts.entries():
            part, *rest = path.relative_to(folder).parts
            slug = f"shacl {part}/{'-'.join(rest[:-1])}-{node.value.rpartition('/')[2]}"
            label = facts.one(node, LABEL)
            found.append((Test(node.value, slug.partition("/")[0], slug, label.value if label else "", node, facts), path))
    return found


def run(test: Test, path: Path, folder: Path) -> Run:
    """Validate, and compare verdict and results (all that they say but their messages)."""
    wanted = test.facts.one(test.node, MF + "result")
    try:
        found = _validated(test, path, folder)
    except (ValueError, SyntaxError, RuntimeError) as error:
        is_wanted = wanted == ox.NamedNode(SHT + "Failure")
        return Run(test.iri, test.kind, Outcome.PASSED if is_wanted else Outcome.FAILED, "" if is_wanted else f"refused: {error}"[:200])
    if wanted == ox.NamedNode(SHT + "Failure"):
        return Run(test.iri, test.kind, Outcome.FAILED, "not refused")
    left, right = _results(test.facts, wanted), _results(found, _report(found))
    seen = "" if left == right else f"expected {list((left - right).elements())[:2]}; got {list((right - left).elements())[:2]}"
    return Run(test.iri, test.kind, Outcome.FAILED if seen else Outcome.PASSED, seen)


def _validated(test: Test, path: Path, folder: Path) -> Facts:
    """The engine's report."""
    places = [test.facts.one(test.action, SHT + name).value.removeprefix(HOME) for name in ("shapesGraph", "dataGraph")]
    shapes, data = ((folder / place).read_text(encoding="utf-8") for place in places)
    report = shacl.Shapes.from_text(shapes, format="turtle", base=HOME + places[0]).validate_text(
        data, format="turtle", base=HOME + places[1]
    )
    found = Facts.__new__(Facts)
    found.store = ox.Store()
    found.store.load(report.serialize("turtle").encode(), format=ox.RdfFormat.TURTLE, base_iri=HOME)
    return found


def _report(facts: Facts):
    kind = facts.store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), ox.NamedNode(SH + "ValidationReport"))
    return next(iter(kind)).subject


def _results(facts: Facts, report) -> Counter:
    """The results of a report, each as what it says; a blank node counts only as one, and a path by its structure."""
    conforms = facts.one(report, SH + "conforms").value in ("true", "1")
    found = Counter({("conforms", conforms): 1})
    for result in facts.all(report, SH + "result"):
        found[tuple(_part(facts, result, name) for name in PARTS)] += 1
    return found


def _part(facts: Facts, result, name: str):
    value = facts.one(result, SH + name)
    if name == "resultPath" and isinstance(value, ox.BlankNode):
        return _structure(facts, value)
    return "_:" if isinstance(value, ox.BlankNode) else str(value)


def _structure(facts: Facts, node) -> str:
    if not isinstance(node, ox.BlankNode):
        return str(node)
    quads = facts.store.quads_for_pattern(node, None, None)
    return "[" + " ; ".join(sorted(f"{quad.predicate} {_structure(facts, quad.object)}" for quad in quads)) + "]"

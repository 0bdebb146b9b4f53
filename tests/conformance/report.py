"""The report: EARL for machines, a table for people, and whether every miss is a known one."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox
import yaml

from lfr_kg import __version__
from lfr_kg.base.namespaces import BASE
from tests.conformance.outcome import Outcome, Run

EARL, DOAP, DCT = "http://www.w3.org/ns/earl#", "http://usefulinc.com/ns/doap#", "http://purl.org/dc/terms/"
KNOWN = Path(__file__).parent / "known.yaml"
HEADINGS = {Outcome.PASSED: "passed", Outcome.REFUSED: "refused as designed", Outcome.NOT_CLAIMED: "not claimed", Outcome.FAILED: "failed"}


def known() -> dict[str, str]:
    """The misses that are explained: test → the key of its reason."""
    reasons = yaml.safe_load(KNOWN.read_text(encoding="utf-8"))
    return {test: reason for reason, tests in reasons.items() for test in tests}


WRITTEN_OTHERWISE = "written otherwise"
"""The reason that can be checked: the values are the same."""


def surprises(runs: list[Run]) -> list[str]:
    """What differs from what is known: a new miss, a known one that is none any more, or one for another reason."""
    expected, failed = known(), {run.slug: run.seen for run in runs if run.outcome is Outcome.FAILED}
    ran = {run.slug for run in runs}
    new = [f"{slug} fails: {seen}" for slug, seen in sorted(failed.items()) if slug not in expected]
    new += [
        f"{run.slug} fails with other values, and not only with values written otherwise: {run.seen}"
        for run in runs
        if run.outcome is Outcome.FAILED and run.slug in expected and run.is_same_value is not (expected[run.slug] == WRITTEN_OTHERWISE)
    ]
    return new + [
        f"{slug} passes now: take it out of {KNOWN.name} and docs/conformance.md."
        for slug in sorted(expected)
        if slug in ran and slug not in failed
    ]


GROUPS = {
    "SPARQL 1.1 protocol": ("protocol",),
    "SPARQL 1.1 service description": ("service-description",),
    "SPARQL 1.1 query: evaluation": (
        *("aggregates", "bind", "bindings", "cast", "construct", "exists", "functions", "grouping", "negation"),
        *("project-expression", "property-path", "subquery"),
    ),
    "SPARQL 1.1 query: syntax": ("syntax-query",),
    "SPARQL 1.1 results formats (JSON, CSV, TSV)": ("csv-tsv-res", "json-res"),
    "SPARQL 1.1 federated query": ("service", "syntax-fed"),
    "SPARQL 1.1 entailment regimes": ("entailment",),
    "SPARQL 1.1 update": (
        *("add", "basic-update", "clear", "copy", "delete", "delete-data", "delete-insert", "delete-where", "drop", "move"),
        *("syntax-update-1", "syntax-update-2", "update-silent"),
    ),
    "SPARQL 1.1 graph store protocol": ("graph-store-protocol", "http-rdf-update"),
    "SHACL core": ("shacl core",),
    "SHACL-SPARQL": ("shacl sparql",),
}
"""What the suites are about: the rows of the table in docs/conformance.md."""


def table(runs: list[Run], groups: dict[str, tuple[str, ...]]) -> list[str]:
    """The lines of a table of outcomes, a row for each group of suites."""
    lines = [f"| suite | tests | {' | '.join(HEADINGS.values())} |", "| --- | ---: | ---: | ---: | ---: | ---: |"]
    for name, suites in groups.items():
        counts = Counter(run.outcome for run in runs if run.suite in suites)
        lines.append(f"| {name} | {counts.total()} | {' | '.join(str(counts[outcome]) for outcome in HEADINGS)} |")
    return lines


def markdown(runs: list[Run]) -> str:
    """The report for people: by subject, by suite, and the misses."""
    suites = sorted({run.suite for run in runs})
    lines = [*table(runs, GROUPS), "", *table(runs, {suite: (suite,) for suite in suites} | {"all": tuple(suites)})]
    misses = [f"- `{run.slug}`: {run.seen}" for run in runs if run.outcome is Outcome.FAILED]
    return "\n".join([*lines, "", f"{len(misses)} misses:", "", *misses, ""])


def earl(runs: list[Run]) -> bytes:
    """An EARL 1.0 report, as the working groups collect them."""
    subject, assertor = ox.NamedNode(BASE.rstrip("/")), ox.NamedNode(BASE + "conformance")
    kind, now = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), datetime.now(UTC).replace(microsecond=0)
    triples = [
        ox.Triple(subject, kind, ox.NamedNode(DOAP + "Project")),
        ox.Triple(subject, kind, ox.NamedNode(EARL + "TestSubject")),
        ox.Triple(subject, ox.NamedNode(DOAP + "name"), ox.Literal(f"lfr-kg {__version__}")),
        ox.Triple(assertor, kind, ox.NamedNode(EARL + "Software")),
    ]
    for number, run in enumerate(runs):
        assertion, result = ox.BlankNode(f"a{number}"), ox.BlankNode(f"r{number}")
        triples += [
            ox.Triple(assertion, kind, ox.NamedNode(EARL + "Assertion")),
            ox.Triple(assertion, ox.NamedNode(EARL + "assertedBy"), assertor),
            ox.Triple(assertion, ox.NamedNode(EARL + "subject"), subject),
            ox.Triple(assertion, ox.NamedNode(EARL + "test"), ox.NamedNode(run.iri)),
            ox.Triple(assertion, ox.NamedNode(EARL + "mode"), ox.NamedNode(EARL + "automatic")),
            ox.Triple(assertion, ox.NamedNode(EARL + "result"), result),
            ox.Triple(result, kind, ox.NamedNode(EARL + "TestResult")),
            ox.Triple(result, ox.NamedNode(EARL + "outcome"), ox.NamedNode(EARL + run.outcome.value)),
            ox.Triple(
                result,
                ox.NamedNode(DCT + "date"),
                ox.Literal(now.isoformat(), datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#dateTime")),
            ),
        ]
        if run.seen:
            triples.append(ox.Triple(result, ox.NamedNode(DCT + "description"), ox.Literal(run.seen)))
    return ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes={"earl": EARL, "doap": DOAP, "dct": DCT})

"""A thousand alerts in one description, and what an answer costs against norms, statements, alerts and deployments; each is drawn."""

import json
import random
import re
from collections.abc import Iterator, Mapping

import pyoxigraph as ox

from lfr_kg.base.model import Graph, facts_of
from lfr_kg.base.namespaces import PREFIXES, iri
from lfr_kg.knowledge import KnowledgeBase
from tests import casebook
from tests.bench.figures import Goal, Line, turn_about
from tests.bench.run import AT, EXAMPLE, Run

TITLE = "cost against norms, statements, alerts, deployments"
TOLD = 2
"""Alerts of the worked example."""
COUNTS = {"alerts": (4, 125, 250, 500, 1000), "deployments": (1, 2, 4, 8, 16)}
SHARES = (0.125, 0.25, 0.5, 1.0)
NEARLY = 2.2
"""What is near linear: how many times as long it takes when the number doubles."""
CURVES: dict[str, list[list[float]]] = {}
"""What is to be drawn, filled by ``measure``: number, median, least and greatest seconds."""


def with_alerts(number: int) -> bytes:
    """The worked example twice, with so many alerts in all: one deployment may have 500 of them (``evidence.limits``)."""
    base, lines = "https://deployments.example/", []
    for count in range(number - 2 * TOLD):
        own = f"{base}{count % 2}/"
        alert, raised = f"<{own}more{count}>", "2026-10-14T11:0"
        lines.append(
            f'<{own}d1> lfr:alert {alert} . {alert} a lfr:Alert ; lfr:raisedAt "{raised}0:00+01:00"^^xsd:dateTime ; '
            f'lfr:adjudicatedBy "Operator" ; lfr:adjudicatedAt "{raised}0:10+01:00"^^xsd:dateTime ; '
            f'lfr:engagedAt "{raised}1:00+01:00"^^xsd:dateTime ; lfr:isInformationGiven true .\n'
        )
    head = f"@prefix lfr: <{PREFIXES['lfr']}> .\n@prefix xsd: <{PREFIXES['xsd']}> .\n"
    return head.encode() + with_deployments(2) + "".join(lines).encode()


def with_deployments(number: int) -> bytes:
    """The worked example so many times, each with names of its own."""
    lines = casebook.base("metropolitan")
    own = "https://deployments.example/"
    return "".join(lines.replace(own, f"{own}{copy}/") for copy in range(number)).encode()


def with_share(share: float) -> tuple[int, bytes]:
    """A part of the statements of the worked example, and how many: a smaller part is a part of a larger."""
    triples = list(ox.parse(casebook.base("metropolitan"), format=ox.RdfFormat.N_TRIPLES))
    chance = random.Random(7)
    needed = {iri("rdf:type"), iri("lfr:controller"), iri("lfr:technique")}
    kept = [triple for triple in triples if triple.predicate in needed or chance.random() < share]
    return len(kept), "".join(f"{t.subject} {t.predicate} {t.object} .\n" for t in kept).encode()


def with_law(knowledge: KnowledgeBase, share: float) -> tuple[int, KnowledgeBase]:
    """Knowledge with a part of the norms, their shapes too, and how many findings it makes of the worked example."""
    part = KnowledgeBase(knowledge.settings, knowledge.corpus, knowledge.folder)
    chance = random.Random(7)
    gone = {ox.NamedNode(PREFIXES["norm"] + slug) for slug in sorted(knowledge.assessor.norms) if chance.random() >= share}
    gone |= {shape for shape, norm in knowledge.graph.pairs(iri("lfr:checks")) if norm in gone}
    part.__dict__["graph"] = Graph(fact for fact in knowledge.graph.facts if fact[0] not in gone and fact[2] not in gone)
    shapes = facts_of(ox.parse(knowledge.shapes, format=ox.RdfFormat.N_TRIPLES))
    part.__dict__["shapes"] = "".join(f"{s} {p} {o} .\n" for s, p, o in shapes if s not in gone and o not in gone)
    [answered] = part.assess([(EXAMPLE, "text/turtle", "x")], None, AT)["deployments"]
    return len(answered["findings"]), part


def _works(run: Run) -> Iterator[tuple[str, int, object]]:
    """What is drawn, the number, and the work."""
    knowledge = run.knowledge

    def assessing(content: bytes, media_type: str = "text/turtle", by: KnowledgeBase = knowledge):
        return lambda: by.assess([(content, media_type, "x")], None, AT)

    for number in COUNTS["alerts"]:
        yield "alerts", number, assessing(with_alerts(number))
    for number in COUNTS["deployments"]:
        yield "deployments", number, assessing(with_deployments(number), "application/n-triples")
    for share in SHARES:
        number, content = with_share(share)
        yield "statements", number, assessing(content, "application/n-triples")
    for share in SHARES:
        number, part = with_law(knowledge, share)
        yield "norms", number, assessing(EXAMPLE, by=part)


def measure(run: Run) -> list[Line]:
    """The lines of this row, and the curves."""
    works = {(what, number): work for what, number, work in _works(run)}
    for work in works.values():
        work()
    short = {name: 1 if run.is_quick else 5 for name in works if name[0] in ("norms", "statements") or name[1] < 200}
    found = turn_about(works, run.rounds(5), short)
    thousand = found["alerts", 1000]
    lines = [Line("1,000 alerts in one description", thousand, goals=(Goal(0.3, thousand),), note="of two deployments")]
    for what in dict.fromkeys(name for name, _ in found):
        numbers = sorted(number for name, number in found if name == what)
        taken = [found[what, number] for number in numbers]
        CURVES[what] = [[number, each.median, min(each.values), max(each.values)] for number, each in zip(numbers, taken, strict=True)]
        doubled = Goal(NEARLY, taken[-1].over(taken[-2]), words=f"from {numbers[-2]:,} to {numbers[-1]:,}")
        lines.append(
            Line(f"cost against {what}, at {numbers[-1]:,}", taken[-1], {f"at {numbers[0]:,}": taken[0]}, (doubled,), "drawn below")
        )
    return lines


def pictures(curves: Mapping[str, list[list[float]]]) -> dict[str, str]:
    """Each curve as SVG text, by the name of its file."""
    return {f"performance-{what}.svg": _drawn(what, points) for what, points in curves.items()}


def _drawn(what: str, points: list[list[float]]) -> str:
    import altair as alt
    import vl_convert

    from lfr_kg.register import drawing

    values = [{"n": n, "ms": middle * 1000, "least": least * 1000, "most": most * 1000} for n, middle, least, most in points]
    words = {"norms": "findings, by a part of the law", "statements": "statements in the description"}
    base = alt.Chart(alt.Data(values=values)).encode(x=alt.X("n:Q", title=words.get(what, what)))
    y = alt.Y("ms:Q", title="ms for one answer", scale=alt.Scale(zero=True))
    chart = base.mark_line(color=drawing.BLUE).encode(y=y) + base.mark_rule(color=drawing.INK).encode(y="least:Q", y2="most:Q")
    chart += base.mark_point(filled=True, size=60, opacity=1, color=drawing.INK).encode(y=y)
    spec = chart.properties(width=drawing.WIDTH, height=260).configure(font=drawing.FONT, aria=False, background="#ffffff")
    spec = spec.configure_axis(labelFontSize=14, titleFontSize=14, titleFontWeight="normal").configure_view(stroke=None)
    svg = vl_convert.vegalite_to_svg(json.loads(json.dumps(spec.to_dict())))
    told = "; ".join(f"{n:,.0f}: {middle * 1000:,.0f} ms" for n, middle, _, _ in points)
    head, rest = re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", svg).split(">", 1)
    title = f"<title>Time for one answer against {what}</title><desc>{told}</desc>"
    return head.replace("<svg", '<svg role="img"', 1) + ">" + title + rest

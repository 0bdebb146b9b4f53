"""The conformance runner: that it tells right from wrong and that every known miss is explained.

Where the W3C suites are, their outcome too.
"""

import copy
import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from lfr_kg.base.settings import PACKAGE
from lfr_kg.web import create_app
from tests.conformance import __main__ as runner
from tests.conformance import evaluation, manifest, report, results, service
from tests.conformance.outcome import Outcome, Run

DOCUMENT = PACKAGE.parent / "docs" / "conformance.md"
ROWS = [{"x": ("bnode", "a", "", ""), "y": ("bnode", "b", "", "")}, {"x": ("bnode", "b", "", ""), "y": results.uri("urn:x")}]


def renamed(rows: list[dict], names: dict[str, str]) -> list[dict]:
    return [{name: (term[0], names.get(term[1], term[1]), *term[2:]) for name, term in row.items()} for row in rows]


def test_blank_nodes_may_be_named_otherwise_and_rows_may_change_places():
    one = results.table(["x", "y"], ROWS)
    assert results.same(one, results.table(["y", "x"], renamed(ROWS, {"a": "b", "b": "a"})[::-1]))


@pytest.mark.parametrize(
    "rows",
    [
        ROWS[:1],
        [*ROWS, ROWS[0]],
        renamed(ROWS, {"a": "c", "b": "c"}),
        [ROWS[0], {"x": ("bnode", "z", "", ""), "y": results.uri("urn:x")}],
        [ROWS[0], {"x": ("bnode", "b", "", ""), "y": results.uri("urn:y")}],
        [ROWS[0], {"x": ("bnode", "b", "", ""), "y": results.literal("urn:x")}],
        [ROWS[0], {"x": ("bnode", "b", "", "")}],
    ],
)
def test_other_rows_are_told_apart(rows):
    assert not results.same(results.table(["x", "y"], ROWS), results.table(["x", "y"], rows))


def test_other_columns_are_told_apart():
    assert not results.same(results.table(["x"], []), results.table(["x", "y"], []))


def test_a_number_written_otherwise_is_another_term_with_the_same_value():
    one, other, third = (results.table(["x"], [{"x": results.literal(text, "", results.XSD + "decimal")}]) for text in ("1.0", "1", "2"))
    assert not results.same(one, other)
    assert results.same(results.by_value(one), results.by_value(other))
    assert not results.same(results.by_value(one), results.by_value(third))


def test_the_formats_of_results_are_read_as_the_same_table():
    values = '"a\\tb\\n\\"c"', '"x"@en', "1", "2.50", "1.0e6", "true", '"x"^^<urn:type>', "<urn:iri>"
    store = ox.Store()
    text = "SELECT ?x ?y { VALUES (?x ?y) { " + " ".join(f"({value} UNDEF)" for value in values) + " } }"
    read = {"JSON": results.from_json, "XML": results.from_xml, "TSV": results.from_tsv}
    tables = [function(store.query(text).serialize(format=getattr(ox.QueryResultsFormat, name))) for name, function in read.items()]
    assert tables[0] == tables[1] == tables[2]
    assert len(tables[0].rows) == len(values)
    assert results.from_csv(store.query(text).serialize(format=ox.QueryResultsFormat.CSV))[0] == ["x", "y"]


MANIFEST = """
@prefix mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#> . \
@prefix qt: <http://www.w3.org/2001/sw/DataAccess/tests/test-query#> .
<> a mf:Manifest ; mf:entries ( <#right> <#wrong> <#graph> <#write> <#broken> ) .
<#right> a mf:QueryEvaluationTest ; mf:action [ qt:query <q.rq> ; qt:data <d.ttl> ] ; mf:result <right.srj> .
<#wrong> a mf:QueryEvaluationTest ; mf:action [ qt:query <q.rq> ; qt:data <d.ttl> ] ; mf:result <wrong.srj> .
<#graph> a mf:QueryEvaluationTest ; mf:action [ qt:query <c.rq> ; qt:data <d.ttl> ; qt:graphData <d.ttl> ] ; mf:result <d.ttl> .
<#write> a mf:PositiveUpdateSyntaxTest11 ; mf:action <u.ru> .
<#broken> a mf:PositiveSyntaxTest11 ; mf:action <b.rq> .
"""


class InProcess:
    """The service without a server, with the face of ``service.Client``."""

    def __init__(self, app):
        self.client = app.test_client()

    def send(self, method, path, headers=None, body=None):
        answer = self.client.open(path, method=method, headers=headers, data=body)
        return answer.status_code, answer.mimetype, answer.data


def test_a_runner_that_sees_a_right_a_wrong_and_a_refused_answer(knowledge, tmp_path):
    suite = tmp_path / "suites" / "mini"
    suite.mkdir(parents=True)
    answer = {"head": {"vars": ["o"]}, "results": {"bindings": [{"o": {"type": "literal", "value": "v"}}]}}
    (suite / "manifest.ttl").write_text(MANIFEST)
    (suite / "d.ttl").write_text("<s> <p> 'v' .")
    (suite / "q.rq").write_text("SELECT ?o { ?s ?p ?o }")
    (suite / "c.rq").write_text("CONSTRUCT { ?s ?p ?o } { GRAPH <d.ttl> { ?s ?p ?o } }")
    (suite / "u.ru").write_text("CLEAR ALL")
    (suite / "b.rq").write_text("SELECT {")
    (suite / "right.srj").write_text(json.dumps(answer))
    (suite / "wrong.srj").write_text(json.dumps(answer).replace('"v"', '"w"'))
    for number in (1, 2, 3):
        (tmp_path / "suites" / "protocol").mkdir(exist_ok=True)
        (tmp_path / "suites" / "protocol" / f"data{number}.nt").write_text("<urn:a> <urn:b> <urn:c> .")
    scratch = copy.copy(knowledge)
    scratch.store_path = service.fill(tmp_path, tmp_path / "suites")
    app = create_app(scratch)
    try:
        runs = [evaluation.run(test, tmp_path / "suites", InProcess(app)) for test in manifest.tests_of(tmp_path / "suites", "mini")]
    finally:
        app.config["POOL"].close()
    outcomes = {run.slug: run.outcome for run in runs}
    assert outcomes == {
        "mini/right": Outcome.PASSED,
        "mini/wrong": Outcome.FAILED,
        "mini/graph": Outcome.PASSED,
        "mini/write": Outcome.REFUSED,
        "mini/broken": Outcome.FAILED,
    }
    assert "expected ?o=w; got ?o=v" in next(run.seen for run in runs if run.slug == "mini/wrong")
    earl = list(ox.parse(report.earl(runs), format=ox.RdfFormat.TURTLE))
    assert sum(quad.predicate.value == report.EARL + "outcome" for quad in earl) == len(runs)
    assert "| mini | 5 | 2 | 1 | 0 | 2 |" in report.markdown(runs)


def test_a_new_miss_and_a_miss_that_is_none_any_more_are_surprises():
    slug = next(iter(report.known()))
    assert len(report.surprises([Run("urn:x", "suite/new", Outcome.FAILED, "why")])) == 1
    assert len(report.surprises([Run("urn:x", slug, Outcome.PASSED)])) == 1
    assert report.surprises([Run("urn:x", slug, Outcome.FAILED, "why", is_same_value=True)]) == []
    assert len(report.surprises([Run("urn:x", slug, Outcome.FAILED, "why", is_same_value=False)])) == 1


def test_every_known_miss_is_explained_by_name_and_reason():
    text = " ".join(DOCUMENT.read_text(encoding="utf-8").split())
    for slug, reason in report.known().items():
        assert f"**{reason.capitalize()}**" in text
        name = slug.rpartition("/")[2].removeprefix("pre-binding-")
        assert f"`{name}`" in text or f"`{slug}`" in text, slug


def test_what_is_not_there_is_skipped_by_name(tmp_path, capsys):
    assert runner.main([str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "Skipped: the W3C suite SPARQL 1.1" in said
    assert "Skipped: the W3C suite SHACL" in said


@pytest.mark.skipif(
    not runner.SUITES.is_dir(), reason=f"the W3C suites are not at {runner.SUITES.name}; make conformance SUITES=… runs them"
)
def test_the_suites_come_out_as_the_document_says(knowledge, monkeypatch, capsys):
    monkeypatch.setenv("LFR_KG_CACHE", str(knowledge.settings.cache))
    assert runner.main([]) == 0, capsys.readouterr().out
    found = (Path(runner.ROOT) / "build" / "conformance" / "table.md").read_text(encoding="utf-8").splitlines()
    assert set(found[: len(report.GROUPS) + 2]) <= set(DOCUMENT.read_text(encoding="utf-8").splitlines())

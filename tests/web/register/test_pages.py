"""The register's pages: a table that narrows and sorts, a record with where its figures are printed, and what a force published."""

import csv
import io
from dataclasses import replace

import pyoxigraph as ox
import pytest

from lfr_kg.register.kept import FILE, Findings, write
from lfr_kg.register.register import Register
from lfr_kg.web import create_app
from lfr_kg.web.register import table
from lfr_kg.web.register.pages import prepare
from lfr_kg.web.register.shown import shown
from tests.serving import html_of


def rows_of(client, query: str) -> list[dict]:
    answer = client.get(f"/register?{query}&format=csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))


def test_the_table_shows_every_row_and_adds_up_only_what_was_read_in_the_publishers_own_documents(client):
    html = html_of(client, "/register")
    assert "662 rows of 662." in html
    assert html.count('<a href="/register/met-') >= 538
    assert "silence is never a breach" in html
    html = html_of(client, "/register?force=metropolitan-police-service&year=2025")
    assert "232 rows of 662." in html
    assert "112 deployments" in html and "1,703,254" in html
    assert "4,220,097" not in html
    assert "2,516,843" in html_of(client, "/register?force=metropolitan-police-service&year=2025&read=transcription")


def test_use_cases_are_called_what_is_printed_and_asked_for_in_any_letters(client):
    html = html_of(client, "/register")
    assert '<option value="Cni pso">CNI PSO</option>' in html and '<option value="Crime hotspot">Crime Hotspot</option>' in html
    assert {row["use_case"] for row in rows_of(client, "use=Crime+hotspot")} == {"Crime Hotspot", "Crime hotspot"}


def test_the_first_page_is_worked_out_before_anybody_asks(knowledge):
    app = create_app(knowledge)
    prepare(app)
    with app.app_context():
        assert {"narrowing", "sentences", "choices"} <= vars(shown()).keys()
    app.config["POOL"].close()


def test_the_table_narrows_and_sorts(client):
    found = rows_of(client, "force=metropolitan-police-service&sort=rate")
    assert [row["id"] for row in found[:6]] == ["met-0121", "met-0118", "met-0128", "met-0115", "met-0109", "met-0131"]
    assert {row["force"] for row in rows_of(client, "place=croydon")} == {"metropolitan-police-service"}
    assert [row["id"] for row in rows_of(client, "kind=test")] == ["swp-16"]
    assert {row["threshold"] for row in rows_of(client, "threshold=0.62")} == {"0.62"}
    assert len(rows_of(client, "threshold=0.62")) == 10
    assert len(rows_of(client, "threshold=none&kind=deployment")) == 53
    sizes = [int(row["list_size"]) for row in rows_of(client, "list=15000-and-more")]
    assert min(sizes) >= 15_000 and len(sizes) == 186
    assert {row["list_size"] for row in rows_of(client, "list=none")} == {""}
    assert client.get("/register?verdict=met").status_code == 400  # nothing was judged here
    assert client.get("/register?page=0").status_code == client.get("/register?page=two").status_code == 400


def test_the_links_of_the_table_keep_what_was_asked(client):
    html = html_of(client, "/register?threshold=0.62&place=hack")
    assert '<a href="?threshold=0.62&amp;place=hack&amp;sort=faces#rows">' in html
    assert '<a href="?threshold=0.62&amp;place=hack&amp;format=csv">CSV</a>' in html or "threshold=0.62&amp;place=hack&format=csv" in html
    assert "2 rows of 662." in html or "1 row of 662." in html


def test_a_large_register_is_shown_a_page_at_a_time(client, monkeypatch):
    monkeypatch.setattr(table, "PER_PAGE", 100)
    html = html_of(client, "/register?page=7")
    assert html.count("<tr><td>") == 62
    assert 'href="/register?page=6"' in html and "Page 7 of 7" in html
    beyond = client.get("/register?page=8", headers={"Accept": "text/html"})
    assert (beyond.status_code, "fills 7 pages, and none is number 8." in beyond.get_data(as_text=True)) == (404, True)
    assert len(rows_of(client, "use=Event%20pso")) == 8
    assert rows_of(client, "sort=day")[0]["document"]
    assert client.get("/register?force=x").status_code == 400
    assert client.get("/register?sort=colour").status_code == 400


def test_a_record_says_where_its_figures_are_printed_and_what_does_not_go_together(client):
    html = html_of(client, "/register/met-0027")
    assert "The row prints a false alert rate of 0.01%; 1 of 3,940 faces is 0.0254%" in html
    assert "MPS LFR Deployments 2023" in html and "They say nothing of the law." in html
    html = html_of(client, "/register/met-0109")
    assert "1.253; the counts agree with anything from 0.032 to 6.962" in html
    assert "It was not judged here." in html
    assert "The record gives no certain day" in html_of(client, "/register/swp-04")
    assert client.get("/register/met-9999").status_code == 404


def test_a_record_is_linked_data(client, knowledge):
    answer = client.get("/register/met-0199", headers={"Accept": "text/turtle"})
    read = {triple.predicate.value for triple in ox.parse(answer.data, format=ox.RdfFormat.TURTLE)}
    assert {"https://w3id.org/lfr-kg/def/facesSeen", "http://www.w3.org/ns/prov#wasDerivedFrom"} <= read
    judged = knowledge.assess([(answer.data, "text/turtle", "met-0199.ttl")])
    assert [each["record"] for each in judged["deployments"]] == ["published"]


def test_what_was_found_is_shown_with_who_says_it(knowledge, tmp_path):
    register = knowledge.register
    entry = knowledge.judge_of_register().judge(register.tables.rows["met-0109"])
    write(tmp_path / FILE, [entry], list(register.tables.rows))
    app = create_app(knowledge)
    knowledge.__dict__["register"] = Register(register.tables, register.vocabulary, Findings(tmp_path / FILE))
    try:
        html = html_of(app.test_client(), "/register/met-0109")
        table_of_one = html_of(app.test_client(), "/register?verdict=for-judgement&duty=app-far-ceiling")
        nothing = html_of(app.test_client(), "/register?verdict=recorded&duty=app-far-ceiling")
    finally:
        knowledge.__dict__["register"] = register
        app.config["POOL"].close()
    assert "More than 1 in 1,000 of the faces seen led to a false alert." in html
    assert "1 row of 662." in table_of_one and '<a href="/register/met-0109">' in table_of_one
    assert "No rows of 662." in nothing
    assert "Rests on this record." in html
    assert "Of 8 findings below, 2 rest on this record alone, 6 on what the force had published, and 0 on both." in html
    assert "Rests on papers of the force: " in html
    assert entry["receipt"]["hash"] in html


def test_a_paper_and_a_source_lead_somewhere(client):
    answer = client.get("/register/paper/essex-police.dpia-1")
    assert (answer.status_code, answer.location) == (303, "/register/force/essex-police#essex-police.dpia-1")
    assert client.get("/register/source/met-2023-24").location.startswith("https://www.met.police.uk/")
    assert client.get("/register/paper/none").status_code == client.get("/register/source/none").status_code == 404


@pytest.mark.parametrize(
    ("printed", "told"), [("=1+1", "'=1+1"), ("\n-2", "'\n-2"), ("＠x", "'＠x"), ("- none", "'- none"), ("-0.142", "-0.142"), ("7", "7")]
)
def test_no_cell_of_the_csv_is_a_formula_and_a_number_stays_one(knowledge, printed, told):
    row = knowledge.register.tables.rows["met-0109"]
    [read] = csv.DictReader(io.StringIO(table.as_csv([replace(row, cells=row.cells | {"place": printed})]), newline=""))
    assert read["place"] == told

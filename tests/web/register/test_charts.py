"""The charts as pages, pictures and tables; without pictures the tables and a sentence are left."""

import csv
import io
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from lfr_kg.register import charts
from lfr_kg.register.charts import Chart, Charts
from lfr_kg.web import create_app
from lfr_kg.web.register import shown

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def drawn(knowledge, tmp_path_factory) -> list[Chart]:
    """The charts with their pictures, drawn once."""
    file = tmp_path_factory.mktemp("charts") / charts.FILE
    making = Charts(knowledge.corpus, knowledge.graph, knowledge.register.tables)
    file.write_text(charts.drawn(making, file), encoding="utf-8")
    assert charts.is_kept(charts.drawn(making, file), file)
    return charts.kept(file)


def test_what_the_public_record_shows_and_never_shows_comes_first(client):
    html = re.sub(r"\s+", " ", client.get("/register", headers={"Accept": "text/html"}).get_data(as_text=True))
    assert "615 records of deployments of live facial recognition were found, 332 of them in the publisher’s own document" in html
    assert "those print 3,124,860 faces, 2,554 alerts and 1,133 arrests" in html
    assert "No record says who authorised a deployment" in html
    assert "6 of the 556 records that print both numbers are above 1 false alert in 1,000 faces by their counts." in html
    assert "is marked: not verified." in html
    assert '<a href="/register/met-0121">Brent</a></td><td class="nowrap">2024-06-28</td><td>3</td><td>1,650</td><td>1.818</td>' in html
    assert "An alert on the twin of somebody listed is no error of the system." in html


def test_where_nothing_was_drawn_the_table_is_left_and_the_page_says_how_to_draw(client):
    html = client.get("/register/charts", headers={"Accept": "text/html"}).get_data(as_text=True)
    assert 'pip install "lfr-kg[register]"' in html and "<svg" not in html
    assert html.count('<table class="figures-table">') == 10
    answer = client.get("/register/charts/shown?format=svg")
    assert answer.status_code == 404 and "No pictures were drawn here" in answer.get_data(as_text=True)


def test_each_table_is_there_as_csv(client):
    answer = client.get("/register/charts/above")
    assert answer.content_type == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))
    assert [row["Record"] for row in rows] == ["met-0121", "met-0118", "met-0128", "met-0115", "met-0109", "met-0131"]
    assert rows[0]["At least"] == "0.3751" and rows[0]["At most"] == "5.3042"
    assert client.get("/register/charts/none").status_code == 404


def test_every_picture_says_what_it_is_and_asks_for_no_style_and_no_script(drawn):
    assert len(drawn) == 12
    ids = []
    for name, svg in ((each.name, svg) for each in drawn for svg in (each.svg, each.narrow)):
        root = ET.fromstring(svg)  # our own text
        assert root.get("role") == "img"
        title, desc = root[0], root[1]
        assert (title.tag, desc.tag) == (f"{SVG}title", f"{SVG}desc")
        assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
        assert svg.count(" role=") == svg.count(" aria-") == 1
        assert title.text and desc.text and "{" not in desc.text, name
        assert "style=" not in svg and "<script" not in svg and "href=" not in svg.replace("xmlns:xlink", "")
        ids += [each.get("id") for each in root.iter() if each.get("id")]
    assert len(ids) == len(set(ids))


def test_a_page_shows_what_was_drawn(knowledge, drawn, monkeypatch):
    monkeypatch.setattr(charts, "kept", lambda file: drawn)
    shown._shown.cache_clear()
    app = create_app(knowledge)
    try:
        html = app.test_client().get("/register/charts", headers={"Accept": "text/html"}).get_data(as_text=True)
        answer = app.test_client().get("/register/charts/map?format=svg")
    finally:
        app.config["POOL"].close()
        shown._shown.cache_clear()
    assert html.count('<svg role="img"') == 20  # each for a wide screen and for a narrow one
    assert "No picture was drawn here" not in html
    assert answer.content_type == "image/svg+xml" and answer.data.startswith(b"<svg")


def test_of_a_long_table_a_part_is_drawn_and_shown_and_the_caption_says_so(knowledge):
    register = knowledge.register
    row = register.tables.rows["met-0121"]
    many = {f"x-{number}": replace(row, id=f"x-{number}") for number in range(2_500)}
    made = {each.name: each for each in _charts(knowledge, replace(register.tables, rows=many))}
    above, timeline = made["above"], made["timeline-metropolitan-police-service"]
    assert (len(above.rows), len(above.shown), above.shown) == (2_500, 60, above.rows[:60])
    assert above.caption.endswith("Of its 2,500 rows 60 are drawn and stand in the table here; the table as CSV has all.")
    assert timeline.shown == timeline.rows[::3]
    assert above.as_csv().count("\n") == 2_501


def _charts(knowledge, tables) -> list[Chart]:
    making = Charts(knowledge.corpus, knowledge.graph, tables)
    return [*making.of_all(), *making.of_forces()]

"""The page of the plan: questions, a plan for a browser and for programs, its files, and what is wrong with an answer."""

import html
import io

import jsonschema_rs

from lfr_kg.web.http import api
from lfr_kg.web.plan.pages import OFFERS
from tests.plan.answers import COVERT, OVERT
from tests.serving import BROWSER
from tests.web.read.test_pages import Outline


def sent(client, answers, **more):
    return client.post("/plan", data={**answers, **more}, headers=BROWSER)


def test_there_are_eight_questions(client):
    text = client.get("/plan", headers=BROWSER).text
    assert text.count('<section class="plan__question"') == 8


def test_a_plan_is_a_whole_page_with_papers_dates_and_law(client):
    response = sent(client, OVERT)
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
    outline = Outline(response.text)
    assert outline.open == [] and outline.headings.count(1) == 1 and outline.inline == []
    assert len(outline.ids) == len(set(outline.ids))
    assert {link[1:] for link in outline.links if link.startswith("#")} <= set(outline.ids)
    assert "A &amp; B &lt;x&gt;: Metropolitan Police Service, Oxford Street, 7 December 2026" in response.text
    assert "By 7 December 2026, 10:00" in response.text
    assert "/norm/dpa-s64-dpia" in outline.links
    assert any(link.startswith("http://www.legislation.gov.uk/") for link in outline.links)


def test_the_json_is_as_described_and_names_its_law(client):
    response = client.post("/plan", json={slug: texts if len(texts) > 1 else texts[0] for slug, texts in OVERT.items()})
    described = api.description()["paths"]["/plan"]["post"]["responses"]["200"]["content"]["application/json"]["schema"]
    validator = jsonschema_rs.validator_for({"components": api.description()["components"]} | described)
    validator.validate(response.json)
    assert (response.json["lawAsAt"], len(response.json["papers"])) == ("2026-12-07", 21)


def test_the_formats_are_those_described(client):
    stated = api.description()["paths"]["/plan"]["post"]
    (parameter,) = stated["parameters"]
    assert set(parameter["schema"]["enum"]) == {offer.name for offer in OFFERS}
    for offer in OFFERS:
        response = sent(client, COVERT, format=offer.name)
        assert (response.status_code, response.mimetype) == (200, offer.media_types[0])
        assert response.mimetype in stated["responses"]["200"]["content"]


def test_files_come_with_a_name(client):
    names = {sent(client, COVERT, format=name).headers.get("Content-Disposition") for name in ("pack", "ics", "xlsx")}
    assert names == {f'attachment; filename="plan-2026-12-07.{ending}"' for ending in ("zip", "ics", "xlsx")}


def test_what_is_wrong_is_told_at_the_question_and_the_answers_stay(client):
    response = sent(client, {**OVERT, "day": "next Monday"})
    assert response.status_code == 422
    assert '<a href="#day">“next Monday” is not a day, such as 14 October 2026.</a>' in response.text
    assert 'value="next Monday"' in response.text and 'value="A &amp; B &lt;x&gt;"' in response.text
    assert 'value="worship" checked' in response.text
    assert "<title>Error: Plan a deployment" in response.text


def test_programs_are_told_in_words(client):
    response = client.post("/plan", json={"day": "7 December 2026"}, headers={"Accept": "application/json"})
    assert response.status_code == 422
    assert response.json["detail"].startswith("force: Answer this: there is no plan without it (Force). from: ")
    assert client.post("/plan", json=["day"], headers={"Accept": "application/json"}).status_code == 400


def test_the_answers_can_be_changed(client):
    text = sent(client, OVERT, format="html", do="change").text
    assert 'value="Oxford Street"' in text and "There is something to put right" not in text


def test_the_description_goes_on_in_the_form_and_as_a_spreadsheet(client, knowledge):
    draft = next(line for line in sent(client, OVERT).text.splitlines() if 'action="/describe"' in line)
    carried = draft.split('name="draft" value="')[1].split('"')[0]
    shown = client.post("/describe", data={"draft": html.unescape(carried), "do": "open"})
    assert shown.status_code == 200 and "A &amp; B &lt;x&gt;" in shown.text
    content = sent(client, OVERT, format="xlsx").data
    loaded = client.post("/describe/load", data={"file": (io.BytesIO(content), "plan.xlsx")}, content_type="multipart/form-data")
    assert loaded.status_code == 200 and "plan.xlsx is open." in loaded.text and "Not everything found a place" not in loaded.text

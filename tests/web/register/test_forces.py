"""What each force publishes and omits, its rules beside those of others, and the letter that asks for what was not found."""

import csv
import io
import re

import docx

from tests.serving import html_of


def test_a_force_shows_its_years_its_papers_and_what_was_not_found(client):
    html = html_of(client, "/register/force/metropolitan-police-service")
    assert "MPS Overt LFR Policy Document" in html and "certainly from 11 September 2024" in html
    assert "over by 1 September 2025" in html and "until 1 September 2025" not in html
    assert '<th scope="row">Clock times</th><td>1 of 541</td>' in html
    assert '<th scope="row">Who authorised it</th><td><strong class="binding">none of 541</strong></td><td>none</td>' in html
    assert '<th scope="row">Policy</th><td>excerpt read</td>' in html
    assert 'id="timeline-metropolitan-police-service"' in html and "537 records" not in html
    html = html_of(client, "/register/force/gwent-police")
    assert "ICO audit" in html and "Deployments over time" not in html
    assert '<span class="quiet">no records</span>' in html
    assert client.get("/register/force/nobody").status_code == client.get("/register/force/nobody/questions").status_code == 404


def test_the_rules_of_a_force_stand_beside_those_of_others(client):
    html = html_of(client, "/register/force/south-wales-police")
    line = html[html.index('<th scope="row">footage retention limit</th>') :].split("</tr>")[0]
    assert "31 days" in line and "British Transport Police" in line


def test_every_force_stands_beside_every_item(client):
    answer = client.get("/register/matrix?format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))
    cell = {(row["force"], row["item"]): row for row in rows}
    assert len({row["item"] for row in rows}) == 36
    assert cell["british-transport-police", "list-size"]["records"] == "15"
    assert cell["british-transport-police", "threshold"]["extent"] == "all"
    assert cell["essex-police", "dpia"]["known from"] == "excerpt"
    assert {row["extent"] for row in rows if row["item"] == "authority"} == {"none"}
    assert html_of(client, "/register/matrix").count('<th scope="row">') == 36


def test_a_letter_asks_for_what_was_not_found_with_the_law_that_asks_for_it(client):
    html = html_of(client, "/register/force/british-transport-police/questions")
    assert "FOIA 2000, ss 1 and 8" in html and "FOIA 2000, s 10(1)" in html
    answer = client.get("/register/force/british-transport-police/questions?format=docx")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="questions-british-transport-police.docx"'
    words = [paragraph.text for paragraph in docx.Document(io.BytesIO(answer.data)).paragraphs]
    assert words[0] == "Request for information on live facial recognition"
    assert any("I ask under the Freedom of Information Act 2000, ss 1 and 8." in each for each in words)
    assert "For each deployment from 11 February 2026 until the day of your answer, with its place and day:" in words
    place = next(
        number for number, each in enumerate(words) if each.endswith("How many people on the watchlist were believed to be under 18.")
    )
    assert any("Particular justification for listing children" in each for each in words[place : place + 5])
    assert not any("threshold that was set" in each for each in words)  # it is published
    assert not any("{" in each for each in words)


def test_a_force_without_records_is_asked_about_all_of_it(client):
    answer = client.get("/register/force/gwent-police/questions?format=docx")
    words = [paragraph.text for paragraph in docx.Document(io.BytesIO(answer.data)).paragraphs]
    assert "For each deployment until the day of your answer, with its place and day:" in words
    assert sum(bool(re.match(r"\d+\. ", each)) for each in words) == 36

"""The spreadsheet: every property has a column, the worked example comes back as it went, and faults are told with sheet and cell."""

import io
import zipfile
from datetime import date, datetime, timedelta

import pyoxigraph as ox
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart

from lfr_kg.base.errors import BadRequest, TooLarge, Unreadable
from lfr_kg.base.namespaces import compact, iri
from lfr_kg.drafting import draft as drafts
from lfr_kg.drafting import spreadsheet
from lfr_kg.drafting.dictionary import Dictionary, read_dictionary
from lfr_kg.drafting.sheets import LISTS, NOTES, sheets_of
from lfr_kg.drafting.workbook import workbook
from tests.serving import BROWSER
from tests.web.describe.forms import Form


@pytest.fixture(scope="module")
def dictionary(knowledge) -> Dictionary:
    return read_dictionary(knowledge.graph, knowledge.vocabulary)


@pytest.fixture(scope="module")
def empty(dictionary) -> bytes:
    return workbook(dictionary)


def head_of(dictionary, sheet: str, label: str) -> str:
    """The heading of a column: the question of the property of that label; the label itself for the columns that ask nothing."""
    fields = next(each for each in sheets_of(dictionary) if each.title == sheet).fields
    return next((field.question for field in fields if field.label == label), label)


def filled(dictionary, **sheets) -> bytes:
    """A workbook with some rows: for each sheet, rows as dicts of a property's label → value."""
    book = load_workbook(io.BytesIO(workbook(dictionary)))
    for title, rows in sheets.items():
        place = book[title.replace("_", " ")]
        heads = {cell.value: cell.column for cell in place[1]}
        for number, row in enumerate(rows, 2):
            for head, value in row.items():
                place.cell(number, heads[head_of(dictionary, place.title, head)]).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def facts_of(knowledge, turtle: bytes) -> set:
    return {fact for each in knowledge.describe([(turtle, "text/turtle", "x")]).deployments for fact in each.facts.facts}


def said(knowledge, dictionary, content: bytes) -> set[tuple]:
    """What a workbook states, terms as text; types left out."""
    facts = facts_of(knowledge, spreadsheet.descriptions(content, "x.xlsx", dictionary))
    shown = {
        (s.value, compact(p.value), compact(o.value) if isinstance(o, ox.NamedNode) else o.value)
        for s, p, o in facts
        if p != iri("rdf:type")
    }
    return shown


def faults(dictionary, content: bytes) -> list[str]:
    with pytest.raises(Unreadable) as refusal:
        spreadsheet.descriptions(content, "x.xlsx", dictionary)
    head, *lines = refusal.value.message.splitlines()
    assert head == "x.xlsx cannot be read as it is:"
    return lines


# The template


def test_every_kind_has_a_sheet_and_every_property_a_column(dictionary):
    sheets = sheets_of(dictionary)
    narrower = {kind for each in dictionary.kinds.values() for kind in each.under}
    assert {sheet.kind.node for sheet in sheets} == set(dictionary.kinds) - narrower
    assert len({sheet.title for sheet in sheets}) == len(sheets) == 33
    asked = {field.name for kind in dictionary.kinds.values() for field in kind.fields if field.kind != "part"}
    assert {field.name for sheet in sheets for field in sheet.fields} == asked
    for sheet in sheets:
        assert len(set(map(str.casefold, sheet.columns))) == len(sheet.columns), f"two columns of {sheet.title} have one head"


def test_the_template_says_what_each_column_takes(dictionary, empty):
    book = load_workbook(io.BytesIO(empty))
    assert book.sheetnames == [NOTES, *(sheet.title for sheet in sheets_of(dictionary)), LISTS]
    assert book[LISTS].sheet_state == "hidden"
    for sheet in sheets_of(dictionary):
        place = book[sheet.title]
        assert [cell.value for cell in place[1]] == list(sheet.columns)
        assert all(cell.comment and cell.comment.text for cell in place[1])
        assert place.max_row == 1 and place.freeze_panes
    heads = {cell.value: cell for cell in book["Document"][1]}
    assert "Only for: force policy." in heads["Which grounds of listing does the policy permit?"].comment.text
    assert "Only for" not in heads["On what day was it completed, adopted or issued?"].comment.text
    assert (
        "When the authority was given.\n\nGive a day and a London time"
        in {cell.value: cell for cell in book["Authorisation"][1]}["When was the authority given?"].comment.text
    )


def test_lists_are_drop_downs_and_open_where_several_values_fit(dictionary, empty):
    book = load_workbook(io.BytesIO(empty))
    place = book["Authorisation"]
    rules = {str(rule.sqref).split(":")[0].rstrip("0123456789"): rule for rule in place.data_validations.dataValidation}
    columns = {cell.value: cell.column_letter for cell in place[1]}
    rank = rules[columns["What rank did that officer hold?"]]
    sheet, area = rank.formula1.split("!")
    first, last = area.replace("$", "").split(":")
    assert sheet == "'Lists'"
    assert [row[0].value for row in book[LISTS][f"{first}:{last}"]] == [
        choice.label for choice in next(f for f in dictionary.by_name["lfr:Authorisation"].fields if f.name == "lfr:rank").choices
    ]
    assert rank.showErrorMessage and not rules[columns["Which condition of Schedule 8 is relied on?"]].showErrorMessage
    assert rules[columns["Was the authority given urgently?"]].formula1 == '"yes,no"'
    assert rules["B"].formula1 == "'Deployment'!$A$2:$A$500"


def test_nothing_in_the_template_is_a_formula_or_leads_elsewhere(empty):
    with zipfile.ZipFile(io.BytesIO(empty)) as archive:
        whole = b"".join(
            archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/") or "external" in name.lower()
        )
        assert not [name for name in archive.namelist() if "external" in name.lower() or "vba" in name.lower()]
    assert b"<f>" not in whole


def test_an_empty_template_describes_nothing(dictionary, empty):
    with pytest.raises(Unreadable, match="describes no deployment: fill in a row of the sheet “Deployment”"):
        spreadsheet.descriptions(empty, "x.xlsx", dictionary)


# There and back


def test_the_worked_example_comes_back_as_it_went(knowledge, dictionary, example):
    deployment = knowledge.describe([(example, "text/turtle", "x")]).deployments[0]
    draft, left = drafts.from_deployment(deployment, dictionary)
    content = workbook(dictionary, [draft])
    assert left == []
    assert facts_of(knowledge, spreadsheet.descriptions(content, "x.xlsx", dictionary)) == deployment.facts.facts
    assert spreadsheet.drafts(content, "x.xlsx", dictionary) == [drafts.from_json(drafts.to_json(draft), dictionary)]


def test_cells_hold_numbers_days_and_times_that_a_spreadsheet_knows(knowledge, dictionary, example):
    draft, _ = drafts.from_deployment(knowledge.describe([(example, "text/turtle", "x")]).deployments[0], dictionary)
    book = load_workbook(io.BytesIO(workbook(dictionary, [draft])))

    def cell(sheet, head):
        return book[sheet].cell(2, next(each.column for each in book[sheet][1] if each.value == head_of(dictionary, sheet, head))).value

    assert cell("Deployment", "Planned start") == datetime(2026, 10, 14, 10)
    assert cell("Watchlist", "Oldest image date") == datetime(2020, 6, 2)
    assert cell("Watchlist", "Size") == 6200
    assert cell("Facial recognition system", "Threshold") == 0.64
    assert cell("Facial recognition system", "Alert retention") == "24 hours"
    assert cell("Authorisation", "Rank") == "superintendent"
    assert set(cell("Authorisation", "Right considered").split("\n")) == {"Article 8", "Article 10", "Article 11", "Article 14"}
    assert cell("Authorisation", "Is urgent") == "no"


def test_what_a_cell_would_change_is_kept_as_text(knowledge, dictionary):
    turtle = b"""@prefix lfr: <https://w3id.org/lfr-kg/def/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . \
@prefix dct: <http://purl.org/dc/terms/> .
        <urn:x> a lfr:Deployment ; dct:title "=1+1" ; dct:identifier "007" ; lfr:plannedStart "2026-10-14T09:00:00Z"^^xsd:dateTime ;
          lfr:results <urn:r> . <urn:r> a lfr:Results ; lfr:falseAlertRate 0.0010 ."""
    deployment = knowledge.describe([(turtle, "text/turtle", "x")]).deployments[0]
    content = workbook(dictionary, [drafts.from_deployment(deployment, dictionary)[0]])
    back = spreadsheet.descriptions(content, "x.xlsx", dictionary).decode()
    assert '"=1+1"' in back and '"007"' in back and "2026-10-14T09:00:00Z" in back and "0.0010" in back


def test_several_deployments_share_a_workbook(knowledge, dictionary, example):
    deployment = knowledge.describe([(example, "text/turtle", "x")]).deployments[0]
    one, _ = drafts.from_deployment(deployment, dictionary)
    other = drafts.from_json(drafts.to_json(one).replace("https://deployments.example/d1", "https://deployments.example/d2"), dictionary)
    back = spreadsheet.drafts(workbook(dictionary, [one, other]), "x.xlsx", dictionary)
    assert [draft.id for draft in back] == ["https://deployments.example/d1", "https://deployments.example/d2"]
    assert len(list(back[0].every())) == len(list(back[1].every())) == len(list(one.every()))


# Filled by hand


def test_short_ids_tie_parts_to_what_they_belong_to(knowledge, dictionary):
    content = filled(
        dictionary,
        Deployment=[{"id": "D1", "Technique": "live", "Controller": "Metropolitan Police Service"}, {"id": "D2"}],
        Watchlist=[{"id": "W1", "of": "D1", "Size": 10}, {"id": "W 2", "of": "D2", "Size": 20}],
        Entry_group=[{"of": "W1", "Category": "suspect", "Count": 10}],
    )
    assert said(knowledge, dictionary, content) == {
        ("urn:deployment:D1", "lfr:technique", "con:technique-live"),
        ("urn:deployment:D1", "lfr:controller", "actor:metropolitan-police-service"),
        ("urn:deployment:D1", "lfr:watchlist", "urn:deployment:D1#watchlist-W1"),
        ("urn:deployment:D1#watchlist-W1", "lfr:size", "10"),
        ("urn:deployment:D1#watchlist-W1", "lfr:entryGroup", "urn:deployment:D1#entry-group-row-2"),
        ("urn:deployment:D1#entry-group-row-2", "lfr:category", "con:category-suspect"),
        ("urn:deployment:D1#entry-group-row-2", "lfr:count", "10"),
        ("urn:deployment:D2", "lfr:watchlist", "urn:deployment:D2#watchlist-W%202"),
        ("urn:deployment:D2#watchlist-W%202", "lfr:size", "20"),
    }


def test_with_one_deployment_the_ids_can_be_left_out(knowledge, dictionary):
    content = filled(
        dictionary,
        Deployment=[{"Conduct": "overt"}],
        Place=[{"Title": "Market square"}],
        Document=[{"kind": "Legal mandate"}, {"kind": "legal mandate"}],
    )
    assert said(knowledge, dictionary, content) == {
        ("urn:deployment:row-2", "lfr:conduct", "con:conduct-overt"),
        ("urn:deployment:row-2", "lfr:place", "urn:deployment:row-2#place-row-2"),
        ("urn:deployment:row-2#place-row-2", "dct:title", "Market square"),
        ("urn:deployment:row-2", "lfr:document", "urn:deployment:row-2#document-row-2"),
        ("urn:deployment:row-2", "lfr:document", "urn:deployment:row-2#document-row-3"),
    }


@pytest.mark.parametrize(
    ("sheet", "head", "cell", "stated"),
    [
        ("Deployment", "Planned start", datetime(2026, 10, 14, 10), {"2026-10-14T10:00:00+01:00"}),
        ("Deployment", "Planned start", datetime(2026, 10, 14, 9, 59, 59, 999_900), {"2026-10-14T10:00:00+01:00"}),
        ("Deployment", "Planned start", "14 October 2026 10:00", {"2026-10-14T10:00:00+01:00"}),
        ("Deployment", "Deployed on", date(2026, 10, 14), {"2026-10-14"}),
        ("Deployment", "Deployed on", "14/10/2026", {"2026-10-14"}),
        ("Deployment", "Is marked as police", True, {"true"}),
        ("Deployment", "Is marked as police", "No", {"false"}),
        ("Deployment", "Stops for avoidance", 0, {"0"}),
        ("Deployment", "Stops for avoidance", 3.0, {"3"}),
        ("Deployment", "Stops for avoidance", "1,200", {"1200"}),
        ("Deployment", "Identifier", 7, {"7"}),
        ("Deployment", "Identifier", 7.25, {"7.25"}),
        ("Deployment", "Use case", "find wanted people\nkeep people out", {"con:use-locate-wanted", "con:use-prevent-entry"}),
        ("Deployment", "Use case", "find wanted people; keep people out", {"con:use-locate-wanted", "con:use-prevent-entry"}),
        ("Facial recognition system", "Threshold", 0.64, {"0.64"}),
        ("Facial recognition system", "Threshold", 1, {"1"}),
        ("Facial recognition system", "Threshold", 0.00005, {"0.00005"}),
        ("Facial recognition system", "Alert retention", timedelta(hours=24), {"PT86400S"}),
        ("Facial recognition system", "Hosting country", "GB\nIE", {"GB", "IE"}),
    ],
)
def test_cells_are_read_as_people_fill_them(knowledge, dictionary, sheet, head, cell, stated):
    rows = {"Deployment": [{"id": "D1"}]}
    rows.setdefault(sheet.replace(" ", "_"), [{"id": "S1"}])[0][head] = cell
    prop = next(field for each in sheets_of(dictionary) if each.title == sheet for field in each.fields if field.label == head).name
    assert {value for _, name, value in said(knowledge, dictionary, filled(dictionary, **rows)) if name == prop} == stated


def test_a_further_row_with_the_same_id_adds_values(knowledge, dictionary):
    content = filled(dictionary, Deployment=[{"id": "D1", "Use case": "find wanted people"}, {"id": "D1", "Use case": "keep people out"}])
    assert {value for _, _, value in said(knowledge, dictionary, content)} == {"con:use-locate-wanted", "con:use-prevent-entry"}


# Faults


@pytest.mark.parametrize(
    ("sheets", "told"),
    [
        ({"Watchlist": [{"Size": "many"}]}, "Watchlist, cell E2: “many” is not a whole number, such as 6200."),
        ({"Watchlist": [{"Size": -3}]}, "Watchlist, cell E2: “-3” is not a whole number, such as 6200."),
        ({"Watchlist": [{"Size": 3.5}]}, "Watchlist, cell E2: “3.5” is not a whole number, such as 6200."),
        (
            {"Watchlist": [{"Generated at": date(2026, 10, 14)}]},
            "Watchlist, cell G2: “2026-10-14” is not a day and a London time, such as 14 October 2026 10:00.",
        ),
        (
            {"Facial_recognition_system": [{"Threshold": 64}]},
            "Facial recognition system, cell G2: 64 is outside the limits: it should be from 0 to 1.",
        ),
        (
            {"Authorisation": [{"Rank": "captain"}]},
            "Authorisation, cell E2: “captain” is not on the list. Give one of: constable, sergeant,",
        ),
        ({"Authorisation": [{"Rank": "=A1"}]}, "Authorisation, cell E2: the cell holds a formula. Put the value itself in its place."),
        (
            {"Watchlist": [{"of": "D9", "Size": 1}]},
            "Watchlist, cell B2: no row of “Deployment” has the id “D9”. Write the id of one that is there, or add that row.",
        ),
        (
            {"Entry_group": [{"Count": 1}]},
            "Entry group, cell B2: it belongs to a watchlist, and none is stated. Fill in a row of the sheet “Watchlist”.",
        ),
        (
            {"Document": [{"Title": "A paper"}]},
            "Document, cell C2: say which kind it is of document. Choose one of: data protection impact assessment,",
        ),
        (
            {"Document": [{"kind": "novel"}]},
            "Document, cell C2: “novel” is no kind of document. Choose one of: data protection impact assessment,",
        ),
        (
            {"Document": [{"kind": "Legal mandate", "Permits category": "suspect"}]},
            "“Which grounds of listing does the policy permit?” is not asked of a legal mandate. Clear the cell, or change the kind.",
        ),
        (
            {"Place": [{"Title": "one"}, {"Title": "two"}]},
            "Place, cell A3: there can be one place only, and an earlier row states one. Remove one of the two rows",
        ),
        (
            {"Watchlist": [{"id": "W1", "Size": 1}, {"id": "W1", "Size": 2}]},
            "Watchlist, cell E3: “How many people are on the watchlist?” takes one value, and another is stated in Watchlist, cell E2. "
            "Keep the right one.",
        ),
        (
            {"Watchlist": [{"id": "urn:x:1", "Size": 1}], "Alert": [{"id": "urn:x:1"}]},
            "Alert, cell A2: “urn:x:1” is the name of another thing already. Give each thing an id of its own.",
        ),
    ],
)
def test_faults_are_told_with_sheet_and_cell(dictionary, sheets, told):
    (line,) = faults(dictionary, filled(dictionary, Deployment=[{"id": "D1"}], **sheets))
    assert told in line


def test_two_deployments_ask_for_the_id_of_the_one_meant(dictionary):
    assert faults(dictionary, filled(dictionary, Deployment=[{"id": "D1"}, {"id": "D2"}], Alert=[{"Is correct": "yes"}])) == [
        "Alert, cell B2: say which deployment it belongs to: write that row’s id in the column “of”."
    ]


def test_a_chart_in_the_place_of_a_sheet_is_told(dictionary, empty):
    book = load_workbook(io.BytesIO(empty))
    book["Deployment"]["A2"] = "D1"
    del book["Watchlist"]
    chart = book.create_chartsheet("Watchlist")
    chart.add_chart(BarChart())
    out = io.BytesIO()
    book.save(out)
    assert faults(dictionary, out.getvalue()) == [
        "Watchlist: this sheet is a chart, and holds no rows. Take the sheet from the template again."
    ]


def test_strange_sheets_and_columns_are_told_and_twenty_faults_at_once(dictionary, empty):
    book = load_workbook(io.BytesIO(empty))
    book.create_sheet("Shopping")
    book["Watchlist"]["AZ1"] = "Colour"
    book["Watchlist"]["AZ2"] = "red"
    book["Deployment"]["A2"] = "D1"
    book["Deployment"]["BB2"] = "stray"
    out = io.BytesIO()
    book.save(out)
    assert sorted(faults(dictionary, out.getvalue())) == [
        "Deployment, cell BB2: the column has no heading. Clear the cell, or write the heading in row 1.",
        "Shopping: the template has no sheet of this name. Remove the sheet, or name it as the template does.",
        "Watchlist, cell AZ1: the template has no column “Colour” on this sheet. Remove the column, or name it as the template does.",
    ]
    many = faults(dictionary, filled(dictionary, Deployment=[{"id": "D1"}], Watchlist=[{"id": f"W{n}", "Size": "x"} for n in range(25)]))
    assert len(many) == 21 and many[-1] == "… and 5 more."


def test_columns_may_stand_in_any_order_and_go_by_the_name_or_label_of_the_property(knowledge, dictionary):
    book = Workbook()
    place = book.active
    place.title = "Deployment"
    for row in (["lfr:technique", "id", "CONDUCT", "what is it called?"], ["live", "D1", "overt", "Market"]):
        place.append(row)
    out = io.BytesIO()
    book.save(out)
    assert {name for _, name, _ in said(knowledge, dictionary, out.getvalue())} == {"lfr:technique", "lfr:conduct", "dct:title"}


def test_a_heading_that_is_nearly_right_is_told_the_right_one(dictionary):
    content = filled(dictionary, Deployment=[{"id": "D1"}])
    book = load_workbook(io.BytesIO(content))
    book["Watchlist"]["E1"], book["Watchlist"]["E2"] = "How many people are on the list?", 5
    book["Place"].title = "Places"
    out = io.BytesIO()
    book.save(out)
    assert faults(dictionary, out.getvalue()) == [
        "Places: the template has no sheet of this name (it has “Place”). Remove the sheet, or name it as the template does.",
        "Watchlist, cell E1: the template has no column “How many people are on the list?” on this sheet (it has “How many "
        "people are on the watchlist?”). Remove the column, or name it as the template does.",
    ]


def packed(**entries) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (packed(xl__vbaProject_bin=b"x"), "x.xlsx carries macros, which are not read."),
        (packed(xl__externalLinks__externalLink1_xml=b"<x/>"), "x.xlsx has links to other files, which are not followed."),
        (packed(xl__workbook_xml='<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><x/>'.encode("utf-16")), "a DOCTYPE is not read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 encrypted", "x.xlsx has a password, or is of an older kind"),
    ],
)
def test_a_workbook_that_could_do_more_than_state_is_refused(dictionary, content, told):
    with pytest.raises(BadRequest, match=told):
        spreadsheet.descriptions(content, "x.xlsx", dictionary)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK",
        b"no archive",
        packed(x_txt=b"x"),
        packed(xl__workbook_xml=b"<workbook/>"),
        packed(xl__workbook_xml=b'<!DOCTYPE x [<!ENTITY a "b">]><workbook/>'),
    ],
)
def test_what_is_no_workbook_is_refused(dictionary, content):
    with pytest.raises(BadRequest):
        spreadsheet.descriptions(content, "x.xlsx", dictionary)


def test_what_unpacks_to_too_much_is_refused(dictionary):
    with pytest.raises(TooLarge):
        spreadsheet.descriptions(packed(big_xml=b"\0" * 41_000_000), "x.xlsx", dictionary)


# In the browser


def test_the_template_is_one_link_away(client):
    response = client.get("/describe/template.xlsx")
    assert response.status_code == 200
    assert response.headers["Content-Disposition"] == 'attachment; filename="deployment.xlsx"'
    assert load_workbook(io.BytesIO(response.data)).sheetnames[1] == "Deployment"
    assert "/describe/template.xlsx" in client.get("/describe", headers=BROWSER).get_data(as_text=True)


def test_the_form_saves_a_workbook_and_opens_it_again(client, knowledge, example):
    from urllib.parse import urlencode

    opened = Form(client.post("/describe/load", data={"example": "1"}, headers=BROWSER).get_data(as_text=True))
    saved = client.post(
        "/describe", data=urlencode(opened.send("save xlsx")), content_type="application/x-www-form-urlencoded", headers=BROWSER
    )
    assert saved.headers["Content-Disposition"] == 'attachment; filename="EX-2026-0141.xlsx"'
    page = client.post("/describe/load", data={"file": (io.BytesIO(saved.data), "EX.xlsx")}, headers=BROWSER).get_data(as_text=True)
    again = client.post(
        "/describe", data=urlencode(Form(page).send("save turtle")), content_type="application/x-www-form-urlencoded", headers=BROWSER
    )
    assert facts_of(knowledge, again.data) == facts_of(knowledge, example)


def test_faults_of_a_workbook_stand_on_the_form_a_line_each(client, dictionary):
    content = filled(dictionary, Deployment=[{"id": "D1"}], Watchlist=[{"of": "D2"}, {"of": "D3"}])
    response = client.post("/describe/load", data={"file": (io.BytesIO(content), "x.xlsx")}, headers=BROWSER)
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert "<li>Watchlist, cell B2: no row of “Deployment” has the id “D2”." in page
    assert "<li>Watchlist, cell B3: no row of “Deployment” has the id “D3”." in page

"""Printed reports: the same facts in HTML, Word and PDF, in the order of what there is to do.

Also footnotes, hostile text, and the same bytes again.
"""

import csv
import io
import json
import re
import sys
import zipfile
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from lfr_kg.answer import reports
from lfr_kg.answer.compact import compacted
from lfr_kg.answer.receipt import Sealed
from lfr_kg.answer.reports import entries, wording
from lfr_kg.answer.reports.outline import outline_of
from lfr_kg.base.errors import MissingLibrary
from lfr_kg.base.scales import VERDICTS
from lfr_kg.commands import inputs
from lfr_kg.commands import line as cli
from tests.answer.invented import DEPLOYMENT, EARLY, OPEN, answer, finding

html = pytest.importorskip("lxml.html")
docx = pytest.importorskip("docx")
typst = pytest.importorskip("typst")

from lfr_kg.answer.reports import pdf, typesetting  # noqa: E402 - the second needs typst

HOSTILE = '<script>alert(1)</script> #panic("x") $x$ *b* _i_ @ref `r` \\u{41} {{ 7*7 }} {% raw %} &amp; </w:t> "]) //'
SECTIONS = [
    "Breached",
    "Departed from",
    "Missing",
    "Due later",
    "Open",
    "For judgement",
    "Displaced",
    "Recorded",
    "Met",
    "Not applicable",
    "Relied on",
    "Also bears on it",
    "Out of reach",
]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

CITED = ["b-statute", "a-guidance", "c-missing", "d-later", "e-open", "f-open", "g-judge", "h-displaced"]
"""The findings told in full, in their order."""


def text_of_html(page: str) -> str:
    """The words of a page, what style and hiding do to them left aside."""
    return " ".join(html.fromstring(page).text_content().split())


def text_of_docx(document: bytes) -> str:
    """The words of a document's body."""
    return " ".join(" ".join("".join(node.text or "" for node in each.iter(f"{W}t")) for each in part_of(document).iter(f"{W}p")).split())


def text_of_pdf(document: bytes) -> str:
    """The words of a PDF's pages."""
    pypdf = pytest.importorskip("pypdf")
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(document)).pages).split())


def understood(given: dict, selector: str) -> list[str]:
    """The words of the elements of a kind, as Typst has understood the template and its data."""
    inputs = {"report": pdf._data(outline_of(given))}
    found = typst.query(
        typesetting.TEMPLATE.read_bytes(), selector, root=typesetting.TEMPLATE.parent, sys_inputs=inputs, ignore_system_fonts=True
    )
    return [_flat(each.get("body", each)) for each in json.loads(found)]


def _flat(element) -> str:
    if isinstance(element, list):
        return "".join(map(_flat, element))
    if element["func"] == "space":
        return " "
    return (
        ""
        if element["func"] == "footnote"
        else element.get("text", "") + _flat(element.get("children", [])) + (_flat(element["body"]) if element.get("body") else "")
    )


def part_of(document: bytes, name: str = "word/document.xml"):
    """A part of a Word document, parsed."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return html.etree.fromstring(archive.read(name))


# What a report says


def test_findings_are_grouped_by_what_to_do_and_what_binds_most_comes_first():
    (section,) = outline_of(answer()).sections
    assert [group.verdict for group in section.groups] == list(VERDICTS)
    assert [each.rules[0].slug for group in section.groups for each in group.entries] == [
        "b-statute",
        "a-guidance",
        "c-missing",
        "d-later",
        "e-open",
        "g-judge",
        "h-displaced",
    ]
    assert [entry.number for group in section.groups for entry in group.entries] == list(range(1, 8))
    assert [[each.slug for each in group.rules] for group in section.groups[-3:]] == [["r-recorded"], ["m-met"], ["n-not"]]
    assert [total.count for total in section.summary] == [1, 1, 1, 1, 2, 1, 1, 1, 1, 1]


def test_rules_that_wait_for_one_condition_are_told_together():
    group = outline_of(answer()).sections[0].groups[4]
    (entry,) = group.entries
    assert (group.count, [each.slug for each in entry.rules]) == (2, ["e-open", "f-open"])
    assert entry.reason.steps[0].text == "The record does not say whether this is a deployment with alerts."


def test_evidence_is_told_in_words():
    groups = outline_of(answer()).sections[0].groups
    (seen,) = groups[1].entries[0].evidence
    assert (seen.outcome, seen.seen) == ("Contradicts", EARLY)
    looked = groups[5].entries[0].evidence
    assert [(each.outcome, each.seen) for each in looked] == [
        ("Stated", "The record describes the policy."),
        ("Stated", "The record describes the plan."),
    ]
    assert (groups[5].entries[0].message, groups[5].entries[0].next) == ("The record is there.", "A legal adviser decides: Is it enough?")


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({"met": 1},
         "Of 1 duty in the law of 1 May 2026, the record contradicts none. It leaves none open for want of information."),
        ({"breached": 2, "not-stated": 1, "not-yet-due": 1, "condition-not-stated": 1, "for-judgement": 1},
         "Of 6 duties in the law of 1 May 2026, the record contradicts 2. It says too little to decide 3. "
         "1 is for a legal adviser to judge."),
        ({"met": 1, "recorded": 2, "not-applicable": 3},
         "Of 6 duties in the law of 1 May 2026, the record contradicts none. It leaves none open for want of information. "
         "2 are recorded so far as a check can tell; each leaves a question to a person. 3 do not apply."),
    ],
)  # fmt: skip
def test_the_first_sentence_counts(counts, words):
    given = answer(summary=dict.fromkeys(VERDICTS, 0) | counts, lawAsAt="2026-05-01")
    assert outline_of(given).sections[0].headline == words


def test_values_are_put_for_a_reader_and_cut_where_too_long():
    assert wording.quoted("x" * 401) == "x" * 400 + " […]"
    assert wording.quoted("a\x00b\u202ec\td\n") == "a\ufffdb\ufffdc\td\n"


def test_much_evidence_is_cut_and_the_report_says_so():
    row = {"focus": DEPLOYMENT, "path": "https://w3id.org/lfr-kg/def/alert", "text": "", "expected": "x", "outcome": "missing"}
    given = answer(findings=[finding("a", "not-stated", evidence=[row | {"text": f"Alert {n}."} for n in range(1000)])])
    given["setAside"] = given["setAside"] * 50
    report = outline_of(given)
    (entry,) = report.sections[0].groups[0].entries
    assert (len(entry.evidence), entry.unprinted) == (entries.MOST, 960)
    assert (len(report.set_aside), report.set_aside_unprinted) == (40, 10)
    for words in (text_of_html(reports.as_html(given)), text_of_docx(reports.as_docx(given)), text_of_pdf(reports.as_pdf(given))):
        assert "960 more are in the JSON answer." in words
        assert "10 more are in the JSON answer." in words


# The same facts in every form


@pytest.mark.parametrize("form", ["html", "docx", "pdf"])
def test_every_report_says_the_same_in_the_same_order(form):
    given = answer(record="published")
    words = {
        "html": lambda: text_of_html(reports.as_fragment(given)),
        "docx": lambda: text_of_docx(reports.as_docx(given)),
        "pdf": lambda: text_of_pdf(reports.as_pdf(given)),
    }[form]()
    for said in (
        "This is information, not legal advice.", "This is a published record: what public records never state comes out as not stated.",
        "Of 11 duties in the law of 14 October 2026, the record contradicts 2.", "1" * 64, "9.9.9, SHA-256 " + "2" * 64, "3" * 64,
        "23 November 2026, 09:00", "lfr-kg 9.9.9", "Do as b-statute says.", "What is shown of b-statute.", "Act on b-statute.",
        "not verified: nobody on the project has compared this with its source", EARLY,
        "14 October 2026, 16:00", "30 November 2026",
        "It applies because these were not followed: a-guidance.", "It is displaced by x-exempt.",
            "This is a live deployment.", "The search for faces was live.",
        "Nobody can see it.", "Do as m-met says.", "Invented Act 2020, s m-met", "Invented Act 2020, s x-exempt",
        "the data dictionary has no such property", "Two deployments have one identifier.",
    ):  # fmt: skip
        assert said.replace(" ", "") in words.replace(" ", ""), said
    assert "unlawful" not in words.lower()
    assert (
        words.index("This is information")
        < words.index("Deployment EX-1")
        < words.index("In short")
        < words.index("What to do (4)")
        < words.index("Put right what the statute forbids.")
        < words.index("Make the watchlist anew.")
        < words.index("Write the missing paper.")
        < words.index("State whether there were alerts.")
        < words.index("What is shown of b-statute.")
        < words.index("SHA-256")
    )


@pytest.mark.parametrize("form", ["html", "docx", "pdf"])
def test_headings_stand_in_the_order_of_what_there_is_to_do(form):
    given = answer()
    found = {
        "html": lambda: [each.text_content() for each in html.fromstring(reports.as_html(given)).iter("h2", "h3")],
        "docx": lambda: [
            each.text
            for each in docx.Document(io.BytesIO(reports.as_docx(given))).paragraphs
            if each.style.name in ("Heading 1", "Heading 2")
        ],
        "pdf": lambda: understood(given, "heading"),
    }[form]()
    starts = [heading.split(":")[0].split(" (")[0] for heading in found]
    order = [name for name in starts if any(name.startswith(section) for section in SECTIONS)]
    assert [next(section for section in SECTIONS if name.startswith(section)) for name in order] == SECTIONS
    assert starts.index("Deployment EX-1") < starts.index("In short") < starts.index("What to do") < starts.index(order[0])
    assert starts.index("Set aside") < starts.index("Notes") < starts.index("Receipt")


@pytest.mark.parametrize("form", ["html", "docx", "pdf", "table"])
def test_recorded_views_and_late_declarations_are_told_in_every_form(form):
    judged = {"conclusion": "judged-not-satisfied", "reason": "Too wide.", "judgedBy": "counsel", "judgedAt": "2026-10-12T09:30:00+01:00"}
    listed = [finding("r", "recorded", judgement=[judged | {"reason": "Enough."}], leavesOpen="Is it?"),
              finding("j", "for-judgement", judgement=[judged], declaredAfter="2027-03-04"),
              finding("o", "condition-not-stated", condition=OPEN, judgement=[judged | {"reason": "Unclear."}]),
              finding("b", "breached", judgement=[judged | {"reason": "Late."}], contested="Whether it binds.", caution="It may change."),
              finding("m", "met", judgement=[judged | {"reason": "Seen."}])]  # fmt: skip
    given = answer(findings=listed, judgements={"judged-satisfied": 0, "judged-not-satisfied": 5})
    given["deployments"][0]["alsoBears"][0]["declaredAfter"] = "2027-04-05"
    words = {
        "html": lambda: text_of_html(reports.as_html(given)),
        "docx": lambda: text_of_docx(reports.as_docx(given)),
        "pdf": lambda: text_of_pdf(reports.as_pdf(given)),
        "table": lambda: reports.as_table(given),
    }[form]()
    plain = re.sub(r"\s", "", words)
    told = [
        *(
            f"A person's recorded view: not satisfied. The reason given: “{reason}”, by counsel, on 12 October 2026, 09:30. "
            "It changes no finding."
            for reason in ("Enough", "Too wide", "Unclear", "Late", "Seen")
        ),
        "A court declared this only on 4 March 2027, after the day whose law applies here.",
        *(["A court declared this only on 5 April 2027, after the day whose law applies here."] if form != "table" else []),
        "5 not satisfied",
        "Contested: Whether it binds.",
        "It may change.",
    ]
    assert {said: plain.count(re.sub(r"\s", "", said)) for said in told} == dict.fromkeys(told, 1)


# HTML


def test_the_page_is_in_order_for_readers_and_for_screen_readers():
    page = html.fromstring(reports.as_html(answer()))
    assert page.get("lang") == "en-GB"
    assert [each.text_content() for each in page.iter("h1")] == ["Live facial recognition: assessment of EX-1"]
    assert page.find(".//title").text == "Live facial recognition: assessment of EX-1"
    levels = [int(each.tag[1]) for each in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    names = [each.get("id") for each in page.xpath("//*[@id]")]
    assert len(names) == len(set(names))
    assert {each.get("href")[1:] for each in page.xpath("//a[starts-with(@href, '#')]")} <= set(names)
    assert {each.get("aria-labelledby") for each in page.xpath("//*[@aria-labelledby]")} <= set(names)
    assert all(each.get("scope") for each in page.iter("th"))
    assert all(each.find("caption") is not None for each in page.iter("table"))
    assert page.xpath("//a")[0].get("href") == "#report-main"
    assert len(page.xpath("//details")) == 7 + 4


def test_the_page_keeps_to_a_strict_policy():
    alone, linked, fragment = (
        reports.as_html(answer()),
        reports.as_html(answer(), "/static/report.css?a=1&b=2"),
        reports.as_fragment(answer()),
    )
    assert alone.count("<style>") == 1
    assert "<link" not in alone
    assert '<link rel="stylesheet" href="/static/report.css?a=1&amp;b=2">' in linked
    for text in (linked, str(fragment)):
        assert not re.search(r"<style|<script|\sstyle=|\son[a-z]+=|javascript:", text)
    assert "<script" not in alone
    assert not re.search(r"<h1|<html|<main", fragment)
    assert fragment.__html__() == fragment
    assert "url(" not in reports.stylesheet()


# Word


def test_every_citation_is_a_footnote_of_word():
    document = reports.as_docx(answer())
    notes = [note for note in part_of(document, "word/footnotes.xml") if note.get(f"{W}type") is None]
    texts = ["".join(node.text or "" for node in note.iter(f"{W}t")).strip() for note in notes]
    assert texts == [
        f"Invented Act 2020, s {slug}. https://law.example/{slug}. "
        f"""{
            "Not verified: nobody on the project has compared this with its source"
            if slug == "b-statute"
            else "Verified against the text where its issuer publishes it"
        }."""
        for slug in CITED
    ]
    references = [each.get(f"{W}id") for each in part_of(document).iter(f"{W}footnoteReference")]
    assert references == [note.get(f"{W}id") for note in notes] == [str(number) for number in range(1, 9)]
    links = [each.get("Target") for each in part_of(document, "word/_rels/footnotes.xml.rels")]
    assert links == [f"https://law.example/{slug}" for slug in CITED]
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        assert b'PartName="/word/footnotes.xml"' in archive.read("[Content_Types].xml")
        assert b'Target="footnotes.xml"' in archive.read("word/_rels/document.xml.rels")
        assert b'w:styleId="FootnoteText"' in archive.read("word/styles.xml")


def test_the_document_has_headings_tables_language_and_page_numbers():
    document = reports.as_docx(answer())
    opened = docx.Document(io.BytesIO(document))
    assert opened.paragraphs[0].style.name == "Title"
    assert [each.text for each in opened.paragraphs if each.style.name == "Heading 1"] == [
        "Deployment EX-1",
        "Set aside",
        "Notes",
        "Sign-off",
        "Receipt",
    ]
    assert [each.text for each in opened.paragraphs if each.style.name == "Heading 3"][:2] == [
        "1. Do as b-statute says.",
        "2. Do as a-guidance says.",
    ]
    heads = [table for table in opened.tables if table._tbl.findall(f".//{W}tblHeader")]
    assert len(heads) == len(opened.tables) - 1  # all but the receipt, whose headings are its first column
    assert opened.core_properties.language == "en-GB"
    assert opened.core_properties.title == "Live facial recognition: assessment of EX-1"
    assert opened.core_properties.created == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert {each.get(f"{W}val") for each in part_of(document, "word/styles.xml").iter(f"{W}lang")} == {"en-GB"}
    fields = [each.get(f"{W}instr") for each in opened.sections[0].footer._element.iter(f"{W}fldSimple")]
    assert fields == ["PAGE", "NUMPAGES"]
    marks = {each.get(f"{W}name") for each in part_of(document).iter(f"{W}bookmarkStart")}
    assert {each.get(f"{W}anchor") for each in part_of(document).iter(f"{W}hyperlink")} <= marks


# PDF


def test_the_pdf_is_tagged_titled_and_footnoted():
    document = reports.as_pdf(answer())
    assert document.startswith(b"%PDF-1.7")
    for sign in (b"/StructTreeRoot", b"/MarkInfo", b"<pdfuaid:part>1</pdfuaid:part>", b"Live facial recognition: assessment of EX-1"):
        assert sign in document, sign
    assert re.search(rb"/Lang\s*\(en-GB\)", document)
    assert len(re.findall(rb"/S\s*/Note\b", document)) == len(CITED)
    assert [note.split(".")[0] for note in understood(answer(), "footnote")] == [f"Invented Act 2020, s {slug}" for slug in CITED]


def test_what_no_font_has_is_written_as_its_number():
    given = answer(identifier="Ops 警 😀")
    with pytest.raises(typst.TypstError):
        typst.compile(
            b'#set document(title: "a")\n\xf0\x9f\x98\x80',
            format="pdf",
            pdf_standards=["ua-1"],
            font_paths=typst.Fonts(include_system_fonts=False),
        )
    found = typesetting.typeset(pdf._data(outline_of(given)), datetime(2026, 11, 23, tzinfo=UTC))
    assert b"[U+8B66] [U+1F600]" in found


# Text that would be markup, and the same bytes again


def test_hostile_text_stays_text():
    row = {
        "focus": HOSTILE,
        "path": "https://w3id.org/lfr-kg/def/area",
        "value": HOSTILE,
        "text": HOSTILE,
        "expected": HOSTILE,
        "outcome": "contradicts",
        "stated": [[HOSTILE, HOSTILE, HOSTILE]],
    }
    because = {"holds": True, "because": HOSTILE, "steps": [{"step": 1, "by": "stated", "text": HOSTILE}]}
    given = answer(
        identifier=HOSTILE,
        id=f"urn:{HOSTILE}",
        findings=[finding("a", "breached", evidence=[row], because=because, message=HOSTILE, next=HOSTILE)],
    )
    given |= {"setAside": [{"statement": HOSTILE, "reason": HOSTILE}], "notes": [HOSTILE]}
    page, document = reports.as_html(given), reports.as_docx(given)
    assert not html.fromstring(page).xpath("//script")
    assert len(html.fromstring(page).xpath("//style")) == 1
    plain = " ".join(HOSTILE.split())
    assert text_of_html(page).count(plain) >= 10
    assert text_of_docx(document).count(plain) >= 10
    headings = understood(given, "heading")
    assert f"Deployment {HOSTILE}" in headings
    assert reports.as_pdf(given).startswith(b"%PDF")


def test_control_characters_and_long_words_print():
    given = answer(identifier="a\x00\x1b\u202e" + "x" * 5000)
    assert "a\ufffd\ufffd\ufffdxxx" in text_of_docx(reports.as_docx(given))
    assert "a\ufffd\ufffd\ufffdxxx" in text_of_html(reports.as_html(given))
    assert reports.as_pdf(given).startswith(b"%PDF")


def test_the_same_answer_gives_the_same_bytes():
    for form in ("html", "docx", "pdf"):
        assert reports.FORMATS[form](answer()) == reports.FORMATS[form](answer())
    with zipfile.ZipFile(io.BytesIO(reports.as_docx(answer()))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 11, 23, 9, 0, 0)}


def test_several_deployments_stand_one_after_the_other():
    given = answer()
    given["deployments"].append(answer(identifier="EX-2", lawAsAt="2025-01-31")["deployments"][0])
    given["receipt"]["lawAsAt"] = None
    page = html.fromstring(reports.as_html(given))
    names = [each.get("id") for each in page.xpath("//*[@id]")]
    assert len(names) == len(set(names))
    assert [each.text for each in page.iter("h2")] == [
        "The deployments beside each other", "Deployment EX-1", "Deployment EX-2", "Set aside", "Notes", "Sign-off", "Receipt",
    ]  # fmt: skip
    assert "each deployment by the law of its own day" in text_of_docx(reports.as_docx(given))
    assert len(understood(given, "footnote")) == 2 * len(CITED)
    assert reports.as_pdf(given).startswith(b"%PDF")


# A real answer, missing libraries, the command line


def test_the_worked_example_prints_with_a_footnote_for_every_finding_told_in_full(knowledge, example):
    given = knowledge.assess([(example, "text/turtle", "example.ttl")], None, datetime(2026, 11, 23, 9, tzinfo=UTC))
    (deployment,) = given["deployments"]
    cited = sum(number for verdict, number in deployment["summary"].items() if not VERDICTS[verdict].is_listed)
    document = reports.as_docx(given)
    assert len(list(part_of(document).iter(f"{W}footnoteReference"))) == cited
    assert len(re.findall(rb"/S\s*/Note\b", reports.as_pdf(given))) == cited
    words = text_of_html(reports.as_html(given))
    for each in [*deployment["findings"], *deployment["reliedOn"], *deployment["alsoBears"], *deployment["outOfReach"]]:
        assert " ".join(given["norms"][each["slug"]]["statement"].split()) in words
        assert each["slug"] in words


def test_a_missing_library_is_named(monkeypatch):
    for module, name, words in (
        ("docx", "word", "Word reports need the package python-docx"),
        ("jinja2", "html", "HTML reports need the package jinja2"),
    ):
        with monkeypatch.context() as patch:
            for loaded in (name, "ooxml", "styling"):
                patch.delitem(sys.modules, f"lfr_kg.answer.reports.{loaded}", raising=False)
                patch.delattr(reports, loaded, raising=False)
            patch.setitem(sys.modules, module, None)
            with pytest.raises(MissingLibrary) as raised:
                reports.FORMATS["docx" if name == "word" else name](answer())
            assert raised.value.message == f"{words}, which is not installed. Install lfr-kg with all that it requires."
    monkeypatch.setattr("lfr_kg.answer.reports.pdf.find_spec", lambda name: None)
    with pytest.raises(MissingLibrary) as raised:
        reports.as_pdf(answer())
    assert raised.value.message == "PDF reports need the package typst, which is not installed. Install lfr-kg with all that it requires."


def test_a_pdf_that_fails_or_takes_too_long_says_so(monkeypatch):
    monkeypatch.setattr(pdf, "_data", lambda report: "{}")
    with pytest.raises(pdf.NotTypeset, match="could not be set"):
        reports.as_pdf(answer())
    monkeypatch.setattr(pdf, "SECONDS", 0.001)
    with pytest.raises(pdf.NotTypeset, match="not finished within"):
        reports.as_pdf(answer())


@pytest.fixture
def assessing(monkeypatch):
    """The command line over knowledge that gives the answer above to whatever is asked."""
    monkeypatch.setattr(
        inputs, "opened", lambda: type("Stub", (), {"sealed": staticmethod(lambda *given: Sealed(answer(), compacted(answer())))})
    )


@pytest.mark.parametrize(
    ("name", "start"),
    [("a.html", b"<!DOCTYPE html>"), ("a.docx", b"PK"), ("a.PDF", b"%PDF"), ("a.csv", b"deployment,"), ("a.txt", b"EX-1"), ("a", b"EX-1")],
)
def test_the_ending_of_the_file_chooses_the_format(assessing, tmp_path, name, start):
    assert cli.main(["assess", "--out", str(tmp_path / name)]) == 1
    assert (tmp_path / name).read_bytes().startswith(start)


def test_a_binary_report_goes_down_a_pipe_but_not_to_a_screen(assessing, monkeypatch, capsysbinary):
    assert cli.main(["assess", "--format", "docx"]) == 1
    assert capsysbinary.readouterr().out == reports.as_docx(answer())
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert cli.main(["assess", "--format", "pdf"]) == 2
    out, err = capsysbinary.readouterr()
    assert out == b""
    assert err == b"lfr-kg: A pdf report is not for a screen: name a file with --out report.pdf, or send it on with > report.pdf.\n"


def test_a_file_that_cannot_be_written_is_named(assessing, tmp_path, capsys):
    assert cli.main(["assess", "--out", str(tmp_path / "no" / "a.pdf")]) == 2
    assert "a.pdf cannot be written: No such file or directory." in capsys.readouterr().err


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "＝1", "＋1", "－1", "＠x", " =1", "\n=1", "\t=1", "\r\n@x"])
def test_no_cell_of_a_table_runs_as_a_formula(text):
    given = answer()
    given["deployments"][0]["identifier"] = text
    rows = list(csv.DictReader(io.StringIO(reports.as_csv(given), newline="")))
    assert {row["identifier"] for row in rows} == {"'" + text}

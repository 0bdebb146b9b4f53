"""What is read of CLML and of Akoma Ntoso: words and numbers as they are set, and what is in force where and when."""

import pytest

from lfr_kg.official import xml
from lfr_kg.texts import reading
from lfr_kg.texts.words import Line
from tests.texts.service import clml, judgment, section

PATH = "ukpga/2030/1/section/2"
PARAGRAPHS = """<Text>A lamp is bright<CommentaryRef Ref="c1"/> if it<Character Name="NonBreakingSpace"/>is&#8212;</Text>
<P3 id="section-2-1-a"><Pnumber>a</Pnumber><P3para><Text>a <Substitution ChangeId="x"><Addition>lantern</Addition></Substitution>, or</Text>
<P4><Pnumber>i</Pnumber><P4para><Text>a torch;</Text></P4para></P4></P3para></P3>
<P3><Pnumber PuncBefore="" PuncAfter=".">b</Pnumber><P3para><Text>a fire,</Text></P3para></P3>
<Text>and it is <Emphasis>lit</Emphasis>.</Text>
<UnorderedList><ListItem><Para><Text>by day</Text></Para></ListItem></UnorderedList>
<OrderedList Type="alpha" Decoration="parens"><ListItem><Para><Text>by dusk</Text></Para></ListItem>
<ListItem NumberOverride="x"><Para><Text>by “ <Addition>night </Addition>” ;</Text></Para></ListItem></OrderedList>
<BlockAmendment><P2><Pnumber>9</Pnumber><P2para><Text>Fires are lamps.</Text></P2para></P2></BlockAmendment>
<table xmlns="http://www.w3.org/1999/xhtml"><tr><td>Hour</td><td>Lamp</td></tr></table>
<Formula/><Footnote><FootnoteText><Para><Text>A note.</Text></Para></FootnoteText></Footnote>"""


def read(body: str, path: str = f"{PATH}/1", **said) -> reading.Reading | None:
    return reading.of_legislation(xml.parse(clml(PATH, body, **said)), path)


def test_words_come_line_by_line_with_their_numbers_and_without_the_editors_notes():
    assert read(section(PATH, {"1": PARAGRAPHS})).lines == (
        Line(0, "(1)", "A lamp is bright if it is—"),
        Line(1, "(a)", "a lantern, or"),
        Line(2, "(i)", "a torch;"),
        Line(1, "b.", "a fire,"),
        Line(0, "", "and it is lit."),
        Line(1, "", "by day"),
        Line(1, "(a)", "by dusk"),
        Line(1, "(x)", "by “night”;"),
        Line(1, "“(9)", "Fires are lamps.”"),
        Line(0, "", "Hour | Lamp"),
        Line(0, "", "[a formula: see the official page]"),
    )


def test_a_section_bears_its_heading_and_its_number_bare():
    found = read(section(PATH, {"1": "Doors shall be shut.", "2": "And locked."}, heading="Doors"), PATH)
    assert (found.heading, found.lines) == (
        "Doors",
        (Line(0, "2", ""), Line(1, "(1)", "Doors shall be shut."), Line(1, "(2)", "And locked.")),
    )


def test_headings_within_are_no_words_of_the_law():
    schedule = (
        '<Schedule IdURI="http://www.legislation.gov.uk/id/ukpga/2030/1/schedule/1"><Number>Schedule 1</Number><TitleBlock><Title>Bells'
        "</Title></TitleBlock><ScheduleBody><P1><Pnumber>1</Pnumber><P1para><Text>Bells ring.</Text></P1para></P1></ScheduleBody>"
        "</Schedule>"
    )
    found = read(schedule, "ukpga/2030/1/schedule/1")
    assert found.lines == (Line(0, "Schedule 1", ""), Line(0, "Bells", ""), Line(0, "1", "Bells ring."))


@pytest.mark.parametrize(
    ("attributes", "status", "days"),
    [
        ('RestrictStartDate="2030-04-01"', "", ("2030-04-01", "")),
        ('RestrictStartDate="2030-04-01" RestrictEndDate="2031-03-01"', "", ("2030-04-01", "2031-03-01")),
        ("", "", ("2029-01-01", "")),
        ('Match="false"', "Not in force", ("2029-01-01", "")),
        ('Match="false" Status="Prospective"', "Prospective", ("2029-01-01", "")),
        ('Match="false" Status="Repealed" RestrictEndDate="2031-03-01"', "Repealed", ("2029-01-01", "2031-03-01")),
        ('Status="Discarded"', "Discarded", ("2029-01-01", "")),
    ],
)
def test_what_is_not_in_force_is_told_from_what_is(attributes, status, days):
    found = read(section(PATH, {"1": "Doors shall be shut."}, attributes=attributes), start="2029-01-01")
    assert (found.status, (found.start, found.end)) == (status, days)


def test_of_versions_for_parts_of_the_kingdom_that_of_england_and_wales_is_read():
    def doors(extent: str, words: str, **said) -> str:
        return section(PATH, {"1": words}, attributes=f'RestrictExtent="{extent}"', **said)

    both = doors("S", "Doors are ajar.") + f"<Versions><Version>{doors('E+W', 'Doors are shut.')}</Version></Versions>"
    assert read(both).lines == (Line(0, "(1)", "Doors are shut."),)
    assert read(doors("S+N.I.", "Doors are ajar.")) is None
    assert read(doors("E+W+S+N.I.", "Doors are ours.")).lines == (Line(0, "(1)", "Doors are ours."),)


def test_the_words_of_a_whole_stand_since_the_last_change_within_and_without_what_is_not_in_force():
    parts = "".join(
        f"<P1 {attributes}><Pnumber>{number}</Pnumber><P1para><Text>{words}</Text></P1para></P1>"
        for number, words, attributes in (
            (1, "Bells ring.", 'RestrictStartDate="2030-05-01"'),
            (2, "Bells rest.", 'RestrictStartDate="2031-02-01"'),
            (3, "Bells will ring.", 'RestrictStartDate="2032-01-01" Match="false" Status="Prospective"'),
            (4, ". . .", 'Match="false" Status="Repealed"'),
        )
    )
    schedule = '<Schedule RestrictStartDate="2030-04-01" IdURI="http://www.legislation.gov.uk/id/ukpga/2030/1/schedule/1">'
    found = read(f"{schedule}<ScheduleBody>{parts}</ScheduleBody></Schedule>", "ukpga/2030/1/schedule/1")
    assert (found.start, found.status) == ("2031-02-01", "")
    assert found.lines == (Line(0, "1", "Bells ring."), Line(0, "2", "Bells rest."))


def test_a_provision_is_found_by_its_identifier_its_address_or_its_mark():
    by_address = (
        f'<P1 DocumentURI="http://www.legislation.gov.uk/{PATH}/2030-04-01"><Pnumber>2</Pnumber><P1para><Text>A.</Text></P1para></P1>'
    )
    by_mark = '<P1 id="section-2"><Pnumber>2</Pnumber><P1para><Text>B.</Text></P1para></P1>'
    assert read(by_address, PATH).lines == (Line(0, "2", "A."),)
    assert read(by_mark, PATH).lines == (Line(0, "2", "B."),)
    assert read(by_mark, "ukpga/2030/1/section/3") is None


def test_versions_are_days_of_the_document_itself():
    root = xml.parse(clml(PATH, "", versions=("2030-04-01", "enacted", "prospective", "2031-03-01", "2031-13-01")))
    assert reading.versions_of(root, PATH) == ["2031-03-01", "2030-04-01"]
    assert reading.versions_of(root, "ukpga/2030/1/section/3") == []


def test_only_addresses_of_the_service_are_notes():
    assert reading.notes_of(xml.parse(clml(PATH, "", notes="http://www.legislation.gov.uk/ukpga/2030/1/notes"))) == [
        "https://www.legislation.gov.uk/ukpga/2030/1/notes"
    ]
    for address in ("http://elsewhere.example/notes", "javascript:alert(1)", "http://[bad"):
        assert reading.notes_of(xml.parse(clml(PATH, "", notes=address))) == []


def test_a_paragraph_of_a_judgment_is_found_by_its_mark_or_its_number():
    marked = xml.parse(judgment({"8": "The lamp was lit.", "9": "The <i>door</i> was shut.<authorialNote><p>No.</p></authorialNote>"}))
    assert reading.of_judgment(marked, "para_9").lines == (Line(0, "9.", "The door was shut."),)
    assert (reading.of_judgment(marked, "para_9").start, reading.of_judgment(marked, "para_99")) == ("2030-07-01", None)
    bare = xml.parse(judgment({"8": "The lamp was lit."}).replace(b' eId="para_8"', b""))
    assert reading.of_judgment(bare, "para_8").lines == (Line(0, "8.", "The lamp was lit."),)


def test_a_paragraph_of_a_judgment_goes_on_to_the_next_number_or_heading():
    inner = (
        "<paragraph><num>9.</num><content><p>He said:</p></content></paragraph>"
        "<level><content><p>“The lamp was lit.”</p></content></level>"
        "<paragraph><num>i)</num><content><p>by day;</p></content></paragraph>"
        "<paragraph><num>(2)</num><content><p>by night.</p></content></paragraph>"
        '<level><content><p class="ParaHeading2">The doors</p></content></level>'
        "<paragraph><num>10.</num><content><p>The door was shut.</p></content></paragraph>"
    )
    root = xml.parse(judgment({}).replace(b"<decision>", f"<decision>{inner}".encode()))
    assert reading.of_judgment(root, "para_9").lines == (
        Line(0, "9.", "He said:"),
        Line(1, "", "“The lamp was lit.”"),
        Line(1, "i)", "by day;"),
        Line(1, "(2)", "by night."),
    )
    assert reading.of_judgment(root, "para_10").lines == (Line(0, "10.", "The door was shut."),)
    assert reading.of_judgment(root, "para_2") is None

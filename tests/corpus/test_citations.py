"""Citations in the style of OSCOLA (4th edition), rendered from the graph.

Decided where OSCOLA leaves room: sections are listed with "and", as in its own example "ss 1(1) and 4(3)"; subsections of one section
with commas; successive numbers without subsections are a range, lettered ones are not, since others may stand between them; of a
schedule the paragraph or article is named and not the part, since its number alone finds it; a paragraph of a judgment follows in
square brackets without a comma; legislation is cited by short title and year, an instrument with its SI number; what is not numbered is
cited by its heading; a number that nobody has verified is called so in the citation.
"""

import re
from dataclasses import dataclass

import pytest

from lfr_kg.base.model import Graph
from lfr_kg.base.namespaces import PREFIXES, iri
from lfr_kg.corpus.citation import citation_of, cite
from tests import knowledge_files as knowledge

GDPR = (
    "Regulation (EU) 2016/679 of the European Parliament and of the Council of 27 April 2016 (General Data Protection Regulation) "
    "[2016] OJ L119/1, as assimilated into UK law"
)
BRIDGES = "R (Bridges) v Chief Constable of South Wales Police"
APP = "College of Policing, 'Live Facial Recognition' (Authorised Professional Practice, 22 March 2022)"
EXPECTED = {
    # sections, subsections, ranges and lists
    "dpa-s37-minimisation": "Data Protection Act 2018, s 37",
    "dpa-s34-accountability": "Data Protection Act 2018, s 34(3)",
    "dpa-s64-dpia": "Data Protection Act 2018, s 64(1)–(4)",
    "dpa-s42-3-apd-maintain": "Data Protection Act 2018, s 42(3), (5)",
    "dpa-s35-5-strict-necessity": "Data Protection Act 2018, s 35(5)(a)–(c)",
    "dpa-s73-4-aa-processor-transfer": "Data Protection Act 2018, s 73(4)(aa)",
    "dpa-s35-8-sensitive-definition": "Data Protection Act 2018, ss 33(6A) and 35(8)",
    "dpa-s56-4-code-adherence": "Data Protection Act 2018, ss 56(4), 59(7A), 66(3) and 71A",
    "hra-s7-8-remedy": "Human Rights Act 1998, ss 7–8",
    "foia-s24-31-exemptions": "Freedom of Information Act 2000, ss 24 and 30–31",
    "dpa-s74aa-approved-transfers": "Data Protection Act 2018, ss 74AA and 74AB",
    "dpa-s49-old-adm-ban": "Data Protection Act 2018, s 49 (repealed)",
    # schedules
    "dpa-sch8-statutory": "Data Protection Act 2018, sch 8, para 1",
    "dpa-sch8-other": "Data Protection Act 2018, sch 8, paras 5–9",
    "dpa-s30-competent-authority": "Data Protection Act 2018, s 30(1)–(2), sch 7",
    "pa-sch7-14-discretionary-ns": "Procurement Act 2023, sch 7, para 14",
    "echr-art8": "Human Rights Act 1998, sch 1, art 8",
    "echr-art10-11": "Human Rights Act 1998, sch 1, arts 10–11",
    # assimilated law and instruments
    "ukgdpr-art6": f"{GDPR}, art 6(1)",
    "ukgdpr-art22a-d": f"{GDPR}, art 22C, with arts 22A and 22D",
    "eqa-sdr-reg4-publish": "Equality Act 2010 (Specific Duties and Public Authorities) Regulations 2017, SI 2017/353, reg 4",
    "pcr-legacy-pre-2025": "Public Contracts Regulations 2015, SI 2015/102",
    # cases
    "bridges-auto-deletion-safeguard": f"{BRIDGES} [2020] EWCA Civ 1058, [2020] 1 WLR 5037 [93]",
    "bridges-where-reasonable-link": f"{BRIDGES} [2020] EWCA Civ 1058, [2020] 1 WLR 5037 [96], [130]",
    "bridges-g1-who-where": f"{BRIDGES} [2020] EWCA Civ 1058, [2020] 1 WLR 5037 [90]–[96], [120]–[130]",
    "bridges-passers-by-sensitive": f"{BRIDGES} [2019] EWHC 2341 (Admin), [2020] 1 WLR 672 [131]–[133]",
    "thompson-policy-lawful": "R (Thompson) v Commissioner of Police of the Metropolis [2026] EWHC 915 (Admin)",
    "glukhin-v-russia": "Glukhin v Russia App no 11519/20 (ECtHR, 4 July 2023)",
    # codes, guidance, policy, Parliament
    "scc-principle-02": "Home Office, Amended Surveillance Camera Code of Practice (November 2021), principle 2",
    "scc-principle-02-pre-2022": "Home Office, Surveillance Camera Code of Practice (June 2013), para 2.6, guiding principle 2",
    "scc-reference-data-policy-pre-2022": "Home Office, Surveillance Camera Code of Practice (June 2013), paras 4.12.1–4.12.2",
    "pirm-have-regard": (
        "College of Policing, Police Information and Records Management Code of Practice (20 July 2023); Police Act 1996, s 39A(7)"
    ),
    "app-wl-sensitive-source": f"{APP}, Watchlist: composition, bullet 4b",
    "nsg-assess-threat": (
        "Government Commercial Function, 'Guidance: Exclusions Annex 2 - National Security Grounds' "
        "(24 February 2025, updated 24 June 2026), annex 2, para 2"
    ),
    "mps-usecases-closed": "Metropolitan Police Service, 'Overt LFR Policy Document' (11 September 2024), ss 2.3, 2.7 and 2.9",
    "ico26-records": "Information Commissioner's Office, 'Facial Recognition in Policing' (18 August 2026)",
    "seed-forces-are-controllers": (
        "Home Office, written answer to question UIN 111254, 'Police: Biometrics' (House of Commons, 2026), answer, para 2"
    ),
}

FLAWS = {
    "a full stop in an abbreviation": r"\b(ss?|arts?|paras?|regs?|sch|pt|v)\.(?=\s|\d)",
    "an abbreviation with a capital": r", (S|Ss|Art|Arts|Para|Paras|Reg|Regs|Sch|Pt) \d",
    "a hyphen in a range": r"[\d)\]]-[\d(\[]",
    "one section called several": r"\bss [^\s,;–]+(?=$|;|, (?![\d(]))",
    "several sections called one": r"\bs \d+\w*(\([^)]*\))*(, | and |–)\d",
    "a comma before a paragraph of a judgment": r"(WLR|AC|EWCA Civ|UKSC|\(Admin\)) ?\d*, \[\d+\](?! )",
    "a place named twice": r"(\b(?:ss? |art |para )\S+); .*\1$",
    "an empty place": r", ?(,|;|$)",
}


def flaws(citation: str) -> set[str]:
    return {flaw for flaw, pattern in FLAWS.items() if re.search(pattern, citation)}


@pytest.mark.parametrize("slug", EXPECTED)
def test_a_norm_is_cited_as_a_lawyer_would_cite_it(slug):
    assert cite(knowledge.stated(), slug)["citation"] == EXPECTED[slug]


@pytest.mark.parametrize(
    ("bad", "flaw"),
    [
        ("Data Protection Act 2018, s. 64(1)", "a full stop in an abbreviation"),
        ("Data Protection Act 2018, s.64(1)", "a full stop in an abbreviation"),
        ("Human Rights Act 1998, Sch 1, art 8", "an abbreviation with a capital"),
        ("Human Rights Act 1998, sch 1, Art 8", "an abbreviation with a capital"),
        ("Data Protection Act 2018, s 64(1)-(4)", "a hyphen in a range"),
        (f"{BRIDGES} [2020] EWCA Civ 1058 [90]-[96]", "a hyphen in a range"),
        ("Data Protection Act 2018, ss 64(1)", "one section called several"),
        ("Human Rights Act 1998, s 7–8", "several sections called one"),
        ("Data Protection Act 2018, s 35(8) and 33(6A)", "several sections called one"),
        (f"{BRIDGES} [2020] EWCA Civ 1058, [2020] 1 WLR 5037, [93]", "a comma before a paragraph of a judgment"),
        ("Code (2023), Code; Police Act 1996, s 39A(7); Police Act 1996, s 39A(7)", "a place named twice"),
        ("Data Protection Act 2018, ", "an empty place"),
    ],
)
def test_a_bad_citation_is_told_from_a_good_one(bad, flaw):
    assert flaws(bad) == {flaw}


def test_no_citation_of_the_register_has_a_flaw():
    graph = knowledge.stated()
    slugs = sorted(node.value.removeprefix(PREFIXES["norm"]) for node, _, _ in graph.by_predicate[iri("lfr:appliesTo")])
    assert {slug: found for slug in slugs if (found := flaws(cite(graph, slug)["citation"]))} == {}
    assert all(cite(graph, slug)["officialText"].startswith(("http://", "https://")) for slug in slugs)


def test_a_norm_that_nothing_states_has_no_citation():
    assert cite(Graph(), "x") == {"citation": "", "provision": "", "officialText": ""}


def test_the_official_text_of_past_law_is_that_of_the_version_that_stated_it_last():
    assert cite(knowledge.stated(), "dpa-s36-1-purpose-specified-pre-2026") == {
        "citation": "Data Protection Act 2018, s 36(1)",
        "provision": f"{PREFIXES['law']}ukpga-2018-12_section-36-1",
        "officialText": "http://www.legislation.gov.uk/ukpga/2018/12/section/36/1/2018-05-25",
    }
    assert (
        cite(knowledge.stated(), "dpa-s36-1-purpose-specified")["officialText"]
        == "http://www.legislation.gov.uk/id/ukpga/2018/12/section/36/1"
    )


# Invented law: what the numbers alone make


@dataclass(frozen=True)
class Place:
    """A division of an invented Act, or of a judgment: kind and number, and the kind and number of what it is in."""

    kind: str
    number: str
    inside: tuple[str, str] | None = None


def invented(places: list[Place], source_kind: str = "lfr:Act") -> str:
    """The citation of these places of an invented source, which stand in it in this order."""
    lines = [f'law:x a {source_kind} ; lfr:citation "X Act 2030" .']
    for order, place in enumerate(places):
        parent = "law:x"
        if place.inside:
            kind, number = place.inside
            parent = f"law:x_{kind}-{number}"
            lines.append(f'{parent} lfr:partOf law:x ; lfr:order 1 ; lfr:divisionType con:division-{kind} ; lfr:number "{number}" .')
        lines.append(
            f"law:x_{order} lfr:partOf {parent} ; lfr:order {order} ; "
            f'lfr:divisionType con:division-{place.kind} ; lfr:number "{place.number}" .'
        )
    graph = Graph((quad.subject, quad.predicate, quad.object) for quad in knowledge.parse("\n".join(lines)))
    return citation_of(graph, [iri(f"law:x_{order}") for order in reversed(range(len(places)))])


@pytest.mark.parametrize(
    ("kind", "numbers", "expected"),
    [
        ("section", ["1"], "s 1"),
        ("section", ["1", "2"], "ss 1–2"),
        ("section", ["1", "3"], "ss 1 and 3"),
        ("section", ["1", "3", "5"], "ss 1, 3 and 5"),
        ("section", ["1", "2", "3", "5"], "ss 1–3 and 5"),
        ("section", ["9", "10"], "ss 9–10"),
        ("section", ["1(1)", "1(2)", "1(3)"], "s 1(1)–(3)"),
        ("section", ["1(1)", "1(3)"], "s 1(1), (3)"),
        ("section", ["1(1)", "2"], "ss 1(1) and 2"),
        ("section", ["22A", "22B"], "ss 22A and 22B"),
        ("section", ["1(1)(a)", "1(1)(b)"], "s 1(1)(a), (1)(b)"),
        ("article", ["6", "9"], "arts 6 and 9"),
        ("regulation", ["4", "5"], "regs 4–5"),
        ("paragraph", ["2.1", "2.2", "3.1"], "paras 2.1–2.2 and 3.1"),
    ],
)
def test_numbers_are_put_together(kind, numbers, expected):
    assert invented([Place(kind, number) for number in numbers]) == f"X Act 2030, {expected}"


def test_paragraphs_of_a_judgment_stand_in_brackets():
    places = [Place("paragraph", number) for number in ("7", "9", "10", "11")]
    assert invented(places, "lfr:Case") == "X Act 2030 [7], [9]–[11]"


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Place("paragraph", "1", ("schedule", "8")), "sch 8, para 1"),
        (Place("article", "8", ("schedule", "1")), "sch 1, art 8"),
        (Place("paragraph", "2", ("annex", "2")), "annex 2, para 2"),
        (Place("section", "3", ("part", "2")), "s 3"),
    ],
)
def test_what_has_to_be_named_above_a_place_is_named(place, expected):
    assert invented([place]) == f"X Act 2030, {expected}"

"""The pages: what they say, that they are whole, and that nothing on them needs a script or another host."""

import re
from datetime import date
from html.parser import HTMLParser

import pytest

from lfr_kg.base.namespaces import BASE, iri
from tests.accept.totals import law_as_at
from tests.serving import BROWSER

PAGES = [
    "/", "/law", "/law?date=2019-06-01", "/changes", "/changes?from=2026-02-04&to=2026-02-06", "/search?q=watchlist", "/describe", "/plan",
    "/api", "/accessibility", "/privacy", "/compare",
    "/answer", "/questions", "/about", "/sparql", "/assess", "/norm", "/actor", "/def/", "/concept", "/shape", "/measure",
    "/norm?source=ukpga-2018-12&date=2026-10-14", "/norm/dpa-s64-dpia", "/norm/dpa-s64-dpia?date=2019-06-01", "/norm/app-wl-24h-generate",
    "/norm/dpa-s49-old-adm-ban", "/law/ukpga-2018-12", "/law/ewca-civ-2020-1058", "/law/seed-answer-111254",
    "/law/ukpga-2018-12_section-64-1", "/law/ukpga-2018-12_section-49_2018-05-25", "/law/seed-answer-111254_passage-2",
    "/actor/chief-officer", "/actor/metropolitan-police-service", "/def/DeploymentListingAnyChild", "/def/LiveDeployment", "/def/watchlist",
    "/concept/authority", "/concept/authority-statute", "/shape/app-wl-24h-generate", "/measure/generatedAtToUsedFrom",
    "/graph/ontology/actors?format=html", "/questions/duties-of-an-actor",
    "/questions/duties-of-an-actor?actor=chief-officer&date=2026-10-14", "/questions/what-is-contested",
    "/register", "/register?force=essex-police", "/register/met-0199", "/register/swp-04", "/register/force/metropolitan-police-service",
]  # fmt: skip
FEED = "/changes.atom"
"""What a page names for readers of feeds, and does not load."""
VOID = {"meta", "link", "input", "br", "wbr", "img", "hr"}


class Outline(HTMLParser):
    """What a page is made of: balanced tags, headings, links, labels, and what it would load."""

    def __init__(self, text: str):
        super().__init__()
        self.open, self.headings, self.links, self.ids, self.loads, self.labelled, self.fields, self.inline, self.actions = (
            [],
            [],
            [],
            [],
            [],
            set(),
            [],
            [],
            [],
        )
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "a":
            self.links.append(given.get("href", ""))
        if tag == "form":
            self.actions.append(given.get("action", ""))
        if "id" in given:
            self.ids.append(given["id"])
        self.loads += [given[name] for name in ("src", "href") if name in given and tag in ("link", "img", "script", "iframe")]
        if tag == "label":
            self.labelled.add(given.get("for"))
        if tag in ("input", "select", "textarea") and given.get("type") not in ("hidden", "submit"):
            self.fields.append(given.get("id"))
        self.inline += [name for name in given if name == "style" or name.startswith("on")]
        self.inline += [tag] if tag == "style" or (tag == "script" and not given.get("src")) else []

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}> closes nothing"


def text_of(client, path: str) -> str:
    response = client.get(path, headers=BROWSER)
    assert response.status_code == 200, f"{path}: {response.text[:500]}"
    return response.text


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole_labelled_and_loads_nothing_from_elsewhere(client, path):
    outline = Outline(text_of(client, path))
    assert outline.open == []
    assert outline.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(outline.headings, outline.headings[1:], strict=False)), outline.headings
    assert len(outline.ids) == len(set(outline.ids))
    assert set(outline.fields) <= outline.labelled
    assert outline.inline == []
    assert all(place.startswith("/static/") or place == FEED for place in outline.loads)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_what_it_is_what_it_rests_on_and_when_it_was_checked(client, path):
    text = text_of(client, path)
    assert "This is information and not legal advice." in text
    assert re.search(r"(It|This page) rests on|rest on the provisions|is made from", text)
    assert re.search(r"Last checked against sources on \d{1,2} [A-Z][a-z]+ 20\d\d", text)
    assert re.search(r"\b\d+ of \d+ entries are not verified, and say so\.", text)
    assert 'lang="en-GB"' in text
    assert '<a href="#content" class="govuk-skip-link"' in text


@pytest.mark.parametrize("path", PAGES)
def test_no_link_of_a_page_leads_nowhere(client, path):
    outline = Outline(text_of(client, path))
    for link in sorted({link.split("#")[0] for link in outline.links}):
        if link.startswith("/") and not link.startswith("/sparql?query"):
            assert client.get(link, headers=BROWSER).status_code in (200, 302), link
        else:
            assert link.startswith(("http://", "https://", "?", "/sparql?query")) or link == "", link
        assert not link.startswith(BASE), f"{link} should be a path here"


def test_every_answer_has_a_strict_policy(client):
    headers = client.get("/", headers=BROWSER).headers
    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    assert (headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == ("nosniff", "same-origin")


CHAIN = [
    "Carry out a DPIA before high-risk processing, describing operations, risks, mitigations and safeguards.",
    '<a href="/actor/chief-officer">chief officer</a>',
    '<a href="/actor/data-subject">data subject</a>',
    "Data Protection Act 2018, s 64(1)–(4)",
    '<a href="/def/SensitiveProcessingDeployment">',
    "It holds where it is",
    "The axiom, for a specialist",
    '<a href="/answer#passage-2">Data protection law</a>',
    '<a href="/law/ukpga-2018-12_section-64-1">DPA 2018, s 64(1)</a>',
    '<a href="/law/ukpga-2018-12_section-64-1_2018-05-25">as from 25 May 2018</a>',
    'href="http://www.legislation.gov.uk/ukpga/2018/12/section/64/1/2018-05-25"',
    '<a href="/law/ukpga-2018-12">Data Protection Act 2018</a>',
    '<a href="/actor/uk-parliament">',
    '<a href="/concept/verified-copy">checked against a copy</a>, against',
    '<a href="/shape/dpa-s64-dpia">',
    "The record states no data protection impact assessment shown to be completed by the day the deployment started.",
    "spelt out by",
    "It is displaced by",
    "Cases on it",
]


@pytest.mark.parametrize("piece", CHAIN)
def test_the_page_of_a_norm_shows_the_whole_chain(client, piece):
    assert piece in text_of(client, "/norm/dpa-s64-dpia")


def test_an_unverified_norm_says_so_plainly(client):
    text = text_of(client, "/norm/app-wl-24h-generate")
    assert "This entry has not been compared with its source." in text
    assert "has not been compared" not in text_of(client, "/norm/dpa-s64-dpia")


def test_a_norm_that_is_no_longer_law_says_so_and_what_took_its_place(client):
    text = text_of(client, "/norm/dpa-s49-old-adm-ban")
    assert "not in force today" in text
    assert "5 February 2026" in text
    assert '<a href="/norm/dpa-s50b-sensitive-adm-ban">' in text
    assert 'href="http://www.legislation.gov.uk/ukpga/2018/12/section/49/2018-05-25"' in text


def test_a_condition_filled_by_a_rule_shows_the_rule(client):
    text = text_of(client, "/def/DeploymentListingAnyChild")
    assert "deployment-listing-any-child" in text
    assert "CONSTRUCT" in text


def test_a_long_source_opens_with_its_contents_in_the_laws_own_order_and_tells_one_division_a_page(client):
    text = text_of(client, "/law/ukpga-2018-12")
    places = [
        text.index(f"?part={name}#{name}") for name in ("section-29", "section-35", "section-42", "section-49", "section-50A", "section-64")
    ]
    assert places == sorted(places)
    assert "/norm/dpa-s64-dpia" not in text
    part = text_of(client, "/law/ukpga-2018-12?part=section-64")
    assert "/norm/dpa-s64-dpia" in part and "/norm/dpa-s42-2-apd-content" not in part
    assert "Read, and no rule drawn" in text_of(client, "/law/ukpga-2025-18")


@pytest.mark.parametrize("path", ["/", "/about", "/norm/dpa-s64-dpia"])
def test_there_is_one_figure_for_what_is_not_verified(client, knowledge, path):
    rows = len(list(knowledge.query(knowledge.library.question("what-is-not-verified").text)))
    entries = len(client.application.config["CATALOGUE"].entries)
    assert f"{rows} of {entries} entries are not verified" in " ".join(text_of(client, path).split())


def test_the_founding_answer_is_led_to_from_about_and_not_from_the_main_navigation(client):
    text = text_of(client, "/about")
    main = text[text.index('<nav aria-label="Main"') : text.index("</nav>")]
    assert "/answer" not in main and text.count('href="/answer"') == 2


def test_a_long_source_is_searched_within(client):
    text = text_of(client, "/law/ukpga-2018-12?q=high+risk")
    assert "/norm/dpa-s64-dpia" in text and "/norm/dpa-s42-2-apd-content" not in text


def test_a_case_opens_with_who_won_on_what_and_a_table_of_grounds(client):
    text = text_of(client, "/law/ewca-civ-2020-1058")
    places = [
        text.index(mark)
        for mark in ("Mr Bridges won his appeal on three of five grounds", "What it decided", "Ground 1: the", "Contents", "About it")
    ]
    assert places == sorted(places)


def test_the_answer_is_told_passage_by_passage(client):
    text = text_of(client, "/answer")
    assert [text.index(f'id="passage-{number}"') for number in range(1, 7)] == sorted(
        text.index(f'id="passage-{number}"') for number in range(1, 7)
    )
    assert "A request, not a rule: no norm carries it." in text


def test_the_law_on_a_day(client):
    text = text_of(client, "/law?date=2019-06-01")
    assert "The law as at 1 June 2019" in text
    assert f"<strong>{len(law_as_at(date(2019, 6, 1)))}</strong> duties and other rules are in force on that day." in text
    assert client.get("/law?date=soon").status_code == 400
    assert client.get("/law?date=2026-02-30").status_code == 400


def test_every_kind_of_source_stands_under_one_heading_of_the_list(knowledge):
    kinds = [kind for kind, _, above in knowledge.graph.by_predicate[iri("rdfs:subClassOf")] if above == iri("lfr:Source")]
    headings = [node for node, _, scheme in knowledge.graph.by_predicate[iri("skos:inScheme")] if scheme == iri("con:kind-of-source")]
    gathered = [kind for heading in headings for kind in knowledge.graph.objects(heading, iri("lfr:gathers"))]
    assert sorted(map(str, gathered)) == sorted(map(str, {*kinds} - {iri("lfr:Source")}))


def test_a_question_answers_in_every_format(client):
    address = "/questions/what-displaces-a-duty?norm=app-ao-rank"
    assert '<a href="/norm/app-urgent-inspector">' in text_of(client, address)
    assert client.get(address + "&format=csv").data.startswith(b"norm,exemption,statement,condition,words,force,provision\r\n")
    found = client.get(address + "&format=json").json["results"]["bindings"]
    assert [row["exemption"]["value"] for row in found] == [BASE + "norm/app-urgent-inspector"]


def test_wrong_values_of_a_question_are_told_to_people_and_to_programs(client):
    page = client.get("/questions/duties-of-an-actor?actor=chef", headers=BROWSER)
    assert (page.status_code, "That cannot be asked." in page.text) == (400, True)
    assert "which this knowledge does not hold as “Who”" in page.text
    response = client.get("/questions/duties-of-an-actor?actor=chef&format=json")
    assert (response.status_code, "does not hold" in response.text) == (400, True)
    assert client.get("/questions/duties-of-an-actor?format=csv").status_code == 400
    assert client.get("/questions/no-such").status_code == 404


def test_a_question_is_narrowed_to_what_binds_a_force_on_its_page_and_in_its_data(client):
    asked = "/questions/where-sources-differ?date=2026-10-14&authority=authority-force-policy"
    page = text_of(client, f"{asked}&binds=british-transport-police")
    assert '<option value="british-transport-police" selected>' in page and "Only rules that bind" in page
    assert '"/norm/btp-retention"' in page and '"/norm/mps-wl-24h"' not in page and '"/norm/mps-wl-24h"' in text_of(client, asked)
    rows = client.get(f"{asked}&binds=british-transport-police&format=csv").get_data(as_text=True).splitlines()[1:]
    assert len(rows) == 3 and all("/norm/btp-retention" in row for row in rows)
    wrong = client.get(f"{asked}&binds=Metropolitan+Police&format=csv")
    assert wrong.status_code == 400
    assert wrong.text.strip().endswith("Did you mean metropolitan-police-service (Metropolitan Police Service)?")


def test_a_rule_stands_once_in_a_table_with_everybody_on_whom_it_falls(client):
    page = text_of(client, "/questions/time-limits?date=2026-10-14&authority=authority-statute")
    assert page.count('href="/norm/dpa-s67-breach-notify-ico"') == 1
    assert '<a href="/actor/chief-officer">chief officer</a>, <a href="/actor/controller">controller</a>' in page


def test_the_query_of_a_question_runs_in_the_sparql_page_as_shown(client):
    page = text_of(client, "/questions/what-displaces-a-duty?norm=app-ao-rank")
    link = next(link for link in Outline(page).links if link.startswith("/sparql?query"))
    assert "norm:app-urgent-inspector" in text_of(client, link)


def test_health(client, knowledge):
    response = client.get("/health")
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
    assert response.json == {"status": "alive", "version": knowledge.version, "hash": knowledge.hash, "counts": knowledge.counts}


def test_what_goes_wrong_inside_is_told_without_a_trace(client, monkeypatch):
    from lfr_kg.web.read import pages

    def broken(*_):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(pages, "law_on", broken)
    response = client.get("/law")
    assert response.status_code == 500
    assert "secret detail" not in response.text
    assert "Traceback" not in response.text


def test_what_a_page_loads_may_be_kept_for_a_year(client):
    loaded = {place for path in ("/", "/describe", "/assess", "/search") for place in Outline(text_of(client, path)).loads} - {FEED}
    assert len(loaded) > 5
    for place in sorted(loaded):
        with client.get(place) as response:
            assert (response.status_code, response.headers["Cache-Control"]) == (200, "public, max-age=31536000, immutable"), place


@pytest.mark.parametrize("name", ["style.css", "style.000000000000.css"])
def test_a_file_under_another_name_than_that_of_its_content_is_asked_about_again(client, name):
    with client.get(f"/static/{name}") as response:
        assert (response.status_code, response.headers["Content-Type"]) == (200, "text/css; charset=utf-8")
        assert "max-age" not in response.headers["Cache-Control"]
        tag = response.headers["ETag"]
    with client.get(f"/static/{name}", headers={"If-None-Match": tag}) as again:
        assert again.status_code == 304


@pytest.mark.parametrize("name", ["none.css", "../__init__.py", "%2e%2e/__init__.py", "style.0123.css", "vendor"])
def test_no_other_file_is_served(client, name):
    assert client.get(f"/static/{name}").status_code == 404


FACET = re.compile(r'<a href="/shape/[^#"]+#([^"]+)">[^<]+</a> <span class="quiet">([^<]+)</span>')
MISSING = "Nothing stated: missing, not breached."
OTHERWISE = {
    "a statute, with a facet that asks a person": (
        "dpa-s67-breach-notify-ico",
        {
            "risk-stated": MISSING,
            "aware-at-stated": MISSING,
            "notified-at-stated": MISSING,
            "late-without-reason": "Stated otherwise: breached.",
            "late-with-reason": "Stated otherwise: for judgement.",
        },
    ),
    "guidance": ("app-overt-presence", {"marking-stated": MISSING, "marked-overt": "Stated otherwise: departed from."}),
    "words that nobody here has read, with a facet that finds the force's own policy saying the same": (
        "app-cctv-31d",
        {
            "system-stated": MISSING,
            "retention-stated": MISSING,
            "kept-31-days-at-most": "Stated otherwise: for judgement.",
            "kept-own-31-days-at-most": "Stated otherwise: departed from.",
        },
    ),
}


@pytest.mark.parametrize("slug, expected", OTHERWISE.values(), ids=OTHERWISE)
def test_a_norm_says_of_each_facet_of_its_check_what_a_record_is_called_that_states_otherwise(client, slug, expected):
    assert dict(FACET.findall(client.get(f"/norm/{slug}", headers=BROWSER).text)) == expected


@pytest.mark.parametrize("slug, expected", OTHERWISE.values(), ids=OTHERWISE)
def test_a_check_says_the_same_of_its_facets(client, slug, expected):
    page = client.get(f"/shape/{slug}", headers=BROWSER).text
    assert dict(re.findall(r'<li id="([^"]+)">[^<]+<span class="quiet">([^<]+)</span>', page)) == expected


def test_every_page_gives_one_figure_of_what_is_not_verified(client, knowledge):
    rows = client.get("/questions/what-is-not-verified?ask=1&format=csv").get_data(as_text=True).splitlines()[1:]
    count = len(rows)
    footer = f"{count} of {len(client.application.config['CATALOGUE'].entries)} entries are not verified"
    assert count > 0 and footer in text_of(client, "/law") and text_of(client, "/about").count(footer) == 2
    assert f"<dt>Entries not verified</dt><dd>{count}</dd>" in text_of(client, "/")


def test_a_provision_gives_its_address_once_in_full(client):
    assert text_of(client, "/law/ukpga-2018-12_section-64-1").count(">http://www.legislation.gov.uk/id/ukpga/2018/12/section/64/1<") <= 1
    assert "<dt>order</dt>" not in text_of(client, "/law/ukpga-2018-12_section-64-1")

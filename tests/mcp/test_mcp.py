"""The tools for assistants, called as an assistant calls them: by the protocol's own client, in process and over standard input."""

import os
import sys

import pytest
from mcp import Client, StdioServerParameters

from lfr_kg.base.settings import EXAMPLE
from lfr_kg.mcp import server
from tests.plan.answers import OVERT
from tests.serving import apart

NOTICE = "This is information, not legal advice. What is not stated is never taken as no."


@pytest.fixture(scope="module")
def made(knowledge):
    return server(knowledge)


def called(made, name, **arguments):
    """What a tool answers: the object it gave, or the words of its error."""

    async def call():
        async with Client(made) as client:
            return await client.call_tool(name, arguments)

    result = apart(call())
    return result.content[0].text if result.is_error else result.structured_content


def test_seven_tools_are_offered_and_none_of_them_writes(made, knowledge):
    async def listed():
        async with Client(made) as client:
            return client.instructions, (await client.list_tools()).tools

    about, tools = apart(listed())
    assert [tool.name for tool in tools] == ["search", "norm", "law_on", "questions", "ask", "assess", "plan"]
    assert all(tool.annotations.read_only_hint and tool.description and tool.output_schema for tool in tools)
    assert NOTICE in about


def test_every_answer_says_what_it_is_and_by_which_law(made, knowledge):
    answers = [
        called(made, "search", text="impact assessment"),
        called(made, "norm", slug="dpa-s64-dpia"),
        called(made, "law_on", as_at="2026-10-14", source="Surveillance Camera"),
        called(made, "questions"),
        called(made, "ask", question="what-a-duty-rests-on", values={"norm": "dpa-s64-dpia"}),
        called(made, "assess", description=EXAMPLE.read_text()),
        called(made, "plan"),
        called(made, "plan", answers=OVERT),
    ]
    for answer in answers:
        assert answer["notice"] == NOTICE
        assert answer["knowledge"] == {"version": knowledge.version, "hash": knowledge.hash}


def test_a_plan_is_asked_for_with_what_its_questions_name(made):
    asked = called(made, "plan")["questions"]
    assert [entry["name"] for entry in asked if entry["isNeeded"]] == ["force", "day", "from", "until"]
    [force] = [entry for entry in asked if entry["name"] == "force"]
    assert "Metropolitan Police Service" in force["choices"]
    assert "overt" in next(entry["choices"] for entry in asked if entry["name"] == "conduct")
    plan = called(made, "plan", answers=OVERT)["plan"]
    assert plan["lines"] and all(plan["rules"][line["norm"]]["citation"] for line in plan["lines"])


def test_a_search_finds_the_rule_with_its_citation_and_verification(made):
    first = called(made, "search", text="s 64 DPA 2018", limit=3)["hits"][0]
    assert first["citation"].startswith("Data Protection Act 2018, s 64") or "64" in first["title"]
    hits = called(made, "search", text="data protection impact assessment before processing", limit=5)["hits"]
    assert any(hit["path"] == "/norm/dpa-s64-dpia" and hit["citation"] and hit["verification"] for hit in hits)
    assert len(hits) == 5


def test_a_norm_comes_with_the_chain_behind_it(made):
    answer = called(made, "norm", slug="dpa-s64-dpia", as_at="2026-10-14")
    assert (answer["inForce"], answer["asAt"]) == (True, "2026-10-14")
    norm = answer["norm"]
    assert norm["citation"] == "Data Protection Act 2018, s 64(1)–(4)"
    assert norm["verification"] and norm["statement"] and norm["authority"] == "statute"
    assert {link["source"] for link in answer["chain"]} == {"Data Protection Act 2018"}
    assert all(link["officialText"].startswith("http://www.legislation.gov.uk/id/ukpga/2018/12/section/64") for link in answer["chain"])
    assert called(made, "norm", slug="dpa-s64-dpia", as_at="2017-01-01")["inForce"] is False


def test_the_law_of_a_day_is_that_of_the_day(made):
    now, before = (called(made, "law_on", as_at=day, source="Data Protection Act 2018") for day in ("2026-10-14", "2017-10-14"))
    assert now["total"] == len(now["norms"]) > 50
    assert before["total"] == 0
    assert all(entry["citation"] and entry["verification"] for entry in now["norms"])
    assert called(made, "law_on", as_at="2026-10-14", source="DPA 2018")["norms"] == now["norms"]
    assert called(made, "law_on", source="Data Protektion Act").startswith("Error executing tool law_on: No source of a rule is called")
    officers = called(made, "law_on", as_at="2026-10-14", bearer="chief officer")
    assert 0 < officers["total"] < called(made, "law_on", as_at="2026-10-14")["total"]


def test_a_question_is_answered_as_the_library_answers_it_and_its_rules_are_cited(made, knowledge):
    answer = called(made, "ask", question="duties-stated-by-a-source", values={"source": "ewca-civ-2020-1058"})
    asked = knowledge.library.question("duties-stated-by-a-source")
    rows = list(knowledge.query(asked.text, asked.bind({"source": "ewca-civ-2020-1058"})))
    assert answer["total"] == len(rows) == len(answer["rows"])
    assert [row["norm"]["address"] for row in answer["rows"]] == [row["norm"].value for row in rows]
    assert set(answer["norms"]) == {row["norm"].value.rpartition("/")[2] for row in rows}
    assert all(entry["citation"] and entry["verification"] for entry in answer["norms"].values())


def test_every_question_listed_answers_its_own_example(made):
    for question in called(made, "questions")["questions"][:12]:
        assert called(made, "ask", question=question["slug"], values=question["example"])["rows"], question["slug"]


def test_an_assessment_is_that_of_the_service(made, knowledge):
    answer = called(made, "assess", description=EXAMPLE.read_text(), detail="findings")["answer"]
    assert (answer["receipt"]["corpusHash"], answer["deployments"][0]["identifier"]) == (knowledge.hash, "EX-2026-0141")
    cited = answer["norms"]
    assert all(cited[found["slug"]]["citation"] and cited[found["slug"]]["verification"] for found in answer["deployments"][0]["findings"])


@pytest.mark.parametrize(
    ("tool", "arguments", "told"),
    [
        ("norm", {"slug": "dpa-s64"}, "No rule is named “dpa-s64”. Search for it first: the path of a hit ends in its slug."),
        ("norm", {"slug": "dpa-s64-dpia", "as_at": "tomorrow"}, "as_at is “tomorrow”, which is no day. Give one such as 2026-03-14."),
        ("ask", {"question": "what-a-duty-rests-on", "values": {"norm": "dpa-s99"}}, "which this knowledge does not hold"),
        ("ask", {"question": "what-a-duty-rests-on", "values": {"nrom": "x"}}, "has no parameter “nrom”: it takes norm"),
        ("assess", {"description": "<a> <b>"}, "description.ttl"),
        ("assess", {"description": "", "format": "docx"}, "Input should be 'ttl', 'trig'"),
        ("plan", {"answers": {"day": ["someday"]}}, "day: "),
    ],
)
def test_what_is_wrong_is_told_in_the_words_that_a_person_would_read(made, tool, arguments, told):
    assert told in called(made, tool, **arguments)


def test_what_breaks_inside_stays_inside(made, knowledge, monkeypatch):
    def broken(*_):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(type(knowledge), "query", broken)
    assert called(made, "ask", question="all-sources") == "Error executing tool ask"


def test_an_assistant_starts_the_command_and_asks(knowledge):
    started = StdioServerParameters(
        command=sys.executable, args=["-m", "lfr_kg", "mcp"], env={**os.environ, "LFR_KG_CACHE": str(knowledge.settings.cache)}
    )

    async def asked():
        async with Client(started) as client:
            return (await client.call_tool("norm", {"slug": "dpa-s64-dpia"})).structured_content

    assert apart(asked())["norm"]["citation"] == "Data Protection Act 2018, s 64(1)–(4)"

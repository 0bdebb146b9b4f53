"""Records judged by the law of their day with what had been published: silence is no breach, and every finding says who says it."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime

import orjson
import pyoxigraph as ox
import pytest

from lfr_kg.base.namespaces import SPARQL_PREFIXES, iri
from lfr_kg.batch.register import receipt_of
from lfr_kg.register import findings
from lfr_kg.register.judging import Judge
from lfr_kg.register.kept import COMMITTED, FILE, Findings, Kept, write
from lfr_kg.register.tables import Tables
from lfr_kg.stores import embedded, manifest

ABOVE = ("met-0109", "met-0115", "met-0118", "met-0121", "met-0128", "met-0131")
ODD = ("met-0002", "met-0027", "met-0033", "met-0447", "btp-04", "btp-12", "swx-01", "oth-03", "hum-01", "gmp-06", "suf-01", "wyp-01")


@pytest.fixture(scope="module")
def judge(knowledge) -> Judge:
    return knowledge.judge_of_register()


@pytest.fixture(scope="module")
def found(judge, knowledge) -> dict[str, dict]:
    """What is found of the records above 1 in 1,000, of odd ones, and of every fortieth other."""
    rows = {row.id: row for row in knowledge.register.to_judge}
    names = dict.fromkeys([*ABOVE, *(name for name in ODD if name in rows), *list(rows)[::40]])
    return {name: judge.judge(rows[name]) for name in names}


def verdict(entry: dict, slug: str) -> dict:
    return next(each for each in entry["findings"] if each["norm"] == slug)


def test_no_record_is_in_breach_by_silence_or_at_all(found):
    said = {each["verdict"] for entry in found.values() for each in entry["findings"]}
    assert said <= {"for-judgement", "recorded", "met"}
    assert not [name for name, entry in found.items() for each in entry["findings"] if not each["record"] and not each["papers"]]


def test_the_records_above_one_in_a_thousand_are_questions_since_the_figure_is_not_verified(found, knowledge):
    against = "app-far-ceiling.rate-within-ceiling"
    assert {name for name, entry in found.items() for each in entry["findings"] if against in each["against"]} == set(ABOVE)
    for name in ABOVE:
        finding = verdict(found[name], "app-far-ceiling")
        assert (finding["verdict"], finding["record"], finding["papers"]) == ("for-judgement", True, [])
        assert "app-far-ceiling.enough-faces" in finding["against"]
    assert knowledge.assessor.norms["app-far-ceiling"].verification == "unverified"


def test_a_finding_tells_the_record_from_the_papers(found):
    late = found[next(name for name in found if name > "met-0300" and name.startswith("met") and name not in ODD)]
    policy = "paper/metropolitan-police-service.policy-1"
    assert verdict(late, "app-policy-says-where")["papers"] == [f"{policy}#dos-00{number}" for number in range(1, 6)]
    assert not verdict(late, "app-policy-says-where")["record"]
    assert policy in verdict(late, "app-publish-force-policy")["papers"]
    assert verdict(late, "app-far-compute") == {
        "norm": "app-far-compute", "verdict": "recorded", "against": [], "record": True, "papers": [],
    }  # fmt: skip


def test_the_same_record_has_the_same_receipt_and_a_changed_law_another(judge, found, knowledge):
    row = knowledge.register.tables.rows["met-0109"]
    again = judge.judge(row)
    assert orjson.dumps(again) == orjson.dumps(found["met-0109"])
    assert again["receipt"] | {"hash": ""} == {
        "inputHash": again["receipt"]["inputHash"], "corpusVersion": knowledge.version, "corpusHash": knowledge.hash,
        "software": f"lfr-kg {knowledge.version}", "assessedAt": "2026-11-28T23:59:59+00:00", "lawAsAt": "2024-06-06", "hash": "",
    }  # fmt: skip
    deployment = knowledge.register.beside(row).deployment
    assert findings.is_same(again["receipt"], judge.receipt(row, deployment))
    assert judge.again(row, again["receipt"]) is None
    assert judge.again(row, None) == again
    other = Judge(judge.assessor, judge.tables, ("1", "2"), "x", datetime(2026, 1, 1, tzinfo=UTC))
    assert not findings.is_same(again["receipt"], other.receipt(row, deployment))
    assert not findings.is_same(None, judge.receipt(row, deployment))
    assert receipt_of(again) == again["receipt"]
    assert receipt_of(again | {"not-stated": []}) is receipt_of(None) is None


def test_only_what_changed_is_judged_again(judge, found, knowledge):
    tables = knowledge.register.tables
    kept = {name: receipt_of(entry) for name, entry in orjson.loads(orjson.dumps(found)).items()}
    assert [judge.again(tables.rows[name], kept[name]) for name in found] == [None] * len(found)

    def left(other: Tables, corpus: tuple[str, str] = judge.corpus) -> set[str]:
        again = Judge(judge.assessor, other, corpus, judge.software, judge.at)
        return {name for name in found if again.again(other.rows[name], kept[name]) is not None}

    row = tables.rows["met-0109"]
    figure = replace(row, plain=row.plain | {"faces_seen": "799"})
    assert left(replace(tables, rows=tables.rows | {"met-0109": figure})) == {"met-0109"}
    moved = replace(row, cells=row.cells | {"page_or_row": "p. 99", "locality": "Elsewhere"})
    assert left(replace(tables, rows=tables.rows | {"met-0109": moved})) == set()
    later = replace(row, source=replace(row.source, seen="2026-12-24"))
    assert left(replace(tables, rows=tables.rows | {"met-0109": later})) == {"met-0109"}
    unsaid = replace(tables, statements=tuple(each for each in tables.statements if each.id != "dos-001"))
    force = "actor:metropolitan-police-service"
    after = {name for name in found if tables.rows[name].force == force and tables.rows[name].day >= date(2024, 9, 11)}
    assert left(unsaid) == after
    assert left(tables, ("1", "2")) == set(found)


def test_the_answer_to_the_description_that_is_sent_is_the_one_that_is_kept(found, knowledge):
    facts = knowledge.register.beside(knowledge.register.tables.rows["met-0109"]).deployment.facts.facts
    sent = ox.serialize([ox.Triple(*fact) for fact in facts], format=ox.RdfFormat.N_TRIPLES)
    answer = knowledge.assess([(sent, "application/n-triples", "met-0109.nt")], at=datetime(2026, 11, 28, 23, 59, 59, tzinfo=UTC))
    (deployment,) = answer["deployments"]
    kept = {each["norm"]: each["verdict"] for each in found["met-0109"]["findings"]}
    kept |= {slug: verdict for verdict in ("not-stated", "condition-not-stated") for slug in found["met-0109"][verdict]}
    assert kept == {each["slug"]: each["verdict"] for each in deployment["findings"] if each["verdict"] != "not-applicable"}
    assert deployment["summary"]["not-applicable"] == found["met-0109"]["notApplicable"]


def test_what_is_found_is_kept_and_put_beside_the_law(found, knowledge, tmp_path):
    names = list(knowledge.register.tables.rows)
    write(tmp_path / FILE, found.values(), names)
    read = Findings(tmp_path / FILE)
    assert dict(read) == found
    assert (len(read), "met-0109" in read, "none" in read) == (len(found), True, False)
    assert ("for-judgement", "app-far-ceiling") in read.pairs and not {"not-stated"} & {verdict for verdict, _ in read.pairs}
    marked = read.marks("for-judgement", "app-far-ceiling").to_bytes(len(names), "little")
    assert {name for name, mark in zip(names, marked, strict=True) if mark} >= set(ABOVE)
    assert read.marks("", "") == sum(1 << 8 * number for number, name in enumerate(names) if name in found and found[name]["findings"])
    plain = tmp_path / "plain"
    plain.mkdir()
    ox.Store(str(plain / "store")).add(ox.Quad(iri("lfr:a"), iri("lfr:b"), iri("lfr:c")))
    manifest.write(plain, "law")
    assert embedded.best(plain) == plain
    folder = embedded.extended(plain, "law", findings.findings_quads(found.values()), {"x": "y"}, lambda at: write(at / FILE, (), []))
    assert (embedded.best(plain), (folder / "x").read_text(encoding="utf-8"), (folder / FILE).is_file()) == (folder, "y", True)
    rows = embedded.open_store(folder).query(
        SPARQL_PREFIXES
        + "SELECT DISTINCT ?id { GRAPH ?g { ?a earl:result/earl:pointer shape:app-far-ceiling.rate-within-ceiling ; earl:subject ?r ;"
        + " earl:result/lfr:verdict con:verdict-for-judgement ; prov:wasDerivedFrom ?r } BIND(STRAFTER(STR(?r), 'register/') AS ?id) }"
    )
    assert {row["id"].value for row in rows} == set(ABOVE)


def test_what_is_found_is_kept_as_it_comes(found, tmp_path):
    file = tmp_path / "register" / "kept.sqlite"
    entries = list(found.values())
    with pytest.raises(KeyboardInterrupt), Kept(file) as kept:
        for entry in entries[:3]:
            kept.put(entry)
        raise KeyboardInterrupt
    with Kept(file) as kept:
        assert [kept.get(entry["id"]) for entry in entries[:4]] == [*entries[:3], None]
        kept.put(entries[0] | {"notApplicable": 1})
        assert list(kept.of([entries[1]["id"], "none", entries[0]["id"]])) == [entries[1], entries[0] | {"notApplicable": 1}]
    file.write_bytes(b"no such file" * 1000)
    with Kept(file) as kept:
        assert kept.get(entries[0]["id"]) is None
    assert (dict(Findings()), bool(Findings(tmp_path / "none")), Findings().marks("met", "")) == ({}, False, 0)


def test_a_judging_that_was_killed_goes_on_where_it_was(tmp_path, found):
    """Kept entries are on disk after so many: the process is ended without being asked."""
    file = tmp_path / "kept.sqlite"
    code = (
        "import os, sys, orjson\nfrom pathlib import Path\nfrom lfr_kg.register.kept import COMMITTED, Kept\n"
        "entry = orjson.loads(sys.stdin.buffer.read())\nkept = Kept(Path(sys.argv[1]))\n"
        "for number in range(COMMITTED + 7):\n    kept.put(entry | {'id': str(number)})\nos.kill(os.getpid(), 9)"
    )
    ended = subprocess.run([sys.executable, "-c", code, file], input=orjson.dumps(found["met-0109"]), check=False)
    assert ended.returncode == -9
    with Kept(file) as kept:
        assert [kept.get(str(number)) is not None for number in (0, COMMITTED - 1, COMMITTED)] == [True, True, False]

"""Filling a folder from a stand-in for the two services that behaves as they do, on loopback."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256

import pytest

from lfr_kg.base.errors import BadRequest
from lfr_kg.official.patience import Patient
from lfr_kg.texts.fetching import fetch, wanted
from lfr_kg.texts.folder import Folder
from tests.currency.test_currency import invented
from tests.texts.service import CASE_LAW, LEGISLATION, Answer, Service, clml, effect, judgment, running, section

NOW = datetime(2031, 6, 1, 6, tzinfo=UTC)
LATER = NOW + timedelta(days=30)
ACT = f"{LEGISLATION}/ukpga/2030/1"
DOORS = "ukpga/2030/1/section/2"
JUDGMENT = f"{CASE_LAW}/ewca/civ/2030/7/data.xml"


def served(*, doors: str = "Doors shall be shut.", etag: str = "one") -> Service:
    """The invented Act and judgment as the services would have them."""
    service = Service()
    lamps = section("ukpga/2030/1/section/1", {"1": "Lamps shall be lit.", "2": "Lamps may be dimmed."})
    changes = effect("ukpga/2030/1/section/2/1", "words inserted", "ukpga/2031/4", "2032-01-01")
    service.serve(f"{ACT}/section/1/data.xml", Answer(content=clml("ukpga/2030/1/section/1", lamps, start="2030-06-01"), etag="lamps"))
    latest = clml(
        DOORS, section(DOORS, {"1": doors}, attributes='RestrictStartDate="2031-03-01"'), unapplied=changes,
        versions=("2030-04-01", "2031-03-01"), notes="http://www.legislation.gov.uk/ukpga/2030/1/section/2/notes",
    )  # fmt: skip
    service.serve(f"{ACT}/section/2/data.xml", Answer(content=latest, etag=etag))
    first = section(DOORS, {"1": "Doors may be shut."}, attributes='RestrictStartDate="2030-04-01" RestrictEndDate="2031-03-01"')
    service.serve(f"{ACT}/section/2/2030-04-01/data.xml", Answer(content=clml(DOORS, first)))
    repealed = section("ukpga/2030/1/section/3", {"1": ". . ."}, attributes='Match="false" Status="Repealed" RestrictEndDate="2031-02-01"')
    service.serve(f"{ACT}/section/3/data.xml", Answer(content=clml("ukpga/2030/1/section/3", repealed)))
    schedule = (
        '<Schedule IdURI="http://www.legislation.gov.uk/id/ukpga/2030/1/schedule/1"><ScheduleBody><P1 id="schedule-1-paragraph-2" '
        'IdURI="http://www.legislation.gov.uk/id/ukpga/2030/1/schedule/1/paragraph/2"><Pnumber>2</Pnumber><P1para><Text>A bell counts as '
        "a lamp.</Text></P1para></P1></ScheduleBody></Schedule>"
    )
    service.serve(f"{ACT}/schedule/1/data.xml", Answer(content=clml("ukpga/2030/1/schedule/1", schedule)))
    service.serve(JUDGMENT, Answer(content=judgment({"8": "The lamp was lit.", "9": "The door was shut."}), etag="judged"))
    return service


def run(service: Service, path, now: datetime = NOW, waits: list | None = None):
    """A fetch from the stand-in, without waiting."""
    with running(service) as fetcher:
        sleep = [] if waits is None else waits
        return fetch(invented().graph, Folder(path), Patient(fetcher, sleep.append), now, tell=lambda _: None)


@pytest.fixture
def filled(tmp_path):
    service = served()
    return service, run(service, tmp_path), Folder(tmp_path)


def test_only_cited_provisions_are_asked_for_a_document_once_and_no_whole_instrument():
    asked = [document.address for document in wanted(invented().graph, NOW)]
    assert asked == [
        f"{ACT}/schedule/1/data.xml" if place == 7 else f"{ACT}/section/{place}/data.xml" for place in (1, 2, 3, 4, 5, 6, 7)
    ] + [JUDGMENT]


def test_each_version_in_force_is_a_file_with_its_day_address_licence_hash_and_words(filled, tmp_path):
    service, done, _ = filled
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.glob("*/*/*.json")) == [
        "ewca-civ-2030-7/paragraph-9/2030-07-01.json",
        "ukpga-2030-1/schedule-1-paragraph-2/undated.json",
        "ukpga-2030-1/section-1-1/2030-06-01.json",
        "ukpga-2030-1/section-2-1/2030-04-01.json",
        "ukpga-2030-1/section-2-1/2031-03-01.json",
    ]
    assert (tmp_path / "ukpga-2030-1/section-2-1/2030-04-01.json").read_text(encoding="utf-8") == (
        "{\n"
        ' "provision": "https://w3id.org/lfr-kg/law/ukpga-2030-1_section-2-1",\n'
        ' "citation": "Invented Act 2030, s 2(1)",\n'
        ' "licence": "Open Government Licence v3.0, https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",\n'
        ' "from": "2030-04-01",\n'
        ' "until": "2031-03-01",\n'
        ' "address": "https://www.legislation.gov.uk/ukpga/2030/1/section/2/1/2030-04-01",\n'
        ' "seen": "2031-06-01",\n'
        ' "heading": "",\n'
        f' "hash": "sha256:{sha256(b"Doorsmaybeshut.").hexdigest()}",\n'
        ' "words": [\n'
        '  [0, "(1)", "Doors may be shut."]\n'
        " ]\n"
        "}\n"
    )
    case = json.loads((tmp_path / "ewca-civ-2030-7/paragraph-9/2030-07-01.json").read_text())
    assert case["licence"] == "Open Justice Licence, https://caselaw.nationalarchives.gov.uk/open-justice-licence"
    assert case["words"] == [[0, "9.", "The door was shut."]]
    assert (done.asked, done.written, done.failed, done.is_broken_off) == (8, 5, 0, False)
    assert {headers["user-agent"].partition(" ")[2] for _, headers in service.asked} == {"(keeper@lamps.example)"}


def test_what_the_latest_document_says_beside_the_words_is_known_too(filled):
    _, _, folder = filled
    held = folder.index().provisions
    doors = held["ukpga-2030-1_section-2-1"]
    [change] = doors.outstanding
    assert (change.affected, change.kind, change.by, change.in_force) == ("s. 64(1)", "words inserted", "ukpga/2031/4", ("2032-01-01",))
    assert doors.notes == ("https://www.legislation.gov.uk/ukpga/2030/1/section/2/notes",)
    assert (doors.on("2031-02-28").start, doors.on("2031-03-01").start, doors.on("2030-03-31")) == ("2030-04-01", "2031-03-01", None)
    assert (held["ukpga-2030-1_section-3"].status, held["ukpga-2030-1_section-3"].versions) == ("Repealed", ())
    assert held["ukpga-2030-1_section-1-3"].problem == f"{ACT}/section/1/data.xml does not hold it"
    assert held["ukpga-2030-1_section-4"].problem == f"{ACT}/section/4/data.xml: HTTP 404"
    assert "ukpga-2030-1_whole" not in held


def test_a_second_run_asks_whether_anything_changed_and_for_no_older_version(filled, tmp_path):
    service, _, _ = filled
    service.asked.clear()
    before = {path: path.read_bytes() for path in tmp_path.glob("*/*/*.json")}
    done = run(service, tmp_path, LATER)
    assert (done.unchanged, done.written) == (3, 0)
    assert f"{ACT}/section/2/2030-04-01/data.xml" not in service.addresses
    sent = {address: headers.get("if-none-match") for address, headers in service.asked}
    assert (sent[f"{ACT}/section/2/data.xml"], sent[JUDGMENT]) == ("one", "judged")
    assert all("if-modified-since" in headers for address, headers in service.asked if address == JUDGMENT)
    assert {path: path.read_bytes() for path in tmp_path.glob("*/*/*.json")} == before
    assert Folder(tmp_path).index().provisions["ukpga-2030-1_section-2-1"].checked == "2031-07-01"


def test_words_put_right_in_the_same_version_keep_the_older_ones_beside_them(filled, tmp_path):
    run(served(doors="Doors shall be closed.", etag="two"), tmp_path, LATER)
    [_, version] = Folder(tmp_path).index().provisions["ukpga-2030-1_section-2-1"].versions
    assert (version.seen, [each.seen for each in version.earlier]) == ("2031-07-01", ["2031-06-01"])
    read = Folder(tmp_path).read("ukpga-2030-1_section-2-1", version)
    assert [line.words for line in (*read.lines, *read.earlier[0].lines)] == ["Doors shall be closed.", "Doors shall be shut."]


def test_a_run_that_was_broken_off_goes_on_where_it_ended(tmp_path):
    service = served()
    service.serve(f"{ACT}/section/2/2030-04-01/data.xml", Answer(503))
    waits: list[float] = []
    done = run(service, tmp_path, NOW, waits)
    assert (done.is_broken_off, done.failed, waits) == (True, 1, [300.0])
    assert done.notes[-2:] != [] and f"{ACT}/section/2/2030-04-01/data.xml: HTTP 503" in done.notes
    assert Folder(tmp_path).index().unfinished == "2031-06-01T06:00:00+00:00"
    again = served()
    done = run(again, tmp_path, NOW + timedelta(minutes=5))
    assert again.addresses == [f"{ACT}/section/2/data.xml", f"{ACT}/section/2/2030-04-01/data.xml"]
    assert (done.is_broken_off, Folder(tmp_path).index().unfinished) == (False, "")
    assert len(list(tmp_path.glob("*/section-2-1/*.json"))) == 2


def test_a_service_that_gives_nothing_is_left_alone(tmp_path):
    service = Service()
    for number in range(1, 7):
        service.serve(f"{ACT}/section/{number}/data.xml", Answer(403))
    waits: list[float] = []
    done = run(service, tmp_path, NOW, waits)
    assert service.addresses == [f"{ACT}/section/{number}/data.xml" for number in (1, 1, 2, 2, 3, 3)] + [JUDGMENT]
    assert (done.is_broken_off, done.failed, waits) == (True, 3, [300.0] * 3)


@pytest.mark.parametrize(
    ("first", "waited"),
    [
        ([Answer(202)], [10.0]),
        ([Answer(202), Answer(202)], [10.0, 10.0]),
        ([Answer(202, headers=(("Retry-After", "20"),))], [20.0]),
        ([Answer(429, headers=(("Retry-After", "7"),))], [7.0]),
        ([Answer(429)], [60.0]),
        ([Answer(503, headers=(("Retry-After", format_datetime(datetime(2000, 1, 1, tzinfo=UTC), usegmt=True)),))], [1.0]),
        ([Answer(301, headers=(("Location", "http://www.legislation.gov.uk/ukpga/2030/1/section/one/data.xml"),))], []),
        ([Answer(303, headers=(("Location", "/ukpga/2030/1/section/one/data.xml"),))], []),
    ],
)
def test_what_is_not_ready_or_elsewhere_is_asked_for_again(tmp_path, first, waited):
    service = served()
    [lamps] = service.answers[f"{ACT}/section/1/data.xml"]
    service.serve(f"{ACT}/section/one/data.xml", lamps)
    service.serve(f"{ACT}/section/1/data.xml", *first, lamps)
    waits: list[float] = []
    done = run(service, tmp_path, NOW, waits)
    assert (waits, done.failed) == (waited, 0)
    assert (tmp_path / "ukpga-2030-1/section-1-1/2030-06-01.json").is_file()


def test_a_service_that_asks_for_a_long_rest_gets_it(tmp_path):
    service = served()
    service.serve(f"{ACT}/section/1/data.xml", Answer(429, headers=(("Retry-After", "86400"),)))
    waits: list[float] = []
    done = run(service, tmp_path, NOW, waits)
    assert (waits, done.failed, done.is_broken_off) == ([], 1, True)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"<html><body>Sorry</body></html>", "it is no CLML"),
        (b"Sorry", "line 1, column 1: syntax error"),
        (b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>', "it has a DOCTYPE, which is not read"),
    ],
)
def test_what_is_no_law_is_not_kept_and_not_asked_for_again_at_once(tmp_path, content, problem):
    service = served()
    service.serve(f"{ACT}/section/1/data.xml", Answer(content=content))
    done = run(service, tmp_path)
    assert f"{ACT}/section/1/data.xml: {problem}" in done.notes
    assert (done.failed, done.is_broken_off) == (1, False)
    assert Folder(tmp_path).index().provisions["ukpga-2030-1_section-1-1"].problem == f"{ACT}/section/1/data.xml: {problem}"


@pytest.mark.parametrize("status", [404, 410])
def test_the_words_of_a_withdrawn_judgment_are_deleted_and_those_of_law_kept(filled, tmp_path, status):
    service = served()
    service.serve(JUDGMENT, Answer(status))
    service.serve(f"{ACT}/section/1/data.xml", Answer(status))
    run(service, tmp_path, LATER)
    held = Folder(tmp_path).index().provisions
    assert [held[name].gone for name in ("ewca-civ-2030-7_paragraph-9", "ukpga-2030-1_section-1-1")] == ["2031-07-01"] * 2
    assert not (tmp_path / "ewca-civ-2030-7/paragraph-9/2030-07-01.json").exists()
    assert (tmp_path / "ukpga-2030-1/section-1-1/2030-06-01.json").is_file()
    run(served(), tmp_path, LATER + timedelta(days=1))
    assert Folder(tmp_path).index().provisions["ewca-civ-2030-7_paragraph-9"].gone == ""
    assert (tmp_path / "ewca-civ-2030-7/paragraph-9/2030-07-01.json").is_file()


def test_what_was_repealed_since_ends(filled, tmp_path):
    service = served()
    ended = section(DOORS, {"1": ". . ."}, attributes='Match="false" Status="Repealed" RestrictEndDate="2031-06-15"')
    service.serve(f"{ACT}/section/2/data.xml", Answer(content=clml(DOORS, ended)))
    run(service, tmp_path, LATER)
    doors = Folder(tmp_path).index().provisions["ukpga-2030-1_section-2-1"]
    assert (doors.status, doors.on("2031-06-14").start, doors.on("2031-06-15")) == ("Repealed", "2031-03-01", None)


def test_a_file_that_was_deleted_comes_back(filled, tmp_path):
    (tmp_path / "ukpga-2030-1/section-1-1/2030-06-01.json").unlink()
    run(served(), tmp_path, LATER)
    assert (tmp_path / "ukpga-2030-1/section-1-1/2030-06-01.json").is_file()


def test_two_runs_at_once_are_refused_and_so_is_a_folder_of_something_else(tmp_path):
    import fcntl

    with (tmp_path / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(BadRequest, match="is being filled by another run"):
            run(served(), tmp_path)
    (tmp_path / "index.json").write_text('{"format": 2}')
    with pytest.raises(BadRequest, match="is not an index that this program wrote"):
        run(served(), tmp_path)

"""The Metropolitan Police's register: what a record states is stated, and what it does not state stays unstated."""

import pyoxigraph as ox
import pytest

from lfr_kg.base.errors import BadRequest
from lfr_kg.base.namespaces import compact
from lfr_kg.base.settings import PACKAGE, Settings
from lfr_kg.corpus.files import Corpus
from lfr_kg.importers.met import PartlyRead
from lfr_kg.importers.registers import IMPORTERS
from lfr_kg.importers.use_cases import use_cases
from tests import TESTS

RECORDS = (PACKAGE / "examples" / "met-records.csv").read_text(encoding="utf-8")
CASES = use_cases(Corpus(Settings().root))
WHOLE = TESTS.parent.parent / "shared" / "deployments" / "deployments_met.csv"


def facts(row: str, text: str = RECORDS) -> set[tuple[str, str]]:
    """Property and value of everything that one record states."""
    turtle = IMPORTERS["met"](text, "records.csv", {row}, CASES)
    return {
        (compact(t.predicate.value), compact(t.object.value))
        for t in ox.parse(turtle, format=ox.RdfFormat.TURTLE)
        if "urn:deployment-record" not in t.object.value
    }


def test_a_full_row():
    assert facts("met-0199") == {
        ("rdf:type", "lfr:Deployment"), ("rdf:type", "lfr:Place"), ("rdf:type", "lfr:Watchlist"),
        ("rdf:type", "lfr:FacialRecognitionSystem"), ("rdf:type", "lfr:Results"),
        ("dct:identifier", "met-0199"), ("lfr:record", "con:record-published"),
        ("lfr:controller", "actor:metropolitan-police-service"), ("lfr:technique", "con:technique-live"),
        ("lfr:deployedOn", "2024-11-29"), ("dct:title", "Westfield, Shepherds Bush"),
        ("lfr:locationCriterion", "con:location-crime-hotspot"), ("lfr:size", "15654"), ("lfr:threshold", "0.64"),
        ("lfr:alerts", "18"), ("lfr:trueAlerts", "18"), ("lfr:falseAlerts", "0"),
        ("lfr:unconfirmedTrueAlerts", "0"), ("lfr:unconfirmedFalseAlerts", "0"), ("lfr:facesSeen", "39111"),
        ("lfr:noFurtherAction", "11"), ("lfr:arrests", "7"), ("lfr:falseAlertRate", "0.00"),
        ("foaf:page", "https://www.met.police.uk/SysSiteAssets/media/downloads/force-content/met/advice/lfr/deployment-records/lfr-deployment-grid-2023-to-2024.pdf"),
    }  # fmt: skip


def test_what_the_register_mixes_up_or_leaves_out_stays_unstated():
    early = {prop for prop, _ in facts("met-0003")}
    assert not {"lfr:arrests", "lfr:locationCriterion", "lfr:threshold", "lfr:conduct", "lfr:useCase", "lfr:actualStart"} & early
    assert ("lfr:engagements", "6") in facts("met-0003")
    assert ("lfr:falseAlertRate", "0.0008") in facts("met-0003")
    assert "lfr:otherOutcomes" not in {prop for prop, _ in facts("met-0199")}
    assert "lfr:size" not in {prop for prop, _ in facts("met-0499")}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("2024-11-29", "29/11/2024", "line 5, column date"),
        (",15654,", ",about 15000,", "column watchlist_size: 'about 15000' is no whole number"),
        (",0.64,18,", ",high,18,", "column min_threshold: 'high' is no number"),
        (",0%,0.0000%,7,11,11,39111", ",none,0.0000%,7,11,11,39111", "is no percentage"),
        ("met-0199,Metropolitan Police Service", "met-0199,Essex Police", "the force is 'Essex Police'"),
        ("met-0100,", "met-0004,", "stands there a second time"),
        ("min_threshold", "threshold", "columns min_threshold are missing"),
    ],
)
def test_a_wrong_cell_is_named_with_its_line(old, new, words):
    assert old in RECORDS
    with pytest.raises(BadRequest) as raised:
        IMPORTERS["met"](RECORDS.replace(old, new, 1), "records.csv", set(), CASES)
    assert words in raised.value.message


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("met-0199,", "met 0199,", "column row_id: 'met 0199' names no record"),
        (",0.64,18,", ",NaN,18,", "column min_threshold: 'NaN' is no number"),
        (",0.64,18,", ",1.5,18,", "column min_threshold: 1.5 is more than 1, which is the most that it can be"),
        (",0%,0.0000%,7", ",101%,0.0000%,7", "column false_alert_rate_raw: 101 is more than 100, which is the most that it can be"),
        ("2024-11-29", "2099-11-29", "column date: 2099-11-29 lies ahead, and a record is of what was done"),
        (",0.64,18,", ",1E+999999,18,", "column min_threshold: '1E+999999' is no number"),
        (",15654,", ",", "more or fewer cells"),
        ("https://www.met.police.uk", 'https://www.met.police.uk/""<', "column source_address"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_and_the_others_are_read(old, new, words):
    line = next(each for each in RECORDS.splitlines() if each.startswith("met-0199,"))
    with pytest.raises(PartlyRead) as raised:
        IMPORTERS["met"](RECORDS.replace(line, line.replace(old, new, 1)), "records.csv", set(), CASES)
    assert words in raised.value.message
    whole, rest = IMPORTERS["met"](RECORDS, "records.csv", set(), CASES), raised.value.rest
    assert (rest.count("lfr:Deployment"), "met-0199" in rest) == (whole.count("lfr:Deployment") - 1, False)


@pytest.mark.skipif(not WHOLE.exists(), reason="the whole register (deployments_met.csv) is not beside this checkout")
def test_the_whole_register_is_read_and_assessed_without_a_fault(knowledge):
    turtle = IMPORTERS["met"](WHOLE.read_text(encoding="utf-8"), WHOLE.name, set(), CASES)
    description = knowledge.describe([(turtle.encode(), "text/turtle", "register.ttl")])
    assert (len(description.deployments), description.set_aside) == (538, [])
    answer = knowledge.assess([(turtle.encode(), "text/turtle", "register.ttl")])
    assert {d["record"] for d in answer["deployments"]} == {"published"}
    breached = {f["slug"] for d in answer["deployments"] for f in d["findings"] if f["verdict"] == "breached"}
    assert breached <= {
        "mps-threshold-064",
        "mps-threshold-064-pre-2024-07-11",
        "mps-threshold-064-pre-2024-07-25",
        "app-far-compute",
        "app-deployment-record",
        "mps-alert-classes",
    }

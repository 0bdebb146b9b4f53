"""Every row is in or accounted for, and adds up to the control totals that were counted apart from this program."""

import csv
from dataclasses import replace

import pyoxigraph as ox
import pytest
import rdflib

from lfr_kg.base.errors import KnowledgeError
from lfr_kg.base.settings import Settings
from lfr_kg.corpus.files import Corpus
from lfr_kg.register.days import certainly_ended, certainly_stood
from lfr_kg.register.tables import read_tables
from tests import TESTS

TOTALS = list(csv.DictReader((TESTS / "data" / "register" / "control-totals.csv").read_text(encoding="utf-8").splitlines()))
LEADS = ("mpx-03", "mpx-04", "mpx-05", "ken-01", "swx-07")
REGISTERS = ("met-", "btp-", "swp-")
MET = "actor:metropolitan-police-service"


def within(scope: str, rows: list) -> list:
    """The rows that a control total is about."""
    first, _, rest = scope.partition(" ")
    if first == "all":
        kinds = {"deployment rows": ("deployment",), "deployment and series rows": ("deployment", "series")}.get(rest)
        return [row for row in rows if kinds is None or row.kind in kinds]
    if first == "swp":
        return [row for row in rows if row.id in {f"swp-{number:02}" for number in range(1, 16)}]
    if first in ("met", "btp"):
        year, _, reading = rest.partition(" ")
        year, reading = ("", year) if not year.isdigit() else (year, reading)
        found = [row for row in rows if row.id.startswith(f"{first}-") and row.cells["date_from"].startswith(year)]
        return [row for row in found if reading in ("", "all", row.cells["reading"])]
    outside = [row for row in rows if row.force == f"actor:{first}" and row.is_deployment and row.cells["date_from"].startswith(rest)]
    return [row for row in outside if not row.id.startswith(REGISTERS) or row.id in ("swp-16", "swp-17", "swp-22")]


@pytest.mark.parametrize("total", TOTALS, ids=lambda total: total["scope"])
def test_the_rows_add_up_to_the_control_totals(total, tables):
    rows = within(total["scope"], list(tables.rows.values()))
    assert len(rows) == int(total["rows"])
    for column in [name for name in total if f"{name}_rows" in total]:
        stated = [row.number(column) for row in rows if row.number(column) is not None]
        assert (len(stated), str(sum(stated)) if stated else "") == (int(total[f"{column}_rows"]), total[column]), column


def test_every_row_is_in_and_the_leads_that_nobody_should_publish_are_named_and_left_out(tables):
    assert len(tables.rows) == 667 - len(LEADS)
    readme = (Settings().root / "ontology" / "register" / "README.md").read_text(encoding="utf-8")
    assert all(lead not in tables.rows and f"`{lead}`" in readme for lead in LEADS)
    undated = [row.id for row in tables.rows.values() if row.is_deployment and row.day is None]
    assert (sum(row.is_deployment for row in tables.rows.values()), len(undated)) == (615, 21)


def test_what_a_remark_takes_back_is_printed_and_not_stated(tables):
    def cells(name: str, *columns: str) -> list[tuple[str, str]]:
        row = tables.rows[name]
        return [(row.cells[column], row.plain[column]) for column in columns]

    assert cells("lei-01", "faces_seen") == [("90000", "")]
    assert cells("met-0001", "start", "arrests") == [("11:00", ""), ("", "")]
    assert cells("oth-01", "alerts", "true_alerts") == [("5", ""), ("", "5")]
    assert cells("met-0033", "alerts", "true_alerts", "false_alerts") == [("1", ""), ("2", ""), ("0", "0")]
    assert cells("met-0027", "printed_rate", "false_alerts") == [("0.01%", ""), ("1", "1")]
    assert cells("oth-05", "alerts", "arrests") == [("2", ""), ("2", "2")]


@pytest.mark.parametrize(
    "text, stood, ended",
    [("2025-11-13", "2025-11-13", "2025-11-13"), ("2024-02", "2024-02-29", "2024-02-01"), ("2022", "2022-12-31", "2022-01-01")],
)
def test_of_a_month_or_a_year_only_what_is_certain_counts(text, stood, ended):
    assert (certainly_stood(text).isoformat(), certainly_ended(text).isoformat()) == (stood, ended)
    assert certainly_stood("") is None and certainly_ended("") is None


@pytest.mark.parametrize(
    "old, new, words",
    [
        ("met-0002,deployment", "met-0001,deployment", "line 3: met-0001 stands there a second time"),
        (",met-2020-22,", ",met-1999,", "line 2: no source is named 'met-1999'"),
        ("ABORTED:", "ABORTEED:", "line 3: no flag is named 'ABORTEED'"),
        (",5816,", ",about 5800,", "line 2, column list_size: 'about 5800' is no whole number"),
        (",overt-1,", ",overt-99,", "line 2: no basis is named 'overt-99'"),
        ("met-0002,deployment,", "met-0002,deployment,,", "line 3: it should have"),
    ],
)
def test_a_wrong_cell_is_named_with_its_file_and_line(old, new, words):
    corpus = Corpus(Settings().root)
    name = "ontology/register/records/metropolitan-police-service.csv"
    file = next(each for each in corpus.files if each.path == name)
    assert old in file.content.decode()
    wrong = replace(file, content=file.content.decode().replace(old, new, 1).encode())
    corpus.files = [wrong if each is file else each for each in corpus.files]
    with pytest.raises(KnowledgeError) as raised:
        read_tables(corpus)
    assert f"{name}, {words}" in raised.value.message


def test_every_value_in_the_graphs_of_the_register_is_one_of_its_datatype(knowledge):
    quads = [quad for quad in knowledge.store if "/register/" in str(quad.graph_name) and isinstance(quad.object, ox.Literal)]
    typed = {(quad.object.value, quad.object.datatype.value) for quad in quads if quad.object.language is None}
    ill = [(value, kind) for value, kind in typed if rdflib.Literal(value, datatype=rdflib.URIRef(kind)).ill_typed]
    assert len(typed) > 1000
    assert ill == []

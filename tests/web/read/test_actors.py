"""What binds whom: a force's page through its roles, conditions of kind respected, and two forces side by side."""

from datetime import date

import pytest

from lfr_kg.base.namespaces import compact, iri
from lfr_kg.web.read.actors import bound
from tests.serving import BROWSER

DAY = date(2026, 11, 28)
OF_KIND = {
    "norm:prsra-s1-8-pcc-hold-to-account": {"metropolitan-police-service", "kent-police", "dyfed-powys-police"},
    "norm:ca2004-s11-children-england": {"metropolitan-police-service", "kent-police", "city-of-london-police"},
    "norm:ca2004-s28-children-wales": {"dyfed-powys-police"},
    "norm:pa96-s22a-collaboration": {"metropolitan-police-service", "kent-police", "city-of-london-police", "dyfed-powys-police"},
    "norm:mps-public-notice": {"metropolitan-police-service"},
    "norm:btp-retention": {"british-transport-police"},
    "norm:ppn009-modern-slavery": set(),
    "norm:ie-threshold": set(),
}
FORCES = ("metropolitan-police-service", "kent-police", "city-of-london-police", "dyfed-powys-police", "british-transport-police")


@pytest.fixture(scope="module")
def binding(client) -> dict:
    catalogue = client.application.config["CATALOGUE"]
    return {force: {compact(each.norm.value): each for each in bound(catalogue, iri(f"actor:{force}"), DAY)} for force in FORCES}


@pytest.mark.parametrize("norm", OF_KIND)
def test_conditions_of_kind_are_respected(binding, norm):
    assert {force for force in FORCES if norm in binding[force]} == OF_KIND[norm]


@pytest.mark.parametrize("norm", ["norm:pofa-s33-1-have-regard", "norm:dpa-s64-dpia", "norm:hra-s6-public-authority", "norm:app-ao-rank"])
def test_what_binds_every_force_binds_each(binding, norm):
    assert all(binding[force][norm].standing == "in force" for force in FORCES)


@pytest.mark.parametrize(
    "force, own, of_kind, of_others",
    [
        (
            "south-wales-police",
            "swp-alert-24h",
            "ca2004-s28-children-wales",
            ["mps-public-notice", "btp-retention", "ca2004-s11-children-england"],
        ),
        ("metropolitan-police-service", "mps-public-notice", "ca2004-s11-children-england", ["btp-retention", "ca2004-s28-children-wales"]),
        (
            "british-transport-police",
            "btp-retention",
            None,
            ["mps-public-notice", "prsra-s1-8-pcc-hold-to-account", "ca2004-s28-children-wales"],
        ),
    ],
)
def test_the_page_of_a_force_shows_current_law_by_force_and_subject_then_its_own_rules_then_what_has_ended(
    client, force, own, of_kind, of_others
):
    text = client.get(f"/actor/{force}", headers=BROWSER).get_data(as_text=True)
    places = [text.index(mark) for mark in ('id="binds"', ">Statute ", ">Statutory code ", 'id="own"', f'"/norm/{own}"', 'id="ended"')]
    assert places == sorted(places)
    assert text.index("/norm/scc-principle-06-pre-2022") > text.index('id="ended"')
    assert of_kind is None or text.index('id="binds"') < text.index(f'"/norm/{of_kind}"') < text.index('id="own"')
    assert [norm for norm in of_others if f'"/norm/{norm}"' in text] == []


def test_the_page_can_be_narrowed(client):
    text = client.get("/actor/metropolitan-police-service?subject=retention&force=force-policy", headers=BROWSER).get_data(as_text=True)
    assert "/norm/mps-wl-24h" in text and "/norm/dpa-s64-dpia" not in text


@pytest.mark.parametrize("given", ["subject=nonsense", "force=nonsense"])
def test_what_nothing_can_be_narrowed_by_is_refused_and_not_taken_for_nothing_that_binds(client, given):
    answer = client.get(f"/actor/kent-police?{given}", headers=BROWSER)
    assert (answer.status_code, "“nonsense” is no" in answer.text) == (400, True)


def test_a_force_without_rules_of_its_own_says_so(client):
    assert "No rule of its own is recorded" in client.get("/actor/kent-police", headers=BROWSER).get_data(as_text=True)


def test_a_difference_between_two_forces_is_a_row(client):
    text = client.get("/compare?one=south-wales-police&other=metropolitan-police-service&date=2026-11-28", headers=BROWSER).get_data(
        as_text=True
    )
    differ = text[text.index("Where they differ") : text.index("Where they do not")]
    for line in (
        "Alerts: how long kept",
        "Video: how long kept",
        "Match threshold",
        "Ranks: who authorises",
        "Categories",
        "Notice beforehand",
    ):
        assert line in differ
    assert "/norm/swp-alert-24h" in differ and "/norm/app-alert-data" in differ and "No rule of its own recorded" in differ


def test_two_forces_with_one_policy_do_not_differ(client):
    text = client.get("/compare?one=surrey-police&other=sussex-police&date=2026-11-28", headers=BROWSER).get_data(as_text=True)
    assert text.index("/norm/sussex-wl-24h") > text.index("Where they do not")


@pytest.mark.parametrize(
    "address",
    [
        "/compare?one=kent-police&other=nobody",
        "/compare?one=home-office&other=kent-police",
        "/compare?one=kent-police&other=kent-police",
    ],
)
def test_only_two_forces_can_be_compared(client, address):
    assert client.get(address, headers={"Accept": "application/json"}).status_code == 400


def test_a_force_on_whom_no_duty_falls_by_name_is_led_to_its_page(client):
    answer = client.get("/norm?bearer=kent-police", headers=BROWSER)
    assert (answer.status_code, "All that binds it is at" in answer.text) == (400, True)
    assert client.get("/norm?bearer=%3Cnobody%3E", headers=BROWSER).status_code == 400

"""Parameters of addresses and forms: odd digits, very long ones, and those that stand twice are refused; what others add to a link is not
read."""

import pytest

from tests.serving import BROWSER

DUTIES = "/questions/duties-of-an-actor?actor=chief-officer&date=2026-10-14"
LONG = "9" * 5000


@pytest.mark.parametrize(
    "address",
    [
        *(f"/search?q=police&page={page}" for page in ("²", "٣", "%2B1", "1_0", "0", LONG)),
        "/search?q=police&page=1&page=2",
        "/search?q=police&q=camera",
        *(f"/questions/duties-of-an-actor?actor=chief-officer&date={day}" for day in ("٢026-01-01", "2026-02-30", LONG)),
        "/questions/duties-of-an-actor?actor=nobody",
        "/questions/duties-of-an-actor?actor=",
        f"{DUTIES}&actor=controller",
        f"{DUTIES}&actr=controller",
        f"/norm?date={LONG}",
        "/changes?from=²",
    ],
)
def test_an_odd_value_is_400_for_people_and_programs(client, address):
    assert client.get(address, headers=BROWSER).status_code == 400
    if address.startswith("/questions"):
        assert client.get(address, headers={"Accept": "text/csv"}).status_code == 400


def test_what_others_add_to_a_link_changes_nothing(client):
    plain, marked = (client.get(DUTIES + more, headers=BROWSER) for more in ("", "&utm_source=mail&fbclid=1"))
    assert (plain.status_code, marked.status_code) == (200, 200)
    assert plain.get_data(as_text=True) == marked.get_data(as_text=True)
    rows = [client.get(DUTIES + more, headers={"Accept": "text/csv"}).data for more in ("", "&utm_source=mail")]
    assert rows[0] == rows[1]
    alone = client.get("/questions/duties-of-an-actor?utm_source=mail", headers=BROWSER)
    assert (alone.status_code, "cannot be asked" in alone.get_data(as_text=True)) == (200, False)


@pytest.mark.parametrize("twice", ["as_at=2026-01-01&as_at=1990-01-01", "at=2026-11-01T09:00:00Z&at=2020-11-01T09:00:00Z"])
def test_the_day_of_the_law_given_twice_is_refused(client, example, twice):
    answer = client.post(f"/assess?{twice}", data=example, content_type="text/turtle", headers={"Accept": "application/json"})
    assert (answer.status_code, "is given twice" in answer.json["detail"]) == (400, True)


@pytest.mark.parametrize("number", ["²", "٣", LONG, "-1", ""])
def test_a_part_that_the_form_names_by_an_odd_number_is_400(client, number):
    assert client.post("/describe", data={"draft": "", "do": f"remove lfr:watchlist/{number}"}).status_code == 400
    assert client.post("/describe", data={"draft": "", "at": f"x/lfr:watchlist/{number}"}).status_code == 400

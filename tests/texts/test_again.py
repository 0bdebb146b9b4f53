"""Which norms are to be read again, by folders of every history that a provision can have."""

from datetime import date

import pyoxigraph as ox
import pytest

from lfr_kg.base.namespaces import BASE
from lfr_kg.texts.again import all_again
from lfr_kg.texts.folder import Earlier, Held, Index, Version
from tests.currency.test_currency import invented

GRAPH = invented().graph
TODAY = date(2031, 6, 1)
LAMPS, DOORS, OLD = "ukpga-2030-1_section-1-1", "ukpga-2030-1_section-2-1", "ukpga-2030-1_section-5"


def version(start: str, said: str, end: str = "", seen: str = "2030-12-01", earlier: tuple[Earlier, ...] = ()) -> Version:
    return Version(start, end, "https://www.legislation.gov.uk/x", seen, said, earlier=earlier)


def reasons(name: str, held: Held, extra: str = "", today: date = TODAY) -> dict[str, list[tuple[str, str]]]:
    graph = invented(extra).graph if extra else GRAPH
    found = all_again(graph, Index({name: held}), today)
    return {slug: [(reason.why.value, reason.since) for reason in each] for slug, each in found.items()}


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        # lamps-lit was verified on 2031-01-01
        ((version("2030-06-01", "a"),), {}),
        # the first fetch is the baseline, even where it came after the day of verification
        ((version("2030-06-01", "a", seen="2031-05-01"),), {}),
        # other words of the same version, seen after that day
        ((version("2030-06-01", "b", seen="2031-05-01", earlier=(Earlier("2030-12-01", "a"),)),), {"put right": "2031-05-01"}),
        # the same, but seen before that day
        ((version("2030-06-01", "b", seen="2030-12-20", earlier=(Earlier("2030-12-01", "a"),)),), {}),
        # put right, and then put back
        (
            (version("2030-06-01", "a", seen="2031-05-01", earlier=(Earlier("2030-12-01", "a"), Earlier("2031-03-01", "b"))),),
            {},
        ),
        # a version dated after that day is to be read at once, at the first fetch too
        ((version("2031-02-01", "b", seen="2031-05-01"),), {"other words": "2031-02-01"}),
        ((version("2030-06-01", "a", "2031-02-01"), version("2031-02-01", "b")), {"other words": "2031-02-01"}),
        # one that says the same is none: relabelling is no change of words
        ((version("2030-06-01", "a", "2031-02-01"), version("2031-02-01", "a")), {}),
        # one that is not in force yet
        ((version("2030-06-01", "a", "2032-01-01"), version("2032-01-01", "b")), {}),
        # ended, and nothing took its place
        ((version("2030-06-01", "a", "2031-02-01"),), {"no longer in force": "2031-02-01"}),
        # it had ended before
        ((version("2030-06-01", "a", "2030-12-01"),), {}),
        ((version("", "a"),), {}),
        ((), {}),
    ],
)
def test_a_norm_is_to_be_read_again_where_its_words_changed_since_it_was_verified(held, expected):
    told = {why.removeprefix("words of the same version "): since for _, each in reasons(LAMPS, Held(held)).items() for why, since in each}
    assert told == expected


def test_what_is_gone_is_to_be_read_again_unless_it_was_read_since():
    assert reasons(LAMPS, Held((version("2030-06-01", "a"),), gone="2031-05-01")) == {"lamps-lit": [("no longer published", "2031-05-01")]}
    assert reasons(LAMPS, Held((version("2030-06-01", "a"),), gone="2030-12-15")) == {}


def test_each_norm_counts_by_the_day_on_which_it_was_verified_itself():
    held = Held((version("2030-04-01", "a", "2031-03-01"), version("2031-03-01", "b")))
    assert reasons(DOORS, held) == {"doors-shut": [("other words", "2031-03-01")]}  # doors-shut-again was read on 2031-04-01


def test_law_that_has_ended_and_what_was_never_verified_need_nobody():
    held = Held((version("2030-06-01", "a", "2031-02-01"), version("2031-02-01", "b")))
    past = 'norm:bells-of-old lfr:inForceUntil "2031-01-15"^^xsd:date .\n'
    assert reasons(OLD, held) == {"bells-of-old": [("other words", "2031-02-01")]}
    assert reasons(OLD, held, past) == {}
    assert reasons("ukpga-2030-1_section-6", held) == {}


def test_the_sentence_says_what_changed_and_when_it_was_read():
    [[reason]] = all_again(GRAPH, Index({LAMPS: Held((version("2031-02-01", "b"),))}), TODAY).values()
    assert reason.provision == ox.NamedNode(f"{BASE}law/{LAMPS}")
    assert reason.sentence == (
        "Invented Act 2030, s 1(1): Other words have been in force since 1 February 2031. "
        "The statement here was last verified on 1 January 2031."
    )

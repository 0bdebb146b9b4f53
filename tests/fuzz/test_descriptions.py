"""Descriptions changed by chance: what a verdict rests on is what a second, naive reader calls evidence, and nothing else is
dropped in silence.

The same examples in every run; ``make fuzz`` draws others, for as long as it is told.
"""

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests import casebook
from tests.fuzz import additions, naive
from tests.fuzz.trying import BASE, tried

QUIET = settings(deadline=None, database=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
LINES, CHANGED = 250, 5
"""How many lines are added one by one, and how many descriptions are changed step by step."""


def test_a_line_more_is_refused_or_named_or_evidence():
    @settings(QUIET, max_examples=LINES)
    @given(additions.addition(BASE.material))
    def holds(drawn):
        assert tried(BASE, [drawn[1]]) == [], drawn

    holds()


class Changing(RuleBasedStateMachine):
    """A description to which lines come and from which statements go, in any order; both readers read it after every step."""

    def __init__(self):
        super().__init__()
        self.kept, self.more = list(BASE.lines), []

    @initialize(share=st.integers(0, 40))
    def begin(self, share):
        self.kept = [line for number, line in enumerate(self.kept) if number % 100 >= share or "lfr-kg/def/Deployment>" in line]

    @rule(drawn=additions.addition(BASE.material))
    def add(self, drawn):
        self.more.append(drawn[1])

    @rule(place=st.integers(0, 1000))
    def leave_out(self, place):
        if len(self.kept) > 50:
            del self.kept[place % len(self.kept)]

    @rule()
    def leave_out_what_came(self):
        self.more = self.more[1:]

    @invariant()
    def nothing_is_lost_in_silence(self):
        assert tried(BASE.without(self.kept), self.more) == [], self.more


def test_a_description_that_changes_step_by_step():
    run_state_machine_as_test(Changing, settings=settings(QUIET, max_examples=CHANGED, stateful_step_count=6))


def test_the_naive_reader_agrees_on_what_ships():
    for name in ("metropolitan", "multi-day-deployment", "retrospective-search"):
        base = casebook.base(name)
        assert sum(map(len, naive.read(naive.statements(base)).evidence.values())) == len(set(base.splitlines())), name

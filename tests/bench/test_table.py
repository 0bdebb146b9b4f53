"""What a line of the table says of a goal, and the part of the documentation that keeps the table."""

import json

import pytest

from tests.bench import table
from tests.bench.figures import Goal, Line, Spread

TAKEN = Spread.of([0.012, 0.010, 0.011])


@pytest.mark.parametrize(
    ("goal", "said"),
    [
        (Goal(0.012, TAKEN), "≤ 12 ms: met"),
        (Goal(0.010, TAKEN), "≤ 10 ms: **missed by 1.1 times**"),
        (Goal(350, Spread.of([400], "×"), True, "as fast as a peer"), "≥ 350 × as fast as a peer: met (400 ×)"),
        (Goal(350, Spread.of([100], "×"), True, "as fast as a peer"), "≥ 350 × as fast as a peer: **missed by 3.5 times** (100 ×)"),
    ],
)
def test_a_goal_says_whether_it_is_met_and_by_how_much_not(goal, said):
    assert str(goal) == said


def test_a_line_comes_back_from_json_as_it_was():
    line = Line("a | work", TAKEN, {"a peer": Spread.of([3, 2.5, 4]), "another": "not installed"}, (Goal(0.3, TAKEN),), "how")
    assert Line.of_json(json.loads(json.dumps(line.as_json()))) == line
    assert table.markdown([line], "A machine.").splitlines()[2:] == [
        "| a \\| work | 11 ms (10–12) | a peer: 3 s (2.5–4); another: not installed | ≤ 300 ms: met | how |",
        "",
        "A machine.",
    ]


def test_the_measured_part_of_the_page_is_replaced_and_nothing_else():
    page = table.PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(table.BEGIN)
    after = rest.partition(table.END)[2]
    assert table.replaced(page, "new") == f"{before}{table.BEGIN}\n\nnew\n{table.END}{after}"
    with pytest.raises(ValueError, match="no part between"):
        table.replaced("another page", "new")

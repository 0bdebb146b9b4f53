"""Words, their hash, and the difference between versions of them."""

import pytest

from lfr_kg.texts.words import Line, difference, hash_of, spaced

DOORS = (Line(0, "(1)", "Every door shall be shut at night."), Line(1, "(a)", "by its keeper, or"), Line(1, "(b)", "by a neighbour."))


def told(older, newer) -> list[str]:
    marks = {"": "{}", "ins": "+{}+", "del": "-{}-"}
    return [
        "".join(marks[piece.mark].format(piece.words.strip()) + " " for piece in line.pieces).strip() for line in difference(older, newer)
    ]


@pytest.mark.parametrize(
    ("other", "is_same"),
    [
        ([("(1)", "Every door shall be shut at night.")], True),
        ([("(2)", "Every door shall be shut at night.")], True),
        ([("Doors", ""), ("1", "Every door shall  be\u00a0shut at night.")], True),
        ([("", "Every door"), ("", "shall be shut at night.")], True),
        ([("(1)", "Every door shall be shut at night")], False),
        ([("(1)", "Every door may be shut at night.")], False),
    ],
)
def test_only_words_are_hashed_not_labels_nor_how_they_are_set(other, is_same):
    same = hash_of((Line(0, "(1)", "Every door shall be shut at night."),))
    assert (hash_of(tuple(Line(0, *each) for each in other)) == same) is is_same


def test_forms_of_quotation_marks_and_dashes_are_no_other_words():
    assert hash_of((Line(0, "", "the “keeper’s” door—shut"),)) == hash_of((Line(0, "", 'the "keeper\'s" door-shut'),))
    assert hash_of((Line(0, "Doors", ""),)) == hash_of(()) == ""


def test_what_was_put_in_and_left_out_stands_where_it_is():
    newer = (Line(0, "(1)", "Every door must be shut at night."), DOORS[1], Line(1, "(b)", "by anybody at all who happens to pass."))
    assert told(DOORS, newer) == [
        "(1) Every door -shall- +must+ be shut at night.",
        "(a) by its keeper, or",
        "+(b) by anybody at all who happens to pass.+",
        "-(b) by a neighbour.-",
    ]


def test_whole_lines_come_and_go():
    assert told(DOORS, (*DOORS, Line(0, "(2)", "A bell is no door."))) == [
        "(1) Every door shall be shut at night.",
        "(a) by its keeper, or",
        "(b) by a neighbour.",
        "+(2) A bell is no door.+",
    ]
    assert told(DOORS, DOORS[:1]) == ["(1) Every door shall be shut at night.", "-(a) by its keeper, or-", "-(b) by a neighbour.-"]
    assert told((), DOORS[:1]) == ["+(1) Every door shall be shut at night.+"]


def test_long_versions_are_compared_line_by_line():
    many = tuple(Line(0, f"({number})", "lamp " * 100 + str(number)) for number in range(120))
    changed = (*many[:60], Line(0, "(60)", "lamp " * 100 + "dark"), *many[61:])
    found = difference(many, changed)
    assert [line.pieces[0].mark for line in found if line.pieces[0].mark] == ["del", "ins"]


def test_no_control_character_reaches_a_page():
    assert spaced("a\u0000b \u0007\n c") == "a b c"

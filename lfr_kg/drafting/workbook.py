"""A description as a spreadsheet: an empty workbook to fill in, or one filled with deployments. ``drafting.spreadsheet`` reads it back.

Every column carries its meaning as a comment, lists of values as a drop-down, and a number format; nothing in it is a formula.
"""

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from lfr_kg.base.times import LONDON, day, instant
from lfr_kg.drafting import fields
from lfr_kg.drafting.dictionary import Choice, Dictionary, Field
from lfr_kg.drafting.draft import Part, from_deployment
from lfr_kg.drafting.sheets import ID, KIND, LISTS, NOTES, OF, Sheet, sheets_of
from lfr_kg.evidence.description import Deployment

Held = str | int | float | date
"""What a cell can hold."""
ROWS = 500
"""Rows to which drop-downs reach."""
FORMATS = {
    "day": "d mmmm yyyy",
    "instant": "d mmmm yyyy hh:mm:ss",
    "count": "0",
    "text": "@",
    "address": "@",
    "length": "@",
    "value": "@",
    "actor": "@",
    "rule": "@",
    "flag": "@",
}
HEAD, OWN = PatternFill("solid", fgColor="12324A"), PatternFill("solid", fgColor="1A65A6")
README = Path(__file__).with_name("read_me.txt")
"""What the first sheet says, a paragraph a line."""


def workbook(dictionary: Dictionary, drafts: Sequence[Part] = ()) -> bytes:
    """A workbook with the sheets of a description, filled with some deployments where there are any."""
    book = Workbook()
    _welcome(book.worksheets[0], dictionary)
    lists = _Lists(book)
    for sheet in sheets_of(dictionary):
        place = book.create_sheet(sheet.title)
        _heads(place, sheet)
        _validate(place, sheet, lists)
        _fill(place, sheet, dictionary, drafts)
    book.move_sheet(lists.place, offset=len(book.sheetnames))
    book.properties.creator = book.properties.title = "lfr-kg"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def filled(dictionary: Dictionary, deployments: list[Deployment]) -> tuple[bytes, list[str]]:
    """A workbook with some deployments that were read, and the statements of theirs for which it has no place."""
    found = [from_deployment(deployment, dictionary) for deployment in deployments]
    return workbook(dictionary, [draft for draft, _ in found]), [text for _, left in found for text in left]


class _Lists:
    """The hidden sheet that holds the lists of values, a column each; Excel reads drop-downs from it."""

    def __init__(self, book: Workbook):
        self.place = book.create_sheet(LISTS)
        self.place.sheet_state = "hidden"
        self.known: dict[tuple[str, ...], str] = {}

    def range_of(self, labels: tuple[str, ...]) -> str:
        """The range in which some labels stand, written there first where they do not yet."""
        if labels not in self.known:
            column = len(self.known) + 1
            for row, label in enumerate(labels, 1):
                self.place.cell(row, column).value = label
            letter = get_column_letter(column)
            self.known[labels] = f"{quote_sheetname(LISTS)}!${letter}$1:${letter}${len(labels)}"
        return self.known[labels]


def _welcome(place: Worksheet, dictionary: Dictionary) -> None:
    place.title = NOTES
    place.column_dimensions["A"].width = 32
    place.column_dimensions["B"].width = 90
    sheets = sheets_of(dictionary)
    told = README.read_text(encoding="utf-8").strip().format(first=sheets[0].title).splitlines()
    for row, text in enumerate(told, 1):
        place.merge_cells(start_row=row, start_column=1, end_row=row, end_column=2)
        place.row_dimensions[row].height = 16 * (1 + len(text) // 115)
        cell = place.cell(row, 1, text)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = Font(bold=row in (1, len(told)))
    for row, sheet in enumerate(sheets, len(told) + 1):
        link = place.cell(row, 1, sheet.title)
        link.hyperlink = Hyperlink(ref=link.coordinate, location=f"{quote_sheetname(sheet.title)}!A1", display=sheet.title)
        link.font = Font(color="1A65A6", underline="single")
        place.cell(row, 2, sheet.kind.help).alignment = Alignment(wrap_text=True, vertical="top")


def _heads(place: Worksheet, sheet: Sheet) -> None:
    told = {
        ID: "Any short name for the thing in this row.",
        OF: f"The id of the row of “{sheet.parent}” that it belongs to.",
        KIND: "Which kind it is.",
    }
    for number, head in enumerate(sheet.columns, 1):
        cell = place.cell(1, number, head)
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), OWN if number <= len(sheet.own) else HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        field = sheet.fields[number - len(sheet.own) - 1] if number > len(sheet.own) else None
        cell.comment = Comment(told[head] if field is None else _help(sheet, field), "lfr-kg", width=380, height=200)
        column = place.column_dimensions[get_column_letter(number)]
        column.width = 14 if field is None else 40 if field.is_long else 26
        column.number_format = FORMATS.get(field.kind, "General") if field else "@"
    place.freeze_panes = place.cell(2, len(sheet.own) + 1).coordinate


def _help(sheet: Sheet, field: Field) -> str:
    """What a column means and takes, for its comment."""
    parts = [field.help]
    if kinds := sheet.only_for(field):
        parts.append(f"Only for: {', '.join(kind.label.lower() for kind in kinds)}.")
    if field.kind != "text":
        parts.append(f"Give {fields.EXPECTED[field.kind]}.")
    if field.kind == "value":
        parts.append("\n".join(f"{choice.label}: {choice.help}" for choice in field.choices))
    if field.repeats:
        parts.append("Several values: each on a line of its own.")
    return "\n\n".join(parts)


def _validate(place: Worksheet, sheet: Sheet, lists: _Lists) -> None:
    """Drop-downs and limits for the columns."""
    if sheet.parent:
        _add(
            place,
            OF,
            sheet,
            DataValidation("list", formula1=f"{quote_sheetname(sheet.parent)}!$A$2:$A${ROWS}", allow_blank=True, showErrorMessage=False),
        )
    if sheet.kinds:
        _add(
            place,
            KIND,
            sheet,
            DataValidation(
                "list", formula1=lists.range_of(tuple(kind.label for kind in sheet.kinds)), allow_blank=True, showErrorMessage=True
            ),
        )
    for field in sheet.fields:
        rule = _rule(field, lists)
        if rule:
            rule.error, rule.errorTitle = f"Give {fields.EXPECTED[field.kind]}.", field.label[:32]
            _add(place, field.question, sheet, rule)


def _rule(field: Field, lists: _Lists) -> DataValidation | None:
    if field.kind == "flag":
        return DataValidation("list", formula1=f'"{fields.YES},{fields.NO}"', allow_blank=True, showErrorMessage=True)
    if field.choices:
        is_closed = field.kind in ("value", "rule") and not field.repeats
        return DataValidation("list", formula1=lists.range_of(_labels(field.offered)), allow_blank=True, showErrorMessage=is_closed)
    if field.kind == "count":
        return DataValidation(
            "whole", operator="greaterThanOrEqual", formula1=str(field.least or 0), allow_blank=True, showErrorMessage=True
        )
    if field.kind == "decimal" and field.least is not None and field.greatest is not None:
        return DataValidation(
            "decimal", operator="between", formula1=str(field.least), formula2=str(field.greatest), allow_blank=True, showErrorMessage=True
        )
    return None


def _labels(choices: tuple[Choice, ...]) -> tuple[str, ...]:
    return tuple(choice.label for choice in choices)


def _add(place: Worksheet, head: str, sheet: Sheet, rule: DataValidation) -> None:
    letter = get_column_letter(sheet.columns.index(head) + 1)
    rule.add(f"{letter}2:{letter}{ROWS}")
    place.add_data_validation(rule)


def _fill(place: Worksheet, sheet: Sheet, dictionary: Dictionary, drafts: Sequence[Part]) -> None:
    row = 2
    for draft in drafts:
        for above, part in _parts(draft, sheet, dictionary):
            own = {ID: part.id, OF: above.id if above else None, KIND: dictionary.by_name[part.kind].label}
            for number, head in enumerate(sheet.own, 1):
                _write(place, row, number, own[head])
            for number, field in enumerate(sheet.fields, len(sheet.own) + 1):
                _write(place, row, number, _value(part.values.get(field.name, []), field), FORMATS.get(field.kind))
            row += 1


def _parts(draft: Part, sheet: Sheet, dictionary: Dictionary) -> list[tuple[Part | None, Part]]:
    """The parts of a draft that belong on a sheet, each with the part it belongs to."""
    if sheet.link is None or sheet.parent is None:
        return [(None, draft)]
    titles = {each.title: each for each in sheets_of(dictionary)}
    above = [part for _, part in _parts(draft, titles[sheet.parent], dictionary)]
    return [(part, inner) for part in above for inner in part.parts.get(sheet.link.name, [])]


def _write(place: Worksheet, row: int, column: int, value: Held | None, form: str | None = None) -> None:
    """Put a value into a cell; text stays text, also where it begins as a formula does."""
    if value is None:
        return
    cell = place.cell(row, column)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    if form and form != "@":
        cell.number_format = form


def _value(texts: list[str], field: Field) -> Held | None:
    """The texts of a field as the value of a cell: a date or a number where reading that back gives the same, else text."""
    if not texts:
        return None
    shown = [_shown(text, field) for text in texts]
    if len(shown) > 1:
        return "\n".join(" ".join(str(each).split()) for each in shown)
    return shown[0]


def _shown(text: str, field: Field) -> Held:
    try:
        term = fields.read(text, field)
    except fields.Fault:
        return text
    found = fields.show(term, field)
    if field.kind == "day" and found != term.value:
        return day(term.value)
    if field.kind == "instant" and found != term.value:
        return instant(term.value).astimezone(LONDON).replace(tzinfo=None)
    if field.kind == "count":
        return int(term.value)
    if field.kind == "decimal" and format(Decimal(repr(float(term.value))), "f") == term.value:
        return float(term.value)
    return found

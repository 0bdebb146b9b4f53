"""A filled workbook, read as a description. What a cell does not state stays unstated; what it states wrongly is told with its sheet and
cell, and with what to do about it."""

import re
from dataclasses import dataclass, field
from urllib.parse import quote

import pyoxigraph as ox

from lfr_kg.base.errors import TooLarge, Unreadable
from lfr_kg.base.model import Statement, is_fact
from lfr_kg.base.namespaces import compact, is_ours
from lfr_kg.drafting import fields
from lfr_kg.drafting.cells import texts
from lfr_kg.drafting.dictionary import Dictionary, Field, Kind
from lfr_kg.drafting.draft import Part, statements, write
from lfr_kg.drafting.rows import Row, rows_of
from lfr_kg.drafting.sheets import ID, KIND, OF, sheets_of
from lfr_kg.evidence.reading import Submitted
from lfr_kg.evidence.workbooks import read_workbook

TOLD = 20
"""How many faults are told at once."""


@dataclass
class _Reading:
    """What has been read so far: the things by sheet and id, the cell of each value by thing, property and text, and the faults."""

    things: dict[str, dict[str, Part]] = field(default_factory=dict)
    roots: list[Part] = field(default_factory=list)
    root_of: dict[str, str] = field(default_factory=dict)
    cells: dict[tuple[str, str, str], str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    keeps_mistakes: bool = False


def submitted(content: bytes, name: str, dictionary: Dictionary, max_bytes: int) -> Submitted:
    """What a workbook states, with the cell of each statement.

    Raises Unreadable, with sheet and cell of every fault (twenty at most), where something cannot be stated; BadRequest where it is no
    workbook that is read; TooLarge where it is larger, or unpacks to more, than is read.
    """
    if len(content) > max_bytes:
        raise TooLarge(f"{name} has {len(content):,} bytes; at most {max_bytes:,} are read. Put the deployments in several workbooks.")
    reading = _read(content, name, dictionary)
    triples = [triple for draft in reading.roots for triple in statements(draft, dictionary)[0]]
    facts = [fact for triple in triples if is_fact(fact := (triple.subject, triple.predicate, triple.object))]
    places: dict[Statement, str] = {
        fact: reading.cells.get((fact[0].value, compact(fact[1].value), fields.key(fact[2])), "") for fact in facts
    }
    return Submitted(name, "", [*facts], cells=places)


def descriptions(content: bytes, name: str, dictionary: Dictionary) -> bytes:
    """The deployments of a workbook as Turtle. Raises as ``submitted``."""
    triples = []
    for draft in drafts(content, name, dictionary):
        triples += statements(draft, dictionary)[0]
    return write(triples, "turtle")


def is_our_layout(content: bytes, name: str, dictionary: Dictionary) -> bool:
    """Whether a workbook is laid out as ours, by the title and the headings of its first sheet. Raises as ``submitted``."""
    first = sheets_of(dictionary)[0]
    for sheet in read_workbook(content, name, with_results=False, max_columns=len(first.columns)):
        if sheet.title == first.title and sheet.rows:
            heads = {cell.value for cell in sheet.rows[0][1].values()}
            return ID in heads and not heads.isdisjoint(first.columns[1:])
    return False


def drafts(content: bytes, name: str, dictionary: Dictionary, keeps_mistakes: bool = False) -> list[Part]:
    """The deployments of a workbook as drafts. Raises as ``submitted``; with ``keeps_mistakes``, not for a value that cannot be stated,
    which the draft then holds as it was typed."""
    return _read(content, name, dictionary, keeps_mistakes).roots


def _read(content: bytes, name: str, dictionary: Dictionary, keeps_mistakes: bool = False) -> _Reading:
    reading = _Reading(keeps_mistakes=keeps_mistakes)
    for row in rows_of(content, name, dictionary, reading.faults):
        _take(row, dictionary, reading)
    if reading.faults:
        more = len(reading.faults) - TOLD
        told = reading.faults[:TOLD] + ([f"… and {more} more."] if more > 0 else [])
        raise Unreadable(f"{name} cannot be read as it is:\n" + "\n".join(told), faults=tuple(told))
    if not reading.roots:
        raise Unreadable(f"{name} describes no deployment: fill in a row of the sheet “{sheets_of(dictionary)[0].title}”.")
    return reading


def _take(row: Row, dictionary: Dictionary, reading: _Reading) -> None:
    """Put what a row states into the thing it speaks of: a new one, or one of an earlier row with the same id."""
    known = reading.things.setdefault(row.sheet.title, {})
    name = row.text(ID)
    part = known.get(name) if name else None
    if part is None:
        part = _new(row, name, dictionary, reading)
        if part is None:
            return
        known[name or f"row {row.number}"] = part
    kind = dictionary.by_name[part.kind]
    for each in row.sheet.fields:
        if each.question in row.cells:
            _state(row, each, part, kind, reading)


def _new(row: Row, name: str, dictionary: Dictionary, reading: _Reading) -> Part | None:
    kind, link = _kind(row, reading), row.sheet.link
    above = _above(row, row.sheet.parent, reading) if row.sheet.parent else None
    if kind is None or (link is not None and above is None):
        return None
    node = _node(row, name, kind, above, reading)
    if node in reading.root_of:
        reading.faults.append(f"{row.at(ID)}: “{name}” is the name of another thing already. Give each thing an id of its own.")
        return None
    part = Part(node, kind.name)
    reading.root_of[node] = reading.root_of[above.id] if above else node
    if above is None or link is None:
        reading.roots.append(part)
    else:
        if above.parts.get(link.name) and not link.repeats:
            reading.faults.append(
                f"{row.at(ID)}: there can be one {row.sheet.kind.label.lower()} only, and an earlier row states one. Remove one of the two "
                "rows, or give both the same id where they speak of one thing."
            )
        above.parts.setdefault(link.name, []).append(part)
        reading.cells.setdefault((above.id, link.name, part.id), row.at(ID))
    return part


def _kind(row: Row, reading: _Reading) -> Kind | None:
    """The kind that a row states, or the only one there is."""
    if not row.sheet.kinds:
        return row.sheet.kind
    text = row.text(KIND).casefold()
    found = next((kind for kind in row.sheet.kinds if text in (kind.label.casefold(), kind.name.casefold())), None)
    if found is None:
        listed = ", ".join(kind.label.lower() for kind in row.sheet.kinds)
        reading.faults.append(
            f"{row.at(KIND)}: {f'“{row.text(KIND)}” is no kind of' if text else 'say which kind it is of'} "
            f"{row.sheet.kind.label.lower()}. Choose one of: {listed}."
        )
    return found


def _above(row: Row, parent: str, reading: _Reading) -> Part | None:
    """The thing of the parent sheet that a row's thing belongs to: the one it names, or the only one there is."""
    known, name = reading.things.get(parent, {}), row.text(OF)
    if name in known:
        return known[name]
    if not name and len(known) == 1:
        return next(iter(known.values()))
    asked = (
        f"no row of “{parent}” has the id “{name}”. Write the id of one that is there, or add that row."
        if name
        else f"say which {parent.lower()} it belongs to: write that row’s id in the column “{OF}”."
        if known
        else f"it belongs to a {parent.lower()}, and none is stated. Fill in a row of the sheet “{parent}”."
    )
    reading.faults.append(f"{row.at(OF)}: {asked}")
    return None


def _node(row: Row, name: str, kind: Kind, above: Part | None, reading: _Reading) -> str:
    """The IRI of a thing: its id where that is one, else made from the deployment's and the id."""
    if fields.ADDRESS.fullmatch(name) and not is_ours(name):
        return name
    if above is None:
        return f"urn:deployment:{quote(name or f'row-{row.number}')}"
    root = reading.root_of[above.id]
    slug = re.sub(r"\W+", "-", row.sheet.title).lower()
    return f"{root}{'-' if '#' in root else '#'}{slug}-{quote(name or f'row-{row.number}')}"


def _state(row: Row, each: Field, part: Part, kind: Kind, reading: _Reading) -> None:
    """Put the values of one cell into a thing."""
    address, value = row.cells[each.question]
    if each not in kind.fields:
        reading.faults.append(f"{address}: “{each.question}” is not asked of a {kind.label.lower()}. Clear the cell, or change the kind.")
        return
    stated = part.values.setdefault(each.name, [])
    for text in texts(value, each):
        try:
            term = fields.read(text, each)
            ox.Literal(term.value)
        except (fields.Fault, ValueError) as fault:
            if reading.keeps_mistakes:
                stated.append(text)
                reading.cells.setdefault((part.id, each.name, text), address)
                continue
            reading.faults.append(f"{address}: {fault}")
            continue
        if fields.key(term) not in stated:
            stated.append(fields.key(term))
        reading.cells.setdefault((part.id, each.name, fields.key(term)), address)
    if len(stated) > 1 and not each.repeats:
        first = reading.cells[part.id, each.name, stated[0]]
        reading.faults.append(f"{address}: “{each.question}” takes one value, and another is stated in {first}. Keep the right one.")

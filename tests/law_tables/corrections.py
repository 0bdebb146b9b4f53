"""Where the graph departs from the tables, each difference with its reason: ``tests/data/law/corrections/<table>.yaml``.

A correction names an entry or several (``entry``), the column, what the graph has instead (``has``), and why: the row of the review that
says so (``review``), or a sentence (``why``). ``python -m tests.accept tables`` shows what is not listed yet, and writes it with a reason.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from lfr_kg.base.namespaces import iri
from tests import TESTS
from tests import knowledge_files as knowledge
from tests.law_tables.columns import TABLES_COMPARED, Given, Table, register
from tests.law_tables.reading import items, rows

FOLDER = TESTS / "data" / "law" / "corrections"
ROW = "row"
"""The column that says whether a row has its entry, or an entry its row."""
PRESENT, ABSENT = "present", "absent"
LISTED_ALSO_IN = {"norms": ("additions",), "sources": ("vocabulary_additions",), "conditions": ("vocabulary_additions",)}
"""The tables of the second review list what the first ones do not."""


@dataclass(frozen=True)
class Difference:
    """What a row asks and what the graph has."""

    asked: Given
    found: Given


@dataclass(frozen=True)
class Correction:
    """A difference that was looked at, with its reason."""

    entry: str
    column: str
    has: Given
    review: tuple[str, ...] = ()
    why: str = ""


def compare(table: Table, entry: str) -> dict[str, Difference]:
    """Of one entry, the columns in which the graph has something else than the table."""
    row, node = table.entries().get(entry), table.node_of(entry)
    exists = node is not None and knowledge.stated().value(node, iri("rdf:type")) is not None
    if row is None or not exists:
        return {ROW: Difference(PRESENT if row else ABSENT, PRESENT if exists else ABSENT)}
    pairs = {name: Difference(asked(row), given(node, row)) for name, (asked, given) in table.columns.items()}
    return {name: pair for name, pair in pairs.items() if pair.asked != pair.found}


def beyond(table: Table) -> set[str]:
    """What the graph has of this table's kind and no table lists."""
    lists = (table, *(TABLES_COMPARED[name] for name in LISTED_ALSO_IN.get(table.name, ())))
    return register().get(table.name, set()) - {name.removeprefix("lfr:") for each in lists for name in each.entries()}


def later(table: Table) -> set[str]:
    """What the graph has of this table's kind that no table lists and no correction gives a reason for: law that came later."""
    return beyond(table) - {each.entry for each in read(table.name) if (each.column, each.has) == (ROW, PRESENT)}


def unlisted() -> dict[str, list[str]]:
    """Law that came later, of each table."""
    return {name: sorted(later(table)) for name, table in TABLES_COMPARED.items() if name in register()}


def differences(table: Table) -> dict[tuple[str, str], Difference]:
    """All differences of one table, by entry and column. Law that came later is no difference."""
    entries = [*table.entries(), *sorted(beyond(table) - later(table))]
    return {(entry, column): found for entry in entries for column, found in compare(table, entry).items()}


@lru_cache
def of_entry(name: str) -> dict[str, dict[str, Correction]]:
    """The corrections of one table, by entry and column."""
    found: dict[str, dict[str, Correction]] = {}
    for each in read(name):
        found.setdefault(each.entry, {})[each.column] = each
    return found


def path_of(table: str) -> Path:
    """The file of a table's corrections."""
    return FOLDER / f"{table}.yaml"


@lru_cache
def read(table: str) -> tuple[Correction, ...]:
    """The corrections of one table, one for each entry."""
    path, found = path_of(table), []
    for each in (yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else None) or []:
        if unknown := set(each) - {"entry", "column", "has", "review", "why"}:
            raise ValueError(f"{path.name}: {each.get('entry')}: unknown {', '.join(sorted(unknown))}")
        for entry in _listed(each["entry"]):
            found.append(Correction(entry, each["column"], each["has"], _listed(each.get("review")), each.get("why", "")))
    return tuple(found)


def _listed(given: str | list[str] | None) -> tuple[str, ...]:
    return tuple([given] if isinstance(given, str) else given or ())


@lru_cache(2048)
def reviews_of(entry: str) -> tuple[str, ...]:
    """The rows of the review that name a norm, a source or a condition."""
    bare = entry.removeprefix("lfr:")
    return tuple(row["id"] for row in rows("review") if bare in {slug.removeprefix("lfr:") for slug in items(row["slugs"])})


def unexplained(correction: Correction) -> str:
    """Why a correction's reason will not do; "" where it does."""
    if not correction.review and not correction.why:
        return "it has no reason"
    if correction.review and correction.why:
        return "it has two reasons, a row of the review and a sentence"
    strange = sorted(set(correction.review) - set(reviews_of(correction.entry)))
    return f"{', '.join(strange)} of the review does not name it" if strange else ""


def written(corrections: Iterable[Correction]) -> str:
    """The text of a file of corrections: by reason and column, those that differ in their entry alone as one."""
    grouped: dict[tuple, list[str]] = {}
    for each in corrections:
        has = tuple(each.has) if isinstance(each.has, list) else each.has
        grouped.setdefault((each.review, each.why, each.column, repr(has), has), []).append(each.entry)
    entries = []
    for key, names in sorted(grouped.items(), key=lambda item: (not item[0][0], *item[0][:3], sorted(item[1]))):
        review, why, column, _, has = key
        entry = {"entry": _short(sorted(names)), "column": column, "has": list(has) if isinstance(has, tuple) else has}
        entries.append(entry | ({"review": _short(list(review))} if review else {"why": why}))
    return yaml.safe_dump(entries, sort_keys=False, allow_unicode=True, width=130) if entries else ""


def _short(values: list[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else values

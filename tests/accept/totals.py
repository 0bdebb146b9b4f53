"""What every new source of law moves, in one reviewed file: shown against what is written there and, with ``--write``, written.

``counts`` is how much there is, ``in-force`` the entries of the register in force on some days, ``changes`` those that begin or end on days
on which the law changed, ``answers`` what the library's questions answer that count things or list them all, ``beyond`` what the graph
holds that no table of the law lists and no correction explains (compared where the tables lie beside the checkout). The days, the
questions, and the words beside them, are somebody's choice and stay.
"""

from datetime import date, timedelta

import yaml

from lfr_kg.base.model import TYPE
from lfr_kg.base.namespaces import PREFIXES, iri
from lfr_kg.knowledge import KnowledgeBase
from lfr_kg.trace.chain import in_force
from tests import TESTS
from tests import knowledge_files as knowledge
from tests.accept import answers
from tests.law_tables import corrections
from tests.law_tables.reading import TABLES

PATH = TESTS / "data" / "law" / "totals.yaml"


def entries() -> list:
    """Every entry of the register."""
    return sorted({node for node, _, _ in knowledge.stated().by_predicate[iri("lfr:appliesTo")]}, key=str)


def law_as_at(day: date) -> set[str]:
    """The slugs of the entries in force on a day."""
    return {node.value.removeprefix(PREFIXES["norm"]) for node in entries() if in_force(knowledge.stated(), node, day)}


def counts() -> dict[str, int]:
    """How much there is of what every new source brings."""
    graph = knowledge.stated()

    def of_kind(kind: str) -> int:
        return sum(1 for _, _, o in graph.by_predicate[TYPE] if o == iri(kind))

    return {
        "entries of the register": len(entries()),
        "entries that succeed another": len(graph.by_predicate[iri("lfr:succeeds")]),
        "sources": len(graph.by_predicate[iri("lfr:bindingForce")]),
        "conditions": of_kind("lfr:Condition"),
        "checks": len({shape for shape, _, _ in graph.by_predicate[iri("lfr:checks")]}),
        "norms that carry the founding answer": len({norm for _, _, norm in graph.by_predicate[iri("lfr:carriedBy")]}),
    }


def _between(earlier: set[str], later: set[str]) -> dict[str, list[str]]:
    return {"begins": sorted(later - earlier), "ends": sorted(earlier - later)}


def _day_after_day(said: list[dict]) -> list[dict]:
    found, before = [], set()
    for entry in said:
        now = law_as_at(entry["day"])
        found.append({"day": entry["day"], "count": len(now), **_between(before, now)})
        before = now
    return found


def _changes(said: list[dict]) -> list[dict]:
    return [{**entry, **_between(law_as_at(entry["day"] - timedelta(days=1)), law_as_at(entry["day"]))} for entry in said]


def written() -> dict:
    """What the reviewed file says."""
    return yaml.safe_load(PATH.read_text(encoding="utf-8"))


def found(built: KnowledgeBase) -> dict:
    """What there is now, of the days and the questions that the reviewed file names."""
    said = written()
    return {
        "counts": counts(),
        "in-force": _day_after_day(said["in-force"]),
        "changes": _changes(said["changes"]),
        "answers": [answers.renewed(entry, answers.rows_of(built, entry)) for entry in said["answers"]],
        "beyond": corrections.unlisted() if TABLES.is_dir() else said["beyond"],
    }


def differences(said: dict, now: dict) -> list[str]:
    """A line for each thing that moved between two states of the file; none where they are the same."""
    lines = [f"{key}: {said['counts'].get(key)} -> {value}" for key, value in now["counts"].items() if said["counts"].get(key) != value]
    for section in ("in-force", "changes"):
        for old, new in zip(said[section], now[section], strict=True):
            for key in ("begins", "ends"):
                signed = [("-", set(old[key]) - set(new[key])), ("+", set(new[key]) - set(old[key]))]
                lines += [f"{section}: {new['day']} {key}: {sign} {slug}" for sign, slugs in signed for slug in sorted(slugs)]
            if old.get("count") != new.get("count"):
                lines.append(f"{section}: {new['day']} count: {old.get('count')} -> {new.get('count')}")
    for old, new in zip(said["answers"], now["answers"], strict=True):
        lines += [f"{old['asks']} [{old['question']}] {line}" for line in answers.differences(old, new)]
    for name in sorted({*said["beyond"], *now["beyond"]}):
        old, new = (set(each["beyond"].get(name, ())) for each in (said, now))
        lines += [f"beyond {name}: {sign} {slug}" for sign, slugs in (("-", old - new), ("+", new - old)) for slug in sorted(slugs)]
    return lines


class _Row(list):
    """A list that is written on one line."""


class _Dumper(yaml.SafeDumper):
    """YAML as the file has it: the rows of an answer on a line each."""


_Dumper.add_representer(_Row, lambda dumper, row: dumper.represent_sequence("tag:yaml.org,2002:seq", row, flow_style=True))


def _laid_out(entry: dict) -> dict:
    rows = {key: [_Row(row) for row in entry[key]] for key in ("rows", "among") if key in entry}
    return {**entry, **({"columns": _Row(entry["columns"])} if "columns" in entry else {}), **rows}


def run(is_writing: bool) -> int:
    """Show (and with ``is_writing`` write) what differs; 1 where anything does and is not written."""
    said, now = written(), found(KnowledgeBase.open())
    lines = differences(said, now)
    for line in lines:
        print(line)
    if is_writing and lines:
        head = "".join(line for line in PATH.read_text(encoding="utf-8").splitlines(keepends=True) if line.startswith("#"))
        now["answers"] = [_laid_out(entry) for entry in now["answers"]]
        body = yaml.dump(now, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=140)
        PATH.write_text(f"{head}\n{body}", encoding="utf-8")
    return int(bool(lines) and not is_writing)

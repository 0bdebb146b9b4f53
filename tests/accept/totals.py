"""The numbers and days that every new source of law moves, in reviewed files: shown against what is written and, with ``--write``, written.

``totals.yaml`` counts what there is; ``in-force.yaml`` names the entries of the register in force on some days, ``changes.yaml`` those
that begin or end on days on which the law changed. The days, and the words beside them, are somebody's choice and stay.
"""

from datetime import date, timedelta

import yaml

from lfr_kg.base.model import TYPE
from lfr_kg.base.namespaces import PREFIXES, iri
from lfr_kg.trace.chain import in_force
from tests import TESTS
from tests import knowledge_files as knowledge

DATA = TESTS / "data" / "law"


def entries() -> list:
    """Every entry of the register."""
    return sorted({node for node, _, _ in knowledge.stated().by_predicate[iri("lfr:appliesTo")]}, key=str)


def law_as_at(day: date) -> set[str]:
    """The slugs of the entries in force on a day."""
    return {node.value.removeprefix(PREFIXES["norm"]) for node in entries() if in_force(knowledge.stated(), node, day)}


def totals() -> dict[str, int]:
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


def _days() -> list[dict]:
    found, before = [], set()
    for entry in _read("in-force"):
        now = law_as_at(entry["day"])
        found.append({"day": entry["day"], "count": len(now), "begins": sorted(now - before), "ends": sorted(before - now)})
        before = now
    return found


def _changes() -> list[dict]:
    found = []
    for entry in _read("changes"):
        before, after = law_as_at(entry["day"] - timedelta(days=1)), law_as_at(entry["day"])
        found.append({"day": entry["day"], "what": entry["what"], "begins": sorted(after - before), "ends": sorted(before - after)})
    return found


def _read(name: str):
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


FILES = {"totals": totals, "in-force": _days, "changes": _changes}


def run(is_writing: bool) -> int:
    """Show (and with ``is_writing`` write) what differs; 1 where anything does and is not written."""
    differing = 0
    for name, made in FILES.items():
        found, said = made(), _read(name)
        if found == said:
            continue
        differing += 1
        print(f"{name}.yaml")
        for line in _lines(said, found):
            print(f"    {line}")
        if is_writing:
            path = DATA / f"{name}.yaml"
            head = "".join(line for line in path.read_text(encoding="utf-8").splitlines(keepends=True) if line.startswith("#"))
            path.write_text(head + "\n" + yaml.safe_dump(found, sort_keys=False, allow_unicode=True, width=140), encoding="utf-8")
    return int(differing > 0 and not is_writing)


def _lines(said, found) -> list[str]:
    if isinstance(found, dict):
        return [f"{key}: {said.get(key)} -> {value}" for key, value in found.items() if said.get(key) != value]
    lines = []
    for old, new in zip(said, found, strict=True):
        for key in ("begins", "ends"):
            lines += [
                f"{new['day']} {key}: {sign} {slug}"
                for sign, gone in (("-", set(old[key]) - set(new[key])), ("+", set(new[key]) - set(old[key])))
                for slug in sorted(gone)
            ]
    return lines

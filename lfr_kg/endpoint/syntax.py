"""A SPARQL parser's complaint in plain words: where it is, what stands there, what could stand there instead."""

import re

from lfr_kg.base.errors import BadRequest

PLACE = re.compile(r"error at (\d+):(\d+): ?(.*)", re.DOTALL)
EXPECTED = re.compile(r'"(?:[^"\\]|\\.)*"|\[[^\]]*\](?:\s*\|\s*\[[^\]]*\])*|[A-Za-z][A-Za-z_ ]*[A-Za-z]|[^,\s]')
PREFIXED = re.compile(r"(?<![\w:<])([A-Za-z][\w.-]*:|:)(?=[\w%-])")
SHOWN = 8
NEAR = 300
"""Characters before the place of an error that are looked at for a prefix: the pattern takes long for thousands."""


def plain_words(text: str, complaint: str) -> BadRequest:
    """The engine's complaint about a query as an error with line, column and the line itself.

    ``complaint`` is Oxigraph's message ("error at 2:1: expected one of …"); one that has no place is passed on as it is.
    """
    match = PLACE.search(complaint)
    if not match:
        return BadRequest(f"The query is not SPARQL 1.1: {complaint.strip()}")
    line, column, rest = int(match[1]), int(match[2]), match[3]
    lines = text.splitlines() or [""]
    excerpt = lines[line - 1] if line <= len(lines) else ""
    if "Prefix not found" in rest and (used := PREFIXED.findall(excerpt[: column - 1][-NEAR:])):
        return BadRequest(
            f"The query is not SPARQL 1.1: before line {line}, column {column}, the prefix “{used[-1]}” is not declared. Add a PREFIX line "
            "for it (those of this project need none).",
            line=line, column=column, excerpt=excerpt,
        )  # fmt: skip
    found = excerpt[column - 1 : column + 19].strip()
    there = f"“{found}” does not fit there" if found else "something is missing before that point"
    return BadRequest(
        f"The query is not SPARQL 1.1: at line {line}, column {column}, {there}.{_hint(rest)}", line=line, column=column, excerpt=excerpt
    )


def _hint(rest: str) -> str:
    """What the parser would have taken, without its classes of characters."""
    if "Prefix not found" in rest:
        return " A prefix used there is not declared: add a PREFIX line for it (those of this project need none)."
    if "IRI parsing failed" in rest:
        return " The address between < and > is not an absolute IRI; give it whole."
    items = [item for item in EXPECTED.findall(rest.removeprefix("expected").strip().removeprefix("one of")) if _is_readable(item)]
    if not items:
        return ""
    more = " …" if len(items) > SHOWN else ""
    return f" Expected: {', '.join(items[:SHOWN])}{more}."


def _is_readable(item: str) -> bool:
    return not item.startswith("[") and item.strip("'\"|\\") != "" and item not in ("SERVICE", "LATERAL")

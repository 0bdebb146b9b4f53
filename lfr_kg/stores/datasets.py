"""The dataset of a query on its way to an endpoint over HTTP: which graphs its text names, taken out, and others put in."""

import re

from lfr_kg.base.sparql import declared, outline, tokens

_GLUED = re.compile(r"from(?:named)?\w*:|from\w", re.IGNORECASE)
_AFTER_DATASET = ("WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")


def split_dataset(text: str, prefixes: dict[str, str]) -> tuple[str, list[str], list[str]]:
    """A query without its FROM and FROM NAMED clauses, and the graphs that they name. ``prefixes`` hold without being declared.

    Raises SyntaxError where FROM is written together with a name: some parsers see the clause then, and some do not.
    """
    known, state, pieces = prefixes | declared(text), "", []
    found: dict[str, list[str]] = {"FROM": [], "FROM NAMED": []}
    for token in tokens(text):
        piece = token.text
        if _GLUED.match(piece):
            raise SyntaxError("put a space after FROM (a prefix that begins with “from” needs another name here)")
        if token.kind == "word":
            state = "FROM NAMED" if token.keyword == "NAMED" and state == "FROM" else token.keyword
            piece = "" if state in found else piece
        elif token.kind in ("iri", "name") and state in found:
            start, _, rest = piece.partition(":")
            found[state].append(piece[1:-1] if token.kind == "iri" else known.get(start, "") + rest)
            state, piece = "", ""
        pieces.append(piece)
    return "".join(pieces), found["FROM"], found["FROM NAMED"]


def with_dataset(text: str, default: list[str], named: list[str]) -> str:
    """A query that has no FROM clause, with those that name this dataset, on the line where they fit."""
    clauses = "".join(f" FROM <{name}>" for name in default) + "".join(f" FROM NAMED <{name}>" for name in named) + " "
    at = next((token.start for token in outline(text) if token.keyword in _AFTER_DATASET or token.is_mark("{")), None)
    return f"{text}\n{clauses}" if at is None else text[:at] + clauses + text[at:]

"""The guard in front of public SPARQL queries: what it refuses never reaches the parser.

The text is read once, by token (see ``base/sparql.py``), skipping what is inside IRIs, strings and comments. It refuses what is too long
or nested too deep
(deep nesting overflows the engine's stack and kills its process), what reaches out to other hosts (SERVICE, LOAD), and updates.
It also tells the form of the query, so that a format can be agreed on before anything runs.
"""

from dataclasses import dataclass

from lfr_kg.base.errors import BadRequest, LfrError, TooLarge
from lfr_kg.base.sparql import FORMS, Token, position, spaced, tokens, weighty

MAX_BYTES = 16_384
MAX_DEPTH = 200

VOLATILE = ("NOW", "RAND", "UUID", "STRUUID")
WRITES = ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")


class Refused(LfrError):
    """The request is understood and is not carried out: this service only reads, and only what it holds."""

    status = 403


@dataclass(frozen=True)
class Query:
    """A query that passed the guard: its text, its form, and whether it names its own dataset (FROM)."""

    text: str
    form: str
    has_dataset: bool
    is_volatile: bool = False
    """Whether it asks the time or for something random, so that no two answers need be the same."""

    @property
    def gives_graph(self) -> bool:
        """Whether the answer is a graph (CONSTRUCT, DESCRIBE) and not a table or a yes or no."""
        return self.form in ("CONSTRUCT", "DESCRIBE")


def inspect(text: str, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH) -> Query:
    """The query with its form, if it may run.

    Raises TooLarge over ``max_bytes`` (of UTF-8), Refused for SERVICE, LOAD and every update, BadRequest for an empty text, nesting
    over ``max_depth``, a NUL, or a text that is no query. Whether the rest is SPARQL 1.1 Query is for the parser to say.
    """
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > max_bytes:
        raise TooLarge(
            f"The query has {size:,} bytes; at most {max_bytes:,} are read. Ask for less at a time, or split it into several queries."
        )
    if not text.strip():
        raise BadRequest("The query is empty. Write a SPARQL query, such as: SELECT * WHERE { ?norm a lfr:Obligation } LIMIT 10")
    if "\0" in text:
        raise _at(text, text.index("\0"), "The query holds a NUL character. Take it out.")
    return _read(spaced(text), max_depth)


def _read(text: str, max_depth: int) -> Query:
    form, depth = "", 0
    has_dataset = is_volatile = False
    # Names matter where one may hold SERVICE alone.
    for token in tokens(text) if "SERVICE" in text.upper() else weighty(text):
        if token.kind == "iri":
            # An engine may read `?a<((…))>?b` as a comparison, so brackets inside what looks like an IRI count while it lasts.
            _refuse_depth(text, token.start, depth + token.text.count("("), max_depth)
        elif token.kind == "mark":
            depth = _deeper(text, token, depth, max_depth)
        elif token.kind in ("word", "name"):
            _refuse_outreach(text, token)
            form = form or _form(text, token)
            has_dataset = has_dataset or token.keyword == "FROM"
            is_volatile = is_volatile or token.keyword in VOLATILE
    if not form:
        raise BadRequest("This is no query: it should hold SELECT, ASK, CONSTRUCT or DESCRIBE after the prefixes.")
    return Query(text, form, has_dataset, is_volatile)


def _form(text: str, token: Token) -> str:
    """The query form that a first word announces; "" for a word or a name of the prologue."""
    word = token.keyword
    if word in FORMS:
        return word
    if word in WRITES:
        raise Refused(
            f"{word} would change the data, and this service only reads. Use SELECT, ASK, CONSTRUCT or DESCRIBE.",
            **position(text, token.start),
        )
    if word in ("", "PREFIX", "BASE", "VERSION"):
        return ""
    raise _at(
        text, token.start, f"A query starts with PREFIX, BASE, SELECT, ASK, CONSTRUCT or DESCRIBE, and this one with “{token.text[:40]}”."
    )


def _refuse_outreach(text: str, token: Token) -> None:
    """Refuse the keywords that reach out. Engines read them even without a space around them, so part of a word is enough."""
    if "SERVICE" in (token.keyword or token.text.partition(":")[0].upper()):
        raise Refused(
            "SERVICE asks other hosts, and this service asks none. Query the other endpoint yourself and join the answers"
            " (a prefix that contains the word “service” needs another name here).",
            **position(text, token.start),
        )
    if token.keyword == "LOAD":
        raise Refused("LOAD would fetch and store data, and this service only reads. Take it out.", **position(text, token.start))


def _deeper(text: str, token: Token, depth: int, max_depth: int) -> int:
    if token.is_mark("{(["):
        depth += 1
        _refuse_depth(text, token.start, depth, max_depth)
    elif token.is_mark("})]"):
        depth = max(0, depth - 1)
    return depth


def _refuse_depth(text: str, start: int, depth: int, max_depth: int) -> None:
    if depth > max_depth:
        raise _at(text, start, f"The brackets are nested more than {max_depth} deep. Write the query flatter.")


def _at(text: str, start: int, message: str) -> BadRequest:
    return BadRequest(message, **position(text, start))

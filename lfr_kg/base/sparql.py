r"""SPARQL text, read by token, and values put in for its variables: the one lexer and the one binder.

Reading by token, nothing inside a string, an address or a comment is taken for a variable, a bracket or a keyword. It is ours because no
parser keeps the text: the guard reads what may never reach a parser, and the binder gives back the query that its author wrote. Each term
is written here, so that no value can end its own literal.

Source: SPARQL 1.1 Query Language (W3C), section 19.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypedDict

import pyoxigraph as ox

from lfr_kg.base.model import Value

Term = ox.NamedNode | ox.Literal

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")

_KINDS = {
    "space": r"\s+",
    "comment": r"\#[^\r\n]*",
    "iri": r"<[^<>\"{}|^`\\\x00-\x20]*>",
    "string": r"""\"\"\"(?:[^"\\]|\\.|\"(?!\"\"))*+\"\"\" | \'\'\'(?:[^'\\]|\\.|'(?!''))*+\'\'\'
               | "(?:[^"\\\r\n]|\\.)*+"? | '(?:[^'\\\r\n]|\\.)*+'?""",
    "variable": r"[?$]\w+",
    "label": r"_:[\w.\-·]+",
    "language": r"@[A-Za-z][A-Za-z0-9\-]*",
    "name": r"(?:[^\W\d_][\w.\-·]{0,200})?:(?:[\w:.\-·%]|\\[_~.\-!$&'()*+,;=/?\#@%])*",
    "number": r"[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?",
    "word": r"[^\W\d_]\w*",
    "mark": r".",
}
"""The kinds of token and their patterns. Nothing is read twice, or a prefix's 200 characters at most: repetitions are possessive, and a
short string that its line does not close goes to the end of that line, since no reading of SPARQL gets past its quotation mark."""
_TOKEN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _KINDS.items()), re.VERBOSE | re.DOTALL)
_LIGHT = "|".join(
    (_KINDS["space"], _KINDS["iri"].replace(r"\x20", r"\x20("), *map(_KINDS.__getitem__, ("name", "variable", "string", "comment")),
     r"[Pp][Rr][Ee][Ff][Ii][Xx](?!\w)", r"[.;,*/=&+!\-]", *map(_KINDS.__getitem__, ("label", "language", "number")))
)  # fmt: skip
_WEIGHTY = re.compile(
    rf"(?:{_LIGHT})*+(?:{'|'.join(f'(?P<{kind}>{_KINDS[kind]})' for kind in ('iri', 'word', 'mark'))}|\Z)", re.VERBOSE | re.DOTALL
)
"""A token that is not light, after those that are. No kind begins as another does but names and words, of which names are tried first, so
that their order does not matter."""
_ESCAPE = re.compile(r"\\(?:\\(?P<letter>[uU])?|u(?P<four>[0-9A-Fa-f]{4})|U(?P<eight>[0-9A-Fa-f]{8})|.)", re.DOTALL)
_ODD_SPACE = re.compile(r"[^ \t\r\n]")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_STRING = "http://www.w3.org/2001/XMLSchema#string"


class Token(NamedTuple):
    """One token: its kind (a group of the lexer's pattern), its text and where it starts."""

    kind: str
    text: str
    start: int

    @property
    def is_blank(self) -> bool:
        """Whether it is space or a comment, and means nothing."""
        return self.kind in ("space", "comment")

    @property
    def keyword(self) -> str:
        """The word in capitals, as keywords are compared; "" for what is no word."""
        return self.text.upper() if self.kind == "word" else ""

    @property
    def variable(self) -> str:
        """The name of a variable; "" for what is none."""
        return self.text[1:] if self.kind == "variable" else ""

    def is_mark(self, marks: str) -> bool:
        """Whether it is one of these single characters."""
        return self.kind == "mark" and self.text in marks


def tokens(text: str) -> Iterator[Token]:
    """All tokens of a text, SPARQL or not: put together they are the text again."""
    for match in _TOKEN.finditer(text):
        yield Token(match.lastgroup or "mark", match.group(), match.start())


def weighty(text: str) -> Iterator[Token]:
    """Of the tokens of a text its words, without PREFIX, its brackets and whatever other marks, and addresses with a bracket in them: a
    third of the time for all, for whoever wants no more."""
    for match in _WEIGHTY.finditer(text):
        kind = match.lastgroup
        if kind:
            yield Token(kind, match[kind], match.start(kind))


def form_of(text: str) -> str:
    """The form of a query: SELECT, ASK, CONSTRUCT or DESCRIBE; "" where there is none of them."""
    return next((token.keyword for token in tokens(text) if token.keyword in FORMS), "")


def mentions(text: str, word: str) -> bool:
    """Whether a keyword stands in a query."""
    return any(token.keyword == word for token in tokens(text))


def variables(text: str) -> set[str]:
    """The names of the variables that stand in a query."""
    return {token.variable for token in tokens(text) if token.kind == "variable"}


def compact_names(text: str) -> set[str]:
    """The compact names, such as ``lfr:alert``, that stand in a query: not what only a string, an address or a comment mentions."""
    return {token.text for token in tokens(text) if token.kind == "name"}


def declared(text: str) -> dict[str, str]:
    """The prefixes that a query declares."""
    found, name, state = {}, "", ""
    for token in tokens(text):
        if token.is_blank:
            continue
        if state == "PREFIX" and token.text.endswith(":"):
            name, state = token.text[:-1], "IRI"
        elif state == "IRI":
            found[name], state = token.text[1:-1], ""
        else:
            state = token.keyword
    return found


def outline(text: str) -> Iterator[Token]:
    """The tokens of a query outside of all brackets, from its form on, and each bracket that opens there, save for a CONSTRUCT's
    template."""
    last, depth = "", 0
    for token in tokens(text):
        if token.is_blank or not (last or token.keyword in FORMS):
            continue
        if token.is_mark("})]"):
            depth -= 1
            continue
        if depth == 0 and not (last == "CONSTRUCT" and token.is_mark("{")):
            yield token
        last = token.keyword or token.text
        depth += token.is_mark("{([")


def group_at(text: str) -> int:
    """Where the group of a query opens, that of its WHERE; -1 where it has none."""
    return next((token.start for token in outline(text) if token.is_mark("{")), -1)


class Position(TypedDict):
    """Where in a text something stands, from 1."""

    line: int
    column: int


def position(text: str, start: int) -> Position:
    """Line and column (from 1) of a position."""
    before = text[:start]
    return {"line": before.count("\n") + 1, "column": start - (before.rfind("\n") + 1) + 1}


def written(term: Value | ox.Triple) -> str:
    """A term as SPARQL text that reads back as the same term. Raises ValueError for a blank node, which has no name outside its store,
    and for a triple.

    A ``u`` after a backslash is escaped too: SPARQL 1.1 §19.2 replaces ``\\u0022`` before it looks for the end of a string.
    """
    if isinstance(term, ox.NamedNode):
        return f"<{term.value}>"
    if not isinstance(term, ox.Literal):
        raise ValueError(f"{term} cannot be sent to another store: only names and values can.")
    text = '"' + _ESCAPE.sub(_plain_escape, "".join(_ESCAPES.get(character, character) for character in term.value)) + '"'
    if term.language:
        return f"{text}@{term.language}"
    return text if term.datatype.value == _STRING else f"{text}^^<{term.datatype.value}>"


def spaced(text: str) -> str:
    """A query in which every space is one that SPARQL knows: a byte order mark at its start, and a no-break space or the like outside of
    strings and comments, as word processors and web pages leave them, become plain ones. Nothing moves."""
    if text.isascii():
        return text
    whole = " " + text[1:] if text.startswith("\ufeff") else text
    return "".join(_ODD_SPACE.sub(" ", token.text) if token.kind == "space" else token.text for token in tokens(whole))


def plain(text: str) -> str:
    """A query without codepoint escapes: each in a string becomes its character, so that whenever a store undoes them, it reads the same.

    Raises SyntaxError for one outside a string.
    """
    return "".join(_plain_token(token) for token in tokens(text)) if "\\u" in text.lower() else text


def _plain_token(token: Token) -> str:
    if token.text == "\\":
        raise SyntaxError("write the character itself, and not its number, outside of strings")
    if "\\u" not in token.text.lower():
        return token.text
    return "#" if token.kind == "comment" else _ESCAPE.sub(_plain_escape, token.text)


def _plain_escape(match: re.Match[str]) -> str:
    """One escape in a string: a number becomes its character, and a backslash that stands before a u keeps apart from it."""
    number = match["four"] or match["eight"]
    if not number:
        return f"\\\\\\u{ord(match['letter']):04X}" if match["letter"] else match.group()
    character = chr(int(number, 16))
    return _ESCAPES.get(character, "\\'" if character == "'" else character)


def with_values(text: str, bindings: Mapping[str, Term]) -> str:
    """A query with values for its variables written at the start of its group, a line each: to read, and to try elsewhere."""
    at = group_at(text) + 1
    return text[:at] + "".join(f"\n  VALUES ?{name} {{ {written(term)} }}" for name, term in bindings.items()) + text[at:] if at else text


def substitute(text: str, bindings: Mapping[str, Value | ox.Triple]) -> str:
    """A query with its variables bound: the terms stand in for them, and are given beside (VALUES) where a SELECT names them.

    Follows what the embedded engine does with its substitutions: a bound variable is still a column, and BOUND of it is true.
    """
    known = variables(text)
    terms = {name: written(term) for name, term in bindings.items() if name in known}
    return _Writer(terms).write(text) if terms else text


class _Writer:
    """Reads a query token by token and writes it with terms for variables.

    A variable keeps its name where a SELECT names it, before its group and after it; a sub-SELECT that does not name it means another one.
    """

    def __init__(self, terms: dict[str, str]):
        self.terms = self.bound = terms
        self.stack: list[tuple[bool, dict[str, str]]] = []
        self.keeps = False
        self.head: set[str] | None = None
        self.before = ""

    def write(self, text: str) -> str:
        """The whole query."""
        found, pieces, at = list(tokens(text)), [], 0
        while at < len(found):
            tested, length = _test_of_bound(found, at)
            pieces.append("true" if tested in self.bound else "".join(self._one(token) for token in found[at : at + length]))
            at += length
        return "".join(pieces)

    def _one(self, token: Token) -> str:
        if token.kind == "word":
            self.head = set() if token.keyword == "SELECT" else self.head
            self.before = token.keyword
        elif token.kind == "mark":
            return self._mark(token.text)
        elif name := token.variable:
            if self.head is not None:
                self.head.add(name)
            stands = self.keeps or self.head is not None or self.before in ("AS", "VALUES") or name not in self.bound
            self.before = "VALUES" if self.before == "VALUES" else ""
            return token.text if stands else self.bound[name]
        return token.text

    def _mark(self, mark: str) -> str:
        if mark == "*" and self.head is not None:
            self.head |= set(self.bound)
        if mark == "{":
            return mark + self._open()
        if mark == "}" and self.stack:
            self.keeps, self.bound = self.stack.pop()
        if mark != "(" or self.before != "VALUES":
            self.before = ""
        return mark

    def _open(self) -> str:
        """Enter a group; for that of a SELECT, what stands at its start: the terms of the variables that it names."""
        head, self.head, self.before = self.head, None, ""
        self.stack.append((self.keeps or head is not None, self.bound))
        self.keeps = False
        if head is None:
            return ""
        self.bound = {name: term for name, term in self.bound.items() if name in head}
        names, terms = (" ".join(part) for part in (map("?{}".format, self.bound), self.bound.values()))
        return f" VALUES ({names}) {{ ({terms}) }} " if names else ""


def _test_of_bound(found: list[Token], at: int) -> tuple[str, int]:
    """The variable that a BOUND at this place asks of, and how many tokens that takes; "" and one token where there is none."""
    if found[at].keyword != "BOUND":
        return "", 1
    ahead = [(number, token) for number, token in enumerate(found[at : at + 10], 1) if not token.is_blank][1:4]
    if len(ahead) == 3 and ahead[0][1].is_mark("(") and ahead[1][1].variable and ahead[2][1].is_mark(")"):
        return ahead[1][1].variable, ahead[2][0]
    return "", 1

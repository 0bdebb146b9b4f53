"""Queries rewritten for an endpoint over HTTP: terms put in for variables (the protocol carries no bindings), and the dataset that is asked.

The text is read by token, so that nothing inside a string, an address or a comment is taken for a variable or a keyword, and each term is
serialised here, so that no value can end its own literal.
"""

import re

import pyoxigraph as ox

Term = ox.NamedNode | ox.Literal

TOKEN = re.compile(
    r"""
      (?P<other>\s+ | \#[^\r\n]* | <[^<>"{}|^`\\\x00-\x20]*>
        | \"\"\"(?:[^"\\]|\\.|\"(?!\"\"))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*'''
        | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*'
        | _:[\w.\-]+ | @[A-Za-z][A-Za-z0-9\-]* | (?:[^\W\d_][\w.\-]*)?:[\w:.\-%\\]*)
    | (?P<bound>BOUND\s*\(\s*[?$](?P<tested>\w+)\s*\))
    | [?$](?P<variable>\w+)
    | (?P<word>[^\W\d_]\w*)
    | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
ESCAPE = re.compile(r"\\(?:\\(?P<letter>[uU])?|u(?P<four>[0-9A-Fa-f]{4})|U(?P<eight>[0-9A-Fa-f]{8})|.)", re.DOTALL)
ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
GLUED = re.compile(r"from(?:named)?\w*:|from\w", re.IGNORECASE)
STRING = "http://www.w3.org/2001/XMLSchema#string"
_AFTER_DATASET = ("WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")
FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


def form_of(text: str) -> str:
    """The form of a query: SELECT, ASK, CONSTRUCT or DESCRIBE; "" where there is none of them."""
    words = (match["word"].upper() for match in TOKEN.finditer(text) if match["word"])
    return next((word for word in words if word in FORMS), "")


def mentions(text: str, word: str) -> bool:
    """Whether a keyword stands in a query, outside of strings, addresses and comments."""
    return any((match["word"] or "").upper() == word for match in TOKEN.finditer(text))


def written(term: Term) -> str:
    """A term as SPARQL text that reads back as the same term. Raises ValueError for a blank node, which has no name outside its store.

    A ``u`` after a backslash is escaped too: SPARQL 1.1 §19.2 replaces ``\\u0022`` before it looks for the end of a string.
    """
    if isinstance(term, ox.NamedNode):
        return f"<{term.value}>"
    if not isinstance(term, ox.Literal):
        raise ValueError(f"{term} cannot be sent to another store: only names and values can.")
    text = '"' + ESCAPE.sub(_plain_escape, "".join(ESCAPES.get(character, character) for character in term.value)) + '"'
    if term.language:
        return f"{text}@{term.language}"
    return text if term.datatype.value == STRING else f"{text}^^<{term.datatype.value}>"


def plain(text: str) -> str:
    """A query without codepoint escapes: each in a string becomes its character, so that whenever a store undoes them, it reads the same.

    Raises SyntaxError for one outside a string.
    """
    if "\\u" not in text.lower():
        return text
    return "".join(_plain_token(match) for match in TOKEN.finditer(text))


def _plain_token(match: re.Match) -> str:
    token = match.group()
    if token == "\\":
        raise SyntaxError("write the character itself, and not its number, outside of strings")
    if "\\u" not in token.lower():
        return token
    return "#" if token.startswith("#") else ESCAPE.sub(_plain_escape, token)


def _plain_escape(match: re.Match) -> str:
    """One escape in a string: a number becomes its character, and a backslash that stands before a u keeps apart from it."""
    number = match["four"] or match["eight"]
    if not number:
        return f"\\\\\\u{ord(match['letter']):04X}" if match["letter"] else match.group()
    character = chr(int(number, 16))
    return ESCAPES.get(character, "\\'" if character == "'" else character)


def declared(text: str) -> dict[str, str]:
    """The prefixes that a query declares."""
    found, names, state = {}, "", ""
    for token in _meaningful(text):
        if state == "PREFIX" and token.endswith(":"):
            names, state = token[:-1], "IRI"
        elif state == "IRI":
            found[names], state = token[1:-1], ""
        else:
            state = token.upper()
    return found


def _meaningful(text: str) -> list[str]:
    return [match.group() for match in TOKEN.finditer(text) if not _is_blank(match.group())]


def split_dataset(text: str, prefixes: dict[str, str]) -> tuple[str, list[str], list[str]]:
    """A query without its FROM and FROM NAMED clauses, and the graphs that they name. ``prefixes`` hold without being declared.

    Raises SyntaxError where FROM is written together with a name: some parsers see the clause then, and some do not.
    """
    known, state, pieces = prefixes | declared(text), "", []
    found: dict[str, list[str]] = {"FROM": [], "FROM NAMED": []}
    for match in TOKEN.finditer(text):
        token = match.group()
        if GLUED.match(token):
            raise SyntaxError("put a space after FROM (a prefix that begins with “from” needs another name here)")
        if match["word"]:
            state = "FROM NAMED" if token.upper() == "NAMED" and state == "FROM" else token.upper()
            token = "" if state in found else token
        elif match["other"] and not _is_blank(token) and state in found:
            start, _, rest = token.partition(":")
            found[state].append(token[1:-1] if token.startswith("<") else known.get(start, "") + rest)
            state, token = "", ""
        pieces.append(token)
    return "".join(pieces), found["FROM"], found["FROM NAMED"]


def with_dataset(text: str, default: list[str], named: list[str]) -> str:
    """A query that has no FROM clause, with those that name this dataset, on the line where they fit."""
    clauses = "".join(f" FROM <{name}>" for name in default) + "".join(f" FROM NAMED <{name}>" for name in named) + " "
    form, depth, closed, inside = "", 0, False, False
    for match in TOKEN.finditer(text):
        word, mark = (match["word"] or "").upper(), match["mark"] or ""
        if not form:
            form = word if word in FORMS else ""
        elif depth == 0 and (word in _AFTER_DATASET or mark == "{"):
            inside = form == "CONSTRUCT" and mark == "{" and not closed
            if not inside:
                return text[: match.start()] + clauses + text[match.start() :]
        depth += (mark in ("{", "(", "[")) - (mark in ("}", ")", "]"))
        closed = closed or (inside and depth == 0)
    return f"{text}\n{clauses}"


def _is_blank(token: str) -> bool:
    return token.isspace() or token.startswith("#")


def substitute(text: str, bindings: dict[str, Term]) -> str:
    """A query with its variables bound: the terms stand in for them, and are given beside (VALUES) where a SELECT names them.

    Follows what the embedded engine does with its substitutions: a bound variable is still a column, and BOUND of it is true.
    """
    variables = {match["variable"] or match["tested"] for match in TOKEN.finditer(text)}
    terms = {name: written(term) for name, term in bindings.items() if name in variables}
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
        return "".join(self._one(match) for match in TOKEN.finditer(text))

    def _one(self, match: re.Match) -> str:
        token, name = match.group(), match["variable"] or match["tested"]
        if match["word"]:
            self.head = set() if match["word"].upper() == "SELECT" else self.head
            self.before = match["word"].upper()
        elif match["mark"]:
            return self._mark(token)
        elif match["tested"]:
            return "true" if name in self.bound else token
        elif name:
            if self.head is not None:
                self.head.add(name)
            stands = self.keeps or self.head is not None or self.before in ("AS", "VALUES") or name not in self.bound
            self.before = "VALUES" if self.before == "VALUES" else ""
            return token if stands else self.bound[name]
        return token

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

"""The project's own files: which there are, what each is for, what they say, and the hash that names them.

A file that no role claims stops the build: nothing lies between the globs unread.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import translate
from functools import cached_property
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from lfr_kg.base.errors import KnowledgeError
from lfr_kg.base.namespaces import GRAPHS, is_ours
from lfr_kg.corpus.derived import derived

ROLES = {
    "ontology/lfr.ttl": "header",
    "ontology/vocabulary/*.ttl": "vocabulary",
    "ontology/concepts/*.ttl": "concepts",
    "ontology/plan/*.ttl": "plan",
    "ontology/actors.ttl": "actors",
    "ontology/conditions/*.ttl": "conditions",
    "ontology/alignments.ttl": "alignments",
    "ontology/law/*/*.ttl": "law",
    "ontology/law/*/*/*.ttl": "law",
    "shapes/meta.ttl": "meta-shapes",
    "shapes/*.ttl": "shapes",
    "shapes/*/*.ttl": "shapes",
    "queries/rules/*/*.rq": "rules",
    "queries/questions/*.rq": "questions",
    "queries/views/*.rq": "views",
    "queries/checks/*-violation.rq": "checks",
    "*/README.md": "readme",
    "ontology/register/README.md": "readme",
    "ontology/register/*.csv": "register",
    "ontology/register/*.geojson": "outlines",
    "ontology/register/records/*.csv": "register",
}
"""Pattern → role; the first that fits claims the file."""

_PATTERNS = [(pattern.count("/"), re.compile(translate(pattern)).match, role) for pattern, role in ROLES.items()]

HASHED = ("ontology/", "shapes/", "queries/rules/")
"""What decides a verdict, and so what the knowledge hash covers. The register of published records is not of it: it is what is judged."""


@dataclass(frozen=True)
class SourceFile:
    """One file of knowledge: its path under the root (with ``/``), its role and its bytes."""

    path: str
    role: str
    content: bytes

    @property
    def name(self) -> str:
        """The file's name without folder and ending: the slug of a query or rule."""
        return Path(self.path).stem

    @property
    def folder(self) -> str:
        """The name of the folder it lies in: the kind of a rule."""
        return Path(self.path).parent.name

    @cached_property
    def graph(self) -> ox.NamedNode:
        """The named graph that holds what the file states: one a file, and one where a source or a theme of shapes fills a folder."""
        place = Path(self.path)
        is_part = len(place.parts) == {"law": 5, "shapes": 3}.get(self.role)
        return ox.NamedNode(GRAPHS + (place.parent if is_part else place.with_suffix("")).as_posix())


class Corpus:
    """All files of knowledge under a root.

    Raises KnowledgeError where a file has no role, or there is none at all.
    """

    def __init__(self, root: Path):
        self.root = root
        self.files = list(_read(root))
        if not self.files:
            raise KnowledgeError(f"No knowledge under {root}: it should hold ontology/, shapes/ and queries/.")

    def of(self, *roles: str) -> list[SourceFile]:
        """The files of these roles, in the order of their paths."""
        return [file for file in self.files if file.role in roles]

    @cached_property
    def hash(self) -> str:
        """SHA-256 (hex) over path and content of every file that a verdict depends on."""
        digest = hashlib.sha256()
        for file in self.files:
            if file.path.startswith(HASHED) and file.role not in ("readme", "register", "outlines"):
                digest.update(f"{file.path}\0{len(file.content)}\0".encode() + file.content)
        return digest.hexdigest()

    @cached_property
    def whole_hash(self) -> str:
        """SHA-256 (hex) over every file: what the built store is named by, since it holds the queries too."""
        digest = hashlib.sha256(self.hash.encode())
        for file in self.files:
            digest.update(f"{file.path}\0{len(file.content)}\0".encode() + file.content)
        return digest.hexdigest()

    @cached_property
    def written(self) -> list[ox.Quad]:
        """What all Turtle files say, each in its own named graph; blank nodes renamed so that files never share one.

        Raises KnowledgeError with file, line and column where one cannot be parsed.
        """
        return [quad for file in self.files if file.path.endswith(".ttl") for quad in parse_file(file)]

    @cached_property
    def quads(self) -> list[ox.Quad]:
        """What the files state: what they say, and what follows from the files of law by how things are named and placed.

        Raises KnowledgeError as ``written`` does.
        """
        law = {file.graph for file in self.of("law")}
        of_law = [quad for quad in self.written if quad.graph_name in law]
        said = set(of_law)
        return [*self.written, *(quad for quad in derived(of_law) if quad not in said)]

    def check_references(self) -> None:
        """Raise KnowledgeError where a statement names something of this project that nothing declares.

        Declared is what stands as the subject of an ``rdf:type`` statement.
        """
        declared = {quad.subject for quad in self.quads if quad.predicate.value.endswith("#type")}
        dangling: dict[str, str] = {}
        for quad in self.quads:
            for term in (quad.subject, quad.predicate, quad.object):
                if isinstance(term, ox.NamedNode) and is_ours(term.value) and term not in declared:
                    dangling.setdefault(term.value, str(quad.graph_name).strip("<>").removeprefix(GRAPHS))
        if dangling:
            lines = "\n".join(f"  {name}  (named in {place})" for name, place in sorted(dangling.items()))
            raise KnowledgeError(f"{len(dangling)} names are used and never declared; declare them or mend the spelling:\n{lines}")


def header(text: str, path: str) -> dict[str, Any]:
    """The ``#+`` lines at the top of a query or rule file, read as YAML.

    Raises KnowledgeError where they are no YAML mapping or give no title.
    """
    import yaml  # an answer needs none of it

    lines = [line[2:].removeprefix(" ") for line in text.splitlines() if line.startswith("#+")]
    try:
        found = yaml.load("\n".join(lines), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)) or {}
    except yaml.YAMLError as error:
        raise KnowledgeError(f"{path}: the #+ lines at the top are not YAML: {error}") from error
    if not isinstance(found, dict) or "title" not in found:
        raise KnowledgeError(f"{path}: the #+ lines at the top give no title.")
    return found


def parse_file(file: SourceFile) -> list[ox.Quad]:
    """The statements of one Turtle file, in its named graph. Raises KnowledgeError with line and column."""
    try:
        triples = list(ox.parse(file.content, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True))
    except SyntaxError as error:
        raise KnowledgeError(f"{file.path}, line {error.lineno}, column {error.offset}: {error.msg}") from error
    graph = file.graph
    return [ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples]


def _read(root: Path) -> Iterator[SourceFile]:
    under = f"{root}{os.sep}"
    for folder in ("ontology", "shapes", "queries"):
        places = ((place[len(under) :].split(os.sep), names) for place, _, names in os.walk(under + folder))
        found = sorted([*parts, name] for parts, names in places for name in names if "__pycache__" not in parts)
        for path in map("/".join, found):
            yield SourceFile(path, _role(path), (root / path).read_bytes())


def _role(path: str) -> str:
    for depth, is_of, role in _PATTERNS:
        if path.count("/") == depth and is_of(path):
            return role
    known = ", ".join(ROLES)
    raise KnowledgeError(f"{path} has no role: move or rename it so that one of these fits it, or remove it: {known}.")

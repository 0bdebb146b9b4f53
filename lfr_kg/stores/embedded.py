"""Where the knowledge lives once built: an Oxigraph store on disk, in a folder named by the hash of what went in.

One process builds, into a folder beside, and moves it into place; every other opens it read-only. A second start finds the folder. Every
statement lies in the named graph of its file, and once in the default graph, which merges them all: an engine that makes the union anew for
each query takes two to three times as long.
"""

import json
import os
import shutil
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from lfr_kg import __version__
from lfr_kg.base.errors import BadSetting, KnowledgeError
from lfr_kg.base.model import Fact, Value, facts_of
from lfr_kg.base.namespaces import DERIVED_GRAPH, SPARQL_PREFIXES
from lfr_kg.base.sparql import Term
from lfr_kg.corpus.files import Corpus
from lfr_kg.stores import manifest

if TYPE_CHECKING:
    from lfr_kg.stores.remote import Remote
    from lfr_kg.stores.results import Answer

BUILDING, LEFT_SECONDS = "building-", 86_400
"""What the names of folders begin with that are being built in, and how long none is built in."""
FORMAT = "9"
"""Raised when what is written into or beside the store changes, so that an older folder is not read."""


def folder_of(corpus: Corpus, cache: Path) -> Path:
    """Where the built knowledge of this corpus lies, whether or not it has been built."""
    return cache / f"{corpus.whole_hash[:24]}-{__version__}-{FORMAT}"


def derive(corpus: Corpus) -> set[Fact]:
    """What the knowledge entails by its axioms, and the shortcuts that questions take. Raises KnowledgeError on a contradiction."""
    from lfr_kg.corpus.entailment import close  # only the build needs these
    from lfr_kg.corpus.shortcuts import shortcuts

    stated = set(facts_of(corpus.quads))
    entailed = set(close(stated))
    return entailed | (set(shortcuts(chain(stated, entailed))) - stated)


def build(
    corpus: Corpus,
    cache: Path,
    also: Iterable[ox.Quad] = (),
    write: Callable[[Path], None] = lambda folder: None,
) -> Path:
    """Write the store of a corpus and answer its folder. ``write`` puts further files into the folder.

    ``also`` are statements about the knowledge (the query library, what registers state), kept in graphs of their own and not counted.

    Whatever is wrong with the knowledge raises KnowledgeError and leaves nothing behind: a dangling reference, a contradiction,
    a ``*-violation`` query that returns a row.
    """
    corpus.check_references()
    derived = derive(corpus)
    target = folder_of(corpus, cache)
    workshop = _workshop(cache)
    try:
        store = ox.Store(str(workshop / manifest.STORE))
        store.bulk_extend(with_merged(corpus.quads))
        graph = ox.NamedNode(DERIVED_GRAPH)
        store.bulk_extend(with_merged(ox.Quad(subject, predicate, value, graph) for subject, predicate, value in derived))
        refuse_violations(corpus, store)
        counts = count(store, corpus, len(derived))
        store.bulk_extend(with_merged(also))
        store.optimize()
        del store
        write(workshop)
        (workshop / "counts.json").write_text(json.dumps(counts), encoding="utf-8")
        manifest.write(workshop, corpus.whole_hash)
        _move(workshop, target)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    return target


def with_merged(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Statements in their graphs, and each in the default graph too."""
    for quad in quads:
        yield quad
        yield ox.Quad(quad.subject, quad.predicate, quad.object)


EXTENDED = "-judged"
"""What the name of a built folder ends in to which findings on the register were added."""


def extended(
    folder: Path, knowledge: str, quads: Iterable[ox.Quad], artefacts: dict[str, str], write: Callable[[Path], None] = lambda folder: None
) -> Path:
    """A copy of a built folder to whose store statements were added, with named texts beside it; answer its folder. ``knowledge`` is the
    hash that the folder was built for; ``write`` puts further files into it.

    What is there already is put away first. Raises OSError where it cannot be written, KnowledgeError where the folder is not as it was
    built, and leaves nothing behind.
    """
    for part in ("", manifest.STORE):
        manifest.check(folder, knowledge, part)
    target = folder.with_name(folder.name + EXTENDED)
    workshop = _workshop(folder.parent)
    try:
        shutil.copytree(folder, workshop, dirs_exist_ok=True)
        store = ox.Store(str(workshop / manifest.STORE))
        store.bulk_extend(with_merged(quads))
        store.optimize()
        del store
        for name, text in artefacts.items():
            (workshop / name).write_text(text, encoding="utf-8")
        write(workshop)
        manifest.write(workshop, knowledge)
        shutil.rmtree(target, ignore_errors=True)
        _move(workshop, target)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    return target


def best(folder: Path) -> Path:
    """The folder to open for a built one: that to which findings were added, where there is one."""
    target = folder.with_name(folder.name + EXTENDED)
    return target if is_built(target) else folder


def is_built(folder: Path) -> bool:
    """Whether a folder was built to its end: the manifest is written last."""
    return (folder / manifest.FILE).exists()


def _workshop(cache: Path) -> Path:
    """A new folder to build in. What builds that were killed have left behind there is removed, a day later.

    Raises BadSetting where none can be made.
    """
    try:
        cache.mkdir(parents=True, exist_ok=True)
        for left in cache.glob(f"{BUILDING}*"):
            with suppress(FileNotFoundError):  # another builder has just put it in place
                if left.stat().st_mtime < time.time() - LEFT_SECONDS:
                    shutil.rmtree(left, ignore_errors=True)
        workshop = cache / f"{BUILDING}{uuid.uuid4().hex}"
        workshop.mkdir()  # for whom the umask lets in: often one account builds, and another serves
        return workshop
    except OSError as error:
        told = f"Built knowledge cannot be kept in {cache} ({error.strerror}): set LFR_KG_CACHE to a folder that can be written."
        raise BadSetting(told) from error


def _move(workshop: Path, target: Path) -> None:
    """Put a finished folder in place. Where another process was first, its folder stays: the content is the same. What lies there without
    having been built to its end gives way."""
    try:
        os.rename(workshop, target)
    except OSError:
        if not is_built(target):
            shutil.rmtree(target)
            os.rename(workshop, target)


def refuse_violations(corpus: Corpus, store: ox.Store) -> None:
    """Run every ``queries/checks/*-violation.rq``; raise KnowledgeError with the rows where one returns any."""
    found = []
    for file in corpus.of("checks"):
        rows = select(store, file.content.decode())
        names = [variable.value for variable in rows.variables]
        found += [f"  {file.name}: " + ", ".join(f"{name}={row[name]}" for name in names) for row in rows]
    if found:
        raise KnowledgeError("The knowledge breaks its own rules:\n" + "\n".join(sorted(found)))


def count(store: ox.Store, corpus: Corpus, derived: int) -> dict[str, int]:
    """How much knowledge there is: statements, stated and derived, and the things that people ask the number of."""
    counts = {"statements": len(corpus.quads), "derived": derived, "files": len(corpus.files)}
    kinds = {
        "norms": "lfr:Norm",
        "sources": "lfr:Source",
        "provisions": "lfr:Provision",
        "conditions": "lfr:Condition",
        "concepts": "skos:Concept",
    }
    for name, kind in kinds.items():
        [row] = select(store, f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ ?x a {kind} }}")
        counts[name] = int(row["n"].value)
    [row] = select(store, "SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE { ?x a sh:NodeShape ; lfr:checks ?norm }")
    return counts | {"checks": int(row["n"].value)}


def open_store(folder: Path) -> ox.Store:
    """The store of a built folder, read-only: many processes may open it at once."""
    return ox.Store.read_only(str(folder / manifest.STORE))


def ask(store: "ox.Store | Remote", text: str, bindings: Mapping[str, Term] | None = None) -> "Answer":
    """Run one of the project's own queries over all graphs merged, with the prefixes of the one table.

    ``bindings`` maps variable names to terms; they are bound, never pasted into the text.
    """
    substitutions: dict[ox.Variable, Value | ox.Triple] = {ox.Variable(name): term for name, term in (bindings or {}).items()}
    return store.query(SPARQL_PREFIXES + text, substitutions=substitutions)


def select(store: "ox.Store | Remote", text: str, bindings: Mapping[str, Term] | None = None) -> ox.QuerySolutions:
    """Run one of the project's own queries that ask for a table, as ``ask`` does. Raises KnowledgeError for one of another form."""
    answer = ask(store, text, bindings)
    if not isinstance(answer, ox.QuerySolutions):
        raise KnowledgeError(f"A query that should be a SELECT is none: {text.strip()[:200]}")
    return answer

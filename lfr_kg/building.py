"""The knowledge built from the project's files: checked, derived, and written in the forms that it is opened from."""

from functools import partial
from itertools import chain
from pathlib import Path

import orjson

from lfr_kg.ask.library import Library
from lfr_kg.ask.library_graph import library_quads
from lfr_kg.assess import apart, checks, rules
from lfr_kg.base.loading import without_collections
from lfr_kg.base.model import Graph, facts_of
from lfr_kg.base.settings import Settings
from lfr_kg.corpus.citation import citation_of
from lfr_kg.corpus.files import Corpus
from lfr_kg.evidence.vocabulary import read_vocabulary
from lfr_kg.importers.coverage import coverage_quads
from lfr_kg.importers.use_cases import use_cases
from lfr_kg.register.graphs import register_quads, with_known_names
from lfr_kg.register.tables import read_tables
from lfr_kg.search import index as search
from lfr_kg.stores import embedded, facts


def build(corpus: Corpus, settings: Settings) -> Path:
    """Check, derive and write the knowledge; the folder it lies in. Raises KnowledgeError where it does not hold together."""
    with without_collections(), apart.Compiling(corpus.of("rules")) as compiling:
        graph, shapes = Graph(facts_of(corpus.quads)), {file.graph for file in corpus.of("shapes")}
        library = Library(corpus)
        records = with_known_names(register_quads(read_tables(corpus), read_vocabulary(graph)), corpus)
        also = chain(library_quads(library), coverage_quads(use_cases(corpus)), records)

        def write(folder: Path) -> None:
            questions = [(each.slug, each.title, each.description) for each in library.questions.values()]
            search.write_index(graph, questions, folder / search.FILE, partial(citation_of, graph, short=True))
            (folder / facts.FILE).write_bytes(facts.written(graph))
            stated = facts_of(quad for quad in corpus.quads if quad.graph_name in shapes)
            (folder / checks.FILE).write_text(checks.compile_shapes(graph, stated), encoding="utf-8")
            compiled = compiling.rules()
            (folder / rules.FILE).write_bytes(orjson.dumps([rules.as_json(rule) for rule in compiled]))
            (folder / rules.CODE).write_bytes(rules.as_code(compiled))

        return embedded.build(corpus, settings.built, also, write)

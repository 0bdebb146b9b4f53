"""The knowledge base: everything loaded once and never changed; the one object that commands and pages see."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import pyoxigraph as ox

from lfr_kg import __version__
from lfr_kg.answer import composing
from lfr_kg.answer.contract import Answer
from lfr_kg.answer.receipt import Sealed
from lfr_kg.assess import checks, rules
from lfr_kg.assess.assessor import Assessor
from lfr_kg.assess.law import Terms
from lfr_kg.base import times
from lfr_kg.base.errors import NotFound
from lfr_kg.base.loading import loading_for_good, without_collections
from lfr_kg.base.model import Graph
from lfr_kg.base.settings import Settings
from lfr_kg.base.sparql import Term
from lfr_kg.corpus.files import Corpus
from lfr_kg.evidence.description import Description, describe
from lfr_kg.evidence.reading import WORKBOOK, Submitted, read
from lfr_kg.evidence.vocabulary import Vocabulary, read_vocabulary
from lfr_kg.stores import embedded as store
from lfr_kg.stores import facts, manifest

if TYPE_CHECKING:
    from lfr_kg.answer.signing import Signer
    from lfr_kg.ask.library import Library, Question
    from lfr_kg.drafting.dictionary import Dictionary
    from lfr_kg.plan import Planner
    from lfr_kg.register.judging import Judge
    from lfr_kg.register.register import Register
    from lfr_kg.stores.remote import Remote
    from lfr_kg.texts.folder import Folder
    from lfr_kg.whatif import WhatIf

# What one assessment has no use for is imported by whoever asks for it: imports are half of what a process takes to its first answer.


class KnowledgeBase:
    """The law as built from the project's files, and what can be done with it. Made by ``KnowledgeBase.open``."""

    def __init__(self, settings: Settings, corpus: Corpus, folder: Path, signer: "Signer | None" = None):
        manifest.check(folder, corpus.whole_hash)
        self.settings, self.corpus, self.folder, self.signer = settings, corpus, folder, signer
        self.version, self.hash = __version__, corpus.hash
        self.counts: dict[str, int] = orjson.loads((folder / "counts.json").read_bytes())

    @classmethod
    def open(cls, settings: Settings | None = None, *, opens_store: bool = True) -> "KnowledgeBase":
        """The knowledge under ``settings.root``, built first where it has not been. Without ``opens_store`` the store, which brings threads
        with it, is opened by whoever asks it first.

        Raises KnowledgeError where it does not hold together or what was built is no longer as it was built, and BadSetting where it cannot
        be kept, or the file of the key to sign with does not serve.
        """
        settings = settings or Settings.from_environment()
        signer = _signer(settings.signing_key)
        corpus = Corpus(settings.root)
        folder = store.folder_of(corpus, settings.built)
        if not store.is_built(folder):
            from lfr_kg.building import build

            folder = build(corpus, settings)
        opened = cls(settings, corpus, store.best(folder), signer)
        if opens_store:
            _ = opened.store
        return opened

    @cached_property
    def store_path(self) -> Path | str:
        """Where the graphs lie: a folder, or the address of an endpoint."""
        from lfr_kg.stores.remote import is_address

        return self.settings.store if is_address(self.settings.store) else self.folder / manifest.STORE

    @cached_property
    def store(self) -> "ox.Store | Remote":
        """All graphs, read-only: beside the knowledge, or at the address that the settings name."""
        from lfr_kg.stores.remote import Access, Remote, is_address

        if is_address(self.settings.store):
            return Remote(self.settings.store, Access.of(self.settings)).require(self.corpus.hash)
        manifest.check(self.folder, self.corpus.whole_hash, manifest.STORE)
        return store.open_store(self.folder)

    @cached_property
    def register(self) -> "Register":
        """The published records with what their forces had published, and what was found of them where ``lfr-kg build --register`` judged
        them."""
        from lfr_kg.register import kept
        from lfr_kg.register.register import Register
        from lfr_kg.register.tables import read_tables

        return Register(read_tables(self.corpus), self.vocabulary, kept.Findings(self.folder / kept.FILE))

    def judge_of_register(self) -> "Judge":
        """What judges the published records: by this law, as at the end of the day on which they were last looked for."""
        from lfr_kg.register.judging import Judge

        at = datetime.combine(times.day(self.register.tables.seen), time(23, 59, 59), UTC)
        return Judge(self.assessor, self.register.tables, (self.version, self.hash), f"lfr-kg {__version__}", at)

    @cached_property
    def texts(self) -> "Folder | None":
        """The operator's folder of official words, where the settings name one. No answer reads it."""
        from lfr_kg.texts.folder import Folder

        return Folder(Path(self.settings.texts)) if self.settings.texts else None

    @cached_property
    def graph(self) -> Graph:
        """What the project's files state, as one indexed graph."""
        return facts.read((self.folder / facts.FILE).read_bytes())

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What a description may say."""
        return read_vocabulary(self.graph)

    @cached_property
    def library(self) -> "Library":
        """The query library: questions and views by slug."""
        from lfr_kg.ask.library import Library

        return Library(self.corpus)

    @cached_property
    def assessor(self) -> Assessor:
        """The engine, with this knowledge compiled into it."""
        with loading_for_good():
            compiled = [rules.from_json(entry) for entry in orjson.loads((self.folder / rules.FILE).read_bytes())]
            return self.assessor_with(rules.with_code(compiled, (self.folder / rules.CODE).read_bytes()), self.settings.engine)

    def assessor_with(self, compiled: list[rules.Rule], engine: str) -> Assessor:
        """An engine of another make over the same knowledge: for comparison."""
        return Assessor(self.graph, self.shapes, compiled, self.vocabulary, engine)

    @cached_property
    def shapes(self) -> str:
        """The shapes as SHACL engines run them (the shapes about shapes left out)."""
        return (self.folder / checks.FILE).read_text(encoding="utf-8")

    @lru_cache(4096)  # noqa: B019 - one knowledge base lives as long as its process
    def cite(self, slug: str) -> dict[str, str]:
        """Citation, provision and official address of a norm, by its slug."""
        from lfr_kg.corpus.citation import cite

        return cite(self.graph, slug)

    @cached_property
    def entries(self) -> composing.Entries:
        """What is constant of norms, for answers."""
        return composing.Entries(self.cite)

    def query(self, text: str, bindings: Mapping[str, Term] | None = None) -> ox.QuerySolutions:
        """Run one of the project's own queries over all graphs merged; see ``store.select``."""
        return store.select(self.store, text, bindings)

    def ask(self, question: "Question", bound: Mapping[str, Term]) -> ox.QuerySolutions:
        """The answer to a question of the library with its values, narrowed to the rules that bind a force where one is among them."""
        from lfr_kg.ask import narrowing

        values = {name: term for name, term in bound.items() if name != narrowing.NARROWED}
        found, force = self.query(question.text, values), bound.get(narrowing.NARROWED)
        return narrowing.narrowed(found, question.rule, self.rules_binding(force)) if isinstance(force, ox.NamedNode) else found

    @lru_cache(256)  # noqa: B019 - one knowledge base lives as long as its process
    def rules_binding(self, actor: ox.NamedNode) -> frozenset[ox.NamedNode]:
        """The rules that bind somebody on any day, by name or through roles, as the page of a force lists them."""
        from lfr_kg.ask.narrowing import BINDS

        question = self.library.question(BINDS)
        in_no_order = question.text.rpartition("ORDER BY")[0]  # putting the rows in order takes a third of the time
        return frozenset(row["norm"] for row in self.query(in_no_order, question.bind({"actor": actor.value})))

    def describe(self, files: list[tuple[bytes, str, str]]) -> Description:
        """The deployments in some files, given as (content, media type, name): RDF or the project's own workbook.

        Errors as ``reading.read``, ``spreadsheet.submitted`` and ``description.describe``.
        """
        sent = [self._read(*file) for file in files]
        return describe(sent, self.vocabulary, self.settings.max_triples, self.settings.max_deployments)

    def _read(self, content: bytes, media_type: str, name: str) -> Submitted:
        if media_type.partition(";")[0].strip().lower() != WORKBOOK:
            return read(content, media_type, name, self.settings.max_bytes)
        from lfr_kg.drafting import spreadsheet

        return spreadsheet.submitted(content, name, self.dictionary, self.settings.max_bytes)

    @cached_property
    def dictionary(self) -> "Dictionary":
        """What can be stated of a deployment, laid out for people."""
        from lfr_kg.drafting.dictionary import read_dictionary

        return read_dictionary(self.graph, self.vocabulary)

    def assess(
        self, files: list[tuple[bytes, str, str]], as_at: date | None = None, at: datetime | None = None, as_then: bool = False
    ) -> Answer:
        """The answer on the deployments in some files, in full and sealed by its receipt, which is signed where the settings name a key.

        ``as_at`` is the day whose law applies (each deployment's and each event's own where None), ``at`` the instant assessed at (now
        where None; it must carry an offset); ``as_then`` leaves out what a court declared only after that day.
        """
        return self.sealed(files, as_at, at, as_then).answer

    @without_collections()
    def sealed(
        self, files: list[tuple[bytes, str, str]], as_at: date | None = None, at: datetime | None = None, as_then: bool = False
    ) -> Sealed:
        """The same with the form in which an answer is handed out whole."""
        terms = _terms(as_at, at, as_then)
        description = self.describe(files)
        circumstances = composing.Circumstances(description.hash, self.version, self.hash, f"lfr-kg {__version__}", terms.at, as_then)
        sealed = composing.compose(
            [self.assessor.assess(deployment, terms) for deployment in description.deployments],
            circumstances,
            [{"statement": each.statement, "reason": each.reason} for each in description.set_aside],
            description.notes,
            self.entries,
        )
        return sealed.signed(self.signer) if self.signer else sealed

    @cached_property
    def what_if(self) -> "WhatIf":
        """What looks for the changes that would turn a finding; made only where somebody asks."""
        from lfr_kg.whatif import WhatIf

        return WhatIf(self.assessor, self.graph)

    @cached_property
    def planner(self) -> "Planner":
        """What makes the plans of deployments to come; made only where somebody asks."""
        from lfr_kg.plan import Planner
        from lfr_kg.plan.planner import Law

        return Planner(self.assessor, self.graph, Law(self.version, self.hash, self.cite))

    def what_would_change(
        self,
        files: list[tuple[bytes, str, str]],
        norm_slug: str,
        as_at: date | None = None,
        at: datetime | None = None,
        deployment: str | None = None,
    ) -> list[dict[str, Any]]:
        """What would change the finding of a norm on the deployments in some files, or on the one named: entries as ``WhatIf.of`` gives
        them, each with ``deployment`` and ``norm``. Raises NotFound where no finding has that slug.
        """
        terms = _terms(as_at, at)
        entries, is_known = [], False
        for each in self.describe(files).deployments:
            if deployment in (None, each.name):
                try:
                    found = self.what_if.of(each, norm_slug, terms)
                except KeyError:
                    continue
                is_known = True
                entries += [{"deployment": each.name, "norm": norm_slug} | entry for entry in found]
        if not is_known:
            raise NotFound(f"No finding is named {norm_slug}: it is no obligation or prohibition in force on that day.")
        return entries

    def validate(self, files: list[tuple[bytes, str, str]], as_at: date | None = None) -> list[ox.Triple]:
        """The W3C validation report on the deployments in some files, as triples: results of the checks of norms in force."""
        from lfr_kg.answer.report_graph import validation_report

        description, assessor, terms = self.describe(files), self.assessor, _terms(as_at)
        worked_out = [assessor.work_out(deployment, terms.at) for deployment in description.deployments]
        found = [result for inference in worked_out for result in assessor.results_in_force(inference, terms)]
        return validation_report(found)


def _signer(file: str) -> "Signer | None":
    """What signs answers, where a file with a key is named. The library, slow to load, is loaded for those who sign."""
    if not file:
        return None
    from lfr_kg.answer.signing import Signer

    return Signer.of(Path(file))


def _terms(as_at: date | None, at: datetime | None = None, as_then: bool = False) -> Terms:
    """On what terms to judge, the instant being now where None, to the second."""
    return Terms(as_at, (at or datetime.now(UTC)).replace(microsecond=0), as_then)

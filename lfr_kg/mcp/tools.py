"""What an assistant may ask: each tool is a method with plain arguments, and its answer a JSON object.

Every answer says that it is information and not advice, and by which state of the knowledge it was made; whatever names a rule gives its
citation and how its words were verified.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, Literal

import pyoxigraph as ox

from lfr_kg.answer.composing import entry_of
from lfr_kg.answer.contract import Detail
from lfr_kg.answer.reports.wording import NOT_ADVICE
from lfr_kg.ask.library import Question
from lfr_kg.assess.law import Norm
from lfr_kg.base.errors import NotFound
from lfr_kg.base.namespaces import PREFIXES
from lfr_kg.evidence.reading import ENDINGS
from lfr_kg.knowledge import KnowledgeBase
from lfr_kg.plan import questions as planning
from lfr_kg.search.index import FILE, open_index
from lfr_kg.trace.chain import chain_of
from lfr_kg.web.http.parameters import day_of
from lfr_kg.web.read.catalogue import Catalogue

Told = dict[str, Any]
MOST_HITS, MOST_ROWS = 20, 500
"""Hits of a search, and rows of an answer, that are handed out at most; how many there are is said."""


class Tools:
    """The tools over one knowledge base."""

    def __init__(self, kb: KnowledgeBase):
        self.kb, self.catalogue = kb, Catalogue(kb)
        self._index = open_index(kb.folder / FILE)

    @property
    def about(self) -> str:
        """What the server says of itself."""
        return (
            "The law on police live facial recognition in England and Wales: which duty comes from where, what it asks on a day, and "
            f"what a described deployment meets, departs from or leaves open. {NOT_ADVICE}"
        )

    def all(self) -> tuple[Callable[..., Told], ...]:
        """The tools, in the order in which they are offered."""
        return self.search, self.norm, self.law_on, self.questions, self.ask, self.assess, self.plan

    def search(self, text: str, limit: int = 10) -> Told:
        """Search the law, the guidance and the questions by words, a citation or a pasted address. Duties come first, repealed law last."""
        found = self._index.search(text, limit=max(1, min(limit, MOST_HITS)))
        hits = [
            {
                "path": hit.path,
                "what": hit.word,
                "title": "".join(part.text for part in hit.title),
                "passage": "".join(part.text for part in hit.snippet),
                "citation": hit.citation,
                "bindingForce": hit.force,
                "verification": hit.verification,
                "inForceUntil": hit.until,
            }
            for hit in found.results
        ]
        return self._answer(total=found.total, hits=hits, outside=list(found.outside), suggestion=found.suggestion)

    def norm(self, slug: str, as_at: str = "") -> Told:
        """One duty, prohibition, permission or other rule by its slug (such as dpa-s64-dpia): what it asks, of whom, how it is decided, and
        the chain behind it, from provision and version to the source and who issued it, on a day (today where left out)."""
        day, norm = day_of(as_at, name="as_at"), self._norm(slug)
        said = self.catalogue.label
        links = [
            {
                "provision": said(link.provision),
                "within": [said(each) for each in link.above],
                "versionInForce": said(link.current) if link.current else None,
                "source": self._title(link.source),
                "issuedBy": [said(each) for each in link.issuers],
                "officialText": self.catalogue.text(link.provision, "lfr:officialUri"),
            }
            for link in chain_of(self.kb.graph, self.catalogue.back, norm.node, day).links
        ]
        return self._answer(
            asAt=day.isoformat(),
            inForce=norm.in_force_on(day),
            norm={"slug": slug, **entry_of(norm, self.kb.cite)},
            chain=links,
        )

    def law_on(self, as_at: str = "", source: str = "", bearer: str = "") -> Told:
        """The rules in force on a day (today where left out), all or those of one source or one bearer, named by any part of what they are
        called (such as “Data Protection Act” or “chief officer”)."""
        day = day_of(as_at, name="as_at")
        named = {slug: (self._sources(norm, day), "; ".join(norm.bearers)) for slug, norm in self.catalogue.norms.items()}
        for what, asked, place in (("source", source, 0), ("bearer", bearer, 1)):
            if not any(asked.lower() in names[place].lower() for names in named.values()):
                raise NotFound(f"No {what} of a rule is called anything like “{asked[:80]}”. Search for it first.")
        found = [
            self._in_short(slug)
            for slug, names in named.items()
            if source.lower() in names[0].lower() and bearer.lower() in names[1].lower() and self._norm(slug).in_force_on(day)
        ]
        return self._answer(asAt=day.isoformat(), total=len(found), norms=found[:MOST_ROWS])

    def questions(self) -> Told:
        """The questions of the library that can be asked with «ask»: slug, what it answers, and which values it takes."""
        return self._answer(questions=[_question(each) for each in self.kb.library.questions.values()])

    def ask(self, question: str, values: dict[str, str] | None = None) -> Told:
        """The answer to a question of the library, by its slug, with values by the names of its parameters."""
        asked = self.kb.library.question(question)
        bound = asked.bind(values or {}, today=date.today(), known=self.catalogue)
        results = self.kb.ask(asked, bound)
        columns = asked.shown(results)
        rows = [{column: row[column] for column in columns} for row in results]
        named = {value.value.removeprefix(PREFIXES["norm"]) for row in rows for value in row.values() if _is_norm(value)}
        return self._answer(
            title=asked.title,
            columns=columns,
            total=len(rows),
            rows=[{name: self._said(value) for name, value in row.items()} for row in rows[:MOST_ROWS]],
            norms={slug: self._in_short(slug) for slug in sorted(named) if slug in self.catalogue.norms},
        )

    def assess(
        self,
        description: str,
        format: Literal["ttl", "trig", "nt", "nq", "jsonld", "rdf"] = "ttl",
        as_at: str = "",
        detail: Detail = "summary",
    ) -> Told:
        """Test the description of a deployment, as RDF in the deployment vocabulary, against the law of a day (the deployment's own where
        left out). What is not stated is never taken as no. Nothing is kept."""
        sent = (description.encode(), ENDINGS[format], f"description.{format}")
        sealed = self.kb.sealed([sent], day_of(as_at, name="as_at") if as_at else None)
        return self._answer(answer=sealed.given(detail))

    def plan(self, answers: dict[str, list[str]] | None = None) -> Told:
        """What a deployment to come needs: the dated list of duties and papers, each with its law. Without answers, the questions that
        are to be answered: the name of each, what it asks and, where it has a list, what may be given."""
        if not answers:
            return self._answer(questions=[_blank(question, blank) for question in self.kb.planner.questions for blank in question.blanks])
        return self._answer(plan=self.kb.planner.plan(answers, datetime.now(UTC).replace(microsecond=0)))

    def _answer(self, **told: Any) -> Told:
        return {"notice": NOT_ADVICE, "knowledge": {"version": self.kb.version, "hash": self.kb.hash}, **told}

    def _norm(self, slug: str) -> Norm:
        if slug not in self.catalogue.norms:
            raise NotFound(f"No rule is named “{slug[:80]}”. Search for it first: the path of a hit ends in its slug.")
        return self.catalogue.norms[slug]

    def _sources(self, norm: Norm, day: date) -> str:
        """All that the sources of a rule are called."""
        links = chain_of(self.kb.graph, self.catalogue.back, norm.node, day).links
        return "; ".join(f"{self._title(link.source)}; {self.catalogue.label(link.source)}" for link in links)

    def _title(self, source: ox.NamedNode) -> str:
        return self.catalogue.text(source, "dct:title") or self.catalogue.label(source)

    def _in_short(self, slug: str) -> Told:
        entry: Mapping[str, Any] = entry_of(self._norm(slug), self.kb.cite)
        return {"slug": slug} | {name: entry[name] for name in ("title", "statement", "authority", "citation", "verification")}

    def _said(self, value: Any) -> Told | None:
        """A value of an answer: what it is called, and its address where it has one."""
        if value is None:
            return None
        if isinstance(value, ox.NamedNode):
            return {"label": self.catalogue.label(value), "address": value.value}
        return {"label": value.value}


def _is_norm(value: Any) -> bool:
    return isinstance(value, ox.NamedNode) and value.value.startswith(PREFIXES["norm"])


def _question(question: Question) -> Told:
    takes: Mapping[str, str] = {each.name: f"{each.kind}: {each.label}" for each in question.takes}
    return {
        "slug": question.slug,
        "title": question.title,
        "description": question.description,
        "values": takes,
        "example": {name: str(value) for name, value in question.example.items()},
    }


def _blank(question: planning.Question, blank: planning.Blank) -> Told:
    listed = [each.slug for each in blank.choices] or [each.label for each in (blank.field.choices if blank.field else ())]
    return {"question": question.question, "name": blank.slug, "asks": blank.label, "isNeeded": blank.is_needed, "choices": listed}

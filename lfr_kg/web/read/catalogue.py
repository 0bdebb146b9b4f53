"""Things of the graph as pages need them: what they are called, where their page is, and what the graph says of them."""

from datetime import date
from functools import cached_property

import pyoxigraph as ox
from jinja2.runtime import Macro

from lfr_kg.ask.parameters import RESOURCES, Parameter
from lfr_kg.assess.checks import Check, read_checks
from lfr_kg.assess.law import Norm, read_norms
from lfr_kg.base import times
from lfr_kg.base.model import TYPE, Graph, Value
from lfr_kg.base.namespaces import BASE, PREFIXES, compact, iri, is_ours
from lfr_kg.base.scales import FORCES
from lfr_kg.corpus.citation import citation_of, source_of
from lfr_kg.knowledge import KnowledgeBase
from lfr_kg.trace.chain import Backlinks

LABELS = ("lfr:shortName", "rdfs:label", "skos:prefLabel", "dct:title", "lfr:heading", "dct:identifier")
FOREIGN = {
    "rdf:type": "is a",
    "rdfs:label": "name",
    "rdfs:comment": "remark",
    "rdfs:subClassOf": "kind of",
    "rdfs:subPropertyOf": "narrower than",
    "rdfs:seeAlso": "see also",
    "rdfs:isDefinedBy": "defined by",
    "owl:disjointWith": "never also",
    "owl:inverseOf": "the other way round",
    "owl:equivalentClass": "the same as",
    "skos:altLabel": "other name",
    "skos:broader": "under",
    "skos:closeMatch": "close to",
    "skos:exactMatch": "the same as",
    "skos:definition": "definition",
    "skos:scopeNote": "note on use",
    "skos:inScheme": "on the list",
    "skos:notation": "written as",
    "skos:editorialNote": "note for editors",
    "skos:example": "example",
    "sh:targetClass": "what a check looks at",
    "sh:path": "property that a check looks at",
    "sh:class": "kind asked for",
    "sh:hasValue": "value asked for",
    "sh:message": "message",
    "sh:severity": "how grave",
    "sh:order": "place in order",
    "dct:title": "title",
    "dct:identifier": "identifier",
}
"""What readers may call terms of other vocabularies that ours does not name."""
AUTHORITIES: dict[Value | None, int] = {iri(f"con:authority-{slug}"): place for place, slug in enumerate(FORCES)}
"""Kinds of authority, each with its place: the most binding first."""


class Catalogue:
    """Look-ups over the knowledge of one app; made once, since the knowledge does not change."""

    def __init__(self, kb: KnowledgeBase):
        self.kb = kb
        self.graph: Graph = kb.graph
        self._citations: dict[ox.NamedNode, str] = {}
        self._labels: dict[ox.NamedNode, str] = {}
        self._above: dict[Value, frozenset[Value]] = {}
        self._written: dict[tuple[str, Value], str] = {}

    @cached_property
    def back(self) -> Backlinks:
        """The graph read backwards."""
        return Backlinks(self.graph)

    @cached_property
    def checks(self) -> dict[str, Check]:
        """Every norm's shape, by its slug."""
        return {check.slug: check for check in read_checks(self.graph)}

    @cached_property
    def norms(self) -> dict[str, Norm]:
        """Every norm as the engine reads it, by its slug."""
        return read_norms(self.graph, self.label)

    def exists(self, node: Value) -> bool:
        """Whether the files state anything of a node."""
        return bool(self.graph.predicates_of(node))

    def fits(self, parameter: Parameter, node: ox.NamedNode) -> bool:
        """Whether a node is there, and of the class or on the list that a question's parameter takes."""
        if not parameter.kinds:
            return self.exists(node)
        schemes = self.graph.objects(node, iri("skos:inScheme"))
        return any(self.is_a(node, kind) or iri(kind) in schemes for kind in parameter.kinds)

    def fitting(self, parameter: Parameter) -> list[tuple[str, str]]:
        """What may be given for a parameter that names a thing: pairs of the name in addresses and what it is called, by the latter."""
        start = RESOURCES[parameter.kind]
        nodes = [node for node in self.subjects if node.value.startswith(start) and self.fits(parameter, node)]
        return sorted(((node.value[len(start) :], self.label(node)) for node in nodes), key=lambda pair: pair[1].lower())

    def cited(self, norm: ox.NamedNode) -> str:
        """The citation of a norm, kept once made."""
        if norm not in self._citations:
            places, pinpoint = self.graph.nodes(norm, iri("lfr:statedBy")), self.text(norm, "lfr:pinpoint")
            self._citations[norm] = citation_of(self.graph, places, pinpoint, short=True) if places else ""
        return self._citations[norm]

    def value(self, node: Value, name: str) -> Value | None:
        """One value of a property given by its compact name, or None."""
        return self.graph.value(node, iri(name))

    def text(self, node: Value, name: str) -> str:
        """One value as text; "" where there is none."""
        return self.graph.text(node, iri(name))

    def all(self, node: Value, name: str) -> list[Value]:
        """All values of a property, by what they are called."""
        return sorted(self.graph.objects(node, iri(name)), key=lambda value: self.label(value).lower())

    def pointing(self, node: Value, name: str) -> list[ox.NamedNode]:
        """The named things that have this one as a value of the property, by what they are called."""
        return sorted(self.back.named(node, iri(name)), key=lambda subject: self.label(subject).lower())

    def kinds(self, node: Value) -> set[str]:
        """The compact names of a node's classes."""
        return {compact(kind.value) for kind in self.graph.nodes(node, TYPE)}

    def is_a(self, node: Value, name: str) -> bool:
        """Whether a node is of a class or of one below it."""
        wanted = iri(name)
        return any(wanted in self._with_above(kind) for kind in self.graph.objects(node, TYPE))

    def _with_above(self, kind: Value) -> frozenset[Value]:
        """A class and those above it, kept once found."""
        found = self._above.get(kind)
        if found is None:
            seen, todo = {kind}, [kind]
            while todo:
                above = [each for each in self.graph.objects(todo.pop(), iri("rdfs:subClassOf")) if each not in seen]
                seen.update(above)
                todo += above
            found = self._above[kind] = frozenset(seen)
        return found

    def once(self, macro: Macro, node: Value) -> str:
        """What a template's macro writes of a node, kept once written: for what nothing but the knowledge decides."""
        found = self._written.get((macro.name, node))
        if found is None:
            found = self._written[macro.name, node] = macro(node)
        return found

    def label(self, term: Value | None) -> str:
        """What a reader calls a term: a provision by its citation, anything else by its label, else its compact name."""
        if not isinstance(term, ox.NamedNode):
            return term.value if isinstance(term, ox.Literal) else "something unnamed"
        found = self._labels.get(term)
        if found is None:
            found = self._labels[term] = self._label(term)
        return found

    def name_of(self, address: str) -> str:
        """What a reader calls the thing of this project with an IRI that is given as text; "" where it has none, or none but the IRI."""
        node = ox.NamedNode(address) if is_ours(address) else None
        name = self.label(node) if node in self.subjects else ""
        return "" if name == compact(address) else name

    def _label(self, term: ox.NamedNode) -> str:
        kinds = self.kinds(term)
        if "lfr:ProvisionVersion" in kinds:
            return f"{self.label(self.value(term, 'lfr:versionOf'))}, as from {self.day(self.value(term, 'lfr:inForceFrom'))}"
        if "lfr:Provision" in kinds and source_of(self.graph, term) != term:
            return citation_of(self.graph, [term], short=True)
        if "sh:NodeShape" in kinds and (norms := self.graph.objects(term, iri("lfr:checks"))):
            return f"Check: {self.label(norms[0])}"
        for name in LABELS if compact(term.value) not in FOREIGN else ():
            value = self.value(term, name)
            if value is not None:
                return value.value
        return FOREIGN.get(compact(term.value), compact(term.value))

    def norm_label(self, slug: str) -> str:
        """What a norm is called, by its slug."""
        return self.label(ox.NamedNode(f"{BASE}norm/{slug}"))

    def source_label(self, name: str) -> str:
        """What a source is called, by its name in addresses."""
        return self.label(ox.NamedNode(f"{BASE}law/{name}"))

    def path(self, term: Value | None) -> str | None:
        """Where a term's page is: a path here for what is ours, the address itself for what is on the web, None for the rest."""
        if not isinstance(term, ox.NamedNode):
            return None
        if term.value.startswith(BASE):
            return "/" + term.value[len(BASE) :]
        return term.value if term.value.startswith(("http://", "https://")) else None

    def day(self, value: Value | date | str | None, node: Value | None = None) -> str:
        """A date as a reader writes it: 14 March 2026; with ``node``, no more precise than the node says that it is known."""
        if value is None:
            return ""
        text = str(value) if isinstance(value, date | str) else value.value
        try:
            found = times.day(text)
        except ValueError:
            return text
        parts = times.day_words(found).split()
        precision = self.value(node, "lfr:datePrecision") if node is not None else None
        if precision is not None:
            parts = {"con:precision-month": parts[1:], "con:precision-year": parts[2:]}.get(compact(precision.value), parts)
        return " ".join(parts)

    def kind_of(self, node: Value) -> str:
        """The word for what a node is: obligation, Act, case, condition, …"""
        for kind in sorted(self.graph.objects(node, TYPE), key=lambda each: (each.value.endswith("/Provision"), each.value)):
            label = self.value(kind, "rdfs:label")
            if label is not None and compact(kind.value).startswith("lfr:"):
                return label.value
        return {
            "owl:Class": "class",
            "skos:Concept": "value of a list",
            "skos:ConceptScheme": "list of values",
            "sh:NodeShape": "check",
        }.get(next(iter(sorted(self.kinds(node))), ""), "term")

    @cached_property
    def subjects(self) -> set[ox.NamedNode]:
        """Every named node that the files state something of."""
        return {fact[0] for fact in self.graph.facts if isinstance(fact[0], ox.NamedNode)}

    @cached_property
    def sources(self) -> list[ox.NamedNode]:
        """Every source of law, by its IRI."""
        found = {node for node, _, _ in self.graph.by_predicate[TYPE] if isinstance(node, ox.NamedNode) and self.is_a(node, "lfr:Source")}
        return sorted(found, key=str)

    @cached_property
    def norms_by_source(self) -> dict[ox.NamedNode, set[ox.NamedNode]]:
        """Source → the register entries that its provisions state."""
        found: dict[ox.NamedNode, set[ox.NamedNode]] = {}
        for norm, provision in self.graph.pairs(iri("lfr:statedBy")):
            if self.is_a(norm, "lfr:RegisterEntry"):
                found.setdefault(source_of(self.graph, provision), set()).add(norm)
        return found

    @cached_property
    def last_checked(self) -> str:
        """The latest day on which anything was compared with its source, in words."""
        days = [fact[2].value for fact in self.graph.by_predicate.get(iri("lfr:verifiedOn"), ())]
        return self.day(ox.Literal(max(days))) if days else ""

    @cached_property
    def entries(self) -> list[ox.NamedNode]:
        """Every entry of the register of law: duties and other rules, and what is recorded beside them."""
        return [node for node in self.subjects if node.value.startswith(PREFIXES["norm"]) and self.is_a(node, "lfr:RegisterEntry")]

    @cached_property
    def unverified(self) -> int:
        """How many entries are not verified at all: the one figure that every page gives."""
        return sum(self.value(node, "lfr:verification") == iri("con:unverified") for node in self.entries)

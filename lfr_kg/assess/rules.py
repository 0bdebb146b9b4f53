"""Named CONSTRUCT rules run on one description, each conclusion with the rule and the facts it was drawn from.

A rule file is plain SPARQL 1.1. It is parsed once, when the knowledge is built, into a table: the function that finds its solutions, as
text of Python, the triples it concludes, and the triple patterns of its body. A solution instantiates the patterns; those that the
description holds are the premises. What stands under NOT EXISTS or in a FILTER asks for absence or compares, and is no premise.
"""

import marshal
from collections.abc import Callable, Collection, Iterable, Set
from dataclasses import asdict, dataclass, replace
from importlib.util import MAGIC_NUMBER
from types import CodeType
from typing import Any

import pyoxigraph as ox

from lfr_kg.assess.matching import Function, Solution, compiled, loaded
from lfr_kg.assess.plans import Plan, everything, iris, names
from lfr_kg.base.errors import KnowledgeError
from lfr_kg.base.model import TYPE, Fact, Graph, Value, term
from lfr_kg.base.namespaces import iri
from lfr_kg.base.sparql import form_of, group_at
from lfr_kg.corpus.files import SourceFile, header

FILE, CODE = "rules.json", "rules.code"
"""Names beside the store: the rules, and what the Python that built them makes of their text."""
KINDS = ("measures", "conditions")
"""The folders of rules: what is computed first, and what is decided with it."""
Conclusions = list[tuple[Fact, Solution]]
"""What a rule concludes, each with the solution from which it does."""

OUTSIDE = iri("lfr:outsideOf")
MEMBERSHIP = (TYPE, OUTSIDE)
"""The properties by which rules say that a deployment is in a condition class, or is known not to be."""
_OF_ANY_PREDICATE = ("in by_subject.items()", "in matching_any(")
"""How the code of a rule looks that goes through the facts of all predicates."""


@dataclass(frozen=True)
class Rule:
    """A compiled rule. Patterns are triples of N-Triples texts, variables with ``?``."""

    kind: str
    """``measures`` or ``conditions``: the folder of its file."""
    name: str
    title: str
    where: str
    """The text of its body."""
    plan: Plan
    """The same as SPARQL's algebra (see ``plans``)."""
    code: str
    """The same as text of Python (see ``compiling``): ``conclusions``, and ``premises0`` and so on for the bodies of subselects."""
    terms: tuple[str, ...]
    """The constants that the code numbers."""
    head: tuple[tuple[str, str, str], ...]
    patterns: tuple[tuple[str, str, str], ...]
    needs: tuple[tuple[str, ...], ...]
    """Alternatives: sets of predicates without which no solution exists. Used to skip a rule that cannot fire."""
    concludes: tuple[str, ...]
    """The predicates it can conclude; the class where it concludes membership, or the lack of it."""
    inner: tuple[Plan, ...] = ()
    """Plans of the bodies of subselects, whose own variables the outer solution does not show."""
    denies: tuple[str, ...] = ()
    """What its body names to ask for its absence: predicates, classes and values. A rule that concludes it has to come first."""
    made: CodeType | None = None
    """What this Python makes of the text, where that was kept."""

    @property
    def reads(self) -> set[str]:
        """The predicates (or, for types, the classes) its body mentions."""
        return {o if p == str(TYPE) else p for _, p, o in self.patterns} | {p for _, p, _ in self.patterns}


def compile_rule(file: SourceFile) -> Rule:
    """A rule file as a table.

    Raises KnowledgeError where it lies in neither folder of rules, is no CONSTRUCT, uses what cannot be a premise (paths, blank nodes), or
    concludes something else of a condition than that something is in it, or outside of it.
    """
    from lfr_kg.assess import rule_syntax  # rdflib's parser is slow to load, and only the build needs it

    if file.folder not in KINDS:
        raise KnowledgeError(f"{file.path}: a rule lies in queries/rules/{' or queries/rules/'.join(KINDS)}.")
    text = file.content.decode()
    if form_of(text) != "CONSTRUCT" or group_at(text) < 0:
        raise KnowledgeError(f"{file.path}: a rule has the form CONSTRUCT {{ … }} WHERE {{ … }}.")
    body = text[group_at(text) :]
    rule = Rule(
        kind=file.folder,
        name=f"{file.folder}/{file.name}",
        title=header(text, file.path)["title"],
        where=body,
        **rule_syntax.tables(text, file.path),
    )
    if rule.kind == "conditions" and any(not part.startswith("?") and part not in map(str, MEMBERSHIP) for _, part, _ in rule.head):
        raise KnowledgeError(f"{file.path}: a rule on conditions concludes rdf:type or lfr:outsideOf, and nothing else.")
    return rule


def as_json(rule: Rule) -> dict[str, Any]:
    """A rule as a JSON object, to be kept beside the built store."""
    return {name: value for name, value in asdict(rule).items() if name != "made"}


def from_json(entry: dict[str, Any]) -> Rule:
    """The rule that ``as_json`` wrote."""
    tuples = {
        key: tuple(tuple(item) if isinstance(item, list) else item for item in entry[key])
        for key in ("terms", "head", "patterns", "needs", "concludes", "denies")
    }
    return Rule(**entry | tuples | {"inner": tuple(entry["inner"])})


def as_code(rules: list[Rule]) -> bytes:
    """What this Python makes of the text of rules, to be kept beside it: compiling takes fifty times as long as reading this. It says for
    which Pythons it is, as files of bytecode do."""
    return MAGIC_NUMBER + marshal.dumps([compiled(rule.code) for rule in rules])


def with_code(rules: list[Rule], kept: bytes) -> list[Rule]:
    """Rules with what ``as_code`` kept of them; as they are where another Python wrote it.

    What was kept is run as it is: whoever calls has held it against the manifest.
    """
    if not kept.startswith(MAGIC_NUMBER):
        return rules
    return [replace(rule, made=made) for rule, made in zip(rules, marshal.loads(kept[len(MAGIC_NUMBER) :]), strict=True)]


@dataclass(slots=True)
class Firing:
    """One solution of one rule: enough to find its premises when an explanation asks for them. Never changed."""

    rule: "Prepared"
    solution: Solution


Pattern = tuple[Value | str, ...]
"""Subject, predicate and value: terms, and names of variables."""
Fired = list[tuple[Fact, Firing]]
"""What a rule concludes, each with the firing that did."""


class Prepared:
    """A rule made ready to be ``run`` again and again.

    ``names`` are those that a solution gives the terms of; ``mentions`` all that its body names, None where it reads what it does not name;
    ``says`` what its conclusions name; ``reads_of`` are the nodes among what it ``reads``; ``wider`` the superclasses of the condition
    that it decides. ``watches`` is all of which nothing must have changed for it to be run or not as before and conclude the same, None
    where anything may matter.
    """

    def __init__(self, rule: Rule, wider: tuple[ox.NamedNode, ...] = ()):
        self.rule = rule
        self.name, self.kind = rule.name, rule.kind
        self.names = sorted(names(rule.plan))
        functions = loaded(rule.made or compiled(rule.code), rule.terms)
        self.run: Callable[[Graph], Conclusions] = functions["conclusions"]
        patterns = [tuple(map(_term, triple)) for triple in rule.patterns]
        self._shown = _bound_by(patterns, self.names)
        inner = [_Inner(functions[f"premises{at}"], body, self.names) for at, body in enumerate(rule.inner)]
        self._inner = [(each, _bound_by(patterns, each.names)) for each in inner]
        self.needs = [_named(group) for group in rule.needs]
        self.mentions = _mentions(rule)
        self.reads, self.concludes = rule.reads, set(rule.concludes)
        self.reads_of, self.wider = _named(rule.reads), wider
        self.watches = None if self.mentions is None else self.mentions | self.reads_of | frozenset(wider)
        said = {*rule.concludes, *(part for triple in rule.head for part in triple)}
        self.says = _named(said)
        self.awaits = self.reads | set(rule.denies)

    def fire(self, facts: Graph) -> Fired:
        """What it concludes from some facts, in their order."""
        return [(fact, Firing(self, solution)) for fact, solution in self.run(facts)]

    def can_fire(self, predicates: Set[Any]) -> bool:
        """Whether the predicates that occur leave it a solution."""
        return any(map(predicates.__ge__, self.needs))

    def premises(self, facts: Graph, solution: Solution) -> list[Fact]:
        """The facts that a solution rests on: every triple pattern that it instantiates to something the description holds."""
        bound = dict(zip(self.names, solution, strict=True))
        found = _instances(self._shown, bound)
        for inner, patterns in self._inner:
            for row in inner.solutions(facts, bound):
                found += _instances(patterns, row)
        return sorted(facts.facts & set(found), key=_texts)


class _Inner:
    """The body of a subselect: what of a solution it is given, and the names of its own solutions."""

    def __init__(self, function: Function, body: Plan, outer: list[str]):
        self.function = function
        self.names = sorted(names(body))
        self.given = [name for name in outer if name in self.names]

    def solutions(self, facts: Graph, bound: dict[str, Value | None]) -> list[dict[str, Value | None]]:
        """The solutions of a subselect's body over some facts, under what is bound of the names that it is given."""
        rows = self.function(facts, *(bound[name] for name in self.given))
        return [dict(zip(self.names, row, strict=True)) for row in rows]


def _mentions(rule: Rule) -> frozenset[Value] | None:
    """What a rule names; None where what stands for a predicate or a class comes from elsewhere than from a table of its own."""
    triples, listed = everything(rule.plan)
    open_to_all = {part[1:] for _, p, o in triples for part in ((p, o) if p in map(str, MEMBERSHIP) else (p,)) if part.startswith("?")}
    if open_to_all - listed or any(each in rule.code for each in _OF_ANY_PREDICATE):
        return None
    return _named(iris(rule.plan))


def _named(texts: Iterable[str]) -> frozenset[Any]:
    """The nodes that some of these N-Triples texts name."""
    return frozenset(ox.NamedNode(text[1:-1]) for text in texts if text.startswith("<"))


def _term(text: str) -> Value | str:
    """A term from its N-Triples text; a variable stays its name."""
    if text.startswith("?"):
        return text[1:]
    return term(text)


def _texts(fact: Fact) -> tuple[str, str, str]:
    return str(fact[0]), str(fact[1]), str(fact[2])


def _bound_by(patterns: list[Pattern], names: Collection[str]) -> list[Pattern]:
    """The patterns all of whose names may be bound where these are."""
    return [pattern for pattern in patterns if all(part in names for part in pattern if isinstance(part, str))]


def _instances(patterns: list[Pattern], bound: dict[str, Value | None]) -> list[Any]:
    """What patterns are where a solution binds all that they name."""
    made = [tuple([bound[part] if isinstance(part, str) else part for part in pattern]) for pattern in patterns]
    return [fact for fact in made if None not in fact]


def in_order(rules: list[Prepared]) -> list[Prepared]:
    """Rules ordered so that, cycles apart, a rule comes after those that conclude what it reads, or whose absence it asks for."""
    waiting, ordered = list(rules), []
    while waiting:
        free = [rule for rule in waiting if not any(other is not rule and other.concludes & rule.awaits for other in waiting)]
        for rule in free or waiting[:1]:
            ordered.append(rule)
            waiting.remove(rule)
    return ordered

"""Rules find what SPARQL says they find: pyoxigraph, which answers their text as it stands, is the reference."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache

import pyoxigraph as ox
import pytest

from lfr_kg.assess import compiling, plans, rules
from lfr_kg.assess.matching import compiled, loaded
from lfr_kg.base.errors import KnowledgeError
from lfr_kg.base.model import TYPE, Graph
from lfr_kg.base.namespaces import SPARQL_PREFIXES, iri
from lfr_kg.base.times import FUNCTIONS
from lfr_kg.corpus.files import SourceFile
from tests import casebook, generated

NO_TIME = '"PT0S"^^<http://www.w3.org/2001/XMLSchema#dayTimeDuration>'
NO_DAYS = '"P0D"^^<http://www.w3.org/2001/XMLSchema#dayTimeDuration>'


def reference(body: str, facts: Graph) -> Counter:
    """What pyoxigraph finds for a body, as texts. It writes a duration of nothing, and UTC, in a way of its own."""
    store = ox.Store()
    store.extend(ox.Quad(*fact) for fact in facts.facts)
    rows = store.query(f"{SPARQL_PREFIXES}SELECT * WHERE {body}", custom_functions=dict(FUNCTIONS))
    names = [variable.value for variable in rows.variables]
    return Counter(_row({name: row[name] for name in names if row[name] is not None}, names) for row in rows)


def found(plan: plans.Plan, facts: Graph) -> Counter:
    """What the plan of a body finds, as texts."""
    shown = sorted(plans.names(plan))
    return Counter(_row(solution, shown) for solution in finder(json.dumps(plan))(facts))


@cache
def finder(plan: str) -> Callable[[Graph], list[dict]]:
    """What finds the solutions of a plan, given as JSON, each as what its names are bound to."""
    body, terms = json.loads(plan), dict[str, int]()
    find = loaded(compiled(compiling.function("solutions", body, {}, terms)), terms)["solutions"]
    shown = sorted(plans.names(body))
    return lambda facts: [{name: value for name, value in zip(shown, row, strict=True) if value is not None} for row in find(facts)]


def _row(solution: dict, names) -> tuple:
    texts = ((name, str(solution[name])) for name in sorted(names) if name in solution and not name.startswith("__"))
    return tuple((name, text.replace('+00:00"^^', 'Z"^^').replace(NO_TIME, NO_DAYS)) for name, text in texts)


def ruled(body: str, head: str = "?s lfr:x ?o") -> rules.Rule:
    """A rule of the project's form with a body."""
    text = f"#+ title: T\nCONSTRUCT {{ {head} }}\nWHERE {body}\n"
    return rules.compile_rule(SourceFile("queries/rules/measures/t.rq", "rules", text.encode()))


# Every rule


CASES, SHARES = casebook.all_cases(), 20
SEEDS = range(20_000, 21_000)
COMPARED: set[tuple] = set()
"""A rule with all facts that it can read, once they have been compared."""


def described(share: int) -> Iterator[tuple[str, str, datetime]]:
    """A share of all cases and of a thousand descriptions made by chance: what each is called, its text, when it is judged."""
    for case in CASES[share::SHARES]:
        yield case.title, casebook.changed(case.base, case.change), case.at
    for seed in SEEDS[share::SHARES]:
        yield f"seed {seed}", generated.description(seed), casebook.ASSESSED_AT


@pytest.mark.parametrize("share", range(SHARES))
def test_every_rule_finds_on_every_description_what_sparql_finds(share):
    theory = casebook.assessor().theory
    for title, text, at in described(share):
        for inference in casebook.inferences(text, at=at):
            by_name = facts_by_name(inference.index)
            for rule in [*theory.measures, *theory.rules]:
                read = frozenset(by_name if rule.mentions is None else rule.mentions & by_name.keys())
                key = (rule.name, frozenset(fact for name in read for fact in by_name[name]))
                if rule.can_fire(inference.facts.by_predicate.keys()) and key not in COMPARED:
                    COMPARED.add(key)
                    assert found(rule.rule.plan, inference.index) == reference(rule.rule.where, inference.index), (title, rule.name)


def facts_by_name(facts: Graph) -> dict:
    """Facts by what a rule that reads them names: the predicate, of a membership the class."""
    by_name = {}
    for fact in facts.facts:
        by_name.setdefault(fact[2] if fact[1] == TYPE else fact[1], []).append(fact)
    return by_name


# Each operator


def fact(subject: str, predicate: str, value) -> tuple:
    kind = {bool: "boolean", int: "integer"}.get(type(value))
    term = ox.Literal(str(value).lower(), datatype=iri(f"xsd:{kind}")) if kind else value
    return (ox.NamedNode("x:" + subject), iri(f"lfr:{predicate}"), ox.NamedNode(term[1:]) if str(term).startswith(":") else term)


def typed(text: str, kind: str) -> ox.Literal:
    return ox.Literal(text, datatype=iri(f"xsd:{kind}"))


FACTS = Graph(
    fact(*each)
    for each in (
        ("a", "p", 1), ("a", "p", 2), ("a", "q", ":x:b"), ("b", "p", 3), ("b", "q", ":x:c"), ("b", "q", ":x:b"), ("c", "r", True),
        ("d", "p", typed("2.5", "decimal")), ("d", "s", ox.Literal("two.words")), ("d", "s", ox.Literal("")),
        ("d", "t", ox.Literal("zwei", language="de")), ("e", "at", typed("2026-03-29T00:30:45.5+00:00", "dateTime")),
        ("e", "at", typed("2026-03-29T03:30:00+01:00", "dateTime")), ("e", "on", typed("2026-03-29", "date")),
        ("e", "on", typed("2026-04-01", "date")), ("e", "for", typed("P1M", "yearMonthDuration")),
    )
)  # fmt: skip

BODIES = """
{ ?s lfr:p ?o ; lfr:q ?t . ?t lfr:q ?t }
{ ?s ?p ?o . ?o ?q ?z }
{ ?s lfr:p ?o . OPTIONAL { ?s lfr:q ?t . ?t lfr:p ?n . FILTER(?n > ?o) } }
{ ?s lfr:p ?o . OPTIONAL { ?s lfr:q ?t . OPTIONAL { ?t lfr:r ?r } } }
{ { ?s lfr:p ?o } UNION { ?s lfr:q ?o } UNION { ?o lfr:r ?s } }
{ ?s lfr:p ?o . MINUS { ?s lfr:q ?t . ?t lfr:r true } }
{ ?s lfr:p ?o . MINUS { ?z lfr:r ?r } }
{ ?s lfr:p ?o . FILTER NOT EXISTS { ?s lfr:q ?t . FILTER EXISTS { ?t lfr:p ?n . FILTER(?n > ?o) } } }
{ ?s lfr:p ?o . FILTER EXISTS { { ?s lfr:q ?t } UNION { ?s lfr:s ?t } } }
{ VALUES (?s ?k) { (<x:a> 1) (<x:b> UNDEF) (<x:z> 3) } ?s lfr:p ?o }
{ ?s lfr:p ?o . VALUES ?o { 1 3 } }
{ ?s lfr:p ?o . BIND(?o + 1 AS ?n) BIND(?n * ?n - ?o / 2 AS ?m) FILTER(?m > 2) }
{ ?s lfr:s ?o . BIND(?o + 1 AS ?n) }
{ ?s lfr:p ?o . BIND(?missing + 1 AS ?n) }
{ ?s lfr:p ?o . BIND(-?o AS ?n) BIND(ABS(?n) AS ?m) FILTER(?n < ?m) }
{ ?s lfr:p ?o . BIND(IF(?o > 1, "more", "less") AS ?n) }
{ ?s lfr:p ?o . BIND(COALESCE(?missing, ?o / 0, ?o) AS ?n) }
{ ?s lfr:p ?o . FILTER(?missing > 1 || ?o = 2) }
{ ?s lfr:p ?o . FILTER(?missing > 1 && ?o = 2) }
{ ?s lfr:p ?o . FILTER(!(?missing > 1 && ?o = 2)) }
{ ?s lfr:p ?o . FILTER(?o IN (1, 2.5, "x")) }
{ ?s lfr:p ?o . FILTER(?o NOT IN (1, 2.5)) }
{ ?s ?p ?o . FILTER(?o = 2.5) }
{ ?s ?p ?o . FILTER(?o != <x:b>) }
{ ?s lfr:s ?o . BIND(STRAFTER(?o, ".") AS ?n) BIND(STRLEN(?n) AS ?m) BIND(SUBSTR(?o, 2, 3) AS ?k) BIND(CONCAT(?n, "-", ?k) AS ?j) }
{ ?s lfr:s ?o . FILTER(?o) }
{ ?s lfr:p ?o . BIND(STR(?o) AS ?n) BIND(xsd:decimal(?n) AS ?m) BIND(STRDT(CONCAT("P", ?n, "D"), xsd:dayTimeDuration) AS ?k) }
{ ?s lfr:at ?o . BIND(MINUTES(?o) AS ?n) BIND(SECONDS(?o) AS ?m) }
{ ?s lfr:at ?o, ?t . FILTER(?o < ?t) BIND(measure:secondsBetween(?o, ?t) AS ?n) }
{ ?s lfr:on ?o, ?t ; lfr:for ?f . FILTER(?o <= ?t) BIND(measure:addPeriod(?o, ?f) AS ?n) BIND(measure:daysBetween(?o, ?t) AS ?m) }
{ ?s ?p ?o . BIND(measure:londonDay(?o) AS ?n) FILTER(BOUND(?n)) }
{ { SELECT ?s (COUNT(?o) AS ?n) (SUM(?o) AS ?m) (MIN(?o) AS ?k) (MAX(?o) AS ?j) WHERE { ?s lfr:p ?o } GROUP BY ?s } }
{ { SELECT (COUNT(DISTINCT ?o) AS ?n) (SUM(?o) AS ?m) (MIN(?o) AS ?k) WHERE { ?s lfr:none ?o } } }
{ { SELECT ?s (COUNT(?o) AS ?n) WHERE { ?s lfr:p ?o } GROUP BY ?s HAVING (COUNT(?o) > 1) } ?s lfr:q ?t }
{ { SELECT ?s (SUM(?o) AS ?n) WHERE { ?s ?p ?o . VALUES ?p { lfr:p lfr:s } } GROUP BY ?s } }
{ ?s lfr:q ?t . { SELECT ?t (MAX(?o) AS ?n) WHERE { ?t lfr:p ?o } GROUP BY ?t } }
{ ?s lfr:p ?n . { SELECT ?s (COUNT(?o) AS ?n) WHERE { ?s lfr:q ?o } GROUP BY ?s } }
{ ?s lfr:q ?t . { SELECT DISTINCT ?t WHERE { ?t lfr:p ?o } } }
{ ?s lfr:p ?o . { SELECT ?s WHERE { ?s lfr:q ?t } } OPTIONAL { ?s lfr:r ?r } }
{ { ?s lfr:p ?o . BIND(1 AS ?n) } UNION { ?s lfr:q ?o . BIND(2 AS ?n) } FILTER(?n = 2 && ?o != <x:c>) }
""".strip().splitlines()


@pytest.mark.parametrize("body", BODIES)
def test_a_body_finds_what_sparql_finds(body):
    compared = reference(body, FACTS)
    assert found(ruled(body).plan, FACTS) == compared


def test_the_bodies_that_are_compared_find_something():
    empty = [body for body in BODIES if not reference(body, FACTS)]
    assert empty == ["{ ?s lfr:p ?o . FILTER(?missing > 1 && ?o = 2) }"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("{ ?s lfr:p/lfr:q ?o }", "cannot be a recorded premise"),
        ("{ ?s lfr:p [] }", "cannot be a recorded premise"),
        ("{ ?s lfr:p ?o . BIND(RAND() AS ?n) }", "Builtin_RAND is not run"),
        ("{ ?s lfr:p ?o . BIND(UUID() AS ?n) }", "Builtin_UUID is not run"),
        ("{ ?s lfr:p ?o . FILTER(REGEX(?o, 'a')) }", "Builtin_REGEX is not run"),
        ("{ { SELECT ?s (AVG(?o) AS ?n) WHERE { ?s lfr:p ?o } GROUP BY ?s } }", "Avg(…) is not run"),
        ("{ { SELECT ?s (COUNT(*) AS ?n) WHERE { ?s lfr:p ?o } GROUP BY ?s } }", "Count(*) is not run"),
        ("{ GRAPH ?g { ?s lfr:p ?o } }", "Graph is not run"),
        ("{ { SELECT ?s ?o WHERE { ?s lfr:p ?o } ORDER BY ?o LIMIT 1 } }", "is not run"),
        ("{ ?s lfr:p ?o . { ?s lfr:q ?t . FILTER(?o > 1) } UNION { ?s lfr:r ?t } }", "an expression names ?o, which is bound outside"),
        ("{ ?s lfr:p ?o . { ?s lfr:q ?t . FILTER NOT EXISTS { ?o lfr:r ?t } } UNION { ?s lfr:r ?t } }", "an expression names ?o"),
        ("{ ?s lfr:p ?o . { ?s lfr:q ?t . BIND(?o + 1 AS ?n) } UNION { ?s lfr:r ?t } }", "an expression names ?o"),
        ("{ ?s lfr:p ?o . { ?s lfr:q ?t . OPTIONAL { ?t lfr:p ?o } } UNION { ?s lfr:r ?t } }", "OPTIONAL names ?o"),
        ("{ ?s lfr:p ?o . MINUS { ?s lfr:q ?t . OPTIONAL { ?t lfr:p ?o } } }", "MINUS names ?o"),
        ("{ ?s lfr:p ?o . FILTER NOT EXISTS { { SELECT ?s (MAX(?n) AS ?m) WHERE { ?s lfr:q ?n } GROUP BY ?s } } }", "SELECT names ?o, ?s"),
    ],
)
def test_what_is_not_run_as_sparql_says_is_refused_by_name(body, said):
    with pytest.raises(KnowledgeError, match=r"^queries/rules/measures/t.rq: ") as refused:
        ruled(body)
    assert said in str(refused.value)


def test_premises_are_those_of_the_first_solution_in_the_order_of_the_facts():
    rule = rules.Prepared(ruled("{ ?s lfr:q ?t . ?t lfr:p ?o }", "?s lfr:x true"))
    one, two = (fact("a", "q", ":x:b"), fact("a", "q", ":x:e"))
    ends = (fact("b", "p", 3), fact("e", "p", 4))
    for facts in ((one, two, *ends), (two, one, *ends)):
        index = Graph(facts)
        firings = rule.run(index)
        assert [each for each, _ in firings] == [(ox.NamedNode("x:a"), iri("lfr:x"), typed("true", "boolean"))] * 2
        assert facts[0] in rule.premises(index, firings[0][1])


def test_a_winter_time_is_still_that_in_a_premise():
    rule = rules.Prepared(ruled("{ ?s lfr:at ?o . FILTER(SECONDS(?o) > 0) }"))
    (solution,) = [solution for _, solution in rule.run(FACTS)]
    assert [value.value for _, _, value in rule.premises(FACTS, solution)] == ["2026-03-29T00:30:45.5+00:00"]

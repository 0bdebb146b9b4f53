"""The patterns of rules as Python text: a plan (see ``plans``) becomes a function from the facts to the plan's solutions.

It is ours because pyoxigraph has no prepared queries: parsing and planning a rule's body took ten times as long as answering it over one
description. pyoxigraph's own answers are the reference, in the tests, for every rule.

What is written is loops within loops: a triple pattern is a loop over the facts that match it under what is bound so far, a FILTER an
``if``. UNION, OPTIONAL, a subselect and a pattern that is only asked for become functions within the function, given what is bound of the
names that they use. Solutions come in the order of the facts, so that the same facts give the same premises. A rule such as

    CONSTRUCT { ?watchlist measure:isFresh true } WHERE { ?d lfr:watchlist ?watchlist . FILTER NOT EXISTS { ?watchlist lfr:usedFrom ?any } }

becomes

    def conclusions(facts):
     by_subject, subjects, known = facts.by_subject, facts.subjects, facts.facts
     P1 = by_subject.get(K1, EMPTY)
     P2 = by_subject.get(K2, EMPTY)
     found = []
     for v1, v2s in P1.items():
      for v2 in v2s:
       if (not (v2 in P2)):
        found.append(((v2, K3, K4), (None, v1, v2, )))
     return found

Source: SPARQL 1.1 Query Language (W3C), sections 18.3 to 18.6.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from lfr_kg.assess.expressions import Variable
from lfr_kg.assess.plans import Plan, always, branches, mentioned, names, used, without_empty
from lfr_kg.assess.triples import Block, Env, Triples, shown_of, tupled


def function(name: str, plan: Plan, given: Mapping[str, bool], terms: dict[str, int], head: Iterable[list[str]] = ()) -> str:
    """The text of a function that gives a plan's solutions, each a tuple of the terms of its names in their alphabetical order.

    It takes the facts and the terms of the ``given`` names, in that order, of which it says whether each is always bound. ``terms`` numbers
    the constants that are used, and is added to. With a ``head`` it gives what that concludes, each a pair of a fact and the solution; a
    solution that leaves some of it unbound concludes nothing.
    """
    return _Writer(name, terms).function(plan, given, head)


class _Writer(Triples):
    def __init__(self, name: str, terms: dict[str, int]):
        super().__init__(terms)
        self.name = name
        self.rows: list[str] = []
        self.helpers: list[list[str]] = []

    def function(self, plan: Plan, given: Mapping[str, bool], head: Iterable[list[str]]) -> str:
        """The text of the function, with the tables that it reads before it and the functions within it at its head."""
        env = {each: Variable(self.fresh(), is_sure) for each, is_sure in given.items()}
        parameters = ", ".join(["facts", *(variable.text for variable in env.values())])
        body = Block([])
        found, inside = self.pattern(plan, env, body)
        solution = shown_of(sorted(names(plan)), found)
        if not head:
            inside.write(f"found.append({solution})")
        for triple in head:
            self._conclude(triple, solution, found, inside)
        lines = [
            *self.rows,
            f"def {self.name}({parameters}):",
            " by_subject, subjects, known = facts.by_subject, facts.subjects, facts.facts",
        ]
        lines += [f" {table} = by_subject.get({self.expressions.constant(predicate)}, EMPTY)" for predicate, table in self.tables.items()]
        lines += [" " + line for helper in self.helpers for line in helper]
        return "\n".join([*lines, " found = []", *body.lines, " return found"])

    def _conclude(self, triple: list[str], solution: str, env: Env, block: Block) -> None:
        if any(part.startswith("?") and part[1:] not in env for part in triple):
            return
        doubtful = [env[part[1:]].text for part in triple if part[1:] in env and not env[part[1:]].is_sure]
        if doubtful:
            block = block.within(f"if {' and '.join(f'{text} is not None' for text in doubtful)}:")
        block.write(f"found.append((({', '.join(self.bound(part, env) for part in triple)}), {solution}))")

    def pattern(self, plan: Plan, env: Env, block: Block) -> tuple[Env, Block]:
        """Write a pattern; what its solutions bind, and the place that is reached once for each."""
        return _PATTERNS[plan[0]](self, env, block, *plan[1:])

    # Patterns made of patterns

    def _join(self, env: Env, block: Block, first: Plan, second: Plan) -> tuple[Env, Block]:
        return self.pattern(second, *self.pattern(first, env, block))

    def _filter(self, env: Env, block: Block, inside: Plan, condition: Plan) -> tuple[Env, Block]:
        env, block = self.pattern(inside, env, block)
        return env, block.within(f"if {self.expressions.test(condition, env)}:")

    def _extend(self, env: Env, block: Block, inside: Plan, name: str, value: Plan) -> tuple[Env, Block]:
        env, block = self.pattern(inside, env, block)
        if value[0] == "var" and value[1] in env:
            return self.joined(env, block, {name: env[value[1]]})
        computed = self.expressions.term(value, env)
        if value[0] == "term":
            return self.joined(env, block, {name: Variable(computed, True)})
        found = Variable(self.fresh(), False)
        block.write(f"{found.text} = {computed}")
        return self.joined(env, block, {name: found})

    def _union(self, env: Env, block: Block, first: Plan, second: Plan) -> tuple[Env, Block]:
        return self.apart(["Union", first, second], env, block)

    def _leftjoin(self, env: Env, block: Block, first: Plan, second: Plan, condition: Plan) -> tuple[Env, Block]:
        env, block = self.pattern(first, env, block)
        return self.apart(["LeftJoin", second, condition], env, block)

    def apart(self, plan: Plan, env: Env, block: Block) -> tuple[Env, Block]:
        """A pattern in a function of its own, which yields the terms of the names that it may bind."""
        optional = plan[0] == "LeftJoin"
        inside: Plan = plan[1] if optional else plan
        own = self._given(env, mentioned(inside) | (used(plan[2]) if optional else frozenset()))
        new = sorted(each for each in names(inside) if each not in env or not env[each].is_sure)
        name, body = self.fresh("each"), Block([])
        if optional:
            body.write("is_alone = True")
            found, at = self.pattern(inside, own, body)
            if plan[2][0] != "term":
                at = at.within(f"if {self.expressions.test(plan[2], found)}:")
            at.write("is_alone = False", f"yield {shown_of(new, found)}")
            body.within("if is_alone:").write(f"yield {shown_of(new, own)}")
        else:
            for part in branches(inside):
                found, at = self.pattern(part, own, body)
                at.write(f"yield {shown_of(new, found)}")
        self._define(name, own, body)
        fresh = {each: Variable(self.fresh(), not optional and each in always(inside)) for each in new}
        block = block.within(f"for {tupled(each.text for each in fresh.values()) or '_'} in {_call(name, own)}:")
        return env | fresh, block

    def _minus(self, env: Env, block: Block, first: Plan, second: Plan) -> tuple[Env, Block]:
        env, block = self.pattern(first, env, block)
        shared = {name: env[name] for name in sorted(names(first) & names(second)) if name in env}
        if not shared:
            return env, block
        taken = self.exists(second, shared, env)
        apart = [] if any(each.is_sure for each in shared.values()) else [f"{each.text} is None" for each in shared.values()]
        return env, block.within(f"if {' and '.join(apart)}{' or ' if apart else ''}not {taken}:")

    def _values(self, env: Env, block: Block, rows: list[dict[str, str]]) -> tuple[Env, Block]:
        named = sorted(names(["Values", rows]))
        table = f"T{len(self.rows)}_{self.name}"
        self.rows.append(
            f"{table} = {tupled(tupled(self.expressions.constant(row[n]) if n in row else 'None' for n in named) for row in rows)}"
        )
        fresh = {name: Variable(self.fresh(), all(name in row for row in rows)) for name in named}
        block = block.within(f"for {tupled(each.text for each in fresh.values())} in {table}:")
        return self.joined(env, block, fresh)

    def _distinct(self, env: Env, block: Block, inside: Plan) -> tuple[Env, Block]:
        seen, key = self.fresh("seen"), self.fresh("key")
        block.write(f"{seen} = set()")
        env, block = self.pattern(inside, env, block)
        block.write(f"{key} = {shown_of(sorted(names(inside)), env)}")
        block = block.within(f"if {key} not in {seen}:")
        block.write(f"{seen}.add({key})")
        return env, block

    def _project(self, env: Env, block: Block, inside: Plan, shown: list[str]) -> tuple[Env, Block]:
        own = self._given(env, frozenset(shown))
        name, body = self.fresh("rows"), Block([])
        is_kept = self._kept(own, env, body)
        body.write("rows = []")
        found, at = self.pattern(inside, own, body)
        at.write(f"rows.append({shown_of(shown, found)})")
        body.write(*(["kept[key] = rows"] if is_kept else []), "return rows")
        self._define(name, own, body, is_kept)
        fresh = {each: Variable(self.fresh(), each in always(inside)) for each in shown}
        block = block.within(f"for {tupled(each.text for each in fresh.values())} in {_call(name, own)}:")
        return self.joined(env, block, fresh)

    def _group(self, env: Env, block: Block, inside: Plan, keys: list[str], asked: list[list[Any]]) -> tuple[Env, Block]:
        groups, members = self.fresh("groups"), self.fresh("members")
        block.write(f"{groups} = {'{}' if keys else '{(): []}'}")
        found, at = self.pattern(inside, self._given(env, frozenset(keys)), block)
        values = tupled(self.expressions.term(value, found) for *_, value in asked)
        at.write(f"{groups}.setdefault({shown_of(keys, found)}, []).append({values})")
        row = {key: Variable(self.fresh(), key in always(inside)) for key in keys}
        block = block.within(f"for {tupled(each.text for each in row.values())}, {members} in {groups}.items():")
        for place, (name, kind, is_distinct, _) in enumerate(asked):
            row[name] = Variable(self.fresh(), False)
            column = f"[each[{place}] for each in {members}]"
            block.write(f"{row[name].text} = as_term(aggregated({kind!r}, {is_distinct}, {column}))")
        return row, block

    # Functions within the function

    def exists(self, plan: Plan, given: Mapping[str, Variable], env: Mapping[str, Variable] | None = None) -> str:
        """Whether a pattern has a solution that agrees with what is bound of the given names."""
        plan = without_empty(plan)
        own = self._given(given, mentioned(plan))
        if plan[0] == "BGP" and len(plan[1]) == 1 and (asked := self._asked(plan[1][0], own)):
            return asked
        name, body = self.fresh("exists"), Block([])
        is_kept = self._kept(own, env or given, body)
        _, at = self.pattern(plan, own, body)
        at.write(*(["kept[key] = True"] if is_kept else []), "return True")
        body.write(*(["kept[key] = False"] if is_kept else []), "return False")
        self._define(name, own, body, is_kept)
        return _call(name, own)

    def _kept(self, own: Env, env: Mapping[str, Variable], body: Block) -> bool:
        """Whether what a function gives is kept, since the same is asked of it again: what was bound last is not among what it is given."""
        if [*env][-1:] == [*own][-1:]:
            return False
        body.write(f"key = {shown_of(own, own)}", "if key in kept:", " return kept[key]")
        return True

    def _asked(self, triple: list[str], own: Env) -> str:
        """Whether a fact matches a triple pattern, where that is one look-up; else ""."""
        subject, predicate, value = (self.bound(part, own) for part in triple)
        if not (subject and predicate) or not all(each.is_sure for each in own.values()):
            return ""
        return f"(({subject}, {predicate}, {value}) in known)" if value else f"({subject} in {self.table(triple[1], predicate)})"

    def _given(self, env: Mapping[str, Variable], wanted: Iterable[str]) -> Env:
        wanted = frozenset(wanted)
        return {name: variable for name, variable in env.items() if name in wanted}

    def _define(self, name: str, own: Env, body: Block, is_kept: bool = False) -> None:
        parameters = [*dict.fromkeys(each.text for each in own.values()), *(["kept={}"] if is_kept else [])]  # one a run of the rule
        self.helpers.append([f"def {name}({', '.join(parameters)}):", *body.lines])


_PATTERNS: dict[str, Callable[..., tuple[Env, Block]]] = {
    "BGP": _Writer._bgp,
    "Join": _Writer._join,
    "Filter": _Writer._filter,
    "Extend": _Writer._extend,
    "Union": _Writer._union,
    "LeftJoin": _Writer._leftjoin,
    "Minus": _Writer._minus,
    "Values": _Writer._values,
    "Distinct": _Writer._distinct,
    "Project": _Writer._project,
    "Group": _Writer._group,
}
"""What writes each kind of pattern; ``rule_syntax`` refuses all others."""


def _call(name: str, own: Env) -> str:
    return f"{name}({', '.join(dict.fromkeys(each.text for each in own.values()))})"

"""Triple patterns as Python text, and what ``compiling`` writes all patterns with: names, places in the text, and what is joined."""

from collections.abc import Iterable, Mapping

from lfr_kg.assess.expressions import Expressions, Variable
from lfr_kg.assess.plans import Plan, ordered

Env = dict[str, Variable]
"""The names that are bound, in the order in which they were."""

MOST_LOOPS = 14
"""How deep loops are written into one function: Python allows twenty."""


class Block:
    """Where lines are written, at one depth."""

    def __init__(self, lines: list[str], depth: int = 1, loops: int = 0):
        self.lines, self.depth, self.loops = lines, depth, loops

    def write(self, *texts: str) -> None:
        """Write lines."""
        self.lines += [" " * self.depth + text for text in texts]

    def within(self, opening: str) -> "Block":
        """The place within a loop or a condition that is opened here."""
        self.write(opening)
        return Block(self.lines, self.depth + 1, self.loops + opening.startswith("for "))


class Triples:
    """Writes triple patterns. ``terms`` numbers the constants that are named, and is added to."""

    def __init__(self, terms: dict[str, int]):
        self.expressions = Expressions(self.exists)
        self.expressions.terms = terms
        self.tables: dict[str, str] = {}
        """Predicate → the name of what finds its facts by their subjects."""
        self.count = 0

    def exists(self, plan: Plan, given: Mapping[str, Variable]) -> str:
        """Whether a pattern has a solution that agrees with what is bound of the given names."""
        raise NotImplementedError

    def apart(self, plan: Plan, env: Env, block: Block) -> tuple[Env, Block]:
        """A pattern in a function of its own, which yields the terms of the names that it may bind."""
        raise NotImplementedError

    def fresh(self, letter: str = "v") -> str:
        """A name that is not used yet."""
        self.count += 1
        return f"{letter}{self.count}"

    def _bgp(self, env: Env, block: Block, triples: list[list[str]]) -> tuple[Env, Block]:
        steps = ordered(triples, {f"?{name}" for name, variable in env.items() if variable.is_sure})
        for at, triple in enumerate(steps):
            if block.loops >= MOST_LOOPS:
                return self.apart(["BGP", steps[at:]], env, block)
            env, block = self._triple(triple, env, block)
        return env, block

    def _triple(self, triple: list[str], env: Env, block: Block) -> tuple[Env, Block]:
        if any(part.startswith("?") and part[1:] in env and not env[part[1:]].is_sure for part in triple):
            return self._matched(triple, env, block)
        env = dict(env)
        subject, predicate, value = (self.bound(part, env) for part in triple)
        if subject and predicate and value:
            return env, block.within(f"if ({subject}, {predicate}, {value}) in known:")
        if not predicate:
            predicate, table = self._new(triple[1], env), self.fresh("t")
            block = block.within(f"for {predicate}, {table} in by_subject.items():")
            subject, value = (self.bound(part, env) for part in (triple[0], triple[2]))
            if subject and value:
                return env, block.within(f"if ({subject}, {predicate}, {value}) in known:")
        else:
            table = self.table(triple[1], predicate)
        if subject:
            return env, block.within(f"for {self._new(triple[2], env)} in {table}.get({subject}, ()):")
        if value:
            return env, block.within(f"for {self._new(triple[0], env)} in subjects({predicate}).get({value}, ()):")
        one = self._new(triple[0], env)
        block = block.within(f"for {one}, {one}s in {table}.items():")
        if triple[0] == triple[2]:
            return env, block.within(f"if {one} in {one}s:")
        return env, block.within(f"for {self._new(triple[2], env)} in {one}s:")

    def _matched(self, triple: list[str], env: Env, block: Block) -> tuple[Env, Block]:
        """A triple pattern with a name that may be bound: what is not known before it runs is looked for in all places."""
        asked = [self.bound(part, env) or "None" for part in triple]
        fresh = [self.fresh() for _ in triple]
        is_sure = not triple[1].startswith("?") or (triple[1][1:] in env and env[triple[1][1:]].is_sure)
        name = "matching" if is_sure else "matching_any"
        block = block.within(f"for {', '.join(fresh)} in {name}(facts, {', '.join(asked)}):")
        for part, new in zip(triple, fresh, strict=True):
            if part.startswith("?"):
                env, block = self.joined(env, block, {part[1:]: Variable(new, True)})
        return env, block

    def bound(self, part: str, env: Env) -> str:
        """What stands for a term or a bound name; "" for a name that is not bound."""
        if not part.startswith("?"):
            return self.expressions.constant(part)
        return env[part[1:]].text if part[1:] in env else ""

    def _new(self, part: str, env: Env) -> str:
        env[part[1:]] = Variable(self.fresh(), True)
        return env[part[1:]].text

    def table(self, part: str, predicate: str) -> str:
        """Where the facts of a predicate are found by their subjects."""
        if part.startswith("?"):
            return f"by_subject.get({predicate}, EMPTY)"
        return self.tables.setdefault(part, f"P{len(self.tables)}")

    def joined(self, env: Env, block: Block, found: Env) -> tuple[Env, Block]:
        """What is bound together with what was found, where they agree (compatible, section 18.3)."""
        env = dict(env)
        for name, new in found.items():
            old = env.get(name)
            if old is None or old.text == new.text:
                env[name] = new
                continue
            unbound = [f"{each.text} is None" for each in (old, new) if not each.is_sure]
            block = block.within(f"if {' or '.join([*unbound, f'{old.text} == {new.text}'])}:")
            if not old.is_sure:
                env[name] = Variable(self.fresh(), new.is_sure)
                block.write(f"{env[name].text} = {new.text if new.is_sure else f'{old.text} if {new.text} is None else {new.text}'}")
        return env, block


def tupled(texts: Iterable[str]) -> str:
    """The text of a tuple of what some texts stand for."""
    return "".join(["(", *(f"{text}, " for text in texts), ")"])


def shown_of(wanted: Iterable[str], env: Mapping[str, Variable]) -> str:
    """The text of a tuple of the terms of some names, None for one that is not bound."""
    return tupled(env[name].text if name in env else "None" for name in wanted)

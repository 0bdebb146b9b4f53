"""One deployment in words: what its facts say, and what is left unsaid. All words come from the knowledge (``wording``)."""

from collections.abc import Mapping
from typing import Any

import pyoxigraph as ox

from lfr_kg.assess.inference import Inference
from lfr_kg.assess.naming import Names, Nouns, is_known
from lfr_kg.assess.wording import fill, listed, sentence, slots_of
from lfr_kg.base.model import TYPE, Fact
from lfr_kg.base.namespaces import CLOCKS, PREFIXES
from lfr_kg.evidence.description import DEPLOYMENT


class Teller:
    """Tells of one deployment. ``computed_from`` gives the properties of each measure."""

    def __init__(self, inference: Inference, nouns: Nouns, computed_from: Mapping[Any, Any]):
        self.inference, self.nouns, self.wording, self.computed_from = inference, nouns, nouns.wording, computed_from
        self.names = Names(inference, nouns)
        self.root = inference.deployment.node
        self._said: dict[Fact, str] = {}

    # What facts say

    def sentence(self, fact: Fact) -> str:
        """A fact, stated or measured, as a sentence."""
        return sentence(self.clause(fact))

    def clause(self, fact: Fact) -> str:
        """A fact as a clause, to stand in a sentence."""
        said = self._said.get(fact)
        if said is None:
            said = self._said[fact] = self._clause(fact)
        return said

    def clauses(self, facts: list[Fact], most: int | None = None) -> list[str]:
        """Facts as clauses, several values of one property in one; what only leads to another is left out. Where there are more than the
        most that are wanted, the first of them, more than that."""
        lead = {fact[0] for fact in facts}
        told = [fact for fact in facts if fact[2] not in lead] or facts
        alike: dict[tuple[Any, ...], list[Fact]] = {}
        for fact in told:
            alike.setdefault(fact[:2], []).append(fact)
        found: dict[str, None] = {}
        for each in alike.values():
            found |= dict.fromkeys(self._together(each))
            if most is not None and len(found) > most:
                break
        return list(found)

    def _together(self, facts: list[Fact]) -> list[str]:
        """Facts of one property of one thing: in one clause where their values are words on a list or parts that do not lead the clause."""
        (node, prop, value), *more = facts
        if not more or prop == TYPE or any(isinstance(fact[2], ox.Literal) for fact in facts):
            return [self.clause(fact) for fact in facts]
        says = self.wording.says[prop]
        if says.startswith("{value}"):  # «the first alert shows», and not «the first alert and the second alert shows»
            return [self.clause(fact) for fact in facts]
        slots = {name: self._slot(name, (node, prop, value)) for name in slots_of(says)}
        return [fill(says, slots | {"value": listed([self.names.value(fact) for fact in facts])})]

    def _clause(self, fact: Any) -> str:
        node, prop, value = fact
        if prop == TYPE:
            return self._kind(node, value)
        if value is None:
            return self.wording.clause("unsaid", unsaid=self.unsaid(node, prop))
        names, telling, words = self.names, self.nouns.telling(prop), {}
        said = telling.template(value)
        for name in said.slots:
            if name == "it":
                words[name] = names.of(node)
            else:
                words[name] = names.value_in(fact, telling.unit) if name == "value" else names.slot(name, node)
        return said.filled(words)

    def _kind(self, node: Any, kind: Any) -> str:
        if node == self.root:
            return self.wording.clause("deployment") if kind == DEPLOYMENT else self.nouns.standing(kind, True)[0]
        if not is_known(node):
            return self.wording.clause("described", kind=self.nouns.a(kind))
        return self.wording.clause("kind", it=self.names.of(node), kind=self.nouns.a(kind))

    def _slot(self, name: str, fact: Fact) -> str:
        if name == "it":
            return self.names.of(fact[0])
        return self.names.value(fact) if name == "value" else self.names.slot(name, fact[0])

    # Times that cannot be

    def untimely(self, node: Any = None, props: Any = ()) -> list[str]:
        """The times that were taken out because they cannot be, as sentences: all, or those of some properties of a thing, or of what it
        has where it is the deployment."""
        taken = self.inference.deployment.untimely.items()
        return [self._untimely(*each) for each in taken if node is None or (each[0][1] in props and node in (each[0][0], self.root))]

    def _untimely(self, fact: Fact, before: Fact | None) -> str:
        if before is None:
            return self.wording.sentence("time-ahead", said=self.clause(fact))
        return self.wording.sentence("time-reversed", said=self.clause(fact), since=self.clause(before))

    # What is left unsaid

    def wanted(self, node: Any, prop: Any) -> list[str]:
        """What the record would have to say for a property or measure of a thing to be known, as clauses; none where it says all."""
        return list(dict.fromkeys(self.unsaid(*each) for each in self._wanted(node, prop)))

    def unsaid(self, node: Any, prop: Any) -> str:
        """What is left out of a property of a thing, as «when the watchlist was made»."""
        return self._of(prop, self.names.of(node))

    def along(self, path: Any) -> str:
        """What is left out at the end of a path of properties from the deployment, of a thing that may not be stated."""
        return self._of(path[-1], self.names.of(self.root) if len(path) == 1 else self._reached(path))

    def thing(self, kind: Any, props: Any) -> str:
        """A kind of thing to be stated, with what the record would have to say of it for some properties or measures to be known."""
        named, it = self.nouns.a(kind), self.wording.sentences["it"]
        asked = [each for prop in props for each in self.computed_from.get(prop, (prop,))]
        unsaid = list(dict.fromkeys(self._of(each, it) for each in asked if DEPLOYMENT not in self.wording.domains.get(each, ())))
        return self.wording.clause("next-state-paper", thing=named, unsaid=listed(unsaid)) if unsaid else named

    def _of(self, prop: Any, it: str) -> str:
        return fill(self.wording.unsaid[prop], {"it": it})

    def _reached(self, path: Any) -> str:
        """What has the last property of a path, by name where it is one stated thing, else by its kind."""
        kinds, above = self.wording.kinds, self.wording.ranges.get(path[-2], frozenset())
        having = sorted(self.wording.domains.get(path[-1], ()), key=str)
        holders = [kind for kind in having if above & set(kinds(kind))] or sorted(above, key=str)
        nodes = [node for node in self.inference.facts.along(self.root, path[:-1]) if set(kinds(self.names.kind(node))) & set(holders)]
        return self.names.of(nodes[0]) if len(nodes) == 1 else f"the {self.nouns.any_of(holders[0])}"

    def _wanted(self, node: Any, prop: Any) -> list[tuple[Any, ...]]:
        """The stated properties that are missing for a property or measure to be known, each with the thing that would have it."""
        if prop not in self.computed_from:
            return [(node, prop)]
        held = [(self._holder(node, each), each) for each in self._without_known_clocks(self.computed_from[prop])]
        return [(holder, each) for holder, each in held if holder is not None and not self._is_said(node, holder, prop, each)]

    def _without_known_clocks(self, wanted: Any) -> list[Any]:
        """Properties without those of a clock that is known; of a clock that is not, the first alone."""
        for clock in CLOCKS:
            either = [each for each in wanted if each in self.computed_from.get(clock, ())]
            kept = [] if self.inference.facts.objects(self.root, clock) else either[:1]
            wanted = [each for each in wanted if each not in either or each in kept]
        return list(wanted)

    def _is_said(self, node: Any, holder: Any, prop: Any, each: Any) -> bool:
        """Whether a property is stated, or a measure of its name stands in for it."""
        measured = ox.NamedNode(PREFIXES["measure"] + each.value.rsplit("/", 1)[-1])
        facts = self.inference.facts
        return bool(facts.objects(holder, each)) or (measured != prop and bool(facts.objects(node, measured)))

    def _holder(self, node: Any, prop: Any) -> Any:
        """The thing among a node and the deployment that would have a property; None where it is another."""
        domains = self.wording.domains.get(prop, frozenset())
        return next((each for each in (node, self.root) if domains & set(self.wording.kinds(self.names.kind(each)))), None)

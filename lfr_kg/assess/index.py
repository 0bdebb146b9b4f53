"""The facts that rules are run on, found by their predicate from either end."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from lfr_kg.base.model import Fact


class Index:
    """Facts by predicate, from either end, each in the order in which it came."""

    def __init__(self, facts: Iterable[Fact] = ()):
        self.facts: set[Fact] = set()
        self.asked: dict[tuple[Any, ...], Any] = {}
        """What has been asked of these facts: the solutions of a pattern, or whether it has one, that agree with some terms."""
        self.objects: dict[Any, dict[Any, list[Any]]] = {}
        self.subjects: dict[Any, dict[Any, list[Any]]] = {}
        for fact in facts:
            self.add(fact)

    def add(self, fact: Fact) -> None:
        """Add a fact, if it is new."""
        if fact in self.facts:
            return
        self.facts.add(fact)
        self.asked.clear()
        subject, predicate, value = fact
        if predicate not in self.objects:
            self.objects[predicate], self.subjects[predicate] = defaultdict(list), defaultdict(list)
        self.objects[predicate][subject].append(value)
        self.subjects[predicate][value].append(subject)

"""The indexed graph: what is made of it at the first look-up is seen whole by threads that look at the same time."""

import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pyoxigraph as ox
import pytest

from lfr_kg.base.model import Graph

P = ox.NamedNode("urn:p")
FACTS = [(ox.NamedNode(f"urn:{number}"), P, ox.NamedNode("urn:o")) for number in range(3000)]


@pytest.fixture
def switching():
    """Threads that take turns as often as can be."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.parametrize(
    "look, found", [(lambda graph: graph.predicates_of(FACTS[-1][0]), 1), (lambda graph: graph.subjects(P)[FACTS[0][2]], 3000)]
)
def test_threads_that_look_first_at_the_same_time_all_find_everything(switching, look, found):
    with ThreadPoolExecutor(8) as threads:
        for _ in range(5):
            graph, start = Graph(FACTS), Barrier(8)
            looks = [threads.submit(lambda graph=graph, start=start: (start.wait(), len(look(graph)))[1]) for _ in range(8)]
            assert {each.result() for each in looks} == {found}

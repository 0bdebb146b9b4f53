"""What several tests share: one knowledge base, built once in a folder of the test run's own."""

import fcntl
import os

import pytest

from lfr_kg.base.settings import EXAMPLE, Settings
from lfr_kg.corpus.files import Corpus
from lfr_kg.knowledge import KnowledgeBase
from tests.serving import client_of


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """The project's files."""
    return Corpus(Settings().root)


@pytest.fixture(scope="session")
def knowledge(tmp_path_factory) -> KnowledgeBase:
    """The knowledge as built from the files, once for all processes of a test run: the first builds, the others open what it built."""
    folder = tmp_path_factory.getbasetemp()
    shared = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    with (shared / "knowledge.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return KnowledgeBase.open(Settings(cache=shared / "cache"))


@pytest.fixture(scope="session")
def example() -> bytes:
    """The worked example that ships."""
    return EXAMPLE.read_bytes()


@pytest.fixture(scope="module")
def client(knowledge):
    """A test client over it, for the tests of one file."""
    with client_of(knowledge) as made:
        yield made

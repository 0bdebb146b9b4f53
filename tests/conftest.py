"""What several tests share: one knowledge base, built once in a folder of the test run's own."""

import pytest

from lfr_kg.base.settings import EXAMPLE, Settings
from lfr_kg.corpus.files import Corpus
from lfr_kg.knowledge import KnowledgeBase


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """The project's files."""
    return Corpus(Settings().root)


@pytest.fixture(scope="session")
def knowledge(tmp_path_factory) -> KnowledgeBase:
    """The knowledge as built from the files."""
    return KnowledgeBase.open(Settings(cache=tmp_path_factory.mktemp("cache")))


@pytest.fixture(scope="session")
def example() -> bytes:
    """The worked example that ships."""
    return EXAMPLE.read_bytes()

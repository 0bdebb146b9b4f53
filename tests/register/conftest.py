"""The register's tables, read once."""

import pytest

from lfr_kg.base.settings import Settings
from lfr_kg.corpus.files import Corpus
from lfr_kg.register.tables import Tables, read_tables


@pytest.fixture(scope="session")
def tables() -> Tables:
    """The register as the files state it."""
    return read_tables(Corpus(Settings().root))

"""What tests of what readers read share."""

import pytest


@pytest.fixture(scope="module")
def catalogue(client):
    """The catalogue that the pages of a client are made of."""
    return client.application.config["CATALOGUE"]

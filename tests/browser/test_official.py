"""Pages with official words beside ours: no barrier, nothing cut off, and nothing asked of another host."""

import pytest

from lfr_kg.official.patience import Patient
from lfr_kg.texts.fetching import fetch
from lfr_kg.texts.folder import Folder
from tests.browser.conftest import Visitor
from tests.browser.test_pages import barriers, width_of
from tests.serving import running
from tests.texts import service
from tests.web.read.test_official import FETCHED, NORM, PROVISION, citing_what_is_served, served


@pytest.fixture(scope="module")
def address(knowledge, browser, tmp_path_factory):
    """A service that holds invented words in two versions, at addresses of the law."""
    folder = tmp_path_factory.mktemp("texts")
    with service.running(served()) as fetcher:
        patient = Patient(fetcher, lambda _: None)
        fetch(citing_what_is_served(knowledge), Folder(folder), patient, FETCHED, tell=lambda _: None)
    with running(knowledge, texts=folder) as (address, _):
        yield address


@pytest.mark.parametrize("path", [PROVISION, NORM])
def test_the_official_words_are_no_barrier_and_fit_a_small_screen(browser, address, path):
    for width in (1200, 320):
        visitor = Visitor(browser, address, viewport={"width": width, "height": 800})
        page = visitor.opens(path)
        assert page.locator("#official ~ *").get_by_text("shall carry out a lamp").count() >= 1
        assert page.locator("ins").count() >= 1
        assert barriers(page) == []
        assert width_of(page) <= width
        assert (visitor.elsewhere, visitor.complaints) == ([], [])
        visitor.context.close()

"""A real browser (Debian's Chromium, driven by Playwright) and a real server for it.

Where either is missing the tests are skipped, by name.
"""

import shutil
from urllib.parse import urlsplit

import pytest

from tests.serving import ROOT, running

CHROMIUM = shutil.which("chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
GOVUK = ROOT / "lfr_kg" / "web" / "static" / "vendor" / "govuk.css"


@pytest.fixture(scope="session")
def browser():
    """The browser, for as long as the tests run."""
    if CHROMIUM is None:
        pytest.skip("chromium is not installed: apt install chromium")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: make test installs it")
    assert GOVUK.exists(), "GOV.UK Frontend is not installed: python frontend/install.py"
    with sync_api.sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield made
        made.close()


@pytest.fixture(scope="session")
def server(knowledge, browser):
    """The address of a running service."""
    with running(knowledge) as (address, _):
        yield address


class Visitor:
    """Somebody with a browser: a page, what it asked of other hosts, and what it complained of."""

    def __init__(self, browser, address: str, **context):
        self.context = browser.new_context(base_url=address, locale="en-GB", **context)
        self.context.set_default_timeout(60_000)  # patience, no measure: the machine may be busy
        self.page = self.context.new_page()
        self.elsewhere: list[str] = []
        self.complaints: list[str] = []
        own = urlsplit(address).netloc
        self.page.on(
            "request", lambda request: self.elsewhere.append(request.url) if urlsplit(request.url).netloc not in ("", own) else None
        )
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message) -> None:
        """Note a complaint; that the network is cut is none, since only a test cuts it."""
        if message.type in ("error", "warning") and "ERR_INTERNET_DISCONNECTED" not in message.text:
            self.complaints.append(message.text)

    def opens(self, path: str):
        """The page at a path, loaded."""
        self.page.goto(path, wait_until="load")
        return self.page

    def assesses_the_example(self):
        """The assessment of the worked example."""
        self.opens("/assess").get_by_role("button", name="Assess the worked example").click()
        self.page.get_by_role("heading", name="Assessment", exact=True).wait_for()
        self.page.wait_for_load_state("load")
        return self.page


@pytest.fixture
def visitor(browser, server):
    """Somebody at a desk; nothing they open may reach for another host, and nothing may break a rule of the page."""
    found = Visitor(browser, server, viewport={"width": 1200, "height": 900})
    yield found
    found.context.close()
    assert found.elsewhere == []
    assert found.complaints == []


@pytest.fixture
def visitor_without_scripts(browser, server):
    """Somebody whose browser runs no scripts."""
    found = Visitor(browser, server, viewport={"width": 1200, "height": 900}, java_script_enabled=False)
    yield found
    found.context.close()
    assert found.elsewhere == []


@pytest.fixture
def visitor_on_a_small_screen(browser, server):
    """Somebody with a screen of 320 pixels, or who has zoomed a small one to 400 %."""
    found = Visitor(browser, server, viewport={"width": 320, "height": 640})
    yield found
    found.context.close()


@pytest.fixture
def visitor_zoomed_in(browser, server):
    """Somebody who has zoomed a screen of 1280 pixels to 200 %."""
    found = Visitor(browser, server, viewport={"width": 640, "height": 450}, device_scale_factor=2)
    yield found
    found.context.close()

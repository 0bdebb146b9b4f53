"""Pages for eight readers at once: how many a second, and within what time half of them come, made anew and from the cache."""

from tests.bench import serving
from tests.bench.figures import Goal, Line, Spread
from tests.bench.run import Run
from tests.bench.serving import Asked, Load, drive

TITLE = "pages, eight clients"
CLIENTS = 8
READER = {"Accept": "text/html", "Accept-Encoding": "gzip, deflate, br, zstd"}
PAGES = {
    "/norm/dpa-s64-dpia": 0.05,
    "/norm": 0.05,
    "/law": 0.05,
    "/register": 0.05,
    "/register?force=metropolitan-police-service&year=2025&sort=rate": 0.2,
}
"""Each page with the seconds within which half of its readers should have it."""
NORM = next(iter(PAGES))


def _new(path: str) -> str:
    """The address of the same page as nobody has asked for it: what a page does not know, such as ``utm_source``, it passes over."""
    return f"{path}{'&' if '?' in path else '?'}utm_source={{n}}"


def measure(run: Run) -> list[Line]:
    """The lines of this row."""
    loads: dict[tuple[str, bool], list[Load]] = {}
    with serving.ours() as (address, _):
        for number in range(-1, run.rounds(3)):
            for path in PAGES:
                for is_new in (True, False):
                    load = drive(address, Asked(_new(path) if is_new else path, headers=READER), CLIENTS, run.seconds if number >= 0 else 1)
                    if number >= 0:  # the first round is for warming up
                        loads.setdefault((path, is_new), []).append(load)
    return [line for path in PAGES for line in _lines(path, loads)]


def _lines(path: str, loads: dict[tuple[str, bool], list[Load]]) -> list[Line]:
    new, again = (Spread.of((each.rate for each in loads[path, is_new]), "/s") for is_new in (True, False))
    half = Spread.of(each.p50 for each in loads[path, True])
    goals = (Goal(PAGES[path], half, words="for half of them"), *((Goal(400, new, True),) if path == NORM else ()))
    return [
        Line(f"page `{path}`, made anew", new, {}, goals, f"p50 {half}; an address that nobody has asked for"),
        Line(f"page `{path}`, from the cache", again, {}, (Goal(10_000, again, True),), "the same address again"),
    ]

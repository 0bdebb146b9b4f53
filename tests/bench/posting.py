"""The same description by POST /assess, to a real server, in the process that can be killed, compressed, connections kept."""

import urllib.request

from tests.bench import serving
from tests.bench.figures import Goal, Line, Spread, timed
from tests.bench.run import AT, EXAMPLE, FOR, SENT, Run
from tests.bench.serving import Asked, drive

TITLE = "the same by POST /assess"
HEADERS = {"Content-Type": "text/turtle", "Accept": "application/json", "Accept-Encoding": "zstd, br, gzip"}


def measure(run: Run) -> list[Line]:
    """The lines of this row."""
    knowledge, number = run.knowledge, run.findings
    asked = Asked(f"/assess?at={AT.isoformat().replace('+', '%2B')}", "POST", HEADERS, EXAMPLE.decode())
    one, two, alone = [], [], []
    with serving.ours() as (address, _):
        sent = urllib.request.Request(f"{address}{asked.path}", EXAMPLE, HEADERS)
        with urllib.request.urlopen(sent) as answer:
            form, length = answer.headers["Content-Encoding"], len(answer.read())
        drive(address, asked, 4, 2 * run.seconds)  # each worker loads its engine for the first
        for _ in range(run.rounds(5)):
            one.append(drive(address, asked, 1, 2 * run.seconds).p50)
            two.append(drive(address, asked, 2, 2 * run.seconds).rate)
            alone.append(timed(lambda: [knowledge.assess(SENT, None, AT) for _ in range(20)]) / 20)
    one, two, beside = Spread.of(one), Spread.of(two, "a second"), {"the engine alone": Spread.of(alone)}
    kept = f"keep-alive, {form}, {length:,} bytes; every guard on but the limit of requests for one client"
    return [
        Line(
            "the same by `POST /assess`, one client (p50)", one, beside, (Goal(0.015 * number / FOR, one, words=_pro_rata(number)),), kept
        ),
        Line("the same, two clients at once", two, {}, (Goal(90 * FOR / number, two, True, _pro_rata(number)),), kept),
    ]


def _pro_rata(number: int) -> str:
    return f"for {number} findings (15 ms, 90 a second for {FOR})"

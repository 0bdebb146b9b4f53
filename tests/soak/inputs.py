"""``python -m tests.soak.inputs FOLDER``: sends every file of a folder of hostile inputs to a real server, and prints how long each answer
took, what it was, and how long /health waited meanwhile.

Exit status 1 where an answer was a fault of the service (5xx), took more than two seconds (five for a file of a megabyte), or /health
more than 200 ms.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

import httpx

from tests.soak.served import served

TYPES = {
    ".ttl": "text/turtle", ".nt": "application/n-triples", ".jsonld": "application/ld+json", ".rdf": "application/rdf+xml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".csv": "text/csv",
}  # fmt: skip
MEGABYTE, SECONDS, SECONDS_OF_MEGABYTES, HEALTH_MS = 1_000_000, 2.0, 5.0, 200.0
AGAIN = 3
"""How often each is sent: the slowest answer counts."""


def sent(address: str, file: Path) -> httpx.Response:
    """The answer to a file: a query to /sparql, anything else to /assess, as a PDF where its name says so."""
    content = file.read_bytes()
    if file.suffix == ".txt":
        return httpx.post(f"{address}/sparql", content=content, headers={"Content-Type": "application/sparql-query"}, timeout=120)
    form = {"format": "pdf"} if file.name.startswith("pdf") else {}
    return httpx.post(f"{address}/assess", params=form, content=content, headers={"Content-Type": TYPES[file.suffix]}, timeout=120)


def measured(address: str, file: Path) -> tuple[float, int, float]:
    """The longest wait for an answer in seconds, its status, and the longest wait for /health beside it in milliseconds."""
    sampler = subprocess.Popen(
        [sys.executable, "-m", "tests.soak.health", address], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    time.sleep(1)  # the sampler has begun
    longest, statuses = 0.0, set()
    for _ in range(AGAIN):
        began = time.monotonic()
        statuses.add(sent(address, file).status_code)
        longest = max(longest, time.monotonic() - began)
    health = json.loads(sampler.communicate("end\n")[0])
    return longest, max(statuses), max(health)


def main(folder: Path) -> int:
    """The command line."""
    is_missed = False
    print("| input | bytes | status | seconds | /health beside it, ms |\n| --- | ---: | ---: | ---: | ---: |")
    with served(LFR_KG_REQUESTS_A_MINUTE="0") as (address, _):
        httpx.get(f"{address}/ready", timeout=120)  # the first description waits for the knowledge to be loaded
        for file in sorted(each for each in folder.rglob("*") if each.suffix in (*TYPES, ".txt")):
            size = file.stat().st_size
            seconds, status, health = measured(address, file)
            is_missed |= status >= 500 or seconds > (SECONDS_OF_MEGABYTES if size > MEGABYTE else SECONDS) or health > HEALTH_MS
            print(f"| `{file.name}` | {size:,} | {status} | {seconds:.2f} | {health:.0f} |", flush=True)
    return int(is_missed)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

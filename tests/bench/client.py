"""``python -m tests.bench.client FILE``: what asks a server where wrk is not installed; one line of JSON, as ``drive.lua`` gives it."""

import http.client
import json
import statistics
import sys
import threading
import time
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit


def ask(given: dict, numbers: count, end: float, taken: list[float], failed: list[int]) -> None:
    """One client: ask until the end, over one connection."""
    place = urlsplit(given["address"])
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=30)
    while time.perf_counter() < end:
        path = given["path"].replace("{n}", str(next(numbers)))
        began = time.perf_counter()
        connection.request(given["method"], path, given["body"].encode() or None, given["headers"])
        answer = connection.getresponse()
        answer.read()
        taken.append(time.perf_counter() - began)
        if answer.status >= 400:
            failed.append(answer.status)


def main(file: str) -> None:
    """The command line."""
    given = json.loads(Path(file).read_text())
    taken: list[float] = []
    failed: list[int] = []
    began, numbers = time.perf_counter(), count(time.time_ns() % 10**10)
    threads = [
        threading.Thread(target=ask, args=(given, numbers, began + given["seconds"], taken, failed)) for _ in range(given["clients"])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    kinds = " ".join(map(str, sorted(set(failed))))
    print(json.dumps({"answers": len(taken), "failed": len(failed), "kinds": kinds, "seconds": seconds, "p50": statistics.median(taken)}))


if __name__ == "__main__":
    main(sys.argv[1])

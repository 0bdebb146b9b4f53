"""``python -m tests.soak.health ADDRESS``: asks /health every 50 ms, in a process of its own, until its input ends; then writes the
milliseconds of every answer as JSON, and -1 for one that was none."""

import http.client
import json
import select
import sys
import time

EVERY = 0.05


def main(address: str) -> None:
    """The command line."""
    host, taken = address.removeprefix("http://"), []
    while not select.select([sys.stdin], [], [], EVERY)[0]:
        began = time.monotonic()
        try:
            line = http.client.HTTPConnection(host, timeout=30)
            line.request("GET", "/health")
            is_well = line.getresponse().read() is not None
            line.close()
        except OSError:
            is_well = False
        taken.append(round((time.monotonic() - began) * 1000, 2) if is_well else -1)
    print(json.dumps(taken))


if __name__ == "__main__":
    main(sys.argv[1])

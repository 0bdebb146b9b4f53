"""``python -m tests.fuzz [SECONDS]``: lines added to descriptions for as long as it is told (an hour), others in every run; a fault is told
with the line that shows it. Exit status 1 where there was one."""

import logging
import sys
import time
from collections import Counter

from hypothesis import HealthCheck, Phase, given, settings

from tests.fuzz import additions
from tests.fuzz.trying import BASE, tried

AT_ONCE = 500


def main(arguments: list[str]) -> int:
    """The command line."""
    logging.getLogger("rdflib").setLevel(logging.CRITICAL)  # it remarks on every IRI that is none
    end = time.monotonic() + float(arguments[0] if arguments else 3600)
    lines, wrong = Counter(), {}

    @settings(
        max_examples=AT_ONCE, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(additions.addition(BASE.material))
    def some(drawn):
        kind, line = drawn
        if time.monotonic() < end:
            lines[kind] += 1
            for fault in tried(BASE, [line]):
                if wrong.setdefault((kind, fault[:60]), line) == line:
                    print(f"{kind}: {fault}\n    {line}", flush=True)

    while time.monotonic() < end:
        some()
        print(f"{lines.total():,} lines, {len(wrong)} faults", flush=True)
    for kind, count in sorted(lines.items()):
        print(f"{count:7,} {kind}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

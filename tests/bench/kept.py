"""``python -m tests.bench.kept DIR``: make the stores that are kept from one run to the next, before anything is measured."""

import sys
import time
from pathlib import Path

from tests.bench import large, remote
from tests.bench.run import Run


def main(place: Path, is_quick: bool) -> None:
    """Make what is not there, and say how long it took. What cannot be made is left to the row that needs it, which says why."""
    knowledge, began = Run(is_quick, place).knowledge, time.monotonic()
    works = [lambda size=size: large.opened(knowledge, size, place).folder for size in (large.SIZES[:1] if is_quick else large.SIZES)]
    for work in (*works, lambda: remote.in_oxigraph(knowledge, place), lambda: remote.in_virtuoso(knowledge, place)):
        try:
            done = str(work())
        except Exception as error:
            done = f"{type(error).__name__}: {error}"
        print(f"  {time.monotonic() - began:.0f} s: {done}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), "--quick" in sys.argv)

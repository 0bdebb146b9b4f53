"""``python -m tests.conformance [FOLDER]``: run the W3C suites in FOLDER, write the report, and fail on a miss that is not known.

Where a suite is not there, it says so by name and goes on. Exit status 1 where something came out otherwise than known.
"""

import sys
import tempfile
from pathlib import Path

from tests.conformance import evaluation, protocol, report, service, shapes
from tests.conformance.manifest import suites_in, tests_of
from tests.conformance.outcome import Run
from tests.serving import ROOT

SUITES = ROOT.parent / "shared" / "suites"
BY_PROTOCOL = ("protocol", "service-description", "graph-store-protocol", "http-rdf-update")


def sparql(folder: Path) -> list[Run]:
    """All SPARQL 1.1 suites, through the running service."""
    found = []
    with tempfile.TemporaryDirectory() as scratch, service.running(service.fill(Path(scratch), folder)) as client:
        for suite in suites_in(folder):
            runner = protocol if suite in BY_PROTOCOL else evaluation
            found += [runner.run(test, folder, client) for test in tests_of(folder, suite)]
    return found


def main(arguments: list[str]) -> int:
    """Run, report, and say what is not as known."""
    suites = Path(arguments[0]) if arguments else SUITES
    places = {"SPARQL 1.1": suites / "sparql11", "SHACL": suites / "shacl" / "tests"}
    missing = [
        name for name, place in places.items() if not (place / "manifest.ttl").exists() and not (place / "manifest-all.ttl").exists()
    ]
    for name in missing:
        print(f"Skipped: the W3C suite {name}, which is not at {places[name]}. Name the folder: make conformance SUITES=…")
    runs = [] if "SPARQL 1.1" in missing else sparql(places["SPARQL 1.1"])
    runs += [] if "SHACL" in missing else [shapes.run(test, path, places["SHACL"]) for test, path in shapes.tests_in(places["SHACL"])]
    if not runs:
        return 0
    out = ROOT / "build" / "conformance"
    out.mkdir(parents=True, exist_ok=True)
    (out / "earl.ttl").write_bytes(report.earl(runs))
    (out / "table.md").write_text(report.markdown(runs), encoding="utf-8")
    print(report.markdown(runs))
    found = report.surprises(runs)
    print("\n".join(found) or f"All as known. The report is in {out.relative_to(ROOT)}.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

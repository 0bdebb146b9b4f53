"""Style sheets, scripts and pictures, under names that hold a hash of their content, so that a browser may keep them for a year.

Sources: RFC 9111 §5.2.2 (Cache-Control), RFC 8246 (immutable). A file answers under its plain name too, and under the hash of a content
that it has no longer, but then it is asked about again, as pages are: scripts that name each other do so by plain names.
"""

import re
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, send_from_directory

FOLDER = Path(__file__).parents[1] / "static"
YEAR = 365 * 24 * 60 * 60
_HASHED = re.compile(r"(?P<stem>.+)\.(?P<hash>[0-9a-f]{12})(?P<ending>\.[a-z0-9]+)")


def install(app: Flask) -> None:
    """Serve the files, and give templates the filter ``hashed``, which makes the address of a file from its name below the folder."""
    hashes = {path.relative_to(FOLDER).as_posix(): _hash(path) for path in FOLDER.rglob("*") if path.is_file()}

    def hashed(name: str) -> str:
        path = Path(name)
        return f"/static/{path.with_suffix('')}.{hashes[name]}{path.suffix}" if name in hashes else f"/static/{name}"

    def static(filename: str) -> Response:
        found = _HASHED.fullmatch(filename)
        plain = found["stem"] + found["ending"] if found else filename
        response = send_from_directory(FOLDER, plain if plain in hashes else filename, conditional=True)
        if found and hashes.get(plain) == found["hash"]:
            response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
        return response

    app.jinja_env.filters["hashed"] = hashed
    app.add_url_rule("/static/<path:filename>", "static", static)


def _hash(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()[:12]

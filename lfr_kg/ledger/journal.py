"""The journal of a register: who looked at what and when, one JSON object a line, only ever appended to."""

from datetime import UTC, datetime
from pathlib import Path

import orjson

from lfr_kg.ledger import files
from lfr_kg.ledger.ledger import JOURNAL


def note(folder: Path, who: str, did: str, **facts: str | int) -> None:
    """Append what somebody did; it is on the disk when this returns. Raises OSError where it cannot be written."""
    line = {"time": datetime.now(UTC).replace(microsecond=0).isoformat(), "who": who, "did": did, **facts}
    files.append(folder / JOURNAL, orjson.dumps(line))

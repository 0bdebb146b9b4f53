"""How a release is made and tried: docs/release.md says what each module is for. None of it is part of the package."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The checkout."""
DIST = ROOT / "dist"
"""Where a release is put together, and nothing else."""
LOCK = ROOT / "requirements.txt"

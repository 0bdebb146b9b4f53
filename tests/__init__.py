"""The tests: a folder for every package, and beside them what they read (cases, competency questions, data)."""

from pathlib import Path

TESTS = Path(__file__).parent

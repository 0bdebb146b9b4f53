"""``python -m tests.bench [NAME …] [--quick] [--write] [--stores DIR]``: measure rows, each in a process of its own, and write the table.

A row that fails says so in the table, and the others are measured all the same.
"""

import argparse
import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from contextlib import suppress
from pathlib import Path

from tests.bench import growth, machine, table
from tests.bench.figures import Line
from tests.bench.run import OUT, ROOT, Run

ROWS = ("description", "posting", "batch", "growth", "sparql", "library", "pages", "large", "start", "remote")
MOST_SECONDS = 900
"""How long a row may take, its stores made: one that hangs is ended, and the others go on."""


def options_of(arguments: list[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("rows", nargs="*", metavar="NAME", help=f"rows to measure, all where none is named: {', '.join(ROWS)}")
    parser.add_argument("--quick", action="store_true", help="fewer rounds and smaller samples: to see that it works")
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md, and the pictures beside it")
    parser.add_argument("--stores", type=Path, default=OUT / "stores", help="where the large stores are kept from one run to the next")
    parser.add_argument("--into", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if unknown := set(options.rows) - set(ROWS):
        parser.error(f"no row is named {', '.join(sorted(unknown))}")
    if options.write and options.rows:
        parser.error("--write takes every row, so that the table in the documentation is of one run")
    options.stores = options.stores.absolute()
    return options


def apart(name: str, options: argparse.Namespace) -> dict:
    """What one row gives, measured in a process of its own: its lines, and what to draw. A failure is a line."""
    with tempfile.TemporaryDirectory() as place:
        into = Path(place) / "row.json"
        command = [sys.executable, "-m", "tests.bench", name, "--into", str(into), "--stores", str(options.stores)]
        process = subprocess.Popen([*command, *(["--quick"] if options.quick else [])], cwd=ROOT, start_new_session=True)
        try:
            process.wait(MOST_SECONDS)
            why = f"the process ended with status {process.returncode}"
        except subprocess.TimeoutExpired:
            why = f"it took more than {MOST_SECONDS} seconds"
        finally:
            _end(process)
        if into.exists():
            return json.loads(into.read_text())
    return {"lines": [Line(name, None, note=f"not measured: {why}").as_json()]}


def _end(process: subprocess.Popen) -> None:
    """End a row and whatever it started and left."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def one(name: str, options: argparse.Namespace) -> dict:
    """What one row gives, measured here."""
    row, run = importlib.import_module(f"tests.bench.{name}"), Run(options.quick, options.stores)
    try:
        lines = row.measure(run)
        return {"lines": [line.as_json() for line in lines], "curves": getattr(row, "CURVES", {})}
    except Exception as error:
        traceback.print_exc()
        told = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        return {"lines": [Line(row.TITLE, None, note=f"not measured: {told}").as_json()]}


def main(arguments: list[str]) -> int:
    """Measure, print the table and write the files; 1 where a row could not be measured."""
    options = options_of(arguments)
    if options.into:
        [name] = options.rows
        options.into.write_text(json.dumps(one(name, options)))
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the row that runs is ended too
    began, lines, curves = time.monotonic(), [], {}
    prepare(options)
    for name in options.rows or ROWS:
        print(f"[{time.monotonic() - began:6.0f} s] {name}", flush=True)
        found = apart(name, options)
        lines += [Line.of_json(each) for each in found["lines"]]
        curves |= found.get("curves") or {}
        for line in lines[-len(found["lines"]) :]:
            print("   " + " | ".join(line.cells()), flush=True)
    told = machine.told(time.monotonic() - began, options.quick)
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "bench.md").write_text(table.markdown(lines, told), encoding="utf-8")
    (OUT / "bench.json").write_text(
        json.dumps({"machine": told, "lines": [each.as_json() for each in lines], "curves": curves}, indent=1), encoding="utf-8"
    )
    pictures = growth.pictures(curves) if curves else {}
    for name, svg in pictures.items():
        (OUT / name).write_text(svg, encoding="utf-8")
    if options.write:
        table.write(lines, told, pictures)
    print(f"{told}\nIn {OUT}: bench.md, bench.json{''.join(f', {name}' for name in pictures)}.")
    return 1 if any(line.measured is None for line in lines) else 0


def prepare(options: argparse.Namespace) -> None:
    """Build the knowledge with its register, and the large stores where a row needs them, so that no row waits for it."""
    subprocess.run([sys.executable, "-m", "lfr_kg", "build", "--register"], check=True, cwd=ROOT)
    if {"large", "remote"} & set(options.rows or ROWS):
        quick = ["--quick"] if options.quick else []
        subprocess.run([sys.executable, "-m", "tests.bench.kept", str(options.stores), *quick], check=False, cwd=ROOT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

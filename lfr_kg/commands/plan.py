"""The plan of a deployment that is still to come."""

import sys
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lfr_kg.base.errors import BadRequest
from lfr_kg.commands import inputs
from lfr_kg.commands.options import instant

if TYPE_CHECKING:
    from lfr_kg.commands.options import Commands, Parser
    from lfr_kg.plan import Planner
    from lfr_kg.plan.contract import Plan


def add(commands: "Commands") -> None:
    """Tell the parser of the command line about it."""
    parser = commands.add_parser("plan", help="what a deployment to come needs: papers, dates, who, and the law for each")
    parser.learn = _add_options
    parser.set_defaults(run=run)


def _add_options(parser: "Parser") -> None:
    """An option for each thing that the questions ask for, and the others."""
    from lfr_kg.plan.questions import asked

    parser.add_argument("answers", type=Path, nargs="?", help="answers as YAML, by the names of the options below")
    for slug, label, choices in asked():
        told = f"{label}: {', '.join(choices)}" if choices else label
        parser.add_argument(f"--{slug}", dest=f"answer {slug}", action="append", metavar="ANSWER", help=told.replace("%", "%%"))
    parser.add_argument(
        "--at", type=instant, metavar="INSTANT", help="the instant at which it is made, with its offset; now where left out"
    )
    parser.add_argument("--format", choices=("table", "lines", "json"), default="table", help="lines: every line of the plan, with its law")
    parser.add_argument("--out", type=Path, metavar="DIR", help="write the papers, the calendar and the description into this folder")


def run(options: Namespace) -> int:
    """Make a plan; 2 where an answer is wrong, each on a line of its own."""
    from lfr_kg.plan.planner import WrongAnswers
    from lfr_kg.plan.text import as_text

    answers = _read(options.answers) if options.answers else {}
    answers |= {name.removeprefix("answer "): given for name, given in vars(options).items() if name.startswith("answer ") and given}
    planner = inputs.opened().planner
    try:
        plan = planner.plan(answers, (options.at or datetime.now(UTC)).replace(microsecond=0))
    except WrongAnswers as wrong:
        for fault in wrong.at:
            print(f"lfr-kg: --{fault.blank}: {fault.message}", file=sys.stderr)
        return 2
    if options.out is not None:
        _write(options.out, plan, planner, answers)
    if options.format == "json":
        from lfr_kg.base.serialising import as_json

        print(as_json(plan))
    else:
        print(as_text(plan, options.format == "lines"))
    return 0


def _write(folder: Path, plan: "Plan", planner: "Planner", answers: dict[str, list[str]]) -> None:
    """Write the papers, the calendar and the description, which the form and the spreadsheet take. Raises BadRequest."""
    from lfr_kg.drafting.workbook import workbook
    from lfr_kg.plan.calendar import as_ics
    from lfr_kg.plan.pack import papers_of

    written = {
        **papers_of(plan),
        "plan.ics": as_ics(plan),
        "description.ttl": plan["description"].encode(),
        "description.xlsx": workbook(planner.dictionary, [planner.draft(answers)]),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in written.items():
            (folder / name).write_bytes(content)
    except OSError as error:
        raise BadRequest(f"{folder} cannot be written: {error.strerror}.") from error
    print(f"{folder}: {len(written)} files.", file=sys.stderr)


def _read(file: Path) -> dict[str, list[str]]:
    """The answers of a YAML file. Raises BadRequest where it is no mapping of names to answers."""
    import yaml

    try:
        found = yaml.load(inputs.content_of(file), Loader=yaml.BaseLoader)  # every answer is a text: a day stays as it is written
    except yaml.YAMLError as error:
        raise BadRequest(f"{file} is not YAML: {error}") from error
    if not isinstance(found, dict) or not all(isinstance(each, str | list) for each in found.values()):
        raise BadRequest(f"{file} should hold answers by name, such as “day: 14 October 2026”, several of them in a list.")
    return {str(name): _texts(given) for name, given in found.items()}


def _texts(given: Any) -> list[str]:
    return [str(each) for each in given] if isinstance(given, list) else [given]

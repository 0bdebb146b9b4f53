"""A condition's proof whole: its own steps, and in place of each condition that it rests on the steps of that one."""

from collections.abc import Mapping

from lfr_kg.assess.findings import Standing, Step


def proof_of(condition: str, standing: Standing, conditions: Mapping[str, Standing]) -> list[Step]:
    """The steps from stated facts to a condition, numbered anew in the order in which they are reached, each once.

    ``standing`` is that of the condition, ``conditions`` those of the deployment; a condition that is not among them stays a step.
    """
    steps: dict[tuple[str, str], Step] = {}
    _reach(condition, standing, conditions, steps, ())
    return list(steps.values())


def _reach(
    condition: str, standing: Standing, conditions: Mapping[str, Standing], steps: dict[tuple[str, str], Step], above: tuple[str, ...]
) -> None:
    numbers: dict[int, int] = {}
    for step in standing["steps"]:
        name = step.get("condition", "")
        rests_on = name and name != condition and name not in above and name in conditions
        key = (name, "") if name else ("", "\t".join([step["text"], *step.get("fact", ())]))
        if rests_on and key not in steps:
            _reach(name, conditions[name], conditions, steps, (*above, condition))
        if key not in steps:
            renumbered: Step = {**step, "step": len(steps) + 1}
            if "from" in step:
                renumbered["from"] = [numbers[each] for each in step["from"]]
            steps[key] = renumbered
        numbers[step["step"]] = steps[key]["step"]

"""A plan for programs."""

import orjson

from lfr_kg.plan.contract import Plan


def as_json(plan: Plan) -> str:
    """The plan as compact JSON. The same answers, law and instant give the same text."""
    return orjson.dumps(plan).decode()

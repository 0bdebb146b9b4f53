"""Narrowing the answer to any question that lists rules to those that bind one police force, in its own name or through its roles."""

import json
from collections.abc import Set
from typing import cast

import pyoxigraph as ox

from lfr_kg.ask.parameters import Parameter

BINDS = "what-binds-whom"
"""The question of the library that finds what binds somebody: a force's page and this filter both go by it."""

NARROWED = "binds"
"""The name of the value that narrows, in addresses and among the values of a question."""

FORCE = Parameter(
    name=NARROWED,
    kind="actor",
    label="Only what binds this police force",
    help="Rules that name it or fall on it in one of its roles, as its page lists them.",
    is_required=False,
    of="lfr:PoliceForce",
)
"""What every question that lists rules takes beside the parameters of its own header."""


def narrowed(found: ox.QuerySolutions, rule: str, kept: Set[ox.NamedNode]) -> ox.QuerySolutions:
    """Those rows of an answer whose rule, in the column ``rule``, is among those kept, in their order.

    The rows go through the JSON of SPARQL results, and so can be handed out in any format. The query itself is left as it is: rules added
    to it (VALUES) made the embedded engine plan some questions anew, which then took seconds.
    """
    told = json.loads(found.serialize(format=ox.QueryResultsFormat.JSON) or b"{}")
    names = {node.value for node in kept}
    told["results"]["bindings"] = [row for row in told["results"]["bindings"] if row.get(rule, {}).get("value") in names]
    return cast(ox.QuerySolutions, ox.parse_query_results(json.dumps(told), ox.QueryResultsFormat.JSON))

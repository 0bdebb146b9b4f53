"""The plan of a deployment that is still to come: questions, what their answers state, and which norms that brings in.

``Planner`` is its face. It knows no law: the questions and papers are in ``ontology/plan``, and every line of a plan is a norm that the
engine found to apply, or left open, on what the answers state.
"""

from lfr_kg.plan.planner import Planner

__all__ = ["Planner"]

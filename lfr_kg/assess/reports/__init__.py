"""An answer in the forms that people and programs read: a table, a tree, JSON, CSV, RDF."""

from lfr_kg.assess.reports.graph import as_graph, as_turtle, turtle
from lfr_kg.assess.reports.text import as_csv, as_json, as_table, as_tree

FORMATS = {"table": as_table, "json": as_json, "csv": as_csv, "turtle": as_turtle}
"""Name of a format → function from an answer to text."""

__all__ = ["FORMATS", "as_csv", "as_graph", "as_json", "as_table", "as_tree", "as_turtle", "turtle"]

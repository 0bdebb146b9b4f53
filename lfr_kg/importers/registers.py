"""The registers that are published as records of their own layout, each with what turns it into descriptions."""

from lfr_kg.importers import met

IMPORTERS = {"met": met.descriptions}
"""Name of a register → function from CSV text, file name, wanted row_ids and the table of use cases to Turtle."""

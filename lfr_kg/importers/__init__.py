"""Published registers of deployments, turned into descriptions. What a record does not state stays unstated."""

from lfr_kg.importers import met

IMPORTERS = {"met": met.descriptions}
"""Name of a register → function from CSV text, file name, wanted row_ids and the table of use cases to Turtle."""

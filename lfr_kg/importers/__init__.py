"""Published registers of deployments, turned into descriptions. What a record does not state stays unstated."""

from lfr_kg.importers import met

IMPORTERS = {"met": met.descriptions}
"""Name of a register → function from CSV text, file name and wanted row_ids to Turtle."""

"""What would change a finding: the smallest change to the statements that turns it, found by search and checked by applying it."""

from lfr_kg.whatif.search import WhatIf
from lfr_kg.whatif.sentences import as_fragment, as_text

__all__ = ["WhatIf", "as_fragment", "as_text"]

"""``python -m lfr_kg``: the command line."""

import sys

from lfr_kg.commands.line import main

sys.exit(main())

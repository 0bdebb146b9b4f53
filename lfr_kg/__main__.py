"""``python -m lfr_kg``: the command line."""

import sys

from lfr_kg.cli import main

sys.exit(main())

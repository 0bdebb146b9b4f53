"""Writing down what came out, after reading how it differs: the only way in which reviewed expectations change."""

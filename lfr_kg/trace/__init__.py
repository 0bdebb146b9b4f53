"""Tracing: from a norm to the provision, version, instrument and issuer behind it, with its citation; and the law as at a date."""

"""The law on police live facial recognition in England and Wales, as linked data that can be asked and tested."""

__version__ = "0.2.0"

"""Asking: the query library, the guard before public queries, and the worker processes that run them."""

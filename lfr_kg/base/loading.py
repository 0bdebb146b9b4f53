"""What the collector of cyclic garbage is kept from: what a process keeps until it ends, and work that leaves no cycles."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collections() -> Iterator[None]:
    """Work that leaves no cycles without looking for them, over and over, in all that it makes."""
    is_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if is_on:
            gc.enable()


@contextmanager
def loading_for_good() -> Iterator[None]:
    """Load without collections; then make all there is what later collections pass over."""
    with without_collections():
        yield
    gc.freeze()

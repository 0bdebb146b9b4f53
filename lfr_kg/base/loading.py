"""Loading what a process keeps until it ends: the collector of cyclic garbage looks at none of it, neither meanwhile nor afterwards."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collections() -> Iterator[None]:
    """Make what is no garbage without looking through it for any, over and over."""
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

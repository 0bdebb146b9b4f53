"""Loading what a process keeps until it ends: the collector of cyclic garbage looks at none of it, neither meanwhile nor afterwards."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading_for_good() -> Iterator[None]:
    """Load without collections, since nothing that is loaded is garbage and there is much of it to look through; then make all there is
    what later collections pass over."""
    is_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if is_on:
            gc.enable()
    gc.freeze()

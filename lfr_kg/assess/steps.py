"""The steps of a proof."""

from collections.abc import Callable

from lfr_kg.assess.findings import Step


class Steps:
    """The steps of a proof, numbered in the order in which they are first reached, each thing once."""

    def __init__(self) -> None:
        self.entries: dict[object, Step] = {}

    def add(self, key: object, make: Callable[..., Step], *arguments: object) -> int:
        """The number of the step for a key, made where it is new."""
        step = self.entries.get(key)
        if step is None:
            step = make(*arguments)
            self.entries[key] = step
            step["step"] = len(self.entries)
        return step["step"]

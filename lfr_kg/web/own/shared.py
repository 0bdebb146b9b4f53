"""Where the pages of a force's own register are, and what the processes that serve them share: no more, for those that serve none."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path

PLACE = "/own-register"


@dataclass(frozen=True)
class Shared:
    """What the processes of a service share: the key that signs cookies, and the file of the sessions that were ended."""

    key: bytes = field(repr=False)
    ended: Path

    @classmethod
    def of(cls, folder: Path) -> "Shared":
        """What those of a run share, with a file in its folder; a new key, so that whoever was signed in before signs in again."""
        return cls(secrets.token_bytes(32), folder / "ended")

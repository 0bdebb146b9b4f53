"""What commands read: the knowledge that the environment's settings name, and the files of the command line."""

from pathlib import Path
from typing import TYPE_CHECKING

from lfr_kg.base.errors import BadRequest
from lfr_kg.base.settings import Settings

if TYPE_CHECKING:
    from lfr_kg.knowledge import KnowledgeBase


def opened() -> "KnowledgeBase":
    """The knowledge, its store opened by what asks it. It is imported here, so that ``--help`` does not wait for it."""
    from lfr_kg.knowledge import KnowledgeBase

    return KnowledgeBase.open(Settings.from_environment(), opens_store=False)


def content_of(file: Path) -> bytes:
    """What a file holds. Raises BadRequest where it cannot be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadRequest(f"{file}: {error.strerror}.") from error


def read(files: list[Path]) -> list[tuple[bytes, str, str]]:
    """The content, media type and name of each file. Raises BadRequest where one cannot be read."""
    from lfr_kg.evidence.reading import media_type_of

    return [(content_of(file), media_type_of(file.name), file.name) for file in files]

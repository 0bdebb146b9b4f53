"""What can go wrong, each with the HTTP status that says so. Messages say what, where and what to do."""

from typing import Any


class LfrError(Exception):
    """A failure that its reader can act on. ``status`` is the HTTP status; the command line ends with 2."""

    status = 500

    def __init__(self, message: str, *, line: int | None = None, column: int | None = None, excerpt: str | None = None):
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column
        self.excerpt = excerpt


class BadRequest(LfrError):
    """The request cannot be understood: a syntax error, a wrong parameter."""

    status = 400


class BadSetting(BadRequest, ValueError):
    """A setting of the environment is none, or not of its type or range, or does not work on this machine."""


class MissingLibrary(LfrError):
    """What is asked for needs a library that is not installed: ``needing`` says what and that it does, ``install`` what brings it."""

    status = 501

    def __init__(self, needing: str, package: str, install: str = "lfr-kg with all that it requires"):
        super().__init__(f"{needing} the package {package}, which is not installed. Install {install}.")


class NotFound(LfrError):
    """Nothing has that name."""

    status = 404


class NotAcceptable(LfrError):
    """None of the formats asked for can be given."""

    status = 406


class TooLarge(LfrError):
    """More was sent than is read."""

    status = 413


class UnsupportedMedia(LfrError):
    """The media type is none that is read."""

    status = 415


class Unreadable(LfrError):
    """Its format is read, and it cannot be assessed: no deployment, a value that is not of its type. ``faults`` lists what is wrong where
    several things are."""

    status = 422

    def __init__(self, message: str, *, faults: tuple[str, ...] = (), **place: Any):
        super().__init__(message, **place)
        self.faults = faults


class Busy(LfrError):
    """More is asked for at once than is worked on; ``retry_after`` says in how many seconds to try again."""

    status = 503
    retry_after = 5


class KnowledgeError(LfrError):
    """The project's own files do not hold together. Nothing is built from them."""

    status = 500

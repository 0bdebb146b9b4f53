"""Rules compiled in a process of their own while the rest of the knowledge is built: rdflib's parser takes half of a build.

It is a process and no thread, since both reckon in Python; and a new one and no copy, since a store brings threads with it, which cannot be
copied. Rules go in and come out as JSON.
"""

import subprocess
import sys
import tempfile
from typing import Self

import orjson

from lfr_kg.assess.rules import Rule, as_json, compile_rule, from_json
from lfr_kg.base.errors import KnowledgeError
from lfr_kg.corpus.files import SourceFile


class Compiling:
    """Files of rules on their way to being compiled, from the moment that this is entered; left, it is over."""

    def __init__(self, files: list[SourceFile]):
        self._files = files

    def __enter__(self) -> Self:
        with tempfile.TemporaryFile() as given:  # a pipe would have to be filled while the other process starts
            given.write(orjson.dumps([[file.path, file.role, file.content.decode()] for file in self._files]))
            given.seek(0)
            self._process = subprocess.Popen([sys.executable, "-m", "lfr_kg.assess.apart"], stdin=given, stdout=subprocess.PIPE)
        return self

    def __exit__(self, *raised: object) -> None:
        if self._process.returncode is None:
            self._process.kill()
            self._process.communicate()

    def rules(self) -> list[Rule]:
        """The compiled rules, in the order of their files, waited for. Raises KnowledgeError as ``compile_rule`` does."""
        written, _ = self._process.communicate()
        if self._process.returncode:
            raise KnowledgeError("The process that compiles the rules was ended, or broke: its last words stand above.")
        found = orjson.loads(written)
        if isinstance(found, str):
            raise KnowledgeError(found)
        return [from_json(entry) for entry in found]


def _compiled(given: bytes) -> bytes:
    """Files, as JSON, compiled; what is wrong, where one is."""
    try:
        return orjson.dumps([as_json(compile_rule(SourceFile(path, role, text.encode()))) for path, role, text in orjson.loads(given)])
    except KnowledgeError as error:
        return orjson.dumps(error.message)


if __name__ == "__main__":
    sys.stdout.buffer.write(_compiled(sys.stdin.buffer.read()))

"""The words that a publisher prints for a use case, and the kind of place that they stand for from a day on.

They stand in ``ontology/register/use-cases.csv``, and nowhere else.
"""

import csv
import io

from lfr_kg.corpus.files import Corpus

UseCases = tuple[dict[str, str], ...]
"""The lines of the table, by its columns."""


def use_cases(corpus: Corpus) -> UseCases:
    """The table of a project's files."""
    (file,) = (file for file in corpus.of("register") if (file.folder, file.name) == ("register", "use-cases"))
    return tuple(csv.DictReader(io.StringIO(file.content.decode("utf-8"))))


def criterion_of(cases: UseCases, printed: str, day: str) -> str:
    """The kind of place (``con:location-…``) that printed words stood for on a day (ISO); "" where they stood for none."""
    return next((each["criterion"] for each in cases if each["printed"].lower() == printed.lower() and each["from"] <= day), "")

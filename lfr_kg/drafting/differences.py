"""In what two drafts of a description differ, place by place, in the words of the form."""

from collections.abc import Iterator
from dataclasses import dataclass

from lfr_kg.drafting import fields
from lfr_kg.drafting.dictionary import Dictionary, Field
from lfr_kg.drafting.draft import Part, title


@dataclass(frozen=True)
class Difference:
    """One question that two drafts answer otherwise: about what it is asked ("" for the deployment), and the answers of each."""

    about: str
    question: str
    one: tuple[str, ...]
    other: tuple[str, ...]


def differences(one: Part, other: Part, dictionary: Dictionary) -> list[Difference]:
    """The differences in the order of the form. Parts are the same where they bear one name, else where they stand at one place."""
    return list(_of(one, other, dictionary, ""))


def _of(one: Part, other: Part, dictionary: Dictionary, about: str) -> Iterator[Difference]:
    for each in dictionary.by_name[one.kind].fields:
        if each.kind == "part":
            yield from _of_parts(one.parts.get(each.name, []), other.parts.get(each.name, []), each, dictionary, about)
            continue
        answers = [tuple(_told(text, each) for text in part.values.get(each.name, ())) for part in (one, other)]
        if sorted(answers[0]) != sorted(answers[1]):
            yield Difference(about, each.question, answers[0], answers[1])


def _of_parts(ones: list[Part], others: list[Part], asked: Field, dictionary: Dictionary, about: str) -> Iterator[Difference]:
    for number, (one, other) in enumerate(_pairs(ones, others), 1):
        names = [_name(part, number, dictionary) if part else "" for part in (one, other)]
        if one is not None and other is not None and one.kind == other.kind:
            yield from _of(one, other, dictionary, " › ".join(filter(None, (about, names[0]))))
        else:
            yield Difference(about, asked.question, (names[0],) if one else (), (names[1],) if other else ())


def _pairs(ones: list[Part], others: list[Part]) -> list[tuple[Part | None, Part | None]]:
    """Parts that are the same thing: those of one name first, then the rest as they stand."""
    named = {part.id: part for part in others}
    known = {part.id for part in ones}
    left = iter([part for part in others if part.id not in known])
    pairs: list[tuple[Part | None, Part | None]] = [(part, named.get(part.id) or next(left, None)) for part in ones]
    return pairs + [(None, part) for part in left]


def _name(part: Part, number: int, dictionary: Dictionary) -> str:
    kind = dictionary.by_name[part.kind]
    said = title(part, kind)
    return f"{kind.label}: {said}" if said else f"{kind.label} {number}"


def _told(text: str, each: Field) -> str:
    """A draft's text as a person reads it; what cannot be read as it is."""
    try:
        return fields.show(fields.read(text, each), each)
    except fields.Fault:
        return text

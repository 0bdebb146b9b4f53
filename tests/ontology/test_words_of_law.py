"""How the law is put for people: whole sentences that a busy lawyer can act on, and the same thing in the same words."""

import re
from collections import defaultdict

import pytest

from lfr_kg.base.namespaces import PREFIXES, iri
from lfr_kg.corpus.citation import source_of
from tests import knowledge_files as knowledge

TELEGRAPHESE = (
    r"\be\.g\.", r"\bi\.e\.", r"\betc\b", r"\bincl\b", r"\besp\b", r"\bcf\b", r"\bw/o\b", r"\bvs?\.", r"\bre:", r"[+&=→]", r"\w/[a-z]",
    r";", r"^(Except|None|Not|Where|Only|Unless|So far|If|When)\b[^,]*\.$", r"\bAPD\b", r"\bEvidence:", r"\(not verified\)",
)  # fmt: skip
"""Marks of a note to oneself: short forms, signs for words, parts strung together, a clause without its main one."""
VERBS = re.compile(
    r"\b(is|are|was|were|has|have|had|may|must|can|cannot|needs?|do|does|will|would|apply|applies|bind|binds|directs|fixes|gives?|go|"
    r"falls?|holds|keeps?|lapses|lies|lifts?|limits?|plans|prohibits|reach|reaches|stay|stops|takes?|turned|turns|depends|follow|follows|continue|deprives|rely)\b"
)
DIFFERENT_THINGS = {
    ("ukpga-2018-12", "s 78(7)"): "that the section's limits apply, and to whom they apply",
    ("ukpga-2018-12", "s 78A"): "that the exemption lifts a rule, and that it lifts none or some",
    ("ukpga-2023-54", "s 29"): "that a Minister is told, and in which order",
}
"""Of what one provision says, sentences that differ since they say different things."""


def exceptions() -> dict[str, str]:
    """Each norm's exceptions by its slug."""
    return {
        norm.value.removeprefix(PREFIXES["norm"]): value.value
        for norm, _, value in knowledge.stated().by_predicate[iri("lfr:exceptionInWords")]
    }


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=\.) (?=[A-Z])", text)


def pinpoints(sentence: str) -> str:
    """The provisions that a sentence cites, joined; "" where it cites none."""
    return ", ".join(sorted(re.findall(r"\b(?:ss?|Arts?|paras?|Sch) \d+[A-Z]*(?:\(\w+\))*(?:–(?:\(\w+\)|\d+))*", sentence)))


@pytest.mark.parametrize("what", ["an exception", "what follows a breach"])
def test_it_is_said_in_sentences(what):
    said = exceptions().values() if what == "an exception" else _consequences()
    assert len(said) > 200 and [text for text in said if not re.fullmatch(r"[A-Z0-9].* .*\.", text)] == []


def _consequences() -> list[str]:
    return [value.value for _, _, value in knowledge.stated().by_predicate[iri("lfr:consequence")]]


def test_each_sentence_of_an_exception_has_a_verb_and_is_no_note():
    said = {slug: sentences(text) for slug, text in exceptions().items()}
    assert {slug: each for slug, each in said.items() if not all(VERBS.search(one) and one[0].isupper() for one in each)} == {}
    marks = {(slug, mark) for slug, each in said.items() for one in each for mark in TELEGRAPHESE if re.search(mark, one)}
    assert marks == set()


@pytest.mark.parametrize(
    "note",
    [
        "Not lifted by s 78A.", "None under s 78A.", "Only where urgent.", "Where not possible.", "So far as telling would defeat it.",
        "Exempted contracts (Sch 2), incl. national security.", "Workforce data, if 150+ are employed.", "Consent; it is explicit.",
    ],
)  # fmt: skip
def test_a_note_is_known_by_its_marks(note):
    assert any(re.search(mark, note) for mark in TELEGRAPHESE)


@pytest.mark.parametrize("note", ["Art 6(3).", "Urgent cases.", "Justification.", "Public interest test."])
def test_a_note_without_a_verb_is_no_sentence(note):
    assert not VERBS.search(note)


def test_the_same_exception_is_said_in_the_same_words():
    graph, said, rough = knowledge.stated(), defaultdict(set), defaultdict(set)
    for slug, text in exceptions().items():
        place = min(graph.objects(iri(f"norm:{slug}"), iri("lfr:statedBy")), key=lambda each: each.value)
        source = source_of(graph, place).value.removeprefix(PREFIXES["law"])
        for sentence in sentences(text):
            rough["".join(re.findall(r"\w+", sentence.lower().replace("the ", "")))].add(sentence)
            if pinpoints(sentence):
                said[source, pinpoints(sentence)].add(sentence)
    assert {key: found for key, found in said.items() if len(found) > 1 and key not in DIFFERENT_THINGS} == {}
    assert {key for key in DIFFERENT_THINGS if len(said[key]) < 2} == set()
    assert [found for found in rough.values() if len(found) > 1] == []


SHOWN = (
    "lfr:statement", "lfr:conditionInWords", "lfr:leavesOpen", "lfr:question", "lfr:nextStep", "lfr:nextStepIfContradicted",
    "lfr:asksFor", "lfr:undecidedBecause", "lfr:consequence", "lfr:contestedPoint", "lfr:caution", "lfr:historyNote",
)  # fmt: skip
"""What else of a rule its page shows in words."""
SHORT_FORMS = re.compile(r"\b(?:e\.g\.|i\.e\.|etc\b|incl\b|esp\b|cf\b|w/o\b)|\d\+|[&=→]", re.IGNORECASE)


@pytest.mark.parametrize("name", SHOWN)
def test_what_a_page_shows_of_a_rule_has_no_short_forms_and_ends_as_a_sentence_does(name):
    said = {subject.value: value.value for subject, _, value in knowledge.stated().by_predicate[iri(name)]}
    assert len(said) > 20 and {subject: text for subject, text in said.items() if SHORT_FORMS.search(text)} == {}
    whole = r"[A-Z0-9].*[^.;:?]" if name == "lfr:conditionInWords" else r"[A-Z0-9].*[.?]"
    assert {subject: text for subject, text in said.items() if not re.fullmatch(whole, text, re.DOTALL)} == {}


def test_what_follows_a_breach_and_what_a_rule_asks_are_no_chains_of_clauses():
    bare = [re.sub(r"\([^)]*\)", "", text) for text in _consequences()]
    assert [text for text in bare if ";" in text] == []
    said = [value.value for _, _, value in knowledge.stated().by_predicate[iri("lfr:statement")]]
    assert [text for text in said if text.count(";") > 1] == []


def test_what_was_not_verified_or_read_is_told_with_a_verb():
    told = {each for _, _, value in knowledge.stated().by_predicate[iri("lfr:historyNote")] for each in sentences(value.value)}
    bare = re.compile(r"\bnot (?:verified|read)\b(?<!\bremain not verified)")
    assert [text for text in told if bare.search(text) and not re.search(r"\b(is|are|was|were|has|have)\b", text)] == []

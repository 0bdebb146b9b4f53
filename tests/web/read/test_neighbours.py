"""Neighbouring provisions: what a note names is linked where it is plain what is meant, and stays text where it is not."""

import pytest

from lfr_kg.base.namespaces import iri
from lfr_kg.web.read.neighbours import pieces
from tests.serving import BROWSER


def linked(catalogue, norm: str) -> list[tuple[str, str]]:
    return [(words, catalogue.label(node)) for words, node in pieces(catalogue, iri(f"norm:{norm}")) if node is not None]


def test_what_a_note_names_is_linked_on_the_page(client):
    text = client.get("/norm/dpa-s64-dpia", headers=BROWSER).text
    assert '<dt>Neighbouring provisions</dt><dd><a href="/law/ukpga-2018-12_section-65">s 65</a>; Bridges Ground 3; ICO</dd>' in text


@pytest.mark.parametrize(
    ("note", "found"),
    [
        ("s 35(5)(b)", [("s 35(5)(b)", "DPA 2018, s 35(5)")]),
        ("DPA ss 59, 66; PA", [("DPA", "DPA 2018"), ("ss 59", "DPA 2018, s 59"), ("66", "DPA 2018, s 66"), ("PA", "PA 2023")]),
        ("Bridges (DC) [137]", [("Bridges (DC)", "Bridges (DC)"), ("[137]", "Bridges (DC) [137]")]),
        ("CA 2004, s 11", [("CA 2004", "CA 2004"), ("s 11", "CA 2004, s 11")]),
        ("DUAA Sch 8; s 85", [("DUAA", "DUAA 2025"), ("Sch 8", "DUAA 2025, sch 8")]),
        ("PCSC Act 2022 s 52; Bridges Ground 1; ss 57–58", []),
    ],
)  # fmt: skip
def test_only_what_is_plain_is_linked(catalogue, monkeypatch, note, found):
    text = catalogue.text
    monkeypatch.setattr(catalogue, "text", lambda node, name: note if name == "lfr:relatedNote" else text(node, name))
    assert linked(catalogue, "dpa-s64-dpia") == found


def test_no_word_of_a_note_is_lost_and_most_notes_have_a_link(catalogue):
    notes = [node for node in catalogue.entries if catalogue.text(node, "lfr:relatedNote")]
    for node in notes:
        assert "".join(words for words, _ in pieces(catalogue, node)) == catalogue.text(node, "lfr:relatedNote")
    assert sum(any(named for _, named in pieces(catalogue, node)) for node in notes) > 0.8 * len(notes)

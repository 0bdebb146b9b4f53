"""What must hold of any description: silence breaches nothing, form changes nothing, a breach rests on what is stated."""

import random

import pyoxigraph as ox
import pytest

from lfr_kg.answer.receipt import canonical
from lfr_kg.base.model import TYPE
from lfr_kg.base.namespaces import PREFIXES, iri
from tests import casebook, generated

AT = casebook.ASSESSED_AT
KEPT = {TYPE, iri("lfr:controller"), iri("lfr:technique"), iri("lfr:conduct")}


def triples(text: str) -> list[ox.Triple]:
    return list(ox.parse(text, format=ox.RdfFormat.N_TRIPLES))


def lines(kept) -> str:
    return "".join(sorted(f"{t.subject} {t.predicate} {t.object} .\n" for t in kept))


def breached(text: str, as_at=None, at=AT) -> set[str]:
    return {slug for slug, verdict in casebook.verdicts(text, as_at, at).items() if verdict == "breached"}


@pytest.mark.parametrize("base", generated.BASES)
def test_a_description_stripped_to_its_kind_breaches_nothing(base):
    root = next(t.subject for t in triples(casebook.base(base)) if t.predicate == TYPE and t.object == iri("lfr:Deployment"))
    kept = [t for t in triples(casebook.base(base)) if t.subject == root and t.predicate in KEPT]
    assert breached(lines(kept)) == set()


@pytest.mark.parametrize("seed", range(150))
def test_silence_breaches_nothing(seed):
    """However many properties of however many nodes a lawful description leaves out, nothing becomes a breach."""
    chance = random.Random(seed)
    full = triples(casebook.base("metropolitan"))
    groups = sorted({(str(t.subject), str(t.predicate)) for t in full if t.predicate not in KEPT})
    share = chance.random()
    dropped = {group for group in groups if chance.random() < share}
    assert breached(lines(t for t in full if (str(t.subject), str(t.predicate)) not in dropped)) == set()


BREAKING = [case for case in casebook.all_cases() if "breached" in dict(case.verdicts).values()]


@pytest.mark.parametrize("case", BREAKING, ids=lambda case: case.title)
def test_a_breach_cites_stated_triples_and_without_them_it_is_gone(case, knowledge):
    text = casebook.changed(case.base, case.change)
    answer = knowledge.assess([(text.encode(), "application/n-triples", "case.nt")], case.as_at, case.at)
    (deployment,) = answer["deployments"]
    for finding in deployment["findings"]:
        if finding["verdict"] == "breached" and dict(case.verdicts).get(finding["slug"]) == "breached":
            cited = {tuple(triple) for row in finding["evidence"] if row["outcome"] == "contradicts" for triple in row["stated"]}
            assert cited, finding["slug"]
            kept = [t for t in triples(text) if (t.subject.value, t.predicate.value, t.object.value) not in cited]
            assert len(kept) == len(triples(text)) - len(cited), "every cited triple is one that was stated"
            left = lines(kept)
            if any(t.predicate == TYPE and t.object == iri("lfr:Deployment") for t in kept):
                assert finding["slug"] not in breached(left, case.as_at, case.at)


def blank(text: str, seed: int) -> list[ox.Triple]:
    """The same statements with every node but the deployment without a name, labelled and ordered by chance."""
    chance = random.Random(seed)
    full = triples(text)
    named = {t.subject for t in full if isinstance(t.subject, ox.NamedNode)} - {
        t.subject for t in full if t.object == iri("lfr:Deployment")
    }
    numbers = chance.sample(range(10_000), len(named))
    labels = {node: ox.BlankNode(f"n{number}") for node, number in zip(sorted(named, key=str), numbers, strict=True)}
    moved = [ox.Triple(labels.get(t.subject, t.subject), t.predicate, labels.get(t.object, t.object)) for t in full]
    chance.shuffle(moved)
    return moved


FORMS = [
    ("text/turtle", ox.RdfFormat.TURTLE, PREFIXES), ("text/turtle", ox.RdfFormat.TURTLE, {"other": PREFIXES["lfr"]}),
    ("application/n-triples", ox.RdfFormat.N_TRIPLES, None),
    ("application/ld+json", ox.RdfFormat.JSON_LD, PREFIXES),
    ("application/rdf+xml", ox.RdfFormat.RDF_XML, PREFIXES), ("application/trig", ox.RdfFormat.TRIG, None),
]  # fmt: skip


def test_neither_labels_nor_order_nor_serialisation_change_a_byte(knowledge):
    answers = set()
    for seed, (media_type, form, prefixes) in enumerate(FORMS):
        statements = blank(casebook.changed("metropolitan", "DELETE WHERE { ?w lfr:generatedAt ?t }"), seed)
        content = ox.serialize(statements, format=form, **({"prefixes": prefixes} if prefixes else {}))
        answers.add(canonical(knowledge.assess([(content, media_type, "sent")], None, AT)))
    assert len(answers) == 1


@pytest.mark.parametrize("seed", range(5))
def test_another_deployment_beside_it_changes_nothing_for_this_one(knowledge, seed):
    own = ox.serialize(blank(casebook.base("metropolitan"), seed), format=ox.RdfFormat.N_TRIPLES)
    other = generated.description(seed).replace("https://deployments.example/", "https://others.example/").encode()
    alone = knowledge.assess([(own, "application/n-triples", "own")], None, AT)["deployments"]
    beside = knowledge.assess([(own, "application/n-triples", "own"), (other, "application/n-triples", "other")], None, AT)["deployments"]
    assert len(beside) == 2
    assert [d for d in beside if d["id"] == alone[0]["id"]] == alone

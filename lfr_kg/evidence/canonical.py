"""Canonical names for nodes without a name, by RDFC-1.0, kept from running for ever.

Source: RDF Dataset Canonicalization (W3C, 2024); its section 7.1 warns of poison graphs: nodes without a name that cannot be told apart
and are linked to one another cost time that grows as the factorial of their number. Where a dataset has such nodes, it is named in a
process of its own, which is ended when its time is over.
"""

import subprocess
import sys
from collections import Counter, defaultdict

import pyoxigraph as ox

from lfr_kg.base.errors import TooLarge

SECONDS = 1
ALIKE = 3
"""How many neighbours that look alike a node may have and still be named at once."""
UNDISTINGUISHED = 30
"""How many nodes that look alike, beside others that do, are named at once: their paths are walked one from each (section 4.8)."""


def canonicalize(dataset: ox.Dataset) -> ox.Dataset:
    """The dataset with canonical names. Raises TooLarge (413) where naming takes longer than a few seconds."""
    if not is_suspicious(dataset):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        return dataset
    text = ox.serialize(dataset, format=ox.RdfFormat.N_QUADS)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "lfr_kg.evidence.canonical"], input=text, capture_output=True, timeout=SECONDS, check=True
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise TooLarge(
            "The description has many nodes without a name that cannot be told apart and are linked together. Give them IRIs and send "
            "it again."
        ) from error
    return ox.Dataset(ox.parse(done.stdout, format=ox.RdfFormat.N_QUADS))


def is_suspicious(dataset: ox.Dataset) -> bool:
    """Whether some node that does not stand out has several neighbours that look alike: what makes naming costly."""
    looks: dict[ox.BlankNode, list[tuple[str, str, str]]] = defaultdict(list)
    neighbours: dict[ox.BlankNode, set[tuple[ox.BlankNode, ox.NamedNode]]] = defaultdict(set)
    for quad in dataset:
        subject, value = quad.subject, quad.object
        if isinstance(subject, ox.BlankNode):
            looks[subject].append(("out", quad.predicate.value, "_" if isinstance(value, ox.BlankNode) else str(value)))
        if isinstance(value, ox.BlankNode):
            looks[value].append(("in", quad.predicate.value, "_" if isinstance(subject, ox.BlankNode) else str(subject)))
            if isinstance(subject, ox.BlankNode):
                neighbours[subject].add((value, quad.predicate))
                neighbours[value].add((subject, quad.predicate))
    look = {node: tuple(sorted(found)) for node, found in looks.items()}
    common = Counter(look.values())
    unclear = sum(common[look[node]] > 1 and any(common[look[other]] > 1 for other, _ in found) for node, found in neighbours.items())
    if unclear > UNDISTINGUISHED:
        return True
    for node, found in neighbours.items():
        alike = Counter((look[other], predicate) for other, predicate in found if common[look[other]] > 1)
        if common[look[node]] > 1 and max(alike.values(), default=0) > ALIKE:
            return True
    return False


if __name__ == "__main__":
    named = ox.Dataset(ox.parse(sys.stdin.buffer.read(), format=ox.RdfFormat.N_QUADS))
    named.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    ox.serialize(named, sys.stdout.buffer, format=ox.RdfFormat.N_QUADS)

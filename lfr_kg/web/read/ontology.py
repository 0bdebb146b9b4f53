"""How the main terms hang together, as a picture and as words, and what changed from version to version: the top and the end of the list
of terms."""

import pyoxigraph as ox
from markupsafe import Markup

from lfr_kg.base.namespaces import iri
from lfr_kg.web.pictures.drawing import Block, Step, chain_picture
from lfr_kg.web.read.catalogue import Catalogue

JOINTS = (
    ("lfr:Passage", "lfr:carriedBy", "lfr:Norm"),
    ("lfr:Norm", "lfr:statedBy", "lfr:Provision"),
    ("lfr:ProvisionVersion", "lfr:versionOf", "lfr:Provision"),
    ("lfr:Provision", "lfr:partOf", "lfr:Source"),
    ("lfr:Source", "lfr:issuer", "lfr:Actor"),
    ("lfr:Norm", "lfr:appliesTo", "lfr:Condition"),
    ("sh:NodeShape", "lfr:checks", "lfr:Norm"),
)
"""From the founding answer to whoever made the law, to when it applies and to how it is tested: class, property, class."""
CLASSES = ("lfr:Passage", "lfr:Norm", "lfr:Provision", "lfr:ProvisionVersion", "lfr:Source", "lfr:Actor", "lfr:Condition")


def parts(catalogue: Catalogue) -> list[tuple[ox.NamedNode, ox.NamedNode]]:
    """What a deployment is described by, as pairs of the property and its class; values of lists and people left out."""
    found: list[tuple[ox.NamedNode, ox.NamedNode]] = []
    for prop in catalogue.back.named(iri("lfr:Deployment"), iri("lfr:domainIncludes")):
        kinds = catalogue.graph.nodes(prop, iri("lfr:rangeIncludes"))
        if "owl:ObjectProperty" in catalogue.kinds(prop) and catalogue.value(prop, "lfr:valuesFrom") is None:
            found += [(prop, kind) for kind in kinds if "owl:Class" in catalogue.kinds(kind) and not _is_actor(catalogue, kind)]
    return sorted(found, key=lambda pair: catalogue.label(pair[0]).lower())


def _is_actor(catalogue: Catalogue, kind: ox.NamedNode) -> bool:
    """Whether a class is one of those of people and bodies, which a deployment has and is not made of."""
    return kind == iri("lfr:Actor") or any(_is_actor(catalogue, above) for above in catalogue.graph.nodes(kind, iri("rdfs:subClassOf")))


def joints() -> list[tuple[ox.NamedNode, ...]]:
    """The joints as the page tells them beside the picture."""
    return [tuple(iri(name) for name in joint) for joint in JOINTS]


def terms_picture(catalogue: Catalogue) -> Markup:
    """The joints as a picture: the founding answer above, the norm, and what stands behind it, when it applies and how it is tested
    below."""
    words = {name: _means(catalogue, name) for name in CLASSES}
    described = ", ".join(catalogue.label(prop) for prop, _ in parts(catalogue))
    behind = [
        Step("stated by", Block("provision", "Provision", words["lfr:Provision"])),
        Step("as it stood", Block("version", "Provision version", words["lfr:ProvisionVersion"])),
        Step("part of", Block("source", "Source", words["lfr:Source"])),
        Step("issuer", Block("issuer", "Actor", words["lfr:Actor"])),
    ]
    when = [
        Step("applies to", Block("condition", "Condition", words["lfr:Condition"])),
        Step("a class of", Block("facts", "Deployment", _means(catalogue, "lfr:Deployment"))),
        Step("described by", Block("facts", "Its parts", (described,))),
    ]
    tested = [
        Step("checked by", Block("shape", "Shape", ("How the norm is tested on what a description states.",))),
        Step("looks at", Block("facts", "Facts in a description", ("What is stated of a deployment and of its parts.",))),
    ]
    said = (
        "A passage of the founding answer is carried by norms. A norm is stated by a provision, which stood in versions, is part of a "
        "source and "
        f"so has an issuer. A norm applies to a condition, a class of deployments; a deployment is described by: {described}. A shape "
        "checks the norm."
    )
    return chain_picture(
        Block("norm", "Norm", words["lfr:Norm"]),
        [Block("passage", "The founding answer", words["lfr:Passage"])],
        [behind, when, tested],
        name="terms",
        title="How the main terms hang together",
        description=said,
        answered="carried by",
    )


def _means(catalogue: Catalogue, name: str) -> tuple[str, ...]:
    return (catalogue.text(iri(name), "skos:definition"),)


def changelog(text: str) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """A changelog as versions with their subjects and what changed in each; what stands before the first version is left out."""
    versions: list[tuple[str, list[tuple[str, list[str]]]]] = []
    for line in text.splitlines():
        if line.startswith("## "):
            versions.append((line[3:].strip(), []))
        elif line.startswith("### ") and versions:
            versions[-1][1].append((line[4:].strip(), []))
        elif line.startswith("- ") and versions and versions[-1][1]:
            versions[-1][1][-1][1].append(line[2:].strip())
        elif line.strip() and versions and versions[-1][1] and versions[-1][1][-1][1]:
            versions[-1][1][-1][1][-1] += " " + line.strip()
    return versions

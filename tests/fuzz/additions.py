"""One line more: strategies of Turtle lines that somebody may add to a description, by mistake or on purpose, each kind by its name.

Every line stands alone: it reads the prefixes of ``HEAD``, and leaves them as they were.
"""

from collections.abc import Callable

from hypothesis import strategies as st
from rdflib import Literal, URIRef

from tests.fuzz import naive

PREFIXES = {
    "lfr": naive.OURS + "def/", "con": naive.OURS + "concept/", "actor": naive.OURS + "actor/", "norm": naive.OURS + "norm/",
    "ex": "https://deployments.example/", "dct": "http://purl.org/dc/terms/", "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "foaf": "http://xmlns.com/foaf/0.1/", "xsd": "http://www.w3.org/2001/XMLSchema#", "owl": "http://www.w3.org/2002/07/owl#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#", "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#", "sh": "http://www.w3.org/ns/shacl#",
}  # fmt: skip
HEAD = "".join(f"@prefix {prefix}: <{address}> .\n" for prefix, address in PREFIXES.items())
FOREIGN = (
    "owl:sameAs", "rdfs:subClassOf", "rdfs:subPropertyOf", "owl:equivalentClass", "rdf:value", "rdf:first", "skos:exactMatch",
    "skos:inScheme", "sh:deactivated", "sh:targetNode", "rdfs:domain", "owl:inverseOf", "owl:differentFrom",
    "dct:isReplacedBy", "<urn:x>",
)  # fmt: skip
ODD_TEXTS = (
    '""', '" "', '"\\u200B"', '"\\u00A0"', '"."', '"true"', '"none"', '"\\u202Eenon"', "'''two\nlines'''", '"\U0001f600"', '"مرحبا"',
    '"Ωмега"', '"e\\u0301"', '"é"', '"\\\\"', '"{{7*7}}"', '"</script>"', '"x"@en', '"x"@cy', '"x"@en-GB', '"x"@x-private',
    '"x"@en-latn-gb-1994',
)  # fmt: skip
ODD_VALUES = (
    "[]", "()", "(1 2)", "(con:technique-live)", "[ a lfr:Deployment ]", "[ a lfr:Alert ]", "[ lfr:threshold 0.1 ]", "[ lfr:alert [] ]",
    "rdf:nil", "<>", "<#part>", "<../x>", "true", "false", "0", "-0", "1", "-1", "007", "1.0", "0.640", "1e0", "1E400",
    "9007199254740993",
    "99999999999999999999999", "0.1234567890123456789", '"1"^^xsd:boolean', '"TRUE"^^xsd:boolean', '"yes"^^xsd:boolean',
    '"NaN"^^xsd:double', '"INF"^^xsd:double', '"٣"^^xsd:integer', '"1_000"^^xsd:integer', '" 5 "^^xsd:integer',
    '"+5"^^xsd:integer', '"5"^^xsd:unsignedLong',
    '"300"^^xsd:byte', '"5"^^<urn:type>', '"x"^^xsd:token', '"2026-10-14"^^xsd:date', '"2026-10-14Z"^^xsd:date', '"2026-02-30"^^xsd:date',
    '"0000-01-01"^^xsd:date', '"-0044-03-15"^^xsd:date', '"12026-01-01"^^xsd:date', '"2026-10-14T09:00:00Z"^^xsd:dateTime',
    '"2026-10-14T09:00:00"^^xsd:dateTime', '"2026-10-14T24:00:00Z"^^xsd:dateTime', '"2026-10-25T01:30:00+01:00"^^xsd:dateTime',
    '"2026-10-14T09:00:00+14:01"^^xsd:dateTime', '"2026-10-14T09:00:60Z"^^xsd:dateTime', '"1980-01-01T00:00:00Z"^^xsd:dateTime',
    '"9999-12-31T23:59:59Z"^^xsd:dateTime', '"PT24H"^^xsd:dayTimeDuration', '"P1D"^^xsd:dayTimeDuration', '"P1M"^^xsd:duration',
    '"-PT1H"^^xsd:dayTimeDuration', '"PT1e3S"^^xsd:dayTimeDuration', "<<( ex:d1 a lfr:Alert )>>", *ODD_TEXTS,
)  # fmt: skip
ODD_TYPES = ("lfr:Deployment", "lfr:LiveDeployment", "owl:Thing", "[]", "'Deployment'", "lfr:Condition", "owl:FunctionalProperty")
RESERVED = ("<urn:lfr-kg:node:c14n0>", "<urn:lfr-kg:root>", "<urn:lfr-kg:deployment:0>")
LOOKALIKES = {"a": "а", "e": "е", "o": "о", "i": "і", "l": "1", "-": "\u2010", "c": "с", "p": "р"}
"""Letters with others that look like them: Cyrillic, a figure, a typographic hyphen."""


def _sorted(terms) -> list[str]:
    return sorted(map(str, terms))


class Material:
    """What the lines are made of: the vocabulary, and the nodes and statements of one description."""

    def __init__(self, base: tuple[naive.Statement, ...]):
        known = naive.words()
        self.properties, self.single = _sorted(known.properties), _sorted(known.single)
        self.classes, self.actors = _sorted(known.classes), _sorted(known.actors)
        self.listed = _sorted(known.lists)
        self.concepts = _sorted({concept for concepts in known.lists.values() for concept in concepts})
        self.on_list = {str(prop): _sorted(concepts) for prop, concepts in known.lists.items()}
        self.nodes = sorted({str(s) for s, _, _ in base})
        self.stated = sorted(base, key=str)


def near(address: str) -> st.SearchStrategy[str]:
    """An address that is nearly another: one that a person, a program or an attacker could write in its place."""
    start, local = (address[: len(naive.OURS)], address[len(naive.OURS) :]) if address.startswith(naive.OURS) else ("", address)
    places = st.integers(0, max(0, len(local) - 1))
    return st.one_of(
        st.sampled_from(
            [
                address.replace("https://", "http://") if address.startswith("https") else address.replace("http://", "https://"),
                address.upper(), address.title(), address + "/", address + "#", address + "%20", address + "\u200b", address + "?x=1",
                address.replace("/lfr-kg/", "/lfrkg/"), address.replace("/lfr-kg/", "/lfr-kg//"), address.replace("/lfr-kg/", "/LFR-KG/"),
                address.replace("w3id", "www.w3id"), address.replace("w3id", "wid"), address.replace("w3id.org", "w3id.com"),
                address.replace("w3id.org", "w3id.org:443"), address.replace("w3id.org", "w3id.org."), address.replace("-kg/", "_kg/"),
                address.replace("lfr", "lrf", 1), address.replace("/def/", "/def#"), address.replace("/concept/", "/concepts/"),
                address.replace("/concept/", "/def/"), address.replace("-", "_"), address.replace("-", "%2D"), address.replace("-", ""),
            ]
        ),
        places.map(lambda at: start + local[:at] + local[at + 1 :]),
        places.map(lambda at: start + local[:at] + local[at : at + 1] * 2 + local[at + 1 :]),
        places.map(lambda at: start + local[:at] + local[at : at + 1].swapcase() + local[at + 1 :]),
        places.map(lambda at: start + local[:at] + LOOKALIKES.get(local[at : at + 1], "x") + local[at + 1 :]),
    )  # fmt: skip


def written(address: str) -> str:
    """An IRI as Turtle writes it, whatever it holds."""
    return "<" + "".join(c if c > " " and c not in '<>"{}|^`\\' else f"\\u{ord(c):04X}" for c in address) + ">"


Draw = Callable[[st.SearchStrategy], object]
KINDS: dict[str, Callable[[Draw, Material], str]] = {}
"""What a line may be, by name; each draws it."""


def kind(name: str):
    """Give a kind of line its name."""

    def named(line):
        KINDS[name] = line
        return line

    return named


@st.composite
def addition(draw, material: Material) -> tuple[str, str]:
    """The name of a kind, and a line of that kind."""
    name = draw(st.sampled_from(sorted(KINDS)))
    return name, KINDS[name](draw, material)


def _one(draw: Draw, addresses: list[str]) -> str:
    return written(draw(st.sampled_from(addresses)))


def _value(draw: Draw, material: Material) -> str:
    return draw(st.one_of(st.sampled_from(ODD_VALUES), st.sampled_from(material.nodes + material.concepts + material.actors).map(written)))


def _of(draw: Draw, material: Material, prop: str, value: str) -> str:
    return f"{_one(draw, material.nodes)} {prop} {value} ."


def _stated(draw: Draw, material: Material, place: int | None = None) -> list[str]:
    """A statement of the description, as Turtle writes its parts; with an IRI at a place of it."""
    fitting = [each for each in material.stated if place is None or isinstance(each[place], URIRef)]
    return [term.n3() if isinstance(term, Literal) else written(str(term)) for term in draw(st.sampled_from(fitting))]


def _nearly(draw: Draw, material: Material, place: int) -> str:
    parts = _stated(draw, material, place)
    parts[place] = written(draw(near(parts[place][1:-1])))
    return f"{' '.join(parts)} ."


@kind("a property with whatever value")
def _any_value(draw, material):
    return _of(draw, material, _one(draw, material.properties), _value(draw, material))


@kind("another value of what has one")
def _second_value(draw, material):
    return _of(draw, material, _one(draw, material.single), _value(draw, material))


@kind("a value of the list")
def _listed_value(draw, material):
    prop = draw(st.sampled_from(material.listed))
    return _of(draw, material, written(prop), _one(draw, material.on_list[prop]))


@kind("a value off the list")
def _unlisted_value(draw, material):
    return _of(draw, material, _one(draw, material.listed), _value(draw, material))


@kind("a misspelt prefix")
def _prefix(draw, material):
    prefix = draw(st.sampled_from(("lfr", "con", "actor")))
    address = PREFIXES[prefix]
    parts = [f"{prefix}:{part[len(address) + 1 : -1]}" if part.startswith(f"<{address}") else part for part in _stated(draw, material)]
    return f"@prefix {prefix}: {written(draw(near(address)))} . {' '.join(parts)} . @prefix {prefix}: <{address}> ."


@kind("a thing nearly of that name")
def _near_subject(draw, material):
    return _nearly(draw, material, 0)


@kind("a property nearly of that name")
def _near_property(draw, material):
    return _nearly(draw, material, 1)


@kind("a value nearly of that name")
def _near_value(draw, material):
    return _nearly(draw, material, 2)


@kind("an actor nearly of that name")
def _near_actor(draw, material):
    return _of(draw, material, "lfr:controller", written(draw(near(draw(st.sampled_from(material.actors))))))


@kind("one more type")
def _more_types(draw, material):
    return _of(draw, material, "a", draw(st.one_of(st.sampled_from(material.classes).map(written), st.sampled_from(ODD_TYPES))))


@kind("a type nearly of that name")
def _near_type(draw, material):
    return _of(draw, material, "a", written(draw(near(draw(st.sampled_from(material.classes))))))


@kind("a foreign property")
def _foreign(draw, material):
    return _of(draw, material, draw(st.sampled_from(FOREIGN)), _value(draw, material))


@kind("a thing that nothing leads to")
def _unattached(draw, material):
    return f"<urn:apart> {_one(draw, material.properties)} {_value(draw, material)} ."


@kind("another deployment")
def _another(draw, material):
    return f"<urn:other> a lfr:Deployment ; {_one(draw, material.properties)} {_value(draw, material)} ."


@kind("of the law itself")
def _of_the_law(draw, material):
    subject = _one(draw, material.properties + material.classes + material.concepts + material.actors)
    return f"{subject} {draw(st.sampled_from(('a', 'lfr:threshold', *FOREIGN)))} {_value(draw, material)} ."


@kind("a name of the service's own")
def _reserved(draw, material):
    return _of(draw, material, _one(draw, material.properties), draw(st.sampled_from(RESERVED)))


@kind("turned round")
def _turned(draw, material):
    subject, prop, value = _stated(draw, material, 2)
    return f"{value} {prop} {subject} ."


@kind("said again otherwise")
def _again(draw, material):
    subject, prop, value = _stated(draw, material)
    return f"{subject} {prop} {draw(st.sampled_from((value, value + '@en', value + '^^xsd:string', f'{value} , {value}')))} ."


@kind("a statement about a statement")
def _about(draw, material):
    said = " ".join(_stated(draw, material))
    return draw(st.sampled_from((f"{said} {{| lfr:threshold 0.1 |}} .", f"<< {said} >> lfr:threshold 0.1 .", f"{said} ~ <urn:r> .")))


@kind("parts without names")
def _nameless(draw, material):
    inner = f"[ {_one(draw, material.properties)} {_value(draw, material)} ]"
    return _of(draw, material, _one(draw, material.properties), inner)


@kind("a list")
def _list(draw, material):
    return _of(draw, material, _one(draw, material.properties), f"( {_value(draw, material)} {_value(draw, material)} )")


@kind("a remark")
def _remark(draw, material):
    return "# " + " ".join(_stated(draw, material)).replace("\n", " ") + " ."


@kind("whatever")
def _whatever(draw, material):
    return draw(st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=60)) + " ."

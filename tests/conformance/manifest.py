"""Reading the suites' manifests: which tests there are, and what each is made of."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import pyoxigraph as ox

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
HOME = "https://w3c.github.io/rdf-tests/sparql/sparql11/"
FORMATS = {".ttl": ox.RdfFormat.TURTLE, ".nt": ox.RdfFormat.N_TRIPLES, ".rdf": ox.RdfFormat.RDF_XML}


class Facts:
    """The statements of one manifest, for look-ups along properties."""

    def __init__(self, path: Path, base: str):
        self.store = ox.Store()
        self.store.load(path=path, format=FORMATS[path.suffix], base_iri=base)

    def all(self, subject, name: str) -> list:
        """All values of a property of a node."""
        return [quad.object for quad in self.store.quads_for_pattern(subject, ox.NamedNode(name), None)]

    def one(self, subject, name: str):
        """One value of a property of a node, or None."""
        return next(iter(self.all(subject, name)), None)

    def items(self, head) -> list:
        """The members of a list."""
        found = []
        while head is not None and head.value != RDF + "nil":
            found.append(self.one(head, RDF + "first"))
            head = self.one(head, RDF + "rest")
        return found

    def entries(self) -> list:
        """The tests that the manifest lists, each once."""
        return list(
            dict.fromkeys(
                test for head in self.store.quads_for_pattern(None, ox.NamedNode(MF + "entries"), None) for test in self.items(head.object)
            )
        )


@dataclass(frozen=True)
class Test:
    """One test: its address, the suite (folder) and kind it is of, and the node that the rest hangs on."""

    iri: str
    suite: str
    kind: str
    name: str
    node: ox.NamedNode
    facts: Facts

    @property
    def slug(self) -> str:
        """Suite and test, as one name."""
        return f"{self.suite}/{self.iri.rpartition('#')[2]}"

    @property
    def action(self):
        """What is done."""
        return self.facts.one(self.node, MF + "action")

    def files(self, name: str) -> list[str]:
        """The addresses that a property of the action gives, by themselves or as ut:graph."""
        found = self.facts.all(self.action, name)
        return [(self.facts.one(node, UT + "graph") or node).value if isinstance(node, ox.BlankNode) else node.value for node in found]

    @property
    def query(self) -> str:
        """The address of the query (or update) file."""
        return (self.files(QT + "query") + self.files(UT + "request") + [self.action.value])[0]

    @property
    def is_update(self) -> bool:
        """Whether it sends an update, and no query."""
        return "Update" in self.kind or (isinstance(self.action, ox.NamedNode) and self.action.value.endswith(".ru"))

    @property
    def result(self) -> str:
        """The address of the file with the expected result."""
        return self.facts.one(self.node, MF + "result").value


def suites_in(folder: Path) -> list[str]:
    """The suites (folders with a manifest) of SPARQL 1.1."""
    return sorted(path.parent.name for path in folder.glob("*/manifest.ttl"))


def tests_of(folder: Path, suite: str) -> list[Test]:
    """The tests of one suite, in the order of its manifest and of those that it includes."""
    return [test for path in sorted((folder / suite).glob("manifest*.ttl")) for test in _tests_in(path, suite)]


def _tests_in(path: Path, suite: str) -> list[Test]:
    facts = Facts(path, f"{HOME}{suite}/{path.name}")
    found = []
    for node in facts.entries():
        kind = facts.one(node, RDF + "type").value.rpartition("#")[2]
        name = facts.one(node, MF + "name") or facts.one(node, LABEL)
        found.append(Test(node.value, suite, kind, name.value if name else "", node, facts))
    return found


def local(folder: Path, address: str) -> Path:
    """Where a file of the suite lies."""
    return folder / address.removeprefix(HOME)


def address_of(folder: Path, path: Path) -> str:
    """The address of a file of the suite."""
    return urljoin(HOME, path.relative_to(folder).as_posix())

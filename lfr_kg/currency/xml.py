"""XML from elsewhere, read safely: no DOCTYPE, so no entities that grow or fetch, and a limit on depth."""

from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

MAX_DEPTH = 200


class UnreadableXml(ValueError):
    """It is not XML, or XML of a kind that is not read."""


def parse(content: bytes) -> Element:
    """The root of a document, names as ElementTree writes them. Raises UnreadableXml with line and column."""
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.tree.data
    parser.StartDoctypeDeclHandler = reader.refuse_doctype
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise UnreadableXml(f"line {error.lineno}, column {error.offset + 1}: {expat.ErrorString(error.code)}") from error
    return reader.tree.close()


class _Reader:
    """What expat calls as it reads: builds the tree, and refuses what is not read."""

    def __init__(self):
        self.tree = TreeBuilder()
        self.depth = 0

    def start(self, name: str, attributes: dict) -> None:
        """An element begins. Raises UnreadableXml where it lies too deep."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise UnreadableXml(f"elements nest more than {MAX_DEPTH} deep")
        self.tree.start(_clark(name), {_clark(key): value for key, value in attributes.items()})

    def end(self, name: str) -> None:
        """An element ends."""
        self.depth -= 1
        self.tree.end(_clark(name))

    def refuse_doctype(self, *_) -> None:
        """A DOCTYPE begins. Raises UnreadableXml."""
        raise UnreadableXml("it has a DOCTYPE, which is not read")


def _clark(name: str) -> str:
    return "{" + name if "}" in name else name

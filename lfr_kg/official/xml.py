"""XML from elsewhere, and the addresses in it, read safely: no DOCTYPE, so no entities that grow or fetch (defusedxml sees to that), and a
limit on depth."""

from urllib.parse import SplitResult, urlsplit
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers.expat import ErrorString

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

ATOM = "{http://www.w3.org/2005/Atom}"
FEED = f"{ATOM}feed"
"""The tag of the root of an Atom feed (RFC 4287)."""
MAX_DEPTH = 200


class UnreadableXml(ValueError):
    """It is not XML, or XML of a kind that is not read."""


def parse(content: bytes) -> Element:
    """The root of a document, names as ElementTree writes them. Raises UnreadableXml with line and column."""
    parser = DefusedXMLParser(target=_Shallow(), forbid_dtd=True)
    try:
        parser.feed(content)
        root: Element = parser.close()
        return root
    except DefusedXmlException as error:
        raise UnreadableXml("it has a DOCTYPE, which is not read") from error
    except ParseError as error:
        line, column = error.position
        raise UnreadableXml(f"line {line}, column {column + 1}: {ErrorString(error.code)}") from error
    except UnreadableXml:
        raise
    except (LookupError, ValueError) as error:  # what the parser makes of an encoding that it does not know
        raise UnreadableXml(f"its encoding is not one that is read: {error}") from error


def split(address: str) -> SplitResult:
    """The parts of an address from elsewhere; empty parts where it is none."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


class _Shallow(TreeBuilder):
    """Builds the tree, and refuses elements that lie too deep: whoever walks it later need not count."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        """An element begins. Raises UnreadableXml where it lies too deep."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise UnreadableXml(f"elements nest more than {MAX_DEPTH} deep")
        return super().start(tag, attrs)

    def end(self, tag: str) -> Element:
        """An element ends."""
        self.depth -= 1
        return super().end(tag)

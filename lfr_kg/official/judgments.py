"""What Find Case Law says of a judgment: whether it is there, its name and date, its numbered paragraphs (Akoma Ntoso), and when it was
last changed (Atom). Source: https://nationalarchives.github.io/ds-find-caselaw-docs/public."""

from dataclasses import dataclass
from urllib.parse import quote
from xml.etree.ElementTree import Element

from lfr_kg.base.times import day_in
from lfr_kg.official.xml import ATOM, split

AKN = "{http://docs.oasis-open.org/legaldocml/ns/akn/3.0}"
UK = "{https://caselaw.nationalarchives.gov.uk/akn}"
TNA = "{https://caselaw.nationalarchives.gov.uk}"
ROOT = f"{AKN}akomaNtoso"
HOST = "caselaw.nationalarchives.gov.uk"


@dataclass(frozen=True)
class Judgment:
    """A judgment as its document describes itself."""

    name: str
    citation: str
    date: str
    paragraphs: frozenset[str]


def path_of(address: str) -> str:
    """The path that identifies a judgment: ``ewca/civ/2020/1058``."""
    return split(address).path.strip("/")


def document_address(path: str) -> str:
    """Where a judgment's Akoma Ntoso is."""
    return f"https://{HOST}/{path}/data.xml"


def feed_address(citation: str) -> str:
    """Where the feed of documents that bear a neutral citation is."""
    phrase = quote(f'"{citation}"')
    return f"https://{HOST}/atom.xml?query={phrase}&per_page=10"


def judgment(root: Element) -> Judgment:
    """What a document says of itself."""
    names = [element.get("value", "") for element in root.iter(f"{AKN}FRBRname")]
    dates = [element.get("date", "") for element in root.iter(f"{AKN}FRBRdate") if element.get("name") in ("judgment", "decision")]
    citation = next((element.text.strip() for element in root.iter(f"{UK}cite") if element.text), "")
    marks = (element.get("eId", "") for element in root.iter(f"{AKN}paragraph"))
    return Judgment(next(iter(names), ""), citation, day_in(next(iter(dates), "")), frozenset(mark for mark in marks if mark))


def updated(root: Element, path: str) -> str:
    """The day on which a judgment's entry in a feed was last changed; "" where the feed has none."""
    for entry in root.findall(f"{ATOM}entry"):
        slugs = {identifier.get("slug", "") for identifier in entry.findall(f"{TNA}identifier")}
        links = {path_of(link.get("href", "")) for link in entry.findall(f"{ATOM}link")}
        if path in slugs | links:
            return day_in(entry.findtext(f"{ATOM}updated") or "")
    return ""

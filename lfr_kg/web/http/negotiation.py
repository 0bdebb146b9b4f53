"""Content negotiation: which of the formats on offer fits what was asked for (RFC 9110 §12.5.1).

A client asks by the Accept header, or plainly by ``?format=``, which wins; on the pages of entries also by a suffix of the path.
"""

from dataclasses import dataclass

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from lfr_kg.base.errors import NotAcceptable


@dataclass(frozen=True)
class Format:
    """A format on offer: the name that ``?format=`` takes, its media types (the first is its own), and other names for it."""

    name: str
    media_types: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    is_text: bool = False

    def content_type(self, asked: str = "") -> str:
        """The Content-Type header: the media type asked for, where it is one of this format's, with a charset for text."""
        media_type = asked if asked in self.media_types else self.media_types[0]
        return f"{media_type}; charset=utf-8" if self.is_text or media_type.startswith("text/") else media_type


HTML = Format("html", ("text/html", "application/xhtml+xml"), is_text=True)
RESULTS_JSON = Format("json", ("application/sparql-results+json", "application/json"))
RESULTS_XML = Format("xml", ("application/sparql-results+xml", "application/xml", "text/xml"))
CSV = Format("csv", ("text/csv",))
TSV = Format("tsv", ("text/tab-separated-values",))
TURTLE = Format("turtle", ("text/turtle", "application/x-turtle", "text/n3"), ("ttl",))
NTRIPLES = Format("ntriples", ("application/n-triples",), ("nt",))
JSONLD = Format("jsonld", ("application/ld+json", "application/json"), ("json-ld",))
RDFXML = Format("rdfxml", ("application/rdf+xml", "application/xml", "text/xml"), ("rdf", "xml", "rdf+xml"))
JSON = Format("json", ("application/json",))
WORD = Format("docx", ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",))
PDF = Format("pdf", ("application/pdf",))
REPORT = Format("report", ("text/html",), is_text=True)
"""An HTML file that stands alone; asked for by its name only, since HTML for browsers is offered before it."""

TABLES = (RESULTS_JSON, RESULTS_XML, CSV, TSV)
GRAPHS = (TURTLE, NTRIPLES, JSONLD, RDFXML)
SUFFIXES = {"ttl": TURTLE, "nt": NTRIPLES, "jsonld": JSONLD, "rdf": RDFXML, "html": HTML}


def accepted(header: str | None) -> MIMEAccept:
    """The media ranges of an Accept header with their weights, the closest first. A missing one accepts everything.

    Werkzeug reads it; what it cannot read it passes over. Parameters of a range (a charset, a profile) are left out: no format here has
    any.
    """
    if not (header or "").strip():
        return MIMEAccept([("*/*", 1)])
    return MIMEAccept([(_bare(name), weight) for name, weight in parse_accept_header(header, MIMEAccept)])


def _bare(media_range: str) -> str:
    return media_range.partition(";")[0].strip().lower()


def _by_name(ranges: MIMEAccept, media_type: str) -> float:
    """The weight of a media type that is asked for by its whole name; 0 where it is not."""
    return max((weight for name, weight in ranges if name == media_type), default=0)


def wants_json(accept: str | None) -> bool:
    """Whether the client asks by name for JSON of some kind."""
    return any(name == JSON.media_types[0] or name.endswith("+json") for name, _ in accepted(accept))


def choose(accept: str | None, offers: tuple[Format, ...], asked: str | None = None) -> tuple[Format, str]:
    """The format to answer in, with its Content-Type; the earlier offer where two weigh the same.

    ``asked`` is the value of ``?format=``: a format's name or a media type. Raises NotAcceptable, listing what is on offer.
    """
    if asked:
        wanted = asked.strip().lower().replace(" ", "+")
        for offer in offers:
            if wanted == offer.name or wanted in offer.aliases or wanted in offer.media_types:
                return offer, offer.content_type(wanted)
        raise _none_fits(f"There is no format “{asked[:60]}” here", offers)
    ranges = accepted(accept)
    best, best_weight, best_type = None, 0.0, ""
    for offer in offers:
        for media_type in offer.media_types:
            # Only its own media type is meant by a wildcard; the others have to be asked for by name.
            weight = ranges.quality(media_type) if media_type == offer.media_types[0] else _by_name(ranges, media_type)
            if weight > best_weight:
                best, best_weight, best_type = offer, weight, media_type
    if best is None:
        raise _none_fits(f"None of the formats asked for (Accept: {(accept or '')[:100]}) can be given", offers)
    return best, best.content_type(best_type)


def wants_html(accept: str | None) -> bool:
    """Whether the client reads HTML rather than data: true for browsers, false for ``*/*``."""
    named = MIMEAccept([(name, weight) for name, weight in accepted(accept) if not name.startswith("*")])
    html = _by_name(named, HTML.media_types[0])
    return html > 0 and html >= max(named.quality(offer.media_types[0]) for offer in (*TABLES, *GRAPHS, JSON))


def _none_fits(start: str, offers: tuple[Format, ...]) -> NotAcceptable:
    names = ", ".join(f"{offer.media_types[0]} (format={offer.name})" for offer in offers)
    return NotAcceptable(f"{start}. On offer: {names}.")

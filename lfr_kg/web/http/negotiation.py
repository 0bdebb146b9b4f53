"""Content negotiation: which of the formats on offer fits what was asked for (RFC 9110 §12.5.1).

A client asks by the Accept header, or plainly by ``?format=``, which wins; on the pages of entries also by a suffix of the path.
"""

from dataclasses import dataclass

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


@dataclass(frozen=True)
class Range:
    """One entry of an Accept header: a media range with its weight."""

    kind: str
    subkind: str
    weight: float

    def fits(self, media_type: str) -> int:
        """How closely the range fits a media type: 3 exactly, 2 by its kind, 1 as ``*/*``, 0 not at all."""
        kind, _, subkind = media_type.partition("/")
        if self.kind == "*":
            return 1
        if self.kind != kind:
            return 0
        return 3 if self.subkind == subkind else 2 if self.subkind == "*" else 0


def parse_accept(header: str) -> list[Range]:
    """The ranges of an Accept header. An empty one accepts everything; what cannot be read is passed over."""
    found = []
    for entry in header.split(","):
        media_range, *parameters = [part.strip().lower() for part in entry.split(";")]
        kind, slash, subkind = media_range.partition("/")
        if not (kind and slash and subkind):
            continue
        weight = next((part[2:].strip() for part in parameters if part.replace(" ", "").startswith("q=")), "1")
        try:
            found.append(Range(kind, subkind, min(1.0, max(0.0, float(weight.lstrip("= "))))))
        except ValueError:
            continue
    return found or ([] if header.strip() else [Range("*", "*", 1.0)])


def weight_of(media_type: str, ranges: list[Range]) -> float:
    """The weight that the closest range gives a media type; 0 where none fits."""
    fitting = [(found.fits(media_type), found.weight) for found in ranges if found.fits(media_type)]
    return max(fitting)[1] if fitting else 0.0


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
    ranges = parse_accept(accept or "")
    best, best_weight, best_type = None, 0.0, ""
    for offer in offers:
        for media_type in offer.media_types:
            # Only its own media type is meant by a wildcard; the others have to be asked for by name.
            fitting = ranges if media_type == offer.media_types[0] else [found for found in ranges if found.fits(media_type) == 3]
            weight = weight_of(media_type, fitting)
            if weight > best_weight:
                best, best_weight, best_type = offer, weight, media_type
    if best is None:
        raise _none_fits(f"None of the formats asked for (Accept: {(accept or '')[:100]}) can be given", offers)
    return best, best.content_type(best_type)


def wants_html(accept: str | None) -> bool:
    """Whether the client reads HTML rather than data: true for browsers, false for ``*/*``."""
    ranges = parse_accept(accept or "")
    html = max((found.weight for found in ranges if found.fits("text/html") == 3), default=0.0)
    data = [weight_of(offer.media_types[0], [found for found in ranges if found.kind != "*"]) for offer in (*TABLES, *GRAPHS, JSON)]
    return html > 0 and html >= max(data)


def _none_fits(start: str, offers: tuple[Format, ...]) -> NotAcceptable:
    names = ", ".join(f"{offer.media_types[0]} (format={offer.name})" for offer in offers)
    return NotAcceptable(f"{start}. On offer: {names}.")

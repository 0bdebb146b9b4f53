"""A stand-in for the two services, on loopback: it serves invented law in their formats, and behaves as they do.

Nothing in it is the text of any law. Addresses are those of the real services, since a fetcher asks no others; a transport carries
requests here.
"""

import threading
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape

import httpx

from lfr_kg.official.fetching import HttpFetcher

LEGISLATION = "https://www.legislation.gov.uk"
CASE_LAW = "https://caselaw.nationalarchives.gov.uk"
SPACES = (
    'xmlns="http://www.legislation.gov.uk/namespaces/legislation" xmlns:ukm="http://www.legislation.gov.uk/namespaces/metadata" '
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


@dataclass(frozen=True)
class Answer:
    """One answer: what is sent, and what it takes with it. A content's state is its ETag."""

    status: int = 200
    content: bytes = b""
    etag: str = ""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass
class Service:
    """What is served, by address; an address with several answers gives them one after the other, and the last for ever."""

    answers: dict[str, list[Answer]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    given: Counter = field(default_factory=Counter)
    port: int = 0

    def serve(self, address: str, *answers: Answer) -> None:
        """Serve these at an address from now on."""
        self.answers[address] = list(answers)
        self.given[address] = 0

    def reply(self, address: str, headers: dict[str, str]) -> Answer:
        """The answer to a request: 404 where nothing is served, 304 where the client has it."""
        self.asked.append((address, headers))
        answers = self.answers.get(address)
        if not answers:
            return Answer(404)
        answer = answers[min(self.given[address], len(answers) - 1)]
        self.given[address] += 1
        return Answer(304) if answer.etag and headers.get("if-none-match") == answer.etag else answer

    @property
    def addresses(self) -> list[str]:
        """What was asked for, in turn."""
        return [address for address, _ in self.asked]


class ToLoopback(httpx.BaseTransport):
    """Carries requests for the two services to a stand-in, whose ``Host`` header tells which was meant."""

    def __init__(self, port: int):
        self._inner, self._port = httpx.HTTPTransport(), port

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self._port)
        return self._inner.handle_request(httpx.Request(request.method, url, headers=request.headers, extensions=request.extensions))

    def close(self) -> None:
        self._inner.close()


@contextmanager
def running(service: Service):
    """The stand-in on a free port of loopback; a fetcher that reaches it, and nothing else."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            answer = service.reply(f"https://{self.headers['Host']}{self.path}", {k.lower(): v for k, v in self.headers.items()})
            self.send_response(answer.status)
            for name, value in answer.headers:
                self.send_header(name, value)
            if answer.etag:
                self.send_header("ETag", answer.etag)
                self.send_header("Last-Modified", formatdate(0, usegmt=True))
            if answer.status != 304:
                self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content if answer.status != 304 else b"")

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    transport = ToLoopback(server.server_address[1])
    try:
        yield HttpFetcher(pause=0, transport=transport, contact="keeper@lamps.example")
    finally:
        transport.close()
        server.shutdown()
        server.server_close()


def clml(path: str, body: str, *, start: str = "", versions: tuple[str, ...] = (), unapplied: str = "", notes: str = "") -> bytes:
    """A document of legislation.gov.uk for a path (``ukpga/2030/1/section/2``), of invented law."""
    links = "".join(
        f'<atom:link rel="http://purl.org/dc/terms/hasVersion" href="http://www.legislation.gov.uk/{path}/{day}" title="{day}"/>'
        for day in versions
    )
    if notes:
        links += f'<atom:link rel="http://www.legislation.gov.uk/def/navigation/notes" href="{escape(notes)}" title="Explanatory Note"/>'
    begins = f' RestrictStartDate="{start}"' if start else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Legislation {SPACES} DocumentURI="http://www.legislation.gov.uk/{path}"'
        f' RestrictExtent="E+W+S+N.I."{begins}><ukm:Metadata><dc:title>Invented Act</dc:title>{links}'
        f"<ukm:PrimaryMetadata><ukm:UnappliedEffects>{unapplied}</ukm:UnappliedEffects></ukm:PrimaryMetadata></ukm:Metadata>"
        f"<Primary><Body>{body}</Body></Primary></Legislation>"
    ).encode()


def section(path: str, parts: dict[str, str], *, heading: str = "Lamps", attributes: str = "") -> str:
    """A section of invented law, its subsections by number: ``{"1": "Lamps shall be lit."}``."""
    number = path.rpartition("/")[2]
    inner = "".join(
        f'<P2 IdURI="http://www.legislation.gov.uk/id/{path}/{each}" id="section-{number}-{each}">'
        f"<Pnumber>{each}</Pnumber><P2para>{words if words.startswith('<') else f'<Text>{words}</Text>'}</P2para></P2>"
        for each, words in parts.items()
    )
    return (
        f"<P1group {attributes}><Title>{heading}</Title>"
        f'<P1 IdURI="http://www.legislation.gov.uk/id/{path}" id="section-{number}"><Pnumber>{number}</Pnumber>'
        f"<P1para>{inner}</P1para></P1></P1group>"
    )


def effect(place: str, kind: str, by: str, day: str) -> str:
    """A change still to be made to a place (its path), as CLML lists it."""
    address = f"http://www.legislation.gov.uk/id/{place}"
    return (
        f'<ukm:UnappliedEffect EffectId="{kind}" Type="{kind}" RequiresApplied="true" AffectedProvisions="s. 64(1)" '
        f'AffectedURI="{address}" AffectingURI="http://www.legislation.gov.uk/id/{by}">'
        f'<ukm:AffectedProvisions><ukm:Section URI="{address}">s. 64(1)</ukm:Section></ukm:AffectedProvisions>'
        f'<ukm:InForceDates><ukm:InForce Date="{day}"/></ukm:InForceDates></ukm:UnappliedEffect>'
    )


def judgment(paragraphs: dict[str, str], day: str = "2030-07-01") -> bytes:
    """An invented judgment, its paragraphs by number."""
    inner = "".join(
        f'<paragraph eId="para_{number}"><num>{number}.</num><content><p>{words}</p></content></paragraph>'
        for number, words in paragraphs.items()
    )
    return (
        '<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><judgment><meta><identification><FRBRWork>'
        f'<FRBRdate date="{day}" name="judgment"/><FRBRname value="Lamp v Door"/></FRBRWork></identification></meta>'
        f"<judgmentBody><decision>{inner}</decision></judgmentBody></judgment></akomaNtoso>"
    ).encode()

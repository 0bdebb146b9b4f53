"""What visitors do: they read, ask, send descriptions, want reports, attack, and go away."""

import asyncio
import random
from collections.abc import Awaitable, Callable

import httpx

from lfr_kg.base.settings import EXAMPLE
from tests import TESTS

INPUTS = TESTS.parent.parent / "shared" / "inputs"
TURTLE = {"Content-Type": "text/turtle", "Accept": "application/json"}
DESCRIPTION = EXAMPLE.read_bytes()
PREFIX = "@prefix lfr: <https://w3id.org/lfr-kg/def/> . @prefix actor: <https://w3id.org/lfr-kg/actor/> .\n"
PAGES = (
    "/", "/norm", "/norm/dpa-s64-dpia", "/law", "/search?q=watchlist", "/actor", "/actor/essex-police", "/questions", "/register",
    "/changes", "/about", "/def/", "/concept", "/answer", "/norm/dpa-s64-dpia.ttl",
)  # fmt: skip
QUERIES = (
    "SELECT ?norm ?text WHERE { ?norm lfr:statement ?text } LIMIT 50",
    "SELECT ?kind (COUNT(*) AS ?n) WHERE { ?thing a ?kind } GROUP BY ?kind",
    "ASK { ?norm a lfr:Obligation }",
)
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
HOSTILE = (
    PREFIX.encode() + b"<urn:d> lfr:place " + b"[ lfr:place " * 300 + b"1" + b"]" * 300 + b" .",
    PREFIX.encode() + b"<urn:d> a lfr:Deployment ; lfr:stopsForAvoidance 1 , 2 .",
    b"\x00\xff" * 5000,
    PREFIX.encode() + b"".join(b"_:n%d lfr:place _:n%d .\n" % (n, (n + 1) % 400) for n in range(400))
    + b"<urn:d> a lfr:Deployment ; lfr:place _:n0 .",
    PREFIX.encode() + b"<urn:d> a lfr:Deployment .\n" + b"".join(b"<urn:d> lfr:role <urn:r%d> .\n" % n for n in range(5000)),
    *(path.read_bytes() for path in sorted(INPUTS.rglob("*.ttl"))),
)  # fmt: skip

Answer = httpx.Response | None


async def page(visitor: httpx.AsyncClient, chance: random.Random) -> Answer:
    """Read a page."""
    return await visitor.get(chance.choice(PAGES), headers={"Accept": "text/html"})


async def query(visitor: httpx.AsyncClient, chance: random.Random) -> Answer:
    """Ask an ordinary question."""
    return await visitor.post("/sparql", data={"query": chance.choice(QUERIES)})


async def endless_query(visitor: httpx.AsyncClient, chance: random.Random) -> Answer:
    """Ask what has no end."""
    return await visitor.post("/sparql", data={"query": ENDLESS})


async def assessment(visitor: httpx.AsyncClient, chance: random.Random) -> Answer:
    """Send the worked example to be judged."""
    return await visitor.post(f"/assess?format=json&detail={chance.choice(('summary', 'full'))}", content=DESCRIPTION, headers=TURTLE)


async def validation(visitor: httpx.AsyncClient, chance: random.Random) -> Answer:
    """Send it to be validated."""
    return await visitor.post("/validate", content=DESCRIPTION, headers={"Content-Type": "text/turtle"})


async def word_report(visitor: httpx.AsyncClient, chance: random.Random) -> Answer:
    """Want a report in Word."""
    return await visitor.post("/assess?format=docx", content=DESCRIPTION, headers={"Content-Type": "text/turtle"})


async def pdf_report(visitor: httpx.AsyncClient, chance: random.Random) -> Answer:
    """Want a report as PDF."""
    return await visitor.post("/assess?format=pdf", content=DESCRIPTION, headers={"Content-Type": "text/turtle"})


async def attack(visitor: httpx.AsyncClient, chance: random.Random) -> Answer:
    """Send something hostile."""
    return await visitor.post("/assess?format=json", content=chance.choice(HOSTILE), headers=TURTLE)


async def disconnect(visitor: httpx.AsyncClient, chance: random.Random) -> Answer:
    """Begin, and go away: in the middle of the body, or before the answer has come."""
    address = visitor.base_url
    _, line = await asyncio.open_connection(address.host, address.port)
    head = f"POST /assess HTTP/1.1\r\nHost: {address.host}\r\nContent-Type: text/turtle\r\nContent-Length: {len(DESCRIPTION)}\r\n\r\n"
    line.write(head.encode() + DESCRIPTION[: chance.choice((100, 9000, len(DESCRIPTION)))])
    await line.drain()
    await asyncio.sleep(chance.uniform(0, 0.5))
    line.close()
    return None


KINDS: dict[Callable[[httpx.AsyncClient, random.Random], Awaitable[Answer]], int] = {
    page: 40, query: 20, assessment: 14, validation: 4, word_report: 3, pdf_report: 1, attack: 10, disconnect: 6, endless_query: 2,
}  # fmt: skip
"""Each kind, and how many of a hundred visits are of it."""

"""A force's own register over HTTP, behind a sign-in: its entries, and each with what came out. Nothing of it is kept by any cache, and who
looked at what is written down before it is shown."""

import json
import re
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, make_response, redirect, request
from werkzeug.wrappers import Response as Answer

from lfr_kg.base.errors import BadSetting, LfrError, NotFound
from lfr_kg.base.scales import VERDICTS
from lfr_kg.ledger import journal, reporting
from lfr_kg.ledger.entries import Entry
from lfr_kg.ledger.ledger import Ledger
from lfr_kg.signin.provider import Person, Refused
from lfr_kg.web.http import negotiation, rate
from lfr_kg.web.http.clients import client
from lfr_kg.web.http.responses import OWN_ORIGIN, rendered
from lfr_kg.web.own import session
from lfr_kg.web.own.door import Door
from lfr_kg.web.own.shared import PLACE, Shared

routes = Blueprint("own", __name__, url_prefix=PLACE)

DOOR = "OWN_REGISTER"
OPEN = ("own.sign_in", "own.signed_in", "own.sign_out")
"""Routes for those who are not signed in yet, or any longer."""
PER_PAGE = 50
SHOWN = ("breached", "departed-from", "not-stated", "not-yet-due", "for-judgement")
"""The verdicts whose findings the page of an entry lists; all stand in its answer."""
TO = re.compile(rf"{PLACE}(?:/\d+)?")


class NoJournal(LfrError):
    """It cannot be written down who looks, so nothing is shown."""

    status = 503
    title = "Nothing can be shown at present"


def install(app: Flask, shared: Shared | None) -> None:
    """Serve the register that the app's settings name. Raises BadSetting where its readers would not be known, or not by all processes."""
    app.config[DOOR] = Door.of(app.config["KB"].settings)
    if shared is None:
        raise BadSetting("A force's own register (LFR_KG_REGISTER) is served by «lfr-kg serve» alone, whose processes know who signed in.")
    session.install(app, shared)
    app.register_blueprint(routes)


@routes.before_request
def know() -> Answer | None:
    """Let nobody by who is not signed in."""
    door = _door()
    if door.provider is None:
        if request.endpoint in OPEN:
            raise NotFound("There is no sign-in here: the proxy in front signs people in.")
        g.person = door.named_by_proxy()
    elif request.endpoint not in OPEN:
        found = session.person(current_app.config[session.ENDED])
        if found is None:
            return _shown("own_sign_in.html", 403, to=request.path if TO.fullmatch(request.path) else PLACE)
        g.person = found
    return None


@routes.after_request
def keep_nowhere(response: Response) -> Response:
    """No cache, no index and no script of another site has any of it."""
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers[OWN_ORIGIN] = "same-origin"
    response.headers.pop("ETag", None)
    return response


@routes.get("")
def listing() -> Answer:
    """The entries, the latest first; all of them as CSV, with the counts of verdicts."""
    ledger = Ledger.at(_door().folder)
    form, content_type = negotiation.choose(request.headers.get("Accept"), (negotiation.HTML, negotiation.CSV), request.args.get("format"))
    if form is negotiation.CSV:
        _note("table")
        response = make_response(reporting.as_csv(ledger.entries()) + "\r\n")
        response.headers["Content-Type"] = content_type
        return response
    count = ledger.head.count
    pages = max(1, -(-count // PER_PAGE))
    number = min(max(1, request.args.get("page", 1, type=int)), pages)
    _note("list", page=number)
    last = count - (number - 1) * PER_PAGE
    entries = [ledger.entry(each) for each in range(last, max(0, last - PER_PAGE), -1)]
    return _shown("own_register.html", entries=entries, count=count, number=number, pages=pages, head=ledger.head.hash)


@routes.get("/<int:number>")
def entry(number: int) -> Answer:
    """An entry: what was described, what came out, and by what it is chained."""
    ledger = Ledger.at(_door().folder)
    found = ledger.entry(number)
    _note("entry", number=number)
    answer = json.loads(ledger.content(found["answer"]))
    return _shown("own_entry.html", entry=found, answer=answer, findings=_findings(answer), verdicts=VERDICTS, count=ledger.head.count)


@routes.get("/<int:number>/<any(description, answer):what>")
def kept(number: int, what: str) -> Answer:
    """A description as it came, or the answer on it, to save."""
    ledger = Ledger.at(_door().folder)
    found: Entry = ledger.entry(number)
    held = found["description"] if what == "description" else found["answer"]
    _note(what, number=number)
    response = make_response(ledger.content(held))
    response.headers["Content-Type"] = held["type"]
    name = f"{number}-{held['name']}"
    response.headers.set("Content-Disposition", "attachment", filename=re.sub(r"[^\w.-]", "_", name, flags=re.ASCII))
    return response


@routes.get("/sign-in")
def sign_in() -> Answer:
    """Send a visitor to the provider."""
    rate.count()
    to = request.args.get("to", "")
    begun = _provider().begin(_back())
    session.begin(begun, to if TO.fullmatch(to) else PLACE)
    return redirect(begun.address, 303)


@routes.get("/signed-in")
def signed_in() -> Answer:
    """Take back a visitor whom the provider sends."""
    rate.count()
    under_way = session.begun()
    if under_way is None:
        raise Refused("This sign-in was not begun in this browser, or took too long. Sign in once more.")
    begun, to = under_way
    g.person = _provider().end(begun, request.args, _back())
    _note("signed in")
    session.sign_in(g.person)
    return redirect(to, 303)


@routes.post("/sign-out")
def sign_out() -> Answer:
    """End the session here, and say how to end that at the provider."""
    ended = current_app.config[session.ENDED]
    found = session.person(ended)
    if found is not None:
        g.person = found
        _note("signed out")
    session.sign_out(ended)
    g.pop("person", None)
    return _shown("own_signed_out.html", provider=_provider().sign_out)


def _findings(answer: dict[str, Any]) -> list[list[tuple[Any, list[dict[str, Any]]]]]:
    """Of each deployment the findings that are listed, under their verdicts."""
    return [
        [(VERDICTS[name], [each for each in deployment["findings"] if each["verdict"] == name]) for name in SHOWN]
        for deployment in answer["deployments"]
    ]


def _shown(template: str, status: int = 200, **values: object) -> Response:
    person: Person | None = g.get("person")
    values |= {"person": person, "signs_in_here": _door().provider is not None}
    return make_response(rendered(template, **values), status)


def _note(did: str, **facts: int) -> None:
    try:
        journal.note(_door().folder, g.person.name, did, subject=g.person.subject, address=client(), **facts)
    except OSError as error:
        raise NoJournal("Who reads this register is written down, and that cannot be done at present. Tell who runs this.") from error


def _back() -> str:
    return f"{request.url_root.rstrip('/')}{PLACE}/signed-in"


def _door() -> Door:
    door: Door = current_app.config[DOOR]
    return door


def _provider() -> Any:
    return _door().provider

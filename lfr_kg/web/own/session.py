"""The cookie of who is signed in: signed, for the pages of the register alone, and no script's. Flask makes it; here is what it is.

It holds who somebody is, or a sign-in under way, and no more. It ends with the browser's session, and after ``HOURS`` in any case; once
signed out of it is believed no longer by any process of the service.
"""

import fcntl
import os
import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

from flask import Flask, request, session
from flask.sessions import SecureCookieSessionInterface

from lfr_kg.signin.provider import Begun, Person
from lfr_kg.web.http.responses import root
from lfr_kg.web.own.shared import PLACE, Shared

COOKIE = "own-register"
HOURS = 8
PATIENCE = 600
"""Seconds in which a sign-in has to come back."""
ENDED = "OWN_REGISTER_ENDED"
"""Where an app keeps the file of the sessions that were ended, which its processes share."""


class _Cookie(SecureCookieSessionInterface):
    """Flask's, with a path below which the service stands, and over https alone where it came so."""

    def get_cookie_path(self, app: Flask) -> str:
        """The pages of the register."""
        return root() + super().get_cookie_path(app)

    def get_cookie_secure(self, app: Flask) -> bool:
        """Whether the visitor's browser may send it over https alone."""
        return request.is_secure or super().get_cookie_secure(app)


def install(app: Flask, shared: Shared) -> None:
    """Let an app know its readers by a cookie."""
    app.config.update(
        SECRET_KEY=shared.key,
        SESSION_COOKIE_NAME=COOKIE,
        SESSION_COOKIE_PATH=PLACE,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=HOURS),
    )
    app.config[ENDED] = shared.ended
    app.session_interface = _Cookie()


def begin(begun: Begun, to: str) -> None:
    """Note a sign-in under way, and the page it is for."""
    session.clear()
    session["begun"] = asdict(begun) | {"address": "", "to": to, "until": int(time.time()) + PATIENCE}


def begun() -> tuple[Begun, str] | None:
    """The sign-in under way, which is then over, whatever comes of it; and the page it is for. None where there is none, or it took too
    long."""
    found: Mapping[str, str] | None = session.pop("begun", None)
    if found is None or int(found["until"]) < time.time():
        return None
    return Begun(found["address"], found["state"], found["nonce"], found["verifier"]), found["to"]


def sign_in(person: Person) -> None:
    """Note who signed in, in place of whatever was noted."""
    session.clear()
    session.update(name=person.name, subject=person.subject, until=int(time.time()) + HOURS * 3600, id=secrets.token_hex(16))


def person(ended: Path) -> Person | None:
    """Who is signed in; None where nobody is, any longer."""
    if "id" not in session or session["until"] < time.time() or session["id"] in _ended(ended):
        return None
    return Person(session["name"], session["subject"])


def sign_out(ended: Path) -> None:
    """End the session, for every copy of its cookie too."""
    if "id" in session:
        handle = os.open(ended, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            os.write(handle, f"{session['id']}\n".encode())
        finally:
            os.close(handle)
    session.clear()


def _ended(file: Path) -> frozenset[str]:
    return frozenset(file.read_text(encoding="ascii").split()) if file.is_file() else frozenset()

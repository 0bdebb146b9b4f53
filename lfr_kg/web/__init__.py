"""The web: pages, the SPARQL endpoint, assessment and linked data over one knowledge base. HTTP only; it decides nothing of law."""

import contextlib
import logging
import signal
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask
from flask.json.provider import DefaultJSONProvider
from werkzeug.middleware.proxy_fix import ProxyFix

from lfr_kg import __version__
from lfr_kg.base import log
from lfr_kg.base.model import Value
from lfr_kg.base.namespaces import compact, iri
from lfr_kg.base.scales import VERDICTS
from lfr_kg.base.settings import Settings
from lfr_kg.base.times import duration_words
from lfr_kg.endpoint.pool import Pool
from lfr_kg.endpoint.process import Limits
from lfr_kg.isolation.barrier import end_with_parent
from lfr_kg.knowledge import KnowledgeBase
from lfr_kg.web.ask import direct, questions, sparql
from lfr_kg.web.assess import pages as assess
from lfr_kg.web.describe import pages as describe
from lfr_kg.web.http import api, bodies, files, isolated, keys, metrics, misspelt, rate, ready, responses
from lfr_kg.web.http.front import Front
from lfr_kg.web.http.kept import Kept
from lfr_kg.web.http.rate import Rate
from lfr_kg.web.http.sight import NAME, Sight
from lfr_kg.web.own.shared import PLACE, Shared
from lfr_kg.web.plan import pages as plan
from lfr_kg.web.read import changes, comparing, linked_data, listing, pages, search
from lfr_kg.web.read.catalogue import Catalogue
from lfr_kg.web.register import charts as register_charts
from lfr_kg.web.register import forces as register_forces
from lfr_kg.web.register import pages as register

ROOMS = (
    pages,
    listing,
    linked_data,
    search,
    changes,
    comparing,
    questions,
    sparql,
    assess,
    describe,
    plan,
    register,
    register_charts,
    register_forces,
    api,
    ready,
    keys,
    metrics,
)
"""The modules whose routes the app has."""
NAVIGATION = (
    ("/norm", "Duties", "/norm"),
    ("/law", "The law", "/law"),
    ("/actor", "Who is bound", "/actor"),
    ("/questions", "Questions", "/questions"),
    ("/register", "Published records", "/register"),
    ("/plan", "Plan", "/plan"),
    ("/assess", "Assess", "/assess"),
    ("/describe", "Describe", "/describe"),
    ("/about", "About", "/about"),
)
"""The main navigation: address, words, and how the addresses of its pages start."""
MORE = (
    ("/search", "Search"),
    ("/changes", "What changed"),
    ("/compare", "Compare two forces"),
    ("/answer", "Founding answer"),
    ("/api", "For programs"),
    ("/accessibility", "Accessibility"),
    ("/privacy", "Privacy"),
)
"""What the foot of every page leads to besides."""
SPECIALIST = (
    ("/def/", "Terms"),
    ("/concept", "Lists of values"),
    ("/shape", "Checks"),
    ("/measure", "Measures"),
    ("/sparql", "SPARQL"),
)
"""What only those who work with the data itself look for: it stands apart, and says so."""
RENEWING_SECONDS = 10
"""How long a process that takes up changed knowledge may start before the one whose place it takes is ended."""
HEADER_SECONDS = 10
"""How long the head of a request may take, and a connection wait for the next."""
CONNECTIONS = 512
"""How many each server process has at once; more wait to be taken."""


def _filters(catalogue: Catalogue) -> dict[str, Callable[..., object]]:
    """What templates put values into words with, by the name of the filter."""
    return {
        "label": catalogue.label,
        "local": catalogue.path,
        "day": catalogue.day,
        "compact": _compact,
        "breakable": assess.breakable,
        "with_links": assess.with_links,
        "duration": duration_words,
        "lower_first": lambda text: text[:1].lower() + text[1:],
        "colour": lambda verdict: VERDICTS[verdict].colour,
    }


def create_app(kb: KnowledgeBase, *, is_front: bool = True, shared: Shared | None = None) -> Flask:
    """The WSGI app over a knowledge base. It holds no state of its own but its pool of query workers (``app.config["POOL"].close()``).

    It answers everything in its own process; ``isolate`` lets it hand over what strangers send to be judged. One that is no ``is_front``
    answers what another has handed over: it believes no header of a proxy, whatever the settings say, and leaves entries to the other.
    A force's own register, where the settings name one, is served by a front alone, to those who sign in, by what its processes
    ``shared``.
    """
    app = Flask(__name__, static_folder=None)
    settings = kb.settings
    catalogue = Catalogue(kb)
    app.config.update(
        KB=kb,
        CATALOGUE=catalogue,
        FINGERPRINT=responses.fingerprint(kb),
        POOL=Pool(kb.store_path, limits_of(settings)),
        MAX_CONTENT_LENGTH=settings.max_bytes + 200_000,
        MAX_FORM_MEMORY_SIZE=settings.max_bytes + 100_000,
    )
    app.json = as_written = DefaultJSONProvider(app)
    as_written.sort_keys = False
    app.url_map.strict_slashes = False
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        catalogue=catalogue,
        kb=kb,
        iri=iri,
        compact_text=compact,
        has_vendor=(files.FOLDER / "vendor" / "govuk.css").is_file(),
        navigation=NAVIGATION,
        more_links=MORE,
        specialist_links=SPECIALIST,
    )
    app.jinja_env.filters.update(_filters(catalogue))
    responses.install(app)
    misspelt.install(app)
    bodies.install(app)
    files.install(app)
    if is_front:
        behind = _behind_proxies(settings.proxies)
        plain = app.extensions[direct.NAME] = direct.Direct(app, app.wsgi_app, partial(behind(_itself), start_response=None))
        app.wsgi_app = behind(plain)  # type: ignore[method-assign]
        metrics.counting()
        seen = Sight(app.wsgi_app, trusts_id=settings.proxies > 0, shows_address=settings.log_addresses == "yes")
        app.wsgi_app = app.extensions[NAME] = seen  # type: ignore[method-assign]
    for room in ROOMS:
        app.register_blueprint(room.routes)
    if settings.register and is_front:
        from lfr_kg.web.own import pages as own  # with libraries that are slow to load, for those who serve it

        own.install(app, shared)
        app.config["FINGERPRINT"] += "-own"  # pages lead to it
        app.jinja_env.globals.update(navigation=(*NAVIGATION, (PLACE, "Our register", PLACE)), has_own_register=True)
    return app


def _itself(environ: dict[str, Any], start_response: None) -> dict[str, Any]:
    return environ


def _behind_proxies(number: int) -> Callable[[Any], Any]:
    """What puts a WSGI application behind so many proxies, whose headers are believed."""
    if number <= 0:
        return lambda app: app
    # as Flask says to: https://flask.palletsprojects.com/en/stable/deploying/proxy_fix/
    return partial(ProxyFix, x_for=number, x_proto=1, x_host=0, x_prefix=1)


def limits_of(settings: Settings) -> Limits:
    """The limits of public queries, from the settings."""
    return Limits(
        seconds=settings.query_seconds,
        memory=settings.query_memory,
        rows=settings.query_rows,
        bytes=settings.query_answer_bytes,
        workers=settings.query_workers,
    )


def from_environment(counts: Path | None = None, shared: Shared | None = None) -> Flask:
    """The app over the knowledge that the environment's settings name, and its log: what every server process makes for itself.

    ``counts`` is the file of what clients asked, where several processes count together (see ``rate``); ``shared`` what they know those by
    who signed in, without which no force's own register is served.
    """
    settings = Settings.from_environment()
    log.install(settings.log)
    app = isolate(create_app(KnowledgeBase.open(settings), shared=shared))
    rate.install(app, Rate(settings.requests_a_minute, counts))
    return app


def in_server_process(counts: Path, shared: Shared) -> Front:
    """``from_environment`` behind its front in a process of ``serve``, which ends with it, and which an end that is asked for while it is
    still starting ends at once. SystemExit, with an entry of the log, where it cannot be made.

    Such a process is forked with the handlers of the one that serves, which only note the signal: it would be lost, and the end wait
    until the process is killed. Granian sets its own handlers when the app is made.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    end_with_parent()
    try:
        app = from_environment(counts, shared)
        register.prepare(app)
    except Exception as error:
        log.tell("not started", logging.ERROR, reason=str(error), **log.fault_of(error))  # nobody has sent anything yet
        raise SystemExit(3) from None
    log.shut_other_doors()
    return front_of(app)


def front_of(app: Flask) -> Front:
    """The front of an app, which keeps as much of its public answers as the settings say."""
    kb: KnowledgeBase = app.config["KB"]
    settings = kb.settings

    def state() -> tuple[object, ...]:
        return date.today(), kb.texts.stamp() if kb.texts is not None else None

    kept = Kept(settings.kept_bytes, state, believes=settings.proxies > 0)
    return Front(app, settings.body_seconds, settings.proxies, kept=kept, plain=app.extensions[direct.NAME].answer)


def isolate(app: Flask) -> Flask:
    """Let an app hand over descriptions to worker processes (``app.config["WORKERS"].close()`` ends them), which start at once."""
    pool = app.config[isolated.WORKERS] = isolated.pool_of(app.config["KB"].settings)
    pool.start()
    return app


def serve(host: str, port: int, workers: int) -> int:
    """Serve over HTTP until interrupted; 0 after a clean end, 3 where the service broke. Each worker process opens the store read-only."""
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    from lfr_kg.web.http.server import Knowledge, Server, run_folder

    settings = Settings.from_environment()
    with run_folder() as folder:
        server = Server(
            __name__,
            Knowledge(settings.root, folder),
            address=host,
            port=port,
            interface=Interfaces.ASGINL,
            http=HTTPModes.http1,  # limits of connections and of waiting are those of HTTP/1.1 alone
            http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000),
            websockets=False,
            backpressure=CONNECTIONS,
            workers=workers,
            log_level=LogLevels.warning,
            respawn_failed_workers=True,
            respawn_interval=RENEWING_SECONDS,
            workers_kill_timeout=int(settings.query_seconds) + 5,  # whoever asked last is still answered
        )
        log.install(settings.log)
        metrics.counting()
        log.tell("start", version=__version__, host=host, port=port, workers=workers)
        target = partial(in_server_process, rate.file_in(folder), Shared.of(folder))
        with contextlib.suppress(SystemExit):  # granian's, where one of its processes died while it ended
            server.serve(target_loader=target, wrap_loader=False)
        status = 0 if server.interrupt_signal else 3
        log.tell("end", status=status)
        return status


def _compact(term: Value | str) -> str:
    return term if isinstance(term, str) else compact(term.value)

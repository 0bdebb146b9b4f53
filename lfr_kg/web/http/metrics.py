"""/metrics, for Prometheus: what all processes of the service have answered, refused and lost, added up.

Each process counts in files of the folder that PROMETHEUS_MULTIPROC_DIR names (``serve`` makes one of the run's own), from which any of
them adds up; without that folder a process tells of itself alone. What is counted are the entries of the log, whether or not they are
written.

It is told to this machine only, or to the networks of LFR_KG_METRICS_FROM: how busy the service is and what stops it is of use to whoever
wants to stop it. A request that a proxy passed on is not this machine's. No other site's script may read it, and it is kept nowhere.
"""

import ipaddress
import logging
import os
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, request

from lfr_kg.base.errors import LfrError
from lfr_kg.base.log import EVENTS
from lfr_kg.web.http.responses import OWN_ORIGIN

if TYPE_CHECKING:
    from prometheus_client import Counter, Histogram

routes = Blueprint("metrics", __name__)
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable of prometheus-client; it is looked at when that is first imported."""
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
PASSED_ON = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")
"""Headers by which a proxy gives itself away."""


class NotForYou(LfrError):
    """What is asked for is told to others only."""

    status = 403


@routes.get("/metrics")
def metrics() -> Response:
    """The sums, in Prometheus's text format. Raises NotForYou."""
    settings = current_app.config["KB"].settings
    if not _may_read(settings.metrics_from, is_believed=settings.proxies > 0):
        raise NotForYou("Metrics are told to the machine that serves, and to the networks that LFR_KG_METRICS_FROM names.")
    body, content_type = counting().told()
    response = Response(body, content_type=content_type)
    response.headers.update({"Cache-Control": "no-store", "X-Robots-Tag": "noindex", OWN_ORIGIN: "same-origin"})
    return response


def _may_read(networks: str, *, is_believed: bool) -> bool:
    """Whether the request comes from one of the networks. Where proxies are not believed, one that was passed on does not."""
    if not is_believed and any(name in request.headers for name in PASSED_ON):
        return False
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in ipaddress.ip_network(each.strip()) for each in networks.split(","))


class Counting:
    """Counts entries of the log."""

    def __init__(self) -> None:
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

        self.registry = own = CollectorRegistry()
        self.requests = Counter("lfr_kg_requests", "Requests answered", ("route", "method", "status"), registry=own)
        self.seconds = Histogram("lfr_kg_request_seconds", "Seconds until an answer was ready", ("route",), buckets=SECONDS, registry=own)
        self.limits = Counter("lfr_kg_limits", "Requests refused or stopped because they passed a limit", ("limit",), registry=own)
        self.faults = Counter("lfr_kg_faults", "Errors that nobody foresaw", registry=own)
        self.changes = Counter("lfr_kg_worker_changes", "What happened to workers", ("of", "did"), registry=own)
        self.workers = Gauge("lfr_kg_workers", "Workers there are", ("of",), registry=own, multiprocess_mode="livesum")

    def count(self, record: logging.LogRecord) -> None:
        """Count one entry."""
        facts = getattr(record, "facts", {})
        if record.msg == "request":
            requests, seconds = self._of(facts["route"], facts["method"], facts["status"] // 100)
            requests.inc()
            seconds.observe(facts["ms"] / 1000)
            if "limit" in facts:
                self.limits.labels(facts["limit"]).inc()
        elif record.msg == "fault":
            self.faults.inc()
        elif record.msg == "worker":
            self.changes.labels(facts["of"], facts["did"]).inc()
            self.workers.labels(facts["of"]).inc(1 if facts["did"] == "started" else -1)

    @lru_cache(1024)  # noqa: B019 - one for each process, as long as it
    def _of(self, route: str, method: str, kind: int) -> "tuple[Counter, Histogram]":
        """What counts requests of a route that were answered with a kind of status, and what their seconds: to look for it takes longer
        than to count."""
        return self.requests.labels(route, method, f"{kind}xx"), self.seconds.labels(route)

    def told(self) -> tuple[bytes, str]:
        """All sums, and the media type they are in."""
        from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
        from prometheus_client.multiprocess import MultiProcessCollector

        registry = self.registry
        if FOLDER in os.environ:
            registry = CollectorRegistry()
            MultiProcessCollector(registry, os.environ[FOLDER])
        return generate_latest(registry), CONTENT_TYPE_LATEST


@cache
def counting() -> Counting:
    """What counts in this process, from the first call on."""
    made, handler = Counting(), logging.Handler()
    handler.emit = made.count  # type: ignore[method-assign]
    EVENTS.setLevel(logging.INFO)
    EVENTS.addHandler(handler)
    return made


def forget(process: int) -> None:
    """Count a process that has ended among those there are no longer."""
    from prometheus_client.multiprocess import mark_process_dead

    if FOLDER in os.environ:
        mark_process_dead(process)

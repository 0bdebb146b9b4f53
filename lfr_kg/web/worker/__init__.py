"""What a worker process does for the web: the same app over the same knowledge, loaded and warmed before workers are forked from it."""

from functools import partial

from lfr_kg.base.settings import EXAMPLE
from lfr_kg.evidence.reading import WORKBOOK
from lfr_kg.isolation.server import Handler
from lfr_kg.knowledge import KnowledgeBase
from lfr_kg.web import create_app
from lfr_kg.web.http import isolated

WARMED = ("json", "html", "csv", "turtle")
"""The formats in which the worked example is assessed before the first fork, so that what is made once is made."""


def prepared() -> Handler:
    """What answers a request: ``lfr_kg.isolation.server`` calls this once. It opens no store and starts no thread."""
    app = create_app(KnowledgeBase.open(opens_store=False), is_front=False)
    visitor = app.test_client()
    for form in WARMED:
        visitor.post("/assess", query_string={"format": form}, data=EXAMPLE.read_bytes(), content_type="text/turtle")
    visitor.post("/assess", data=visitor.get("/assess/example.xlsx").data, content_type=WORKBOOK)
    visitor.get("/describe")
    return partial(isolated.answer, app)

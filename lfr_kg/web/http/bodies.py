"""Bodies of requests, whole before anything else is done with them: one that ends before its length is refused, however it came.

``front`` has read it where that serves; any other WSGI server has its own limits of time.
"""

import io

from flask import Flask, current_app, request

from lfr_kg.base.errors import BadRequest

REFUSAL = "lfr_kg.refusal"
"""Where the environment says what is wrong with a request, an error: the app tells it in the form that was asked for."""
CUT_OFF = "The request ended before all of its body had come. Send it again."


def install(app: Flask) -> None:
    """Read the body of every request to a route of the app; one announced as too large stays unread: whoever looks at it refuses it.

    Requests are refused with what the front found wrong, and with BadRequest where the body ends before its length.
    """

    @app.before_request
    def take() -> None:
        refusal: Exception | None = request.environ.get(REFUSAL)
        if refusal is not None:
            raise refusal
        most, length = current_app.config["MAX_CONTENT_LENGTH"], request.content_length
        if request.routing_exception or not length or length > most:
            return
        try:
            body = request.environ["wsgi.input"].read(length)
        except OSError:
            raise BadRequest(CUT_OFF) from None
        if len(body) < length:
            raise BadRequest(CUT_OFF)
        request.environ["wsgi.input"] = io.BytesIO(body)

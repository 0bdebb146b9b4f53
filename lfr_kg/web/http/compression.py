"""Answers compressed as the client asks (Accept-Encoding): Brotli, Zstandard or gzip.

Sources: RFC 9110 §12.5.3 (Accept-Encoding), RFC 8878 (zstd), RFC 7932 (br), RFC 1952 (gzip). What is short, compressed already or no text
goes as it is. An answer has the same ETag in every encoding, and so a weak one (RFC 9110 §8.8.1). A coding whose library is not installed
is not offered.

The levels are the last before time grows much faster than size falls (docs/performance.md): on the worked example's full answer Brotli 8
takes 6 ms, and 9 takes 21 for 1.6 % less. At these it is the smallest on every kind of answer, so that it comes first.
"""

import gzip
from collections.abc import Callable
from importlib.util import find_spec

from flask import Response, request

LEAST = 1000
"""Bytes from which an answer is worth compressing."""
_TEXTS = ("text/", "application/json", "application/javascript", "application/xml", "application/yaml", "application/x-ndjson", "image/svg")
_SUFFIXES = ("+json", "+xml", "n-triples", "n-quads", "trig", "sparql-query")


def _brotli(body: bytes) -> bytes:
    import brotli

    compressed: bytes = brotli.compress(body, quality=8)
    return compressed


def _zstd(body: bytes) -> bytes:
    import zstandard

    return zstandard.ZstdCompressor(level=10).compress(body)


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=6, mtime=0)


_KNOWN = {"br": (_brotli, "brotli"), "zstd": (_zstd, "zstandard"), "gzip": (_gzip, "gzip")}
ENCODINGS: dict[str, Callable[[bytes], bytes]] = {name: make for name, (make, library) in _KNOWN.items() if find_spec(library)}
"""Name of a content coding → what it does, the preferred first where a client weighs them alike."""


def compress(response: Response) -> Response:
    """The answer in the encoding that the request asks for; as it is where it asks for none, or none is worth it."""
    is_stream = response.is_streamed and not response.direct_passthrough
    if not _is_text(response.mimetype or "") or response.status_code in (204, 304) or response.content_encoding or is_stream:
        return response
    response.vary.add("Accept-Encoding")
    asked = {name: request.accept_encodings.quality(name) for name in ENCODINGS}
    best = max(asked, key=lambda name: asked[name])  # the first of those that weigh alike
    if not asked[best]:
        return response
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) < LEAST:
        return response
    response.set_data(ENCODINGS[best](body))
    response.content_encoding = best
    tag, _ = response.get_etag()
    if tag:
        response.set_etag(tag, weak=True)
    return response


def _is_text(media_type: str) -> bool:
    return media_type.startswith(_TEXTS) or media_type.endswith(_SUFFIXES)

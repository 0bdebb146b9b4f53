"""Answers compressed as the client asks (Accept-Encoding): Brotli, Zstandard or gzip.

Sources: RFC 9110 §12.5.3 (Accept-Encoding), RFC 8878 (zstd), RFC 7932 (br), RFC 1952 (gzip). What is short, compressed already or no text
goes as it is. An answer has the same ETag in every encoding, and so a weak one (RFC 9110 §8.8.1). A coding whose library is not installed
is not offered.

What is read again and again is compressed as far as goes before time grows much faster than size falls (docs/performance.md): Brotli 8 is
then the smallest on every kind of answer, so that it comes first. An answer to POST is made for one reader, and compressing it so would
take longer than much of judging: it goes at levels that take a quarter of the time for a tenth more bytes, where Zstandard comes first.
"""

import gzip
from collections.abc import Callable
from functools import lru_cache, partial
from importlib.util import find_spec

from flask import Response, request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

LEAST = 1000
"""Bytes from which an answer is worth compressing."""
_TEXTS = ("text/", "application/json", "application/javascript", "application/xml", "application/yaml", "application/x-ndjson", "image/svg")
_SUFFIXES = ("+json", "+xml", "n-triples", "n-quads", "trig", "sparql-query")


def _brotli(body: bytes, level: int) -> bytes:
    import brotli

    compressed: bytes = brotli.compress(body, quality=level)
    return compressed


def _zstd(body: bytes, level: int) -> bytes:
    import zstandard

    return zstandard.ZstdCompressor(level=level).compress(body)


def _gzip(body: bytes, level: int) -> bytes:
    return gzip.compress(body, compresslevel=level, mtime=0)


def _offered(levels: dict[str, int]) -> dict[str, Callable[[bytes], bytes]]:
    """The codings whose libraries are here, at these levels, in this order."""
    known = {"br": (_brotli, "brotli"), "zstd": (_zstd, "zstandard"), "gzip": (_gzip, "gzip")}
    return {name: partial(known[name][0], level=level) for name, level in levels.items() if find_spec(known[name][1])}


ENCODINGS = _offered({"br": 8, "zstd": 10, "gzip": 6})
"""Name of a content coding → what it does, the preferred first where a client weighs them alike."""
QUICK = _offered({"zstd": 5, "br": 4, "gzip": 4})
"""The same for what is made for one reader and kept nowhere."""


def compress(response: Response) -> Response:
    """The answer in the encoding that the request asks for; as it is where it asks for none, or none is worth it."""
    is_stream = response.is_streamed and not response.direct_passthrough
    if not _is_text(response.mimetype or "") or response.status_code in (204, 304) or response.content_encoding or is_stream:
        return response
    response.vary.add("Accept-Encoding")
    offered = QUICK if request.method == "POST" else ENCODINGS
    best = best_of(request.headers.get("Accept-Encoding", ""), tuple(offered))
    if not best:
        return response
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) < LEAST:
        return response
    response.set_data(offered[best](body))
    response.content_encoding = best
    tag, _ = response.get_etag()
    if tag:
        response.set_etag(tag, weak=True)
    return response


@lru_cache(256)
def best_of(accept: str, offered: tuple[str, ...]) -> str:
    """The encoding on offer that an Accept-Encoding header asks for, the first of those that weigh alike; "" for none."""
    given = parse_accept_header(accept, Accept)
    asked = {name: given.quality(name) for name in offered}
    best = max(asked, key=lambda name: asked[name])
    return best if asked[best] else ""


def _is_text(media_type: str) -> bool:
    return media_type.startswith(_TEXTS) or media_type.endswith(_SUFFIXES)

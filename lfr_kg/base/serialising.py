"""How answers and plans are written as JSON: compact, or with indents where somebody is to read it; and the form that is hashed.

Source: JSON Canonicalization Scheme (RFC 8785), for the form that is hashed. orjson writes all three.
"""

from collections.abc import Mapping
from typing import Any

import orjson


def canonical(document: Mapping[str, Any]) -> bytes:
    """A JSON document in its canonical form.

    For what an answer holds (text, whole numbers, true, false, null; names in ASCII) orjson with sorted names writes that form, much
    faster than the package ``rfc8785``, with which tests compare it.
    """
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS)


def as_bytes(document: Mapping[str, Any], is_pretty: bool = False) -> bytes:
    """A JSON document, on one line or with indents; the same document always gives the same bytes."""
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 if is_pretty else None)


def as_json(document: Mapping[str, Any], is_pretty: bool = False) -> str:
    """The same as text."""
    return as_bytes(document, is_pretty).decode()

"""JSON schemas of typed dictionaries: what ``openapi.yaml`` has to say of an answer, beside its descriptions."""

import types
from typing import Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

SAID_BESIDE = {"description", "enum", "format", "examples"}
"""What a description of the service may add to a schema."""
_PLAIN = {str: "string", int: "integer", bool: "boolean", type(None): "null"}


def schemas(*roots: type) -> dict[str, dict[str, Any]]:
    """The schema of each typed dictionary and of those that it is made of, by name; nothing more than it names is allowed."""
    found: dict[str, dict[str, Any]] = {}
    todo = list(roots)
    while todo:
        form = todo.pop(0)
        if form.__name__ in found:
            continue
        hints = get_type_hints(form)
        found[form.__name__] = {
            "type": "object",
            "additionalProperties": False,
            "required": sorted(form.__required_keys__),
            "properties": {name: _schema(hint, todo) for name, hint in sorted(hints.items())},
        }
    return dict(sorted(found.items()))


def _schema(hint: Any, todo: list[type]) -> dict[str, Any]:
    origin, arguments = get_origin(hint), get_args(hint)
    if is_typeddict(hint):
        todo.append(hint)
        return {"$ref": f"#/components/schemas/{hint.__name__}"}
    if origin is NotRequired:
        return _schema(arguments[0], todo)
    if origin is Literal:
        return {"type": "string"}
    if origin is list:
        return {"type": "array", "items": _schema(arguments[0], todo)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema(arguments[1], todo)}
    if origin in (Union, types.UnionType):
        return {"type": [_PLAIN[each] for each in arguments]}
    return {"type": _PLAIN[hint]}


def bare(schema: Any) -> Any:
    """A schema of the description without what it adds, names sorted: to be compared with the contract's."""
    if isinstance(schema, dict):
        kept = {name: bare(value) for name, value in schema.items() if name not in SAID_BESIDE or not isinstance(value, str | list)}
        return kept | ({"required": sorted(kept["required"])} if isinstance(kept.get("required"), list) else {})
    return [bare(each) for each in schema] if isinstance(schema, list) else schema

"""Does a decoded document have the shape of a schema? A small, strict part of JSON Schema 2020-12: const, enum, type,
pattern, minimum, maximum, items, minItems, maxItems, properties (all required, none besides) and oneOf told apart by
`form`. The schema itself is published beside the guide, so that anyone can check with a tool of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from shouyi.score.errors import GuideMalformed

Schema = Mapping[str, Any]
_TYPES: dict[str, type] = {"object": dict, "array": list, "string": str, "integer": int}


def require_shape(value: object, schema: Schema, where: str = "$") -> None:
    """Raise GuideMalformed at the first place where `value` is not what `schema` says, else return None."""
    if "oneOf" in schema:
        return require_shape(value, _alternative(value, schema["oneOf"], where), where)
    if "const" in schema:
        return _require(type(value) is type(schema["const"]) and value == schema["const"], where, "another constant")
    _require(type(value) is _TYPES[schema["type"]], where, f"not of type {schema['type']}")
    match value:
        case int():
            _require(schema["minimum"] <= value <= schema["maximum"], where, "out of range")
        case str():
            _require_text(value, schema, where)
        case list():
            _require_items(value, schema, where)
        case dict():
            _require_members(value, schema["properties"], where)
    return None


def _require(holds: bool, where: str, what: str) -> None:
    if not holds:
        raise GuideMalformed(where, what)


def _require_text(value: str, schema: Schema, where: str) -> None:
    if "enum" in schema:
        _require(value in schema["enum"], where, "not one of the words allowed here")
    else:
        _require(re.fullmatch(schema["pattern"], value, re.ASCII) is not None, where, "not of the form allowed here")


def _require_items(value: list[Any], schema: Schema, where: str) -> None:
    _require(schema["minItems"] <= len(value) <= schema["maxItems"], where, "too few or too many items")
    for index, item in enumerate(value):
        require_shape(item, schema["items"], f"{where}[{index}]")


def _require_members(value: dict[str, Any], properties: Mapping[str, Schema], where: str) -> None:
    missing, unknown = properties.keys() - value.keys(), value.keys() - properties.keys()
    _require(not missing, where, f"lacks {', '.join(sorted(missing))}")
    _require(not unknown, where, f"holds {len(unknown)} unknown members")
    for name, schema in properties.items():
        require_shape(value[name], schema, f"{where}.{name}")


def _alternative(value: object, alternatives: list[Schema], where: str) -> Schema:
    """The alternative whose constant `form` is the document's."""
    form = value.get("form") if isinstance(value, dict) else None
    for schema in alternatives:
        if schema["properties"]["form"]["const"] == form and isinstance(form, str):
            return schema
    raise GuideMalformed(where, "form is none of rate, level, stock")

"""schema_check.py - the part of JSON Schema that schema.json uses.

The Debian package python3-jsonschema does the work where it is installed; otherwise the few
keywords that our own schema needs are read here.  Both report the same lines.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

import json
import re
from typing import Any, Iterator

try:
    import jsonschema
except ImportError:
    jsonschema = None

Path = tuple[Any, ...]  # keys and indices from the top of the document

_NOTES = {"$schema", "$comment", "$defs", "title", "description"}
_TYPES = {
    "object": lambda x: isinstance(x, dict),
    "array": lambda x: isinstance(x, list),
    "string": lambda x: isinstance(x, str),
    "boolean": lambda x: isinstance(x, bool),
    "null": lambda x: x is None,
    "number": lambda x: isinstance(x, (int, float)) and not isinstance(x, bool),
    "integer": lambda x: not isinstance(x, bool)
    and (isinstance(x, int) or isinstance(x, float) and x.is_integer()),
}
# A keyword says nothing about values of another type.
_ABOUT = {
    "required": "object", "properties": "object", "items": "array", "minItems": "array",
    "maxItems": "array", "minLength": "string", "pattern": "string", "minimum": "number",
    "exclusiveMinimum": "number",
}


def brief(value: Any) -> str:
    """A value as JSON, short enough for one line."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "..."


def show(path: Path) -> str:
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text or "the document"


def _say(keyword: str, rule: Any, value: Any) -> str:
    """Why `value` breaks `keyword: rule`, for a user."""
    if keyword == "type":
        kinds = [rule] if isinstance(rule, str) else rule
        return f"expected {' or '.join(kinds)}, found {brief(value)}"
    if keyword == "enum":
        return f"expected one of {', '.join(map(brief, rule))}, found {brief(value)}"
    words = {
        "const": "expected {}", "minimum": "expected at least {}",
        "exclusiveMinimum": "expected more than {}", "minItems": "expected at least {} items",
        "maxItems": "expected at most {} items", "minLength": "expected at least {} characters",
        "pattern": "expected text like {}",
    }
    return f"{words[keyword].format(brief(rule))}, found {brief(value)}"


def _missing(rule: list[str], value: dict[str, Any]) -> str:
    names = [name for name in rule if name not in value]
    return f"lacks {', '.join(names)}"


def _obeys(keyword: str, rule: Any, value: Any) -> bool:
    if keyword == "type":
        return any(_TYPES[kind](value) for kind in ([rule] if isinstance(rule, str) else rule))
    if keyword == "const":
        return value == rule and isinstance(value, bool) == isinstance(rule, bool)
    if keyword == "enum":
        return value in rule
    if keyword == "minimum":
        return value >= rule
    if keyword == "exclusiveMinimum":
        return value > rule
    if keyword in ("minItems", "minLength"):
        return len(value) >= rule
    if keyword == "maxItems":
        return len(value) <= rule
    if keyword == "pattern":
        return re.search(rule, value) is not None
    raise ValueError(f"schema.json uses {keyword!r}, which schema_check.py does not read")


def own_errors(schema: dict[str, Any], value: Any, top: dict[str, Any],
               path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every way in which `value` breaks `schema`, a subschema of `top`."""
    for keyword, rule in schema.items():
        if keyword in _NOTES:
            continue
        if keyword in _ABOUT and not _TYPES[_ABOUT[keyword]](value):
            continue
        if keyword == "$ref":
            target = top["$defs"][rule.removeprefix("#/$defs/")]
            yield from own_errors(target, value, top, path)
        elif keyword == "properties":
            for name, part in rule.items():
                if name in value:
                    yield from own_errors(part, value[name], top, path + (name,))
        elif keyword == "items":
            for index, item in enumerate(value):
                yield from own_errors(rule, item, top, path + (index,))
        elif keyword == "required":
            if any(name not in value for name in rule):
                yield path, _missing(rule, value)
        elif not _obeys(keyword, rule, value):
            yield path, _say(keyword, rule, value)


def package_errors(schema: dict[str, Any], value: Any) -> Iterator[tuple[Path, str]]:
    """The same by python3-jsonschema, in the same words."""
    told: set[Path] = set()
    for error in jsonschema.Draft202012Validator(schema).iter_errors(value):
        path = tuple(error.absolute_path)
        if error.validator == "required":
            if path not in told:  # the package names the missing fields one by one
                told.add(path)
                yield path, _missing(error.validator_value, error.instance)
        else:
            yield path, _say(error.validator, error.validator_value, error.instance)


def schema_errors(schema: dict[str, Any], value: Any) -> list[tuple[Path, str]]:
    found = package_errors(schema, value) if jsonschema else own_errors(schema, value, schema)
    return sorted(found, key=lambda e: ([(isinstance(s, str), s) for s in e[0]], e[1]))

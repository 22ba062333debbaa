"""Writes configurations as YAML, in the block style people write by hand."""

import json
import re
from typing import Any

_PLAIN = re.compile(r"^[A-Za-z][A-Za-z0-9_-]*$")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


def to_yaml(value: Any, indent: int = 0) -> str:
    """The value as YAML text, ending in a newline."""
    return "".join(line + "\n" for line in _lines(value, indent))


def _lines(value: Any, indent: int) -> list[str]:
    pad = "  " * indent
    lines: list[str] = []
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, (dict, list)) and inner:
                lines.append(f"{pad}{key}:")
                lines += _lines(inner, indent + 1)
            else:
                lines.append(f"{pad}{key}: {_scalar(inner)}")
    elif isinstance(value, list):
        for item in value:
            if isinstance(item, (dict, list)) and item:
                inner_lines = _lines(item, indent + 1)
                inner_lines[0] = f"{pad}- {inner_lines[0].lstrip()}"
                lines += inner_lines
            else:
                lines.append(f"{pad}- {_scalar(item)}")
    return lines


def _scalar(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case str() if _PLAIN.match(value) and value.lower() not in _WORDS:
            return value
        case str():
            return json.dumps(value, ensure_ascii=False)
        case dict():
            return "{}"
        case list():
            return "[]"
    raise TypeError(f"no YAML for {value!r}")

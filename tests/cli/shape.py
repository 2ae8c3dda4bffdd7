"""A small checker for the shapes in shapes.json.

A shape is an object with every key that must be there; `"a | b"` allows several: null, string, integer, boolean,
number (a decimal as a string), any, "a constant" in single quotes, or the name of another shape. `[shape]` is a list.
More keys than named are allowed.
"""

from __future__ import annotations

import re
from typing import Any

_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def check_shape(value: Any, shape: Any, shapes: dict[str, Any], path: str = "$") -> None:
    """Raise AssertionError with the path of what does not fit."""
    if isinstance(shape, dict):
        assert isinstance(value, dict), f"{path}: no object"
        for key, inner in shape.items():
            assert key in value, f"{path}.{key}: missing"
            check_shape(value[key], inner, shapes, f"{path}.{key}")
    elif isinstance(shape, list):
        assert isinstance(value, list), f"{path}: no list"
        for index, item in enumerate(value):
            check_shape(item, shape[0], shapes, f"{path}[{index}]")
    else:
        problems = [problem for word in shape.split(" | ") if (problem := _problem(value, word, shapes, path))]
        assert len(problems) < len(shape.split(" | ")), "; ".join(problems)


def _problem(value: Any, word: str, shapes: dict[str, Any], path: str) -> str | None:
    if word in shapes:
        try:
            check_shape(value, shapes[word], shapes, path)
        except AssertionError as error:
            return str(error)
        return None
    fits = {
        "any": True,
        "null": value is None,
        "string": isinstance(value, str),
        "boolean": isinstance(value, bool),
        "integer": type(value) is int,
        "number": isinstance(value, str) and _NUMBER.fullmatch(value) is not None,
    }.get(word, word == f"'{value}'")
    return None if fits else f"{path}: {value!r} is not {word}"

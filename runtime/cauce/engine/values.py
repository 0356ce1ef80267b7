"""Values of flows: JSON plus times. What is true, what is equal, how they print and how large they are."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, TypeGuard

from cauce.engine import limits
from cauce.engine.fault import Fault
from cauce.engine.secrets import Secret, SecretText
from cauce.model.expression import Duration

_SMALL = (bool, int, float, datetime, date, time, timedelta)
YES = {"es": "sí", "en": "yes"}
NO = {"es": "no", "en": "no"}


def is_number(value: object) -> TypeGuard[float]:
    """Tell numbers; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def same(left: Any, right: Any) -> bool:
    """Tell whether two values are equal: a number never equals a text, nor true equals 1, at any depth."""
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(value, right[key]) for key, value in left.items())
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return bool(left == right)


def show(value: Any, lang: str = "es") -> str:
    """Print a value for people. Null is nothing. Raises Fault for secrets."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return ", ".join(show(item, lang) for item in value)
    if isinstance(value, bool):
        return (YES if value else NO).get(lang, "yes" if value else "no")
    printer = _PRINTERS.get(type(value))
    if printer is not None:
        return printer(value)
    if isinstance(value, Secret | SecretText):
        raise Fault("E417")
    return json.dumps(value, ensure_ascii=False, default=show)


def _show_float(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < limits.NUMBER else repr(value)


def _show_duration(length: timedelta) -> str:
    """Print `1h30m`; parts of a second are dropped."""
    sign = "-" if length < timedelta(0) else ""
    return sign + Duration.of(int(abs(length.total_seconds()))).text


_PRINTERS: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: "",
    int: str,
    float: _show_float,
    datetime: lambda moment: moment.strftime("%Y-%m-%d %H:%M"),
    date: date.isoformat,
    time: lambda moment: moment.strftime("%H:%M"),
    timedelta: _show_duration,
}


def weigh(value: Any, depth: int = limits.VALUE_DEPTH) -> int:
    """Return the size of a value as `limits.VALUE_SIZE` counts it.

    Raises Fault: too large, nested too deeply, or nothing that a flow may hold.
    """
    if value is None or isinstance(value, _SMALL):
        return 8
    if isinstance(value, str):
        return _bounded(len(value))
    if not isinstance(value, list | dict):
        raise Fault("E417") if isinstance(value, Secret | SecretText) else Fault("E418", type=type(value).__name__)
    if depth == 0:
        raise Fault("E409", depth=limits.VALUE_DEPTH)
    size = 8
    for item in value if isinstance(value, list) else (one for pair in value.items() for one in pair):
        size = _bounded(size + weigh(item, depth - 1))
    return size


def _bounded(size: int) -> int:
    if size > limits.VALUE_SIZE:
        raise Fault("E403", limit=limits.VALUE_SIZE)
    return size


def plain(value: Any, depth: int = limits.VALUE_DEPTH) -> Any:
    """Return what came from outside as a value of flows: tuples become lists, other maps become dicts.

    Raises Fault for what is no value, or is too large.
    """
    if depth == 0:
        raise Fault("E409", depth=limits.VALUE_DEPTH)
    if isinstance(value, Mapping):
        value = {str(key): plain(item, depth - 1) for key, item in value.items()}
    elif isinstance(value, list | tuple | set | frozenset):
        value = [plain(item, depth - 1) for item in value]
    weigh(value, depth)
    return value

"""What the operators of expressions do. Null never faults in a comparison; text and number never mix."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from cauce.engine import limits
from cauce.engine.fault import Fault
from cauce.engine.values import is_number, same, weigh

_ORDERED = frozenset({int, float, str, datetime, date, time, timedelta})


def type_name(value: object) -> str:
    """Return what authors call the type of a value."""
    if value is None:
        return "null"
    if is_number(value):
        return "number"
    names = {bool: "boolean", str: "text", list: "list", dict: "map", timedelta: "duration"}
    return names.get(type(value), "time")


def _mismatch(sign: str, left: object, right: object) -> Fault:
    return Fault("E404", operator=sign, left=type_name(left), right=type_name(right))


def bounded(number: float) -> float:
    """Return the number. Raises Fault where it is too large, or no number."""
    if isinstance(number, int):
        if -limits.NUMBER <= number <= limits.NUMBER:
            return number
    elif math.isfinite(number):
        return number
    raise Fault("E407", limit=limits.NUMBER)


def add(left: Any, right: Any) -> Any:
    """Add numbers, join texts or lists, move times."""
    if is_number(left) and is_number(right):
        return bounded(left + right)
    if isinstance(left, str) and isinstance(right, str):
        if len(left) + len(right) > limits.VALUE_SIZE:
            raise Fault("E403", limit=limits.VALUE_SIZE)
        return left + right
    if isinstance(left, list) and isinstance(right, list):
        joined = left + right
        weigh(joined)
        return joined
    return _move("+", left, right)


def subtract(left: Any, right: Any) -> Any:
    """Subtract numbers, durations, or times (which gives a duration)."""
    if is_number(left) and is_number(right):
        return bounded(left - right)
    return _move("-", left, right)


def _move(sign: str, left: Any, right: Any) -> Any:
    """Add or subtract where times are involved."""
    moment, length = isinstance(left, date | timedelta), isinstance(right, timedelta)
    backwards = sign == "-" and type(left) is type(right) and moment
    forwards = sign == "+" and isinstance(left, timedelta) and isinstance(right, date | timedelta)
    if not ((moment and length) or backwards or forwards):
        raise _mismatch(sign, left, right)
    try:
        return left + right if sign == "+" else left - right
    except (OverflowError, TypeError):
        raise Fault("E407", limit=limits.NUMBER) from None


def multiply(left: Any, right: Any) -> Any:
    """Multiply numbers, or a duration by a number."""
    if is_number(left) and is_number(right):
        return bounded(left * right)
    for length, times in ((left, right), (right, left)):
        if isinstance(length, timedelta) and is_number(times):
            try:
                return length * times
            except (OverflowError, ValueError):
                raise Fault("E407", limit=limits.NUMBER) from None
    raise _mismatch("*", left, right)


def _division(sign: str, function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def divide(left: Any, right: Any) -> Any:
        if not (is_number(left) and is_number(right)):
            raise _mismatch(sign, left, right)
        if right == 0:
            raise Fault("E405")
        return bounded(function(left, right))

    return divide


def _order(sign: str, function: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def compare(left: Any, right: Any) -> bool:
        kind = type(left)
        if (kind is type(right) and kind in _ORDERED) or (is_number(left) and is_number(right)):
            try:
                return function(left, right)
            except TypeError:  # a time with a zone against one without
                raise _mismatch(sign, left, right) from None
        if left is None or right is None:
            return False
        raise _mismatch(sign, left, right)

    return compare


def contains(item: Any, whole: Any) -> bool:
    """Tell whether a text is part of a text, a value is in a list, or a key in a map."""
    if isinstance(whole, str):
        return isinstance(item, str) and item in whole
    if isinstance(whole, list):
        return any(same(item, one) for one in whole)
    return isinstance(whole, dict) and isinstance(item, str) and item in whole


BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": _division("/", operator.truediv),
    "%": _division("%", operator.mod),
    "==": same,
    "!=": lambda left, right: not same(left, right),
    "<": _order("<", operator.lt),
    "<=": _order("<=", operator.le),
    ">": _order(">", operator.gt),
    ">=": _order(">=", operator.ge),
    "in": contains,
    "not in": lambda item, whole: not contains(item, whole),
}
"""Every operator of two values but `and` and `or`, which need not look at the second."""


def negate(value: Any) -> Any:
    """Return minus the value."""
    if is_number(value) or isinstance(value, timedelta):
        return -value
    raise Fault("E404", operator="-", left=type_name(value), right="")

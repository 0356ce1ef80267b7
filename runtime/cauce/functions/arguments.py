"""Checking what functions are given: no text becomes a number by itself, nor a number a text."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from cauce.engine.operators import type_name
from cauce.engine.values import is_number


def text(value: Any) -> str:
    """Return a text; null is the empty one. Raises ValueError for anything else."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    raise ValueError(f"a text was expected, not a {type_name(value)}")


def number(value: Any) -> float:
    """Return a number. Raises ValueError for anything else."""
    if is_number(value):
        return value
    raise ValueError(f"a number was expected, not a {type_name(value)}")


def whole(value: Any) -> int:
    """Return a whole number. Raises ValueError for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ValueError(f"a whole number was expected, not a {type_name(value)}")


def items(value: Any) -> list[Any]:
    """Return a list; null is the empty one. Raises ValueError for anything else."""
    if value is None:
        return []
    if isinstance(value, list):
        return value
    raise ValueError(f"a list was expected, not a {type_name(value)}")


def comparable(values: list[Any]) -> list[Any]:
    """Return values that can be put in order. Raises ValueError where they are of different types, or none is given."""
    kinds = {"number" if is_number(value) else type(value).__name__ for value in values}
    if len(kinds) != 1 or kinds & {"NoneType", "list", "dict", "bool"}:
        raise ValueError("numbers, texts or times of one kind were expected")
    return values


def length(value: Any) -> timedelta:
    """Return a duration. Raises ValueError for anything else."""
    if isinstance(value, timedelta):
        return value
    raise ValueError(f"a duration was expected, not a {type_name(value)}")


def moment(value: Any) -> date | time:
    """Return a date, an hour of the day or both. Raises ValueError for anything else."""
    if isinstance(value, date | time):
        return value
    raise ValueError(f"a time was expected, not a {type_name(value)}")

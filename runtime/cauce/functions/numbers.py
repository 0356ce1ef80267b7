"""Functions of numbers."""

from __future__ import annotations

import math
from typing import Any

from cauce.answers.numerals import read_number
from cauce.engine.scene import Scene
from cauce.functions.arguments import comparable, items, number, text, whole
from cauce.model.vocabulary import Function


def _number(_: Scene, value: Any) -> float | None:
    """Read a number; null where the text is none, so that `number(x) or 0` works."""
    if not isinstance(value, str):
        return None if value is None else number(value)
    try:
        return read_number(value)
    except ValueError:
        return None


def _round(_: Scene, value: Any, places: Any = 0) -> float:
    """Round halves away from zero, as people do."""
    digits = whole(places)
    if not -12 <= digits <= 12:
        raise ValueError("from -12 to 12 places")
    scale = 10.0**digits
    rounded = math.copysign(math.floor(abs(number(value)) * scale + 0.5) / scale, value)
    return int(rounded) if digits <= 0 else rounded


def _several(values: tuple[Any, ...]) -> list[Any]:
    return comparable(items(values[0]) if len(values) == 1 and isinstance(values[0], list) else list(values))


def _money(_: Scene, value: Any, sign: Any = "$", places: Any = None) -> str:
    amount = number(value)
    digits = (0 if float(amount).is_integer() else 2) if places is None else whole(places)
    if not 0 <= digits <= 6:
        raise ValueError("from 0 to 6 places")
    printed = f"{abs(amount):,.{digits}f}".translate({44: ".", 46: ","})
    return f"{'-' if amount < 0 else ''}{text(sign)}{printed}"


FUNCTIONS: tuple[Function, ...] = (
    Function(
        "number",
        {"es": "El número que dice un texto, o nulo", "en": "The number that a text says, or null"},
        ("value",),
        _number,
        example="number(dni) >= 30000000",
    ),
    Function(
        "round",
        {"es": "El número redondeado", "en": "The number, rounded"},
        ("number", "places"),
        _round,
        required=1,
        example="round(total, 2)",
    ),
    Function(
        "floor",
        {"es": "El entero de abajo", "en": "The whole number below"},
        ("number",),
        lambda _, value: math.floor(number(value)),
        example="floor(3.7)",
    ),
    Function(
        "ceil",
        {"es": "El entero de arriba", "en": "The whole number above"},
        ("number",),
        lambda _, value: math.ceil(number(value)),
        example="ceil(3.2)",
    ),
    Function(
        "abs",
        {"es": "El número sin signo", "en": "The number without its sign"},
        ("number",),
        lambda _, value: abs(number(value)),
        example="abs(saldo)",
    ),
    Function(
        "min",
        {"es": "El menor", "en": "The smallest"},
        ("values",),
        lambda _, *values: min(_several(values)),
        rest=True,
        example="min(a, b)",
    ),
    Function(
        "max",
        {"es": "El mayor", "en": "The largest"},
        ("values",),
        lambda _, *values: max(_several(values)),
        rest=True,
        example="max(a, b)",
    ),
    Function(
        "money",
        {"es": "El monto como se escribe: $1.234,50", "en": "The amount as written in Spanish: $1.234,50"},
        ("amount", "sign", "places"),
        _money,
        required=1,
        example="money(total)",
    ),
)

"""Functions of lists."""

from __future__ import annotations

from typing import Any

from cauce.engine import limits
from cauce.engine.operators import bounded
from cauce.engine.scene import Scene
from cauce.engine.values import show
from cauce.functions.arguments import items, number, text
from cauce.model.vocabulary import Function


def _split(_: Scene, value: Any, separator: Any = ",") -> list[str]:
    sign = text(separator)
    if not sign:
        raise ValueError("a separator was expected")
    return [part.strip() for part in text(value).split(sign)]


def _join(_: Scene, values: Any, separator: Any = ", ") -> str:
    sign, parts = text(separator), [show(value) for value in items(values)]
    if sum(map(len, parts)) + len(sign) * len(parts) > limits.VALUE_SIZE:
        raise ValueError("the text would be too long")
    return sign.join(parts)


def _sum(_: Scene, values: Any) -> float:
    return bounded(sum(number(value) for value in items(values)))


FUNCTIONS: tuple[Function, ...] = (
    Function(
        "split",
        {"es": "Las partes de un texto, como lista", "en": "The parts of a text, as a list"},
        ("text", "separator"),
        _split,
        required=1,
        example="split('rojo, azul')",
    ),
    Function(
        "join",
        {"es": "Los elementos de una lista en un texto", "en": "The items of a list in one text"},
        ("list", "separator"),
        _join,
        required=1,
        example="join(pedidos, ' y ')",
    ),
    Function(
        "sum",
        {"es": "La suma de una lista de números", "en": "The sum of a list of numbers"},
        ("list",),
        _sum,
        example="sum(precios)",
    ),
)

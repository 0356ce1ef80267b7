"""`type=integer`: a whole number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cauce.answers.bounds import check_range
from cauce.answers.numerals import read_number
from cauce.model.message import Inbound
from cauce.model.vocabulary import AnswerType


def parse(message: Inbound, options: Mapping[str, Any]) -> int:
    """Return the number. Raises ValueError where it is none, is not whole, or is out of `min` and `max`."""
    number = read_number(message.text)
    if not isinstance(number, int):
        raise ValueError("not whole")  # noqa: TRY004 - the answer is wrong, not its type
    check_range(number, options)
    return number


TYPE = AnswerType(
    name="integer",
    title={"es": "Número entero", "en": "Whole number"},
    parse=parse,
    retry={
        "es": "Escribe un número entero, por ejemplo 3.",
        "en": "Write a whole number, such as 3.",
    },
    examples=("3", "1.500", " 42 ", "0"),
    wrong=("3,5", "tres", ""),
)

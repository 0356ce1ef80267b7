"""`type=number`: a number, with a decimal comma or point, thousands apart or not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cauce.answers.bounds import check_range
from cauce.answers.numerals import read_number
from cauce.model.message import Inbound
from cauce.model.vocabulary import AnswerType


def parse(message: Inbound, options: Mapping[str, Any]) -> float:
    """Return the number, whole where it is whole. Raises ValueError where there is none, or out of `min` and `max`."""
    number = read_number(message.text)
    check_range(number, options)
    return number


TYPE = AnswerType(
    name="number",
    title={"es": "Número", "en": "Number"},
    parse=parse,
    retry={
        "es": "Eso no parece un número. Escríbelo con cifras, por ejemplo 1500 o 3,5.",
        "en": "That does not look like a number. Write it in figures, such as 1500 or 3.5.",
    },
    examples=("3,5", "1.500", "1.234,56", "$ 2,000", "-4", "１２"),
    wrong=("tres y medio", "", "1,2,3", "12a45", "1.2.3", "1e9"),
)

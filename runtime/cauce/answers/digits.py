"""`type=digits`: a code made of digits only; leading zeros are kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cauce.answers.numerals import to_ascii_digits
from cauce.model.message import Inbound
from cauce.model.vocabulary import AnswerType

_BETWEEN = re.compile(r"[\s.\-]")


def parse(message: Inbound, options: Mapping[str, Any]) -> str:
    """Return the digits without spaces, points and hyphens; `min` and `max` are their count. Raises ValueError."""
    digits = _BETWEEN.sub("", to_ascii_digits(message.text))
    if not (digits.isascii() and digits.isdigit() and options.get("min", 1) <= len(digits) <= options.get("max", 64)):
        raise ValueError("not only digits, or not as many as asked for")
    return digits


TYPE = AnswerType(
    name="digits",
    title={"es": "Código de cifras", "en": "Digits"},
    parse=parse,
    retry={
        "es": "Escribe solo cifras, por favor.",
        "en": "Digits only, please.",
    },
    examples=("007", "12 34-56"),
    wrong=("12a45", "", "-"),
)

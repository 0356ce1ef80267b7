"""`type=rut`: a Chilean identity number with its check digit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cauce.answers.numerals import to_ascii_digits
from cauce.model.message import Inbound
from cauce.model.vocabulary import AnswerType

_RUT = re.compile(r"(\d{1,2}\.?\d{3}\.?\d{3})\s*[-‐–]?\s*([\dkK])")


def parse(message: Inbound, _options: Mapping[str, Any]) -> str:
    """Return it as `11111111-1`. Raises ValueError where its form or its check digit is wrong."""
    found = _RUT.fullmatch(to_ascii_digits(message.text).strip())
    if not found:
        raise ValueError("no identity number")
    body, check = found.group(1).replace(".", ""), found.group(2).upper()
    if check != check_digit(body):
        raise ValueError("wrong check digit")
    return f"{body}-{check}"


def check_digit(body: str) -> str:
    """Return the check digit of the body, by the weights 2 to 7 from the right, modulo 11."""
    total = sum(int(digit) * (2 + place % 6) for place, digit in enumerate(reversed(body)))
    return "0123456789K"[(11 - total % 11) % 11]


TYPE = AnswerType(
    name="rut",
    title={"es": "RUT", "en": "RUT"},
    parse=parse,
    retry={
        "es": "Ese RUT no es válido, revisa el dígito verificador.",
        "en": "That RUT is not valid, check its last digit.",
    },
    examples=("11.111.111-1", "11111111-1", "111111111", "12.345.678-5"),
    wrong=("11.111.111-2", "12345", "hola", ""),
)

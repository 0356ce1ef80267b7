"""`type=dni`: an Argentine identity number, 7 or 8 digits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cauce.answers.numerals import to_ascii_digits
from cauce.model.message import Inbound
from cauce.model.vocabulary import AnswerType

_DNI = re.compile(r"\d{1,2}\.\d{3}\.\d{3}|\d{1,2} \d{3} \d{3}")


def parse(message: Inbound, _options: Mapping[str, Any]) -> str:
    """Return the digits. Raises ValueError where they are not 7 or 8."""
    text = to_ascii_digits(message.text).strip()
    if text.isdigit() and 7 <= len(text) <= 8:
        return text
    if not _DNI.fullmatch(text):
        raise ValueError("no identity number")
    return text.replace(".", "").replace(" ", "")


TYPE = AnswerType(
    name="dni",
    title={"es": "DNI", "en": "DNI"},
    parse=parse,
    retry={
        "es": "Ese DNI no es válido: son 7 u 8 cifras.",
        "en": "That DNI is not valid: it has 7 or 8 digits.",
    },
    examples=("12345678", "1.234.567", "12 345 678", " 7654321 "),
    wrong=("12a45", "123456", "123456789", "12.34.567", ""),
)

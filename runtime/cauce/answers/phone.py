"""`type=phone`: a telephone number, kept as `+56912345678`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cauce.model.message import Inbound
from cauce.model.vocabulary import AnswerType


def parse(message: Inbound, options: Mapping[str, Any]) -> str:
    """Return the number in E.164. `country` is that of numbers without a prefix. Raises ValueError where it is none."""
    import phonenumbers

    text = message.text[:64].strip()
    try:
        number = phonenumbers.parse(text, options.get("country"))
    except phonenumbers.NumberParseException as error:
        raise ValueError("no telephone number") from error
    if not phonenumbers.is_possible_number(number):
        raise ValueError("too short or too long")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


TYPE = AnswerType(
    name="phone",
    title={"es": "Teléfono", "en": "Telephone"},
    parse=parse,
    retry={
        "es": "Ese teléfono no parece correcto. Escríbelo con el código del país, por ejemplo +56 9 1234 5678.",
        "en": "That number does not look right. Write it with its country code, such as +56 9 1234 5678.",
    },
    examples=("+56 9 1234 5678", "+54 9 11 2345-6789", "+1 (212) 555-2368"),
    wrong=("1234", "hola", "+56 1", ""),
)

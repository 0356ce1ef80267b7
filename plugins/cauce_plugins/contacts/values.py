"""The types of custom fields: what each keeps, in one spelling."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from cauce import CauceError, Words, clean
from cauce_plugins.contacts import phones

MOST = 2000
"""How many characters a value has at most."""

NAME = r"^[^\s$.0-9][^\s$.]{0,63}$"
"""What a field may be called, as flows write it after `contact.`"""

TAKEN = frozenset({"name", "phone", "dni", "area", "tags"})
"""What is no custom field, because every contact has it."""

_EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]{1,189}\.[^@\s.,;<>\"]{2,63}")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_YES = {"si", "sí", "yes", "true", "verdadero", "1", "x", "s", "y"}
_NO = {"no", "false", "falso", "0", "n"}


class NoValue(CauceError):
    """What was given is not of the type of its field."""

    def __init__(self, es: str, en: str) -> None:
        super().__init__({"es": es, "en": en})


@dataclass(frozen=True, slots=True)
class Definition:
    """A custom field. type: one of TYPES. choices: of a `choice` only."""

    id: int
    name: str
    title: Words
    type: str = "text"
    choices: tuple[str, ...] = ()
    required: bool = False


def read(field: Definition, given: Any, country: str) -> Any:
    """Return a value as it is kept. Raises NoValue."""
    if isinstance(given, str):
        given = unicodedata.normalize("NFC", clean(given, MOST + 1)).strip()
        if len(given) > MOST:
            raise NoValue(f"Tiene más de {MOST} caracteres.", f"It has more than {MOST} characters.")
    return TYPES[field.type](field, given, country)


def _text(_field: Definition, given: Any, _country: str) -> str:
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        raise NoValue("Debe ser un texto.", "It has to be a text.")
    return given if isinstance(given, str) else _written(given)


def _written(number: float) -> str:
    return str(int(number)) if isinstance(number, float) and number.is_integer() else str(number)


def _number(_field: Definition, given: Any, _country: str) -> float:
    if isinstance(given, str):
        return _read_number(given)
    if isinstance(given, bool) or not isinstance(given, int | float) or not abs(given) <= 2**53:
        raise _no_number()
    return given


def _read_number(text: str) -> float:
    """Return `1.234,5` as well as `1234.5`: where there are both marks, the last one is the decimal one."""
    digits = re.sub(r"[\s  ]", "", unicodedata.normalize("NFKC", text))
    if "," in digits and "." in digits:
        thousands = "." if digits.rfind(",") > digits.rfind(".") else ","
        digits = digits.replace(thousands, "")
    digits = digits.replace(",", ".")
    if not re.fullmatch(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?", digits):
        raise _no_number()
    return int(digits) if "." not in digits else float(digits)


def _no_number() -> NoValue:
    return NoValue("No es un número.", "It is no number.")


def _date(_field: Definition, given: Any, _country: str) -> dict[str, str]:
    """Keep a day as flows do; `21/11/2026` is `2026-11-21`."""
    text = given.get("$date") if isinstance(given, Mapping) else given
    text = text if isinstance(text, str) else ""
    if found := _DAY.fullmatch(text):
        text = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
    try:
        # Only what is written with hyphens: what else ISO knows, nobody means.
        return {"$date": date.fromisoformat(text if len(text) == 10 else "").isoformat()}
    except ValueError:
        raise NoValue(
            "No es una fecha: escríbela como 2026-11-21 o 21/11/2026.", "It is no date: write 2026-11-21 or 21/11/2026."
        ) from None


def _yes_no(_field: Definition, given: Any, _country: str) -> bool:
    if isinstance(given, bool):
        return given
    word = str(given).casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise NoValue("Debe ser sí o no.", "It has to be yes or no.")


def _choice(field: Definition, given: Any, _country: str) -> str:
    wanted = str(given).casefold()
    for one in field.choices:
        if one.casefold() == wanted:
            return one
    some = ", ".join(field.choices[:10])
    raise NoValue(f"No es una de las opciones: {some}.", f"It is none of the choices: {some}.")


def _phone(_field: Definition, given: Any, country: str) -> str:
    try:
        return phones.read(_text(_field, given, country), country).e164
    except phones.NoPhone as error:
        raise NoValue(error.say("es"), error.say("en")) from None


def _email(_field: Definition, given: Any, _country: str) -> str:
    if isinstance(given, str) and _EMAIL.fullmatch(given) and given.isprintable():
        return given
    raise NoValue("No es una dirección de correo.", "It is no e-mail address.")


def _url(_field: Definition, given: Any, _country: str) -> str:
    try:
        parts = urlsplit(given if isinstance(given, str) else "")
        fits = parts.scheme in {"http", "https"} and bool(parts.hostname) and given.isprintable() and " " not in given
    except ValueError:
        fits = False
    if not fits:
        raise NoValue(
            "No es una dirección de la web: empieza con https://.", "It is no web address: it begins https://."
        )
    return str(given)


TYPES: Mapping[str, Callable[[Definition, Any, str], Any]] = {
    "text": _text, "number": _number, "date": _date, "yes_no": _yes_no, "choice": _choice, "phone": _phone,
    "email": _email, "url": _url,
}  # fmt: skip
"""How the values of each type are read."""


def written(value: Any) -> str:
    """Return a value of a contact as a cell of a spreadsheet shows it, and as it is looked for."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _written(value)
    if isinstance(value, list):
        return "; ".join(map(written, value))
    if isinstance(value, Mapping):
        return str(next(iter(value.values()), "")) if len(value) == 1 else ""
    return value if isinstance(value, str) else ""


def missing(fields: Sequence[Definition], values: Mapping[str, Any]) -> list[str]:
    """Return the names of those that every contact has to have, and this one has not."""
    return [one.name for one in fields if one.required and values.get(one.name) in {None, ""}]

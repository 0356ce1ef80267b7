"""Telephone numbers: whatever way they are written, as E.164, and the other forms under which networks know the same one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from cauce import CauceError

MOST = 64
"""How many characters are looked at: what is longer is no number."""

_ADDRESS = re.compile(r"\+?(\d{5,20})(?::\d+)?@(c\.us|s\.whatsapp\.net)", re.IGNORECASE)
_GROUP = re.compile(r"[^@]+@g\.us", re.IGNORECASE)
_OTHER = re.compile(r"[^@]*@.*")


class NoPhone(CauceError):
    """What was written is no telephone number of a person. `words` says why."""

    def __init__(self, es: str, en: str) -> None:
        super().__init__({"es": es, "en": en})


@dataclass(frozen=True, slots=True)
class Phone:
    """A number. e164: `+595981123456`. extension: what is dialled after it, "" for nothing."""

    e164: str
    extension: str = ""


def read(written: str, country: str) -> Phone:
    """Return a number that may be written in the national form of a country (`PY`), or as an address of WhatsApp.

    Raises NoPhone for a group, for another kind of address, and for what is no number, or one that is too short or too long.
    """
    text = unicodedata.normalize("NFKC", written[: MOST + 1]).strip().lstrip("'’").strip()
    if len(text) > MOST:
        raise _none()
    if _GROUP.fullmatch(text):
        raise NoPhone(
            "Es la dirección de un grupo, no de una persona.", "It is the address of a group, not of a person."
        )
    if found := _ADDRESS.fullmatch(text):
        return _known(f"+{found[1]}", country)
    if _OTHER.fullmatch(text):
        raise NoPhone("Es una dirección, pero no un teléfono.", "It is an address, but no telephone number.")
    return _known(text, country)


def _known(text: str, country: str) -> Phone:
    """Return a number: as it stands, or, where that is none of the country, with all of its digits as an international one."""
    best = None
    for form in dict.fromkeys((text, _international(text))):
        found = _parsed(form, country)
        if found is not None and found[1]:
            return found[0]
        best = best or found
    if best is None:
        raise _none()
    return best[0]


def _international(text: str) -> str:
    """Return bare digits, as spreadsheets have them, with the `+` that they lost."""
    digits = re.sub(r"[\s().-]", "", text)
    return f"+{digits}" if digits.isascii() and digits.isdecimal() and len(digits) >= 10 else text


def _parsed(text: str, country: str) -> tuple[Phone, bool] | None:
    """Return a number and whether it is one that was given out, None for none at all."""
    import phonenumbers

    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return Phone(e164, number.extension or ""), phonenumbers.is_valid_number(number)


def _none() -> NoPhone:
    return NoPhone(
        "No es un teléfono: escríbelo con el código del país, por ejemplo +595 981 123456.",
        "It is no telephone number: write it with its country code, such as +595 981 123456.",
    )


def forms(e164: str) -> Iterator[str]:
    """Yield a number and the other way in which networks write the same mobile one of Argentina or Mexico, in E.164."""
    yield e164
    for with_mark, without, digits in (("+549", "+54", 10), ("+521", "+52", 10)):
        if e164.startswith(with_mark) and len(e164) == len(with_mark) + digits:
            yield without + e164[len(with_mark) :]
        elif e164.startswith(without) and len(e164) == len(without) + digits:
            yield with_mark + e164[len(without) :]


def is_country(code: str) -> bool:
    """Tell whether numbers are known of a country: `PY`."""
    import phonenumbers

    return code in phonenumbers.SUPPORTED_REGIONS

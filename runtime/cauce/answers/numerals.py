"""Reading numbers as people type them."""

from __future__ import annotations

import re
import unicodedata

_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:([.,' ])\d{3})(?:\1\d{3})*")
_PLAIN = re.compile(r"\d{1,15}(?:[.,]\d{1,9})?")
_BOTH = re.compile(r"([1-9]\d{0,2}(?:\.\d{3})+),(\d{1,9})|([1-9]\d{0,2}(?:,\d{3})+)\.(\d{1,9})")
_SIGNS = re.compile(r"^(?:[$€£]|USD|US\$|CLP|ARS|MXN|EUR)\s*|\s*(?:[$€£%]|USD|CLP|ARS|MXN|EUR)$", re.IGNORECASE)


def read_number(text: str) -> float:
    """Return a number, an int where it is whole.

    Both `1.234,5` and `1,234.5` are read; a lone point or comma before exactly three digits parts thousands (`1.500`),
    before any other number of digits it is the decimal one. Raises ValueError where the text is no number.
    """
    if text.isascii() and text.isdigit() and len(text) <= 15:
        return int(text)
    bare = _SIGNS.sub("", to_ascii_digits(text).strip()).strip()
    sign = -1 if bare[:1] in {"-", "−"} else 1
    bare = bare.lstrip("+-−").strip() if len(bare) > 1 else bare
    if len(bare) > 32:
        raise ValueError("too long")
    if _THOUSANDS.fullmatch(bare):
        return sign * int(re.sub(r"\D", "", bare))
    both = _BOTH.fullmatch(bare)
    if both:
        whole, rest = both.group(1) or both.group(3), both.group(2) or both.group(4)
        return sign * _whole(float(re.sub(r"\D", "", whole) + "." + rest))
    if _PLAIN.fullmatch(bare):
        return sign * (_whole(float(bare.replace(",", "."))) if re.search(r"[.,]", bare) else int(bare))
    raise ValueError("no number")


def to_ascii_digits(text: str) -> str:
    """Return the text with the digits of any script as 0-9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(char)) if char.isdecimal() else char for char in text)


def _whole(number: float) -> float:
    return int(number) if number.is_integer() else number

"""`type=date`: a day: `2/3/2026`, `2-3-26`, `2026-03-02`, `2 de marzo de 2026`. The day comes first."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from cauce.answers.bounds import check_range
from cauce.answers.numerals import to_ascii_digits
from cauce.engine.folding import fold
from cauce.model.message import Inbound
from cauce.model.vocabulary import AnswerType

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})")
_DAY_MONTH = re.compile(r"(?:the )?(\d{1,2})(?:st|nd|rd|th)?(?: de| of)? ([a-z]+)(?: del?)? (\d{4})")
_MONTH_DAY = re.compile(r"([a-z]+) (\d{1,2})(?:st|nd|rd|th)? (\d{4})")
_MONTHS = (
    ("enero", "january"),
    ("febrero", "february"),
    ("marzo", "march"),
    ("abril", "april"),
    ("mayo", "may"),
    ("junio", "june"),
    ("julio", "july"),
    ("agosto", "august"),
    ("septiembre", "september"),
    ("octubre", "october"),
    ("noviembre", "november"),
    ("diciembre", "december"),
)
_MONTH = {name[:3]: number for number, names in enumerate(_MONTHS, 1) for name in names} | {"set": 9}
_NAMES = {name for names in _MONTHS for name in names} | {"setiembre"}


def parse(message: Inbound, options: Mapping[str, Any]) -> date:
    """Return the day. Raises ValueError where there is no such day, or it is out of `min` and `max`."""
    day = _read(to_ascii_digits(message.text[:64]).strip())
    check_range(day, options)
    return day


def _read(text: str) -> date:
    if found := _ISO.fullmatch(text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.fullmatch(text):
        year = int(found[3])
        return date(year if year > 99 else _century(year), int(found[2]), int(found[1]))
    words = fold(text)
    if found := _DAY_MONTH.fullmatch(words):
        return date(int(found[3]), _month(found[2]), int(found[1]))
    if found := _MONTH_DAY.fullmatch(words):
        return date(int(found[3]), _month(found[1]), int(found[2]))
    raise ValueError("no date")


def _century(year: int) -> int:
    """Return the year meant by two digits: 70 to 99 are of the last century."""
    return year + (1900 if year >= 70 else 2000)


def _month(name: str) -> int:
    if name in _NAMES or (len(name) == 3 and name in _MONTH):
        return _MONTH[name[:3]]
    raise ValueError("no month")


TYPE = AnswerType(
    name="date",
    title={"es": "Fecha", "en": "Date"},
    parse=parse,
    retry={
        "es": "Esa fecha no parece correcta. Escríbela como 31/12/2026.",
        "en": "That date does not look right. Write it as 31/12/2026.",
    },
    examples=("2/3/2026", "02-03-26", "2026-03-02", "2 de marzo de 2026", "March 2, 2026", "2 mar 2026"),
    wrong=("31/02/2026", "mañana", "2/3", "13/13/2026", ""),
)

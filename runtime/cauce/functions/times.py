"""Functions of times."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from cauce.engine.scene import Scene
from cauce.functions.arguments import length, moment, text
from cauce.model.vocabulary import Function

_MONTHS = {
    "es": [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
_DAYS = {
    "es": ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}
_PIECE = re.compile(r"(?<!\w)(?:yyyy|yy|month|MM|M|weekday|dd|d|HH|mm)(?!\w)")
_PIECES: dict[str, Callable[[Any, str], str]] = {
    "yyyy": lambda moment, _: f"{moment.year:04}",
    "yy": lambda moment, _: f"{moment.year % 100:02}",
    "month": lambda moment, lang: _MONTHS[lang][moment.month - 1],
    "MM": lambda moment, _: f"{moment.month:02}",
    "M": lambda moment, _: str(moment.month),
    "weekday": lambda moment, lang: _DAYS[lang][moment.weekday()],
    "dd": lambda moment, _: f"{moment.day:02}",
    "d": lambda moment, _: str(moment.day),
    "HH": lambda moment, _: f"{moment.hour:02}",
    "mm": lambda moment, _: f"{moment.minute:02}",
}


def _date(_: Scene, value: Any, pattern: Any = None, lang: Any = "es") -> str:
    moment(value)
    if lang not in _MONTHS:
        raise ValueError("the languages are es and en")
    wanted = _usual(value) if pattern is None else text(pattern)
    try:
        return _PIECE.sub(lambda found: _PIECES[found.group()](value, lang), wanted)
    except AttributeError:
        raise ValueError("a date has no hours, and an hour of the day has no date") from None


def _usual(value: Any) -> str:
    if isinstance(value, datetime):
        return "dd/MM/yyyy HH:mm"
    return "dd/MM/yyyy" if isinstance(value, date) else "HH:mm"


FUNCTIONS: tuple[Function, ...] = (
    Function(
        "date",
        {
            "es": "La fecha escrita con d dd M MM month yy yyyy weekday HH mm",
            "en": "The date written with d dd M MM month yy yyyy weekday HH mm",
        },
        ("value", "pattern", "lang"),
        _date,
        required=1,
        example="date(now, 'weekday d/M')",
    ),
    Function(
        "seconds",
        {"es": "Una duración en segundos", "en": "A duration in seconds"},
        ("duration",),
        lambda _, value: length(value).total_seconds(),
        example="seconds(now - inicio)",
    ),
)

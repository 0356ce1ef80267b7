"""What somebody wants a calendar to be, read and checked: all that is wrong is told at once, each with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

from cauce import Problem, Words
from cauce_plugins.hours.calendar import Window
from cauce_plugins.hours.plan import Holiday, Plan, Special
from cauce_plugins.hours.times import read_date, read_minute, read_span, show_minute
from cauce_plugins.hours.words import DAYS

_DAY, _WEEK = 24 * 60, 7 * 24 * 60
_FIELD = re.compile(r"\{(\w*)\}")
FIELDS = ("hours", "next")
"""What a courtesy may have in braces."""


class Wrongs:
    """What is wrong, as it is found."""

    def __init__(self) -> None:
        self.found: list[Mapping[str, str | Words]] = []

    def add(self, at: str, es: str, en: str, code: str = "invalid") -> None:
        """Note that something is wrong with a field."""
        self.found.append({"at": at, "problem": {"es": es, "en": en}, "code": code})

    def refuse(self) -> None:
        """Raise Problem where anything was wrong."""
        if self.found:
            raise Problem("invalid", errors=self.found)


def read_plan(before: Plan, said: Mapping[str, Any]) -> Plan:
    """Return a calendar with what somebody said of it, the rest as before. Raises Problem with each field that is wrong."""
    wrongs = Wrongs()
    made = replace(before, **{name: _READ[name](wrongs, f"/{name}", value) for name, value in said.items()})
    if not wrongs.found:
        refuse_overlaps(wrongs, "/windows", made.windows)
        _refuse_repeated(
            wrongs, "/holidays", [(one.day.month, one.day.day) if one.yearly else one.day for one in made.holidays]
        )
        _refuse_repeated(wrongs, "/exceptions", [one.day for one in made.exceptions])
    wrongs.refuse()
    return made


def read_window(wrongs: Wrongs, at: str, said: Mapping[str, Any]) -> Window:
    """Return a window of the week. A field that is wrong is noted."""
    start, end = _span(wrongs, at, said)
    days = [(day - 1) % 7 for day in said.get("days", [])]
    if "days" in said and not days:
        wrongs.add(f"{at}/days", "Di al menos un día.", "Name a day at least.", "empty")
    elif len(set(days)) < len(days):
        wrongs.add(f"{at}/days", "Hay un día repetido.", "A day is named twice.")
    return Window(start, end, frozenset(days), _courtesy(wrongs, f"{at}/message", said.get("message", "")))


def refuse_overlaps(wrongs: Wrongs, at: str, windows: Sequence[Window], *, weekly: bool = True) -> None:
    """Note each pair of windows that are open at once, by the place of the second. weekly: whether their days matter."""
    for (first, one), (second, other) in combinations(enumerate(windows), 2):
        day = _common(one, other)
        if day is None:
            continue
        es, en = (f" el {DAYS['es'][day]}", f" on {DAYS['en'][day]}") if weekly else ("", "")
        wrongs.add(
            f"{at}/{second}",
            f"{_say(one, 'es')} y {_say(other, 'es')} se pisan{es}: une las ventanas {first + 1} y {second + 1}, o sepáralas.",
            f"{_say(one, 'en')} and {_say(other, 'en')} overlap{en}: join windows {first + 1} and {second + 1}, or part them.",
            "overlap",
        )


def _common(one: Window, other: Window) -> int | None:
    """Return the first weekday on which two windows are open at once, None where they never are."""
    for day in sorted(one.days | other.days):
        for mine in one.days:
            for theirs in other.days:
                # The end of Sunday's night is on Monday.
                for shift in (-_WEEK, 0, _WEEK):
                    begins = max(mine * _DAY + one.start, theirs * _DAY + other.start + shift)
                    ends = min(mine * _DAY + one.end, theirs * _DAY + other.end + shift)
                    if begins < ends and begins % _WEEK // _DAY == day:
                        return day
    return None


def _say(window: Window, lang: str) -> str:
    start, end = show_minute(window.start), show_minute(window.end)
    return f"{start}-{end}" if lang == "en" else f"{start} a {end}"


def _refuse_repeated(wrongs: Wrongs, at: str, days: Sequence[object]) -> None:
    for place, day in enumerate(days):
        if day in days[:place]:
            wrongs.add(f"{at}/{place}/date", "Ese día ya está.", "That day is there already.", "repeated")


def _span(wrongs: Wrongs, at: str, said: Mapping[str, Any]) -> tuple[int, int]:
    """Return from which minute to which. Where the times cannot be read, what is returned means nothing."""
    bad = False
    for name in ("start_time", "end_time"):
        try:
            read_minute(said[name])
        except ValueError:
            bad = True
            wrongs.add(f"{at}/{name}", "Una hora se escribe 09:30.", "A time is written 09:30.", "time")
    if bad:
        return 0, 1
    try:
        return read_span(said["start_time"], said["end_time"])
    except ValueError:
        wrongs.add(
            f"{at}/end_time",
            "La ventana no dura nada: todo el día es de 00:00 a 24:00.",
            "The window has no length: all day is 00:00 to 24:00.",
            "empty",
        )
        return 0, 1


def _windows(wrongs: Wrongs, at: str, said: Sequence[Mapping[str, Any]]) -> tuple[Window, ...]:
    return tuple(read_window(wrongs, f"{at}/{place}", one) for place, one in enumerate(said))


def _holidays(wrongs: Wrongs, at: str, said: Sequence[Mapping[str, Any]]) -> tuple[Holiday, ...]:
    return tuple(
        Holiday(_date(wrongs, f"{at}/{place}/date", one["date"]), one.get("yearly", False), _text(wrongs, f"{at}/{place}/name", one.get("name", "")))
        for place, one in enumerate(said)
    )  # fmt: skip


def _exceptions(wrongs: Wrongs, at: str, said: Sequence[Mapping[str, Any]]) -> tuple[Special, ...]:
    made = []
    for place, one in enumerate(said):
        here = f"{at}/{place}"
        windows = _windows(wrongs, f"{here}/windows", one.get("windows", ()))
        if not wrongs.found:
            refuse_overlaps(
                wrongs, f"{here}/windows", [replace(each, days=frozenset({0})) for each in windows], weekly=False
            )
        day, name = _date(wrongs, f"{here}/date", one["date"]), _text(wrongs, f"{here}/name", one.get("name", ""))
        made.append(Special(day, tuple(sorted(windows, key=lambda each: each.start)), name))
    return tuple(made)


def _date(wrongs: Wrongs, at: str, said: str) -> date:
    try:
        return read_date(said)
    except ValueError:
        wrongs.add(at, "Un día se escribe 2026-12-25.", "A day is written 2026-12-25.", "date")
        return date.min


def _zone(wrongs: Wrongs, at: str, said: str) -> str:
    try:
        return ZoneInfo(said).key
    except (ValueError, OSError, KeyError):
        wrongs.add(
            at,
            "No hay ninguna zona horaria con ese nombre: son como America/Asuncion.",
            "There is no time zone of that name: they look like America/Asuncion.",
            "zone",
        )
        return "UTC"


def _name(wrongs: Wrongs, at: str, said: str) -> str:
    name = _text(wrongs, at, said)
    if not name:
        wrongs.add(at, "Ponle un nombre.", "Give it a name.", "empty")
    return name


def _text(wrongs: Wrongs, at: str, said: str) -> str:
    text = said.strip()
    if not text.replace("\n", "").isprintable():
        wrongs.add(at, "Hay letras que no se pueden mostrar.", "There are letters that cannot be shown.")
    return text


def _courtesy(wrongs: Wrongs, at: str, said: str) -> str:
    text = said.strip()
    for field in _FIELD.findall(text):
        if field not in FIELDS:
            wrongs.add(
                at,
                f"No hay ningún {{{field}}}: entre llaves van {{hours}} y {{next}}.",
                f"There is no {{{field}}}: in braces go {{hours}} and {{next}}.",
                "field",
            )
    return text


_READ: Mapping[str, Callable[[Wrongs, str, Any], Any]] = {
    "name": _name,
    "zone": _zone,
    "lang": lambda _wrongs, _at, said: said,
    "courtesy": _courtesy,
    "general": lambda _wrongs, _at, said: said,
    "windows": _windows,
    "holidays": _holidays,
    "exceptions": _exceptions,
    "areas": lambda _wrongs, _at, said: tuple(said),
}

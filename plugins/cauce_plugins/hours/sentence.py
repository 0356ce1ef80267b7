"""Hours as people say them: "de lunes a viernes de 9 a 18 h; sábados de 9 a 13 h", and "mañana a las 9"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from cauce_plugins.hours.calendar import Calendar, Window

_MIDNIGHT = 24 * 60


@dataclass(frozen=True, slots=True)
class _Tongue:
    """How one language puts it. each: a weekday that comes again; that: one that is meant now."""

    every_day: str
    whole_day: str
    days: str
    each: tuple[str, ...]
    that: tuple[str, ...]
    months: tuple[str, ...]
    until: str
    and_: str
    span: str
    spans: str


_ES = _Tongue(
    every_day="todos los días",
    whole_day="las 24 horas",
    days="de {} a {}",
    each=("lunes", "martes", "miércoles", "jueves", "viernes", "sábados", "domingos"),
    that=("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    months=("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
            "noviembre", "diciembre"),
    until="{} a {}",
    and_="{} y {}",
    span="de {}",
    spans="{} h",
)  # fmt: skip
_EN = _Tongue(
    every_day="every day",
    whole_day="24 hours",
    days="{} to {}",
    each=("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"),
    that=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December"),
    until="{} to {}",
    and_="{} and {}",
    span="from {}",
    spans="{}",
)  # fmt: skip


def describe(windows: Sequence[Window], lang: str) -> str:
    """Return the windows of a week as words, "" where there are none. Holidays and exceptions are not among them."""
    tongue = _EN if lang == "en" else _ES
    by_day = [tuple(sorted((one.start, one.end) for one in windows if day in one.days)) for day in range(7)]
    wanted = sorted({spans for spans in by_day if spans}, key=by_day.index)
    parts = []
    for spans in wanted:
        days = [day for day in range(7) if by_day[day] == spans]
        parts.append((tongue.every_day if len(days) == 7 else _days(days, tongue), _spans(spans, tongue)))
    return "; ".join(f"{days}, {hours}" if hours == tongue.whole_day else f"{days} {hours}" for days, hours in parts)


def _days(days: Sequence[int], tongue: _Tongue) -> str:
    """Return weekdays as words: three and more in a row by the first and the last of them."""
    said: list[str] = []
    for _, run in groupby(enumerate(days), lambda pair: pair[1] - pair[0]):
        row = [day for _, day in run]
        if len(row) > 2:
            said.append(tongue.days.format(tongue.that[row[0]], tongue.that[row[-1]]))
        else:
            said += [tongue.each[day] for day in row]
    return _joined(said, tongue)


def _spans(spans: Sequence[tuple[int, int]], tongue: _Tongue) -> str:
    if spans == ((0, _MIDNIGHT),):
        return tongue.whole_day
    said = [tongue.span.format(tongue.until.format(*map(clock, span))) for span in spans]
    return tongue.spans.format(_joined(said, tongue))


def _joined(words: Sequence[str], tongue: _Tongue) -> str:
    *others, last = words
    return tongue.and_.format(", ".join(others), last) if others else last


def clock(minute: int) -> str:
    """Return a minute of the day, or of the next, as people write it: `9`, `9:30`, `24` for the midnight at the end."""
    hour, minutes = divmod(minute if minute <= _MIDNIGHT else minute - _MIDNIGHT, 60)
    return f"{hour}:{minutes:02}" if minutes else str(hour)


def when(calendar: Calendar, at: int, now: int, lang: str) -> str:
    """Return an instant to come as words, as the calendar's clock has it: `hoy a las 15`, `el lunes 8 a las 9`."""
    then, today = _local(calendar.zone, at), _local(calendar.zone, now).date()
    minute = clock(then.hour * 60 + then.minute)
    day = (_english if lang == "en" else _spanish)(then.date(), today)
    if lang == "en":
        return f"{day} at {minute if ':' in minute else minute + ':00'}"
    return f"{day} a {'la' if then.hour == 1 else 'las'} {minute}"


def _spanish(day: date, today: date) -> str:
    if day == today:
        return "hoy"
    if day == today + timedelta(days=1):
        return "mañana"
    month = f" de {_ES.months[day.month - 1]}" if _is_far(day, today) else ""
    year = f" de {day.year}" if day.year != today.year else ""
    return f"el {_ES.that[day.weekday()]} {day.day}{month}{year}"


def _english(day: date, today: date) -> str:
    if day == today:
        return "today"
    if day == today + timedelta(days=1):
        return "tomorrow"
    month = f" {_EN.months[day.month - 1]}" if _is_far(day, today) else ""
    year = f" {day.year}" if day.year != today.year else ""
    return f"on {_EN.that[day.weekday()]} {day.day}{month}{year}"


def _is_far(day: date, today: date) -> bool:
    """Tell whether a day needs its month: beyond a week, a weekday and a number might be meant otherwise."""
    return (day - today).days > 7 or day.year != today.year


def _local(zone: str, at: int) -> datetime:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at)).astimezone(ZoneInfo(zone))

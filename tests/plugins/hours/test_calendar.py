"""Calendars: when they are open, next open and next closed, against a model that reads the clock minute by minute."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cauce_plugins.hours.calendar import MINUTE, Calendar, Window

ZONES = ("America/Asuncion", "America/Santiago", "Europe/Madrid", "Australia/Lord_Howe")
MORE_ZONES = (*ZONES, "America/New_York", "Africa/Casablanca", "Asia/Kathmandu", "Pacific/Chatham", "UTC")
YEARS = (date(2024, 1, 1), date(2027, 1, 1))

WEEKDAYS = frozenset(range(5))
SHOP = (
    Window(9 * 60, 13 * 60, WEEKDAYS),
    Window(15 * 60, 19 * 60 + 30, WEEKDAYS - {4}),
    Window(13 * 60, 14 * 60, frozenset({2})),  # right after the morning: one stretch with it
    Window(22 * 60, 30 * 60, frozenset({4})),  # Friday night, until 6
    Window(0, 24 * 60, frozenset({5})),  # all of Saturday, which begins while Friday still goes on
    Window(1 * 60, 2 * 60 + 30, frozenset({6})),  # within the hours that clocks skip and repeat
)
HOLIDAYS = frozenset({date(2025, 4, 18), date(2026, 10, 24)})
YEARLY = frozenset({(1, 1), (12, 25), (2, 29)})
SPECIAL = {
    date(2024, 12, 24): (Window(10 * 60, 12 * 60),),
    date(2025, 12, 25): (Window(23 * 60, 25 * 60), Window(8 * 60, 9 * 60)),  # a holiday that is worked
    date(2026, 5, 4): (),
}


def ms(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def in_zone(zone: str, *parts: int, fold: int = 0) -> int:
    return ms(datetime(*parts, tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC))


def windows_on(calendar: Calendar, day: date) -> tuple[Window, ...]:
    if day in calendar.exceptions:
        return calendar.exceptions[day]
    if day in calendar.holidays or (day.month, day.day) in calendar.yearly:
        return ()
    return tuple(window for window in calendar.windows if day.weekday() in window.days)


@cache
def minutes_open(today: tuple[Window, ...], yesterday: tuple[Window, ...]) -> bytes:
    """The minutes of a day on which the clock on the wall says open."""
    return bytes(
        any(window.start <= minute < window.end for window in today)
        or any(window.start <= minute + 1440 < window.end for window in yesterday)
        for minute in range(1440)
    )


def model(calendar: Calendar, begin: datetime, minutes: int) -> bytes:
    """Whether it is open in each minute from an instant on: what the clock reads is looked up for each."""
    zone, made = ZoneInfo(calendar.zone), bytearray()
    while len(made) < minutes:
        first = (begin + timedelta(minutes=len(made))).astimezone(zone)
        last = (begin + timedelta(minutes=len(made) + 59)).astimezone(zone)
        # Most hours are sixty minutes of one day in a row: those are read at once.
        even = last.replace(tzinfo=None) - first.replace(tzinfo=None) == timedelta(minutes=59)
        step = 60 if even and first.date() == last.date() else 1
        today = windows_on(calendar, first.date())
        table = minutes_open(today, windows_on(calendar, first.date() - timedelta(days=1)))
        at = first.hour * 60 + first.minute
        made += table[at : at + step]
    return bytes(made[:minutes])


def changes(bits: bytes) -> Iterator[int]:
    """The minutes at which it opens or closes."""
    at, now = 0, bits[0]
    while (at := bits.find(1 - now, at)) >= 0:
        now = bits[at]
        yield at


@pytest.mark.parametrize("zone", ZONES)
def test_three_years_are_as_the_clock_on_the_wall_says_minute_by_minute(zone):
    calendar = Calendar(zone, SHOP, HOLIDAYS, YEARLY, SPECIAL)
    begin, end = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in YEARS)
    expected = model(calendar, begin, (end - begin) // timedelta(minutes=1))
    turns = list(changes(expected))
    assert len(turns) > 3 * 52 * 10

    first, found = ms(begin), bytearray(len(expected))
    for year in range(YEARS[0].year, YEARS[1].year):
        since, until = (ms(datetime(one, 1, 1, tzinfo=UTC)) for one in (year, year + 1))
        for start, stop in calendar._open(since):
            if start >= until:
                break
            low, high = ((min(one, until) - first) // MINUTE for one in (start, stop))
            found[low:high] = b"\1" * (high - low)
    assert bytes(found) == expected

    for minute in (minute for turn in turns for minute in (turn - 1, turn)):
        assert calendar.is_open(first + minute * MINUTE) == expected[minute]
    for index, turn in enumerate(turns[:-4:7]):
        after = turns[index * 7 + 1 :]
        opens, closes = (next(one for one in after if expected[one] == is_open) for is_open in (1, 0))
        assert calendar.next_opening(first + turn * MINUTE) == first + opens * MINUTE
        assert calendar.next_closing(first + turn * MINUTE) == first + closes * MINUTE


windows = st.builds(
    lambda start, length, days: Window(start, start + length, frozenset(days)),
    st.integers(0, 1439),
    st.integers(1, 1440),
    st.sets(st.integers(0, 6), min_size=1),
)
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
calendars = st.builds(
    Calendar,
    st.sampled_from(MORE_ZONES),
    st.lists(windows, max_size=4).map(tuple),
    st.frozensets(days, max_size=3),
    st.frozensets(days.map(lambda day: (day.month, day.day)), max_size=3),
    st.dictionaries(days, st.lists(windows, max_size=2).map(tuple), max_size=3),
)
NEAR_A_CHANGE = [
    datetime(2026, 3, 29, tzinfo=UTC),  # Madrid
    datetime(2026, 10, 25, tzinfo=UTC),
    datetime(2026, 4, 4, 12, tzinfo=UTC),  # Santiago, Lord Howe
    datetime(2026, 9, 6, tzinfo=UTC),
    datetime(2026, 10, 3, 12, tzinfo=UTC),
]
instants = st.one_of(
    st.integers(2 * 1440, 360 * 1440).map(
        lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    st.sampled_from(NEAR_A_CHANGE).flatmap(
        lambda moment: st.integers(0, 24 * 60).map(lambda minutes: moment + timedelta(minutes=minutes))
    ),
)


@settings(max_examples=60, deadline=None)
@given(calendars, instants)
def test_any_calendar_is_as_the_clock_on_the_wall_says(calendar, moment):
    minutes = 3 * 1440
    expected = model(calendar, moment, minutes)
    at = ms(moment)
    assert calendar.is_open(at) == expected[0]
    turns = list(changes(expected))
    for find, is_open in ((calendar.next_opening, 1), (calendar.next_closing, 0)):
        found = find(at)
        first = next((at + turn * MINUTE for turn in turns if expected[turn] == is_open), None)
        assert found == first if first is not None else found is None or found >= at + minutes * MINUTE
        assert found is None or (calendar.is_open(found) == is_open and calendar.is_open(found - 1) != is_open)


def test_a_window_has_its_first_minute_and_not_its_last():
    calendar = Calendar("Europe/Madrid", (Window(9 * 60, 18 * 60, WEEKDAYS),))
    nine, six = in_zone("Europe/Madrid", 2026, 3, 2, 9), in_zone("Europe/Madrid", 2026, 3, 2, 18)
    assert not calendar.is_open(nine - 1)
    assert calendar.is_open(nine)
    assert calendar.is_open(six - 1)
    assert not calendar.is_open(six)
    assert calendar.next_opening(nine - 1) == nine
    assert calendar.next_opening(nine) == in_zone("Europe/Madrid", 2026, 3, 3, 9)
    assert calendar.next_closing(nine) == six


def test_a_night_belongs_to_the_day_it_begins_on():
    friday = Calendar("America/Asuncion", (Window(22 * 60, 30 * 60, frozenset({4})),), frozenset({date(2026, 3, 7)}))
    assert friday.is_open(in_zone("America/Asuncion", 2026, 3, 7, 5, 59)), "though Saturday is a holiday"
    assert not friday.is_open(in_zone("America/Asuncion", 2026, 3, 7, 6))
    holiday = Calendar("America/Asuncion", (Window(22 * 60, 30 * 60, frozenset({4})),), frozenset({date(2026, 3, 6)}))
    assert not holiday.is_open(in_zone("America/Asuncion", 2026, 3, 7, 5, 59))


def test_windows_that_touch_are_one():
    both = Calendar("UTC", (Window(0, 1440, frozenset({0})), Window(0, 600, frozenset({1}))))
    assert both.next_closing(in_zone("UTC", 2026, 3, 2, 12)) == in_zone("UTC", 2026, 3, 3, 10)


def test_an_hour_that_is_skipped_is_not_attended():
    calendar = Calendar("Europe/Madrid", (Window(2 * 60, 3 * 60, frozenset({6})),))
    assert calendar.next_opening(in_zone("Europe/Madrid", 2026, 3, 28, 12)) == in_zone("Europe/Madrid", 2026, 4, 5, 2)
    half = Calendar("Europe/Madrid", (Window(2 * 60 + 30, 4 * 60, frozenset({6})),))
    assert half.next_opening(in_zone("Europe/Madrid", 2026, 3, 28, 12)) == in_zone("Europe/Madrid", 2026, 3, 29, 3)


def test_an_hour_that_is_repeated_is_attended_both_times():
    calendar = Calendar("Europe/Madrid", (Window(2 * 60, 2 * 60 + 30, frozenset({6})),))
    once, again = (in_zone("Europe/Madrid", 2026, 10, 25, 2, fold=fold) for fold in (0, 1))
    assert again - once == 60 * MINUTE
    assert calendar.next_opening(once - 1) == once
    assert calendar.next_closing(once) == once + 30 * MINUTE
    assert calendar.next_opening(once) == again
    assert calendar.next_closing(again) == again + 30 * MINUTE


def test_asuncion_keeps_one_time_all_year():
    calendar = Calendar("America/Asuncion", (Window(9 * 60, 18 * 60, WEEKDAYS),))
    for month in (1, 7):
        opens = calendar.next_opening(ms(datetime(2026, month, 5, tzinfo=UTC)))
        assert opens == ms(datetime(2026, month, 5 if month == 1 else 6, 12, tzinfo=UTC))


def test_what_never_opens_and_what_never_closes():
    monday = in_zone("UTC", 2026, 3, 2)
    never, always = Calendar(), Calendar("UTC", (Window(0, 1440, frozenset(range(7))),))
    assert never.next_opening(monday) is None
    assert never.next_closing(monday) is None
    assert always.is_open(monday)
    assert always.next_opening(monday) is None
    assert always.next_closing(monday) is None

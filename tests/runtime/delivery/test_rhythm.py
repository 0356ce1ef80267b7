"""The rhythm of a job: once a day at its time, whatever the clocks of a zone do, and never later than a beat from now."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cauce.delivery.rhythm import AGAIN_MS, DAY_MS, Rhythm, at_time
from cauce.store.jobs import Row

MINUTE = 60_000
HOUR = 60 * MINUTE
ZONES = {
    name: ZoneInfo(name) for name in ("Europe/Madrid", "America/Santiago", "America/Asuncion", "Australia/Lord_Howe")
}
BEGIN, END = date(2026, 1, 1), date(2029, 1, 1)


@pytest.fixture(autouse=True)
def database_kind():
    """There is no database in here: once is enough."""
    return "none"


def moment(zone, *when, **more):
    return round(datetime(*when, tzinfo=zone, **more).timestamp() * 1000)


def changes(zone):
    """Return the days on which a zone sets its clocks."""
    days = (BEGIN + timedelta(days=n) for n in range((END - BEGIN).days))
    noon = lambda day: datetime.combine(day, time(12), zone).utcoffset()  # noqa: E731 - two lines below
    return [day for day in days if noon(day) != noon(day + timedelta(days=1))]


def model(day, at, zone):
    """Return when it is that time on a day, by looking at every minute of it as the clock on the wall shows it."""
    minute = datetime.combine(day, time(0), UTC) - timedelta(hours=16)
    late = None
    for _ in range(42 * 60):
        wall = minute.astimezone(zone).replace(tzinfo=None, fold=0)
        if wall == datetime.combine(day, at):
            return round(minute.timestamp() * 1000)
        if late is None and wall > datetime.combine(day, at):
            late = round(minute.timestamp() * 1000)
        minute += timedelta(minutes=1)
    return late


@pytest.mark.parametrize("zone", ZONES.values(), ids=list(ZONES))
def test_each_day_of_three_years_has_its_time_once(zone):
    at, now, day = time(3, 30), moment(zone, BEGIN.year, 1, 1), BEGIN
    while day < END:
        now = at_time(now, at, zone)
        shown = datetime.fromtimestamp(now / 1000, zone)
        assert shown.date() == day
        assert shown.time() == at or day in {one + timedelta(days=n) for one in changes(zone) for n in (0, 1)}
        day += timedelta(days=1)


@pytest.mark.parametrize("zone", ZONES.values(), ids=list(ZONES))
@given(data=st.data())
def test_around_a_change_of_the_clocks_it_is_as_the_wall_shows_it(zone, data):
    days = changes(zone) or [date(2026, 10, 4)]
    day = data.draw(st.sampled_from(days)) + timedelta(days=data.draw(st.integers(0, 1)))
    at = time(data.draw(st.integers(0, 4)), data.draw(st.integers(0, 59)))
    due = model(day, at, zone)
    before = model(day - timedelta(days=1), at, zone)
    after = data.draw(st.integers(before, due - 1))
    assert at_time(after, at, zone) == due
    assert at_time(due, at, zone) == model(day + timedelta(days=1), at, zone)


def test_a_time_that_is_skipped_in_spring_is_right_after():
    madrid = ZONES["Europe/Madrid"]
    found = at_time(moment(madrid, 2026, 3, 29, 1), time(2, 30), madrid)
    assert found == moment(UTC, 2026, 3, 29, 1)
    assert datetime.fromtimestamp(found / 1000, madrid).time() == time(3)


def test_a_time_that_comes_twice_in_autumn_is_the_first_and_no_second():
    madrid = ZONES["Europe/Madrid"]
    found = at_time(moment(madrid, 2026, 10, 25), time(2, 30), madrid)
    assert found == moment(UTC, 2026, 10, 25, 0, 30)
    assert at_time(found, time(2, 30), madrid) == moment(UTC, 2026, 10, 26, 1, 30)


def test_without_a_zone_it_is_the_machines(monkeypatch):
    import time as machine

    monkeypatch.setenv("TZ", "America/Santiago")
    machine.tzset()
    try:
        now = moment(UTC, 2026, 1, 1)
        assert at_time(now, time(3, 30), None) == at_time(now, time(3, 30), ZONES["America/Santiago"])
        night = moment(UTC, 2026, 9, 6, 3)
        assert at_time(night, time(0, 30), None) == moment(UTC, 2026, 9, 6, 4)
    finally:
        monkeypatch.undo()
        machine.tzset()


DAILY = Rhythm(0, time(3, 30), UTC)
NIGHT = moment(UTC, 2026, 5, 5, 3, 30)


def test_one_of_a_time_of_day_waits_for_it():
    assert DAILY.first(NIGHT - 1) == NIGHT
    assert DAILY.first(NIGHT) == NIGHT + DAY_MS
    assert DAILY.after(NIGHT, NIGHT + 10, failed=False) == NIGHT + DAY_MS


def test_where_it_went_wrong_it_is_tried_again_soon_and_not_only_tomorrow():
    assert DAILY.after(NIGHT, NIGHT + 10, failed=True) == NIGHT + 10 + AGAIN_MS
    late = NIGHT + DAY_MS - MINUTE
    assert DAILY.after(NIGHT, late, failed=True) == NIGHT + DAY_MS


def test_a_clock_that_goes_back_a_little_while_it_is_done_does_not_have_it_done_again():
    assert DAILY.after(NIGHT, NIGHT - HOUR, failed=False) == NIGHT + DAY_MS
    assert DAILY.held_to(NIGHT + DAY_MS, NIGHT - HOUR) == NIGHT + DAY_MS
    assert DAILY.held_to(NIGHT + DAY_MS, NIGHT - 5 * DAY_MS - 1) == NIGHT - 5 * DAY_MS


def row(due, began=None, error=None):
    return Row(due, 0, 0, began, error)


def test_another_time_of_day_counts_from_the_next_start_on():
    evening = NIGHT + 12 * HOUR
    assert DAILY.resumed(row(evening + HOUR, NIGHT), evening) == NIGHT + DAY_MS
    assert DAILY.resumed(row(NIGHT + 3 * DAY_MS, NIGHT), evening) == NIGHT + DAY_MS
    # What is late is done, and what went wrong is tried again soon.
    assert DAILY.resumed(row(evening - HOUR, NIGHT), evening) == evening - HOUR
    assert DAILY.resumed(row(evening + AGAIN_MS, evening, "no"), evening) == evening + AGAIN_MS


@given(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6), st.integers(1, 10**6))
def test_a_beat_is_never_noted_further_away_than_it_is_long(due, began, every):
    now, beats = 0, Rhythm(every)
    assert beats.held_to(due, now) <= now + every
    assert beats.resumed(row(due, began), now) <= now + every
    assert beats.after(began, now, failed=True) >= now

"""Days, hours and months are those of a zone, also where its clock is changed and where it is not a whole hour from UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cauce import Problem
from cauce_plugins.dashboard.ledger import QUARTER_MS
from cauce_plugins.dashboard.period import Period, beginnings, month, named, place_in, read, start_of, stretches

ZONES = (
    "UTC", "Europe/Madrid", "America/Santiago", "America/Asuncion", "Asia/Kathmandu", "Australia/Lord_Howe", "Asia/Kolkata",
    "America/New_York", "Pacific/Apia", "Africa/Casablanca",
)  # fmt: skip
zones = st.sampled_from(ZONES).map(ZoneInfo)
days = st.dates(date(2015, 1, 1), date(2035, 12, 31))


def instant(slot):
    return datetime.fromtimestamp(slot * QUARTER_MS / 1000, UTC)


@settings(max_examples=150, deadline=None)
@given(zone=zones, first=days, length=st.integers(0, 40), by=st.sampled_from(("hour", "day", "month")), data=st.data())
def test_a_moment_is_in_the_part_that_its_clock_says(zone, first, length, by, data):
    period = Period(first, first + timedelta(days=length), zone)
    begins = beginnings(period, by)
    assert begins == sorted(set(begins))
    if period.start == period.end:
        return
    slot = data.draw(st.integers(period.start, period.end - 1))
    local, begun = instant(slot).astimezone(zone), instant(begins[place_in(begins, slot)]).astimezone(zone)
    if by == "day":
        assert begun.date() == local.date()
    elif by == "month":
        assert (begun.year, begun.month) == (local.year, local.month)
    else:
        # Between two turns of the clock, the hour that it shows.
        assert (begun.date(), begun.hour) == (local.date(), local.hour)
        assert begun.utcoffset() == local.utcoffset()


@settings(max_examples=100, deadline=None)
@given(zone=zones, first=days, length=st.integers(0, 400))
def test_the_stretches_between_two_turns_of_the_clock_make_up_the_period(zone, first, length):
    period = Period(first, first + timedelta(days=length), zone)
    found = stretches(period)
    assert all(one.end == other.start for one, other in pairwise(found))
    if found:
        assert (found[0].start, found[-1].end) == (period.start, period.end)
    for one in found:
        for slot in (one.start, (one.start + one.end) // 2, one.end - 1):
            assert instant(slot).astimezone(zone).utcoffset() == timedelta(milliseconds=one.offset * QUARTER_MS)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Madrid", "2026-03-29", 23), ("Europe/Madrid", "2026-10-25", 25), ("America/Santiago", "2026-09-06", 23),
        ("America/Santiago", "2026-04-04", 25), ("Australia/Lord_Howe", "2026-10-04", 23.5), ("America/Asuncion", "2026-10-04", 24),
        ("Asia/Kathmandu", "2026-03-29", 24),
    ],
)  # fmt: skip
def test_a_day_has_as_many_hours_as_its_clock_shows(zone, day, hours):
    one = date.fromisoformat(day)
    period = Period(one, one, ZoneInfo(zone))
    assert (period.end - period.start) / 4 == hours
    assert [named(slot, "day", period.zone) for slot in beginnings(period, "day")] == [day]


def test_the_hour_that_comes_twice_is_told_twice():
    period = Period(date(2026, 10, 25), date(2026, 10, 25), ZoneInfo("Europe/Madrid"))
    told = [named(slot, "hour", period.zone) for slot in beginnings(period, "hour")]
    assert told[2:4] == ["2026-10-25T02:00+02:00", "2026-10-25T02:00+01:00"]
    assert len(told) == 25


def test_a_day_begins_when_the_clock_was_put_forward_at_midnight():
    zone = ZoneInfo("America/Santiago")
    assert named(start_of(date(2026, 9, 6), zone), "hour", zone) == "2026-09-06T01:00-03:00"


def test_a_month_goes_until_today_and_the_ones_before_to_their_end():
    now = int(datetime(2026, 3, 5, 2, tzinfo=UTC).timestamp() * 1000)
    zone = ZoneInfo("America/Santiago")
    assert month(now, zone).shown() == {"from": "2026-03-01", "to": "2026-03-04", "zone": "America/Santiago"}
    assert month(now, zone, 1).shown()["to"] == "2026-02-28"
    assert month(now, zone, 3).shown()["from"] == "2025-12-01"


def test_nothing_asked_for_is_the_last_thirty_days():
    now = int(datetime(2026, 11, 21, 12, tzinfo=UTC).timestamp() * 1000)
    assert read({}, UTC, now).shown() == {"from": "2026-10-23", "to": "2026-11-21", "zone": "UTC"}


def test_more_days_than_a_timeline_bears_are_refused():
    with pytest.raises(Problem):
        read({"from": "2026-01-01", "to": "2026-02-01"}, UTC, 0, 31)

"""What somebody wants a calendar to be: refused where its windows clash, and only there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cauce import Problem
from cauce_plugins.hours.calendar import Window
from cauce_plugins.hours.plan import Plan
from cauce_plugins.hours.reading import Wrongs, read_plan, refuse_overlaps
from cauce_plugins.hours.showing import show
from cauce_plugins.hours.times import read_minute, read_span, show_minute

NEW = Plan("Oficina", "UTC")
WEEK = 7 * 1440


def refused(**said):
    with pytest.raises(Problem) as problem:
        read_plan(NEW, said)
    return {one["at"]: one["problem"]["es"] for one in problem.value.errors}


def window(start, end, *days):
    return {"start_time": start, "end_time": end, "days": list(days)}


@pytest.mark.parametrize(
    ("windows", "told"),
    [
        ([window("09:00", "13:00", 1, 2), window("12:59", "18:00", 2, 3)], "09:00 a 13:00 y 12:59 a 18:00 se pisan el martes"),
        ([window("22:00", "06:00", 5), window("05:00", "09:00", 6)], "22:00 a 06:00 y 05:00 a 09:00 se pisan el sábado"),
        ([window("22:00", "06:00", 7), window("05:00", "09:00", 1)], "22:00 a 06:00 y 05:00 a 09:00 se pisan el lunes"),
        ([window("00:00", "24:00", 1), window("09:00", "10:00", 1)], "00:00 a 24:00 y 09:00 a 10:00 se pisan el lunes"),
        ([window("09:00", "10:00", 1), window("09:00", "10:00", 1)], "09:00 a 10:00 y 09:00 a 10:00 se pisan el lunes"),
    ],
)  # fmt: skip
def test_windows_that_overlap_are_told_with_both(windows, told):
    assert refused(windows=windows) == {"/windows/1": f"{told}: une las ventanas 1 y 2, o sepáralas."}


def test_windows_of_a_day_unlike_the_others_may_not_overlap_either():
    spans = [{"start_time": "09:00", "end_time": "13:00"}, {"start_time": "12:00", "end_time": "15:00"}]
    said = [{"date": "2026-12-24", "windows": spans}]
    told = "09:00 a 13:00 y 12:00 a 15:00 se pisan: une las ventanas 1 y 2, o sepáralas."
    assert refused(exceptions=said) == {"/exceptions/0/windows/1": told}


@pytest.mark.parametrize(
    "windows",
    [
        [window("09:00", "13:00", 1), window("13:00", "18:00", 1)],
        [window("22:00", "06:00", 5), window("06:00", "09:00", 6)],
        [window("00:00", "24:00", 1, 2, 3, 4, 5, 6, 7)],
        [window("22:00", "00:00", 1), window("00:00", "02:00", 2)],
    ],
)
def test_windows_that_only_touch_are_taken_and_shown_as_they_were_said(windows):
    plan = read_plan(NEW, {"windows": windows})
    shown = [{name: one[name] for name in ("start_time", "end_time", "days")} for one in show(plan)["windows"]]
    expected = [{**one, "end_time": "24:00" if one["end_time"] == "00:00" else one["end_time"]} for one in windows]
    assert shown == expected


@given(
    st.lists(
        st.builds(
            lambda start, length, days: Window(start, start + length, frozenset(days)),
            st.integers(0, 1439), st.integers(1, 1440), st.sets(st.integers(0, 6), min_size=1, max_size=3),
        ),
        min_size=2, max_size=3,
    )
)  # fmt: skip
def test_windows_clash_exactly_where_two_of_them_have_a_minute_in_common(windows):
    minutes = [
        {(day * 1440 + minute) % WEEK for day in one.days for minute in range(one.start, one.end)} for one in windows
    ]
    clashes = {
        f"/windows/{second}" for second in range(len(windows)) for first in range(second) if minutes[first] & minutes[second]
    }  # fmt: skip
    wrongs = Wrongs()
    refuse_overlaps(wrongs, "/windows", windows)
    assert {one["at"] for one in wrongs.found} == clashes


@given(st.integers(0, 1440))
def test_a_time_reads_back(minute):
    assert read_minute(show_minute(minute)) == minute


@pytest.mark.parametrize(
    "text", ["", "9:00", "24:01", "25:00", "12:60", "12:5", "١٢:٠٠", " 09:00", "09:00:00", "-1:00", "0900"]
)
def test_what_is_no_time_is_refused(text):
    with pytest.raises(ValueError):
        read_minute(text)


@pytest.mark.parametrize(
    ("start", "end"), [("10:00", "10:00"), ("00:00", "00:00"), ("24:00", "10:00"), ("24:00", "24:00")]
)
def test_a_window_without_length_is_refused(start, end):
    with pytest.raises(ValueError):
        read_span(start, end)


def test_holidays_and_exceptions_are_of_one_day_each():
    days = [{"date": "2026-12-25", "yearly": True}, {"date": "2027-12-25", "yearly": True}, {"date": "2026-12-25"}]
    assert refused(holidays=days) == {"/holidays/1/date": "Ese día ya está."}
    assert refused(exceptions=[{"date": "2026-12-25"}] * 2) == {"/exceptions/1/date": "Ese día ya está."}

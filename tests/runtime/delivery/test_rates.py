"""Rates: bursts, debts, and a day that rolls."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cauce.delivery.rates import DAY, FEW, SLOT, Allowance, Day


@pytest.fixture(autouse=True)
def database_kind():
    """There is no database in here: once is enough."""
    return "none"


def taken(allowance: Allowance, key: int, count: int, now: float = 0.0) -> list[float]:
    """Take as soon as it is allowed, and return when that was."""
    times = []
    for _ in range(count):
        now = max(now, allowance.opens(key))
        allowance.take(key, now)
        times.append(now)
    return times


def test_a_burst_is_borrowed_from_the_time_to_come():
    times = taken(Allowance(6.0, 45), 1, 50)
    assert times[:45] == [0.0] * 45
    assert times[45:] == [6.0, 12.0, 18.0, 24.0, 30.0]


def test_a_debt_is_paid_by_silence():
    allowance = Allowance(6.0, 3)
    taken(allowance, 1, 3)
    assert allowance.opens(1) == 6.0
    assert taken(allowance, 1, 3, now=12.0) == [12.0, 12.0, 18.0]


def test_without_a_limit_nothing_is_kept():
    allowance = Allowance(0.0, 45)
    assert taken(allowance, 1, 100) == [0.0] * 100
    assert allowance.keys == 0


def test_what_is_given_back_can_be_taken_again():
    allowance = Allowance(6.0)
    allowance.take(1, 0.0)
    allowance.give_back(1)
    assert allowance.opens(1) <= 0.0
    allowance.give_back(2)
    assert allowance.opens(2) <= 0.0


def test_keys_whose_debt_is_paid_are_forgotten():
    allowance = Allowance(6.0, 45)
    for key in range(100_000):
        allowance.take(key, key / 10)
    assert allowance.keys <= FEW + 60


def test_keys_in_debt_are_never_forgotten():
    allowance = Allowance(60.0)
    for key in range(3 * FEW):
        allowance.take(key, 0.0)
    assert allowance.keys == 3 * FEW
    assert all(allowance.opens(key) == 60.0 for key in range(3 * FEW))


@given(
    st.floats(0.01, 100),
    st.integers(1, 50),
    st.lists(st.floats(0, 200), min_size=1, max_size=200),
)
def test_no_span_of_time_holds_more_than_its_due(seconds, burst, pauses):
    allowance, now, times = Allowance(seconds, burst), 0.0, []
    for pause in pauses:
        now += pause
        if allowance.opens(7) <= now:
            allowance.take(7, now)
            times.append(now)
    for first, begin in enumerate(times):
        for count, end in enumerate(times[first:], 1):
            assert count <= burst + (end - begin) / seconds + 1e-6


def test_a_day_ends_a_day_after_what_was_counted():
    day = Day(3)
    for at in (10.0, 1000.0, 5000.0):
        assert day.opens(at) < at
        day.take(at)
    assert day.count(5000.0) == 3
    opens = day.opens(6000.0)
    assert DAY + 10 <= opens <= DAY + 10 + SLOT
    assert day.opens(opens) < opens
    day.take(opens)
    assert day.opens(opens) > opens


def test_a_day_without_a_limit_counts_nothing():
    day = Day(0)
    day.restore([(0, 5)], 0.0)
    day.take(0.0)
    assert (day.count(0.0), day.opens(0.0) < 0) == (0, True)


def test_a_day_goes_on_with_what_the_database_knows():
    day = Day(10)
    day.take(100_000.0)
    day.restore([(3600, 4), (80_000, 5), (DAY + 2 * SLOT, 50), (10, 0)], 100_000.0)
    assert day.count(100_000.0) == 9
    day.take(100_000.0)
    assert day.opens(100_000.0) == (20_000 // SLOT + 1) * SLOT + DAY
    assert day.count(20_000 + DAY + SLOT) == 5


def test_a_turn_given_back_counts_no_more():
    day = Day(2)
    day.take(0.0)
    day.take(0.0)
    day.give_back()
    assert day.count(0.0) == 1
    day.restore([(0, 2)], 0.0)
    day.give_back()
    assert day.count(0.0) == 2, "what others did is not ours to give back"
    Day(1).give_back()


def test_processes_share_a_day_before_they_know_what_the_others_did():
    day = Day(10)
    day.processes = 2
    day.restore([(0, 2)], 0.0)
    for _ in range(4):
        assert day.opens(0.0) < 0
        day.take(0.0)
    assert day.count(0.0) == 10
    day.restore([(0, 6)], 0.0)
    assert day.opens(0.0) < 0, "the others did nothing"


@given(st.integers(1, 20), st.lists(st.floats(0, 40_000), min_size=1, max_size=120))
def test_no_24_hours_hold_more_than_the_limit(limit, pauses):
    day, now, times = Day(limit), 0.0, []
    for pause in pauses:
        now += pause
        if day.opens(now) <= now:
            day.take(now)
            times.append(now)
    assert all(later - first >= DAY for first, later in zip(times, times[limit:], strict=False))
    assert all(first <= later for first, later in pairwise(times))

"""Whose turn it is to send: rates, spacing, days, fairness among persons, and channels that are held or stopped."""

from __future__ import annotations

import asyncio
import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cauce.delivery.pacing import LONGEST_BACKOFF, LONGEST_HOLD, PATIENCE, Limits, Pace
from cauce.delivery.rates import DAY
from cauce.model.message import Capabilities
from cauce.settings_file import PacePart
from virtual_time import now, virtually


@pytest.fixture(autouse=True)
def database_kind():
    """There is no database in here: once is enough."""
    return "none"


WHATSAPP = Limits(per_second=80, person_seconds=6, person_burst=45)


class Desk:
    """Lanes that send through a pace, and the ledger of what they sent: (when, channel, person)."""

    def __init__(self, **limits: Limits) -> None:
        self.channels = {name: row for row, name in enumerate(limits, 1)}
        self.pace = Pace({self.channels[name]: one for name, one in limits.items()}, now)
        self.ledger: list[tuple[float, str, int]] = []

    async def lane(self, channel: str, person: int, count: int) -> None:
        """Send so many, one after another, resting where it is told to."""
        for _ in range(count):
            while (rest := await self.pace.turn(self.channels[channel], person)) > 0:  # noqa: ASYNC110 - time is virtual
                await asyncio.sleep(min(rest, 60))
            self.ledger.append((now(), channel, person))
            await asyncio.sleep(0)

    def times(self, person: int, channel: str = "a") -> list[float]:
        return [at - 1000 for at, one, who in self.ledger if (one, who) == (channel, person)]


def test_a_channel_without_limits_is_never_waited_for():
    async def work():
        desk = Desk(a=Limits())
        await asyncio.gather(*(desk.lane("a", who, 10) for who in range(100)))
        assert await desk.pace.turn(99, 1) == 0.0, "a channel that nobody spoke of has no limits"
        return desk.ledger

    ledger = virtually(work())
    assert {at for at, *_ in ledger} == {1000.0}
    assert len(ledger) == 1000


def test_a_channel_keeps_to_its_rate_however_many_want_to_send():
    async def work():
        desk = Desk(a=Limits(per_second=20))
        await asyncio.gather(*(desk.lane("a", who, 3) for who in range(200)))
        return [at for at, *_ in desk.ledger]

    times = virtually(work())
    assert len(times) == 600
    assert times[-1] - times[0] == pytest.approx(598 / 20, abs=0.2)
    for first, begin in enumerate(times):
        assert sum(at < begin + 1 for at in times[first:]) <= 23


def test_a_slow_channel_sends_one_in_its_seconds():
    async def work():
        desk = Desk(a=Limits(per_second=0.5))
        await asyncio.gather(*(desk.lane("a", who, 1) for who in range(4)))
        return [round(at - 1000, 3) for at, *_ in desk.ledger]

    assert virtually(work()) == [0, 2, 4, 6]


def test_a_person_gets_a_burst_and_then_one_in_six_seconds_and_nobody_else_notices():
    async def work():
        desk = Desk(a=WHATSAPP)
        await asyncio.gather(desk.lane("a", 1, 50), desk.lane("a", 2, 40))
        return desk

    desk = virtually(work())
    first, second = desk.times(1), desk.times(2)
    assert max(second) < 1.1
    assert max(first[:45]) < 1.1
    # In debt for the whole burst: a place every six seconds, from when it began.
    assert [round(at) for at in first[45:]] == [6, 12, 18, 24, 30]


def test_one_who_has_had_enough_is_told_when_to_come_back_and_takes_nothing():
    async def work():
        pace = Pace({1: Limits(person_seconds=60)}, now)
        assert await pace.turn(1, 7) == 0.0
        assert await pace.turn(1, 7) == pytest.approx(60.0)
        assert pace.read(1).waiting == 0
        await asyncio.sleep(60 - PATIENCE / 2)
        assert await pace.turn(1, 7) == 0.0, "the rest is waited for"
        return now()

    assert virtually(work()) == pytest.approx(1060.0, abs=0.01)


def test_turns_are_given_in_the_order_of_arrival():
    async def work():
        desk = Desk(a=Limits(per_second=1))
        order = random.Random(3).sample(range(50), 50)
        lanes = []
        for who in order:
            lanes.append(asyncio.ensure_future(desk.lane("a", who, 1)))
            await asyncio.sleep(0)
        await asyncio.gather(*lanes)
        return order, [who for *_, who in desk.ledger]

    order, served = virtually(work())
    assert served == order


def test_a_flood_for_one_person_gives_every_second_turn_to_another():
    async def work():
        desk = Desk(a=Limits(per_second=10))
        flood = asyncio.ensure_future(desk.lane("a", 1, 2000))
        await asyncio.sleep(20)
        before = len(desk.ledger)
        await desk.lane("a", 2, 50)
        mine = [place for place, (*_, who) in enumerate(desk.ledger[before:], 1) if who == 2]
        flood.cancel()
        return mine

    for nth, place in enumerate(virtually(work()), 1):
        assert place <= 2 * nth + 1


def test_many_who_wait_for_one_person_stand_in_her_line_and_not_before_others():
    async def work():
        desk = Desk(a=Limits(per_second=10))
        crowd = [asyncio.ensure_future(desk.lane("a", 1, 1)) for _ in range(500)]
        await asyncio.sleep(0)
        await asyncio.gather(*(desk.lane("a", who, 2) for who in (2, 3)))
        places = [place for place, (*_, who) in enumerate(desk.ledger, 1) if who != 1]
        await asyncio.gather(*crowd)
        return places, len(desk.ledger)

    places, total = virtually(work())
    assert max(places) <= 8
    assert total == 504


def test_channels_know_nothing_of_each_other():
    async def work():
        desk = Desk(a=Limits(per_second=0.1), b=Limits(per_second=100))
        slow = asyncio.ensure_future(desk.lane("a", 1, 100))
        await asyncio.sleep(0.5)
        desk.pace.stop(desk.channels["a"])
        await desk.lane("b", 1, 200)
        slow.cancel()
        return [at for at, channel, _ in desk.ledger if channel == "b"]

    times = virtually(work())
    assert times[-1] - times[0] < 2.1


def test_a_day_that_is_used_up_opens_again_a_day_later():
    async def work():
        desk = Desk(a=Limits(per_day=100))
        desk.pace.restore(1, [(3600, 60)])
        await asyncio.gather(*(desk.lane("a", who, 1) for who in range(41)))
        last = desk.ledger[-1][0] - desk.ledger[-2][0]
        return last, desk.ledger[39][0], desk.pace.read(1).today

    wait, when, today = virtually(work())
    assert when == 1000.0
    assert DAY - 3600 <= wait <= DAY - 3600 + 900 + 60
    assert today == 41


def test_whoever_waits_when_the_day_ends_is_told_so():
    async def work():
        pace = Pace({1: Limits(per_second=1, per_day=2)}, now)
        rests = await asyncio.gather(*(pace.turn(1, who) for who in range(4)))
        return rests, pace.read(1).waiting

    rests, waiting = virtually(work())
    assert rests[:2] == [0.0, 0.0]
    assert all(rest > DAY - 1000 for rest in rests[2:])
    assert waiting == 0


def test_a_held_channel_sends_nothing_until_it_is_time():
    async def work():
        pace = Pace({1: Limits(per_second=1)}, now)
        waiting = [asyncio.ensure_future(pace.turn(1, who)) for who in range(3)]
        await asyncio.sleep(0)
        assert pace.hold(1, 30) == pytest.approx(30)
        assert [await one for one in waiting] == [0.0, 30.0, 30.0]
        assert pace.read(1).held == 30.0
        assert await pace.turn(1, 9) == pytest.approx(30)
        await asyncio.sleep(30)
        assert await pace.turn(1, 9) == 0.0
        assert pace.read(1).held == 0.0

    virtually(work())


def test_a_short_hold_is_waited_for_in_line():
    async def work():
        desk = Desk(a=Limits())
        desk.pace.hold(1, 2)
        await asyncio.gather(*(desk.lane("a", who, 1) for who in (3, 1, 2)))
        return desk.ledger

    assert [(round(at - 1000, 2), who) for at, _, who in virtually(work())] == [(2, 3), (2, 1), (2, 2)]


def test_each_hold_without_a_word_is_twice_as_long_until_something_goes_through():
    async def work():
        pace, lengths = Pace({}, now), []
        for _ in range(20):
            lengths.append(pace.hold(1))
            assert pace.hold(1) == pytest.approx(lengths[-1]), "sends that were under way bring no news"
            pace.went_well(1)
            await asyncio.sleep(lengths[-1] + 0.001)
        pace.went_well(1)
        return lengths, pace.hold(1), pace.hold(1, 10**9)

    lengths, again, longest = virtually(work())
    assert all(2.0**n <= length <= 2.0**n * 1.25 for n, length in enumerate(lengths[:9]))
    assert all(LONGEST_BACKOFF <= length <= LONGEST_BACKOFF * 1.25 for length in lengths[10:])
    assert 1 <= again <= 1.25
    assert longest == LONGEST_HOLD


def test_a_stopped_channel_sends_everybody_away_until_it_is_resumed():
    async def work():
        pace = Pace({1: Limits(per_second=1)}, now)
        waiting = [asyncio.ensure_future(pace.turn(1, who)) for who in range(3)]
        await asyncio.sleep(0)
        pace.stop(1)
        assert [await one for one in waiting] == [0.0, math.inf, math.inf]
        assert await pace.turn(1, 5) == math.inf
        assert pace.read(1).stopped
        pace.hold(1, 50)
        pace.resume(1)
        assert await pace.turn(1, 5) == 0.0
        return now()

    assert virtually(work()) < 1002


def test_one_that_is_cancelled_in_line_takes_nothing_with_it():
    async def work():
        desk = Desk(a=Limits(per_second=1, person_seconds=2))
        lanes = [asyncio.ensure_future(desk.lane("a", who, 1)) for who in (1, 2, 2, 3)]
        await asyncio.sleep(0.5)
        lanes[1].cancel()
        lanes[2].cancel()
        assert desk.pace.read(1).waiting == 1
        await asyncio.gather(*lanes, return_exceptions=True)
        await desk.lane("a", 2, 1)
        return [(round(at - 1000, 2), who) for at, _, who in desk.ledger]

    assert virtually(work()) == [(0, 1), (1, 3), (2, 2)]


def test_one_that_is_cancelled_with_its_turn_in_hand_gives_it_back():
    async def work():
        pace = Pace({1: Limits(per_second=1, person_seconds=100, per_day=3)}, now)
        pace.hold(1, 2)
        first = asyncio.ensure_future(pace.turn(1, 1))
        second = asyncio.ensure_future(pace.turn(1, 2))
        await asyncio.sleep(0)
        pace.resume(1)
        assert pace.read(1).today == 1, "the turn is given; whoever has it does not know yet"
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        assert await second == 0.0
        assert now() == pytest.approx(1000.0, abs=0.01)
        assert pace.read(1).today == 1
        await asyncio.sleep(1)
        assert await pace.turn(1, 1) == 0.0
        return now()

    assert virtually(work()) == pytest.approx(1001.0, abs=0.01)


def test_a_turn_that_was_not_made_use_of_goes_to_whoever_waits():
    async def work():
        pace = Pace({1: Limits(per_second=0.5, per_day=5)}, now)
        await pace.turn(1, 1)
        waiting = asyncio.ensure_future(pace.turn(1, 2))
        await asyncio.sleep(0)
        pace.give_back(1, 1)
        assert await waiting == 0.0
        assert pace.read(1).today == 1
        return now()

    assert virtually(work()) == 1000.0


def test_persons_who_are_served_are_forgotten():
    async def work():
        pace = Pace({1: Limits(per_second=1000, person_seconds=1)}, now)
        for who in range(20_000):
            await pace.turn(1, who)
        gate = pace._gates[1]
        return gate._persons.keys, len(gate._waiting), len(gate._later), len(gate._ready)

    persons, *others = virtually(work())
    assert persons <= 3000
    assert others == [0, 0, 0]


def test_processes_share_what_a_channel_bears():
    async def work():
        desk = Desk(a=Limits(per_second=10, per_day=100))
        desk.pace.share(2)
        desk.pace.restore(1, [(0, 80)])
        await asyncio.gather(*(desk.lane("a", who, 1) for who in range(10)))
        times = [at for at, *_ in desk.ledger]
        assert await desk.pace.turn(1, 77) > 80_000
        desk.pace.share(1)
        assert await desk.pace.turn(1, 77) == 0.0
        with pytest.raises(ValueError, match="at least one"):
            desk.pace.share(0)
        return times[-1] - times[0]

    assert virtually(work()) == pytest.approx(9 / 5, abs=0.3)


def test_nobody_waits_for_a_pace_that_is_closed():
    async def work():
        pace = Pace({1: Limits(per_second=0.01)}, now)
        await pace.turn(1, 1)
        waiting = asyncio.ensure_future(pace.turn(1, 2))
        await asyncio.sleep(0)
        pace.close()
        assert await waiting == math.inf
        assert pace._gates[1]._timer is None

    virtually(work())


def test_the_settings_win_over_what_the_network_bears_even_where_they_say_no_limit():
    network = Capabilities(per_second=80, person_seconds=6, person_burst=45, per_day=1000)
    assert Limits.of(network) == Limits(80, 6, 45, 1000)
    assert Limits.of(network, PacePart(per_second=0, per_day=5)) == Limits(0, 6, 45, 5)
    assert Limits.of(Capabilities(), PacePart(person_seconds=2, person_burst=3)) == Limits(0, 2, 3, 0)
    assert Limits.of(Capabilities()) == Limits()


@settings(max_examples=60)
@given(
    st.sampled_from([0.5, 3.0, 40.0]),
    st.sampled_from([0.0, 1.0, 4.0]),
    st.integers(0, 4),
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(1, 6), st.floats(0, 3), st.one_of(st.none(), st.floats(0, 6))),
        min_size=1,
        max_size=14,
    ),
)
def test_whoever_comes_and_goes_the_limits_hold_and_everybody_is_served(rate, spacing, burst, visits):
    """A visit: who, how many messages, after what pause, and after how long it is cancelled, if it is."""

    async def work():
        desk = Desk(a=Limits(per_second=rate, person_seconds=spacing, person_burst=burst))
        lanes, total = [], 0
        for who, count, pause, patience in visits:
            await asyncio.sleep(pause)
            lane = asyncio.ensure_future(desk.lane("a", who, count))
            lanes.append(lane)
            if patience is None:
                total += count
            else:
                asyncio.get_running_loop().call_later(patience, lane.cancel)
        await asyncio.gather(*lanes, return_exceptions=True)
        gate = desk.pace._gates[1]
        await asyncio.sleep(PATIENCE + 1)
        assert (gate._waiting, list(gate._ready), gate._later) == ({}, [], [])
        return desk.ledger, total

    ledger, total = virtually(work())
    assert len(ledger) >= total
    times = [at for at, *_ in ledger]
    for first, begin in enumerate(times):
        for count, end in enumerate(times[first:], 1):
            assert count <= max(1, rate * 0.1) + (end - begin) * rate + 1e-3
    for person in {who for *_, who in ledger}:
        own = [at for at, _, who in ledger if who == person]
        for first, begin in enumerate(own if spacing else ()):
            for count, end in enumerate(own[first:], 1):
                assert count <= max(1, burst) + (end - begin) / spacing + 1e-3

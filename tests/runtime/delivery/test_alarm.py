"""The alarm: it wakes on time, once, however the clock is set, and ends without a word."""

from __future__ import annotations

import asyncio
import logging
import random
import subprocess
import sys
import time

import pytest

from cauce.clock import FrozenClock, SystemClock
from cauce.delivery import timers, wakes
from cauce.delivery.timers import Alarm
from delivery_rig import until


@pytest.fixture(autouse=True)
def database_kind():
    """There is no database in here: once is enough."""
    return "none"


async def nothing() -> None:
    """Have nothing to do."""


class Bell:
    """Work that keeps when it was called. `due` is what it then says of the next time."""

    def __init__(self, clock):
        self.clock = clock
        self.rung: list[int] = []
        self.due: list[int | Exception | None] = []

    async def __call__(self) -> int | None:
        self.rung.append(self.clock.now())
        found = self.due.pop(0) if self.due else None
        if isinstance(found, Exception):
            raise found
        return found


@pytest.fixture
async def bell():
    return Bell(SystemClock())


@pytest.fixture
async def alarm(bell):
    made = Alarm(bell, bell.clock)
    yield made
    await made.stop()


async def test_what_is_due_already_is_done_at_the_start(alarm, bell):
    alarm.start()
    await until(lambda: bell.rung)


async def test_it_rings_at_the_earliest_time_that_it_was_told(alarm, bell):
    alarm.start()
    await until(lambda: bell.rung)
    begin = bell.clock.now()
    alarm.at(begin + 60_000)
    alarm.at(begin + 40)
    alarm.at(begin + 50_000)
    await until(lambda: len(bell.rung) == 2)
    assert bell.rung[1] >= begin + 40


async def test_it_rings_when_the_work_said_that_there_would_be_more(alarm, bell):
    bell.due = [bell.clock.now() + 30, bell.clock.now() + 60, bell.clock.now() - 5]
    alarm.start()
    await until(lambda: len(bell.rung) == 4)


async def test_what_becomes_due_while_it_works_is_done_after(alarm, bell):
    gate = asyncio.Event()
    at_once = 0

    async def work():
        nonlocal at_once
        at_once += 1
        assert at_once == 1, "never two at a time"
        await bell()
        await gate.wait()
        at_once -= 1

    alarm._work = work
    alarm.start()
    await until(lambda: bell.rung)
    alarm.at(bell.clock.now() - 1)
    alarm.at(bell.clock.now() - 2)
    await asyncio.sleep(0.02)
    assert len(bell.rung) == 1
    gate.set()
    await until(lambda: len(bell.rung) == 2)


async def test_a_thousand_times_that_are_due_at_once_are_one_ring(alarm, bell):
    alarm.start()
    await until(lambda: bell.rung)
    due = bell.clock.now() + 30
    for number in range(1000):
        alarm.at(due + 1000 - number)
    await until(lambda: len(bell.rung) == 2)
    await asyncio.sleep(0.05)
    assert len(bell.rung) == 2


async def test_later_times_cost_next_to_nothing(alarm, bell, monkeypatch):
    alarm.start()
    await until(lambda: bell.rung)
    asked = []
    monkeypatch.setattr(wakes.Wakes, "once", lambda *_: asked.append(1))
    due = bell.clock.now() + 25_000
    for number in range(1000):
        alarm.at(due + number)
    assert len(asked) == 1


async def test_it_outlives_work_that_fails(caplog):
    bell = Bell(FrozenClock())
    bell.due = [RuntimeError("boom")]
    alarm = Alarm(bell, bell.clock)
    alarm.start()
    await until(lambda: bell.rung)
    bell.clock.advance(2)
    await until(lambda: len(bell.rung) > 1)
    await alarm.stop()
    assert "what was due could not be done" in caplog.text


async def test_it_notices_that_its_clock_was_set(monkeypatch):
    monkeypatch.setattr(timers, "LONGEST", 0.02)
    bell = Bell(FrozenClock())
    bell.due = [bell.clock.now() + 3_600_000]
    alarm = Alarm(bell, bell.clock)
    alarm.start()
    await until(lambda: bell.rung)
    await asyncio.sleep(0.06)
    assert len(bell.rung) == 1
    bell.clock.advance(4000)
    await until(lambda: len(bell.rung) > 1)
    await alarm.stop()


async def test_a_time_in_a_thousand_years_is_just_late(alarm, bell):
    alarm.start()
    await until(lambda: bell.rung)
    alarm.at(2**62)
    alarm.at(bell.clock.now() + 10)
    await until(lambda: len(bell.rung) == 2)


async def test_a_duty_is_done_again_and_again(alarm, bell):
    early, late = [], []
    alarm.every(0.01, lambda: nothing_but(early), "early")
    alarm.start()
    alarm.every(0.01, lambda: nothing_but(late))
    await until(lambda: len(early) >= 3 and len(late) >= 3)


async def nothing_but(calls):
    calls.append(1)


async def test_a_duty_never_overlaps_with_itself_and_holds_up_no_other(alarm, caplog):
    gate, begun, others, at_once = asyncio.Event(), [], [], 0

    async def slow():
        nonlocal at_once
        at_once += 1
        assert at_once == 1
        begun.append(1)
        await gate.wait()
        at_once -= 1

    alarm.every(0.005, slow)
    alarm.every(0.005, lambda: nothing_but(others))
    alarm.start()
    await until(lambda: len(others) > 10)
    assert len(begun) == 1
    gate.set()
    await until(lambda: len(begun) > 2)
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_a_duty_that_fails_is_named_and_done_again(alarm, caplog):
    calls = []

    async def heartbeat():
        calls.append(1)
        raise OSError("gone")

    alarm.every(0.005, heartbeat, "heartbeat")
    alarm.start()
    await until(lambda: len(calls) > 2)
    assert "heartbeat failed; it is done again" in caplog.text


@pytest.fixture
def set_clock(monkeypatch):
    """Return what sets the machine's clock, by so many hours."""
    from apscheduler.schedulers import base

    monkeypatch.setattr(wakes, "WATCH", 0.01)
    offset = 0.0
    real = base.datetime

    class Moved(real):
        @classmethod
        def now(cls, tz=None):
            return real.fromtimestamp(time.time() + offset, tz)

    def by(hours):
        nonlocal offset
        offset = hours * 3600.0

    monkeypatch.setattr(base, "datetime", Moved)
    monkeypatch.setattr(wakes, "datetime", Moved)
    return by


@pytest.mark.parametrize("hours", [-24, -1, 1, 24])
async def test_duties_and_rings_go_on_when_the_machines_clock_is_set(set_clock, caplog, hours):
    """The steady time goes on meanwhile, and with it what happens again and again."""
    bell, calls = Bell(SystemClock()), []
    alarm = Alarm(bell, bell.clock)
    alarm.every(0.1, lambda: nothing_but(calls))
    alarm.start()
    await until(lambda: len(calls) > 1)
    before, begin = len(calls), time.monotonic()
    set_clock(hours)
    await until(lambda: len(calls) > before + 8)
    assert len(calls) - before <= 2 + (time.monotonic() - begin) / 0.1, "no storm"
    assert ("set back by" in caplog.text) is (hours < 0)
    rung = len(bell.rung)
    alarm.at(bell.clock.now() + 50)
    await until(lambda: len(bell.rung) > rung)
    await alarm.stop()


async def test_what_is_due_is_done_by_a_clock_that_was_set_back(monkeypatch, set_clock):
    """The clock says that it is due, and what was to wake the alarm is an hour away."""
    monkeypatch.setattr(timers, "LONGEST", 0.1)
    bell = Bell(FrozenClock())
    alarm = Alarm(bell, bell.clock)
    alarm.start()
    await until(lambda: bell.rung)
    alarm.at(bell.clock.now() + 90)
    set_clock(-1)
    bell.clock.advance(1)
    await until(lambda: len(bell.rung) > 1)
    await alarm.stop()


async def test_work_in_hand_is_ended_before_it_stops(bell):
    ended = []

    async def work():
        await bell()
        await asyncio.sleep(0.03)
        ended.append("work")

    async def duty():
        await asyncio.sleep(0.03)
        ended.append("duty")

    alarm = Alarm(work, bell.clock)
    alarm.every(0.001, duty)
    alarm.start()
    await until(lambda: bell.rung and alarm._duties[0].task)
    await alarm.stop()
    assert "duty" in ended
    assert "work" in ended
    count = len(ended)
    alarm.at(bell.clock.now())
    await asyncio.sleep(0.05)
    assert len(ended) == count


async def test_work_that_does_not_end_is_cut_short(bell, monkeypatch, caplog):
    monkeypatch.setattr(timers, "ENDING", 0.02)

    async def work():
        await bell()
        await asyncio.Event().wait()

    alarm = Alarm(work, bell.clock)
    alarm.start()
    await until(lambda: bell.rung)
    await alarm.stop()
    assert "cauce-alarm did not end in time" in caplog.text


async def test_it_may_be_stopped_before_it_starts_and_twice(bell):
    alarm = Alarm(bell, bell.clock)
    alarm.at(5)
    await alarm.stop()
    other = Alarm(bell, bell.clock)
    other.start()
    await other.stop()
    await other.stop()


async def test_it_ends_without_a_word_whenever_it_is_stopped(caplog, bell):
    moment = random.Random(20)
    strays = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: strays.append(context))
    for _ in range(60):
        alarm = Alarm(bell, bell.clock)
        alarm.every(0.001, nothing)
        alarm.every(0.0015, nothing)
        alarm.start()
        for _ in range(moment.randrange(12)):
            alarm.at(bell.clock.now() + moment.randrange(3))
            await asyncio.sleep(moment.choice([0, 0, 0.001, 0.002]))
        alarm.at(bell.clock.now() + 1)
        await alarm.stop()
    await until(lambda: asyncio.all_tasks() == {asyncio.current_task()})
    assert strays == []
    assert [record for record in caplog.records if record.levelno >= logging.INFO] == []


def test_apscheduler_is_loaded_only_by_an_alarm_that_starts():
    code = "import cauce.delivery.timers, sys; print('apscheduler' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"

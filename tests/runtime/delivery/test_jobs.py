"""Jobs: each is done when it is due, by one process at a time, and again where that process died over it."""

from __future__ import annotations

import asyncio

import pytest

import databases
from cauce.clock import FrozenClock
from cauce.delivery import jobs, timers
from cauce.errors import Unavailable
from cauce.model.job import Job
from delivery_rig import until
from hosting_rig import WORDS, Process

DUE = "SELECT due_at, claimed_by, error FROM jobs WHERE name = 'mine.tick'"


@pytest.fixture
def clock():
    return FrozenClock()


@pytest.fixture
def backend(database_kind, tmp_path, monkeypatch):
    # Nothing looks by itself: the tests say when.
    monkeypatch.setattr(jobs, "LOOK", 3600.0)
    monkeypatch.setattr(timers, "LONGEST", 3600.0)
    return databases.fresh(database_kind, tmp_path)


@pytest.fixture
async def processes(backend, clock):
    """A function that makes a process; those that still run at the end leave."""
    made = []

    async def make(**settings):
        process = Process(backend, clock, **settings)
        made.append(process)
        await process.join()
        return process

    yield make
    for process in made:
        if not process.database.writer._closed:
            await process.leave()


class Ticks:
    """A job that keeps when it was done, and by whom. `moods` are what happens to it, in order."""

    def __init__(self, **how):
        self.done = []
        self.moods = []
        self.job = Job("mine.tick", WORDS, self.run, **{"every": 60.0, **how})

    async def run(self, host):
        self.done.append((host.process.clock.now(), host.process.epoch))
        mood = self.moods.pop(0) if self.moods else None
        if isinstance(mood, Exception):
            raise mood
        if mood is not None:
            await mood.wait()

    @property
    def count(self):
        return len(self.done)


async def test_a_job_is_done_at_once_and_then_at_each_beat(processes, clock):
    ticks, one, begin = Ticks(), await processes(), clock.now()
    await one.work(ticks.job)
    await until(lambda: ticks.count == 1)
    await one.done()
    for _ in range(3):
        await one.pass_time(59)
        await one.pass_time(1)
    assert [(at - begin) // 1000 for at, _ in ticks.done] == [0, 60, 120, 180]
    assert await one.rows(DUE) == [(begin + 240_000, 0, None)]


async def test_the_alarm_wakes_it_by_itself(processes, backend):
    from cauce.clock import SystemClock

    one = Process(backend, SystemClock())
    await one.join()
    ticks = Ticks(every=0.05)
    await one.work(ticks.job)
    await until(lambda: ticks.count >= 3)
    await one.leave()


async def test_what_was_missed_is_done_once_on_return(processes, clock):
    ticks, one = Ticks(), await processes()
    await one.work(ticks.job)
    await until(lambda: ticks.count == 1)
    await one.done()
    await one.leave()
    clock.advance(5 * 3600 + 7)
    again = await processes()
    await again.work(ticks.job)
    await until(lambda: ticks.count == 2)
    await again.done()
    await again.pass_time(59)
    assert ticks.count == 2
    await again.pass_time(1)
    assert ticks.count == 3


async def test_one_that_takes_longer_than_its_beat_is_not_done_twice_at_a_time(processes):
    ticks, gate, one = Ticks(), asyncio.Event(), await processes()
    ticks.moods.append(gate)
    await one.work(ticks.job)
    await until(lambda: ticks.count == 1)
    one.clock.advance(1000)
    assert await one.jobs._due() is None
    assert ticks.count == 1
    gate.set()
    await until(lambda: ticks.count == 2)


async def test_of_two_processes_one_does_it_each_time(processes, backend):
    if not backend.shared:
        pytest.skip("a file has one process")
    ticks, one, other = Ticks(), await processes(), await processes()
    await asyncio.gather(one.work(ticks.job), other.work(ticks.job))
    await until(lambda: ticks.count == 1)
    await asyncio.gather(one.done(), other.done())
    for beat in range(10):
        one.clock.advance(60)
        await asyncio.gather(one.jobs._due(), other.jobs._due())
        await asyncio.gather(one.done(), other.done())
        # Whoever was late for it finds that it is done.
        await asyncio.gather(one.jobs._due(), other.jobs._due())
        assert ticks.count == beat + 2


async def test_what_a_dead_process_had_begun_is_done_by_another(processes, clock):
    ticks, one = Ticks(), await processes()
    ticks.moods.append(asyncio.Event())
    await one.work(ticks.job)
    await until(lambda: ticks.count == 1)
    await one.die()
    assert ticks.count == 1
    clock.advance(1)
    other = await processes()
    assert await other.rows("SELECT claimed_by FROM jobs") == [(one.epoch,)]
    await other.work(ticks.job)
    await until(lambda: ticks.count == 2)
    await other.done()
    assert ticks.done[1] == (clock.now(), other.epoch)
    assert await other.rows(DUE) == [(clock.now() + 60_000, 0, None)]


async def test_what_a_living_process_does_not_end_is_done_by_another_when_its_claim_is_out(processes, backend):
    if not backend.shared:
        pytest.skip("a file has one process")
    ticks, gate, one, other = Ticks(), asyncio.Event(), await processes(), await processes()
    ticks.moods.append(gate)
    await one.work(ticks.job)
    await until(lambda: ticks.count == 1)
    await other.work(ticks.job)
    assert await other.jobs._due() == other.clock.now() + jobs.LATER_MS
    assert ticks.count == 1
    other.clock.advance(1)
    await other.rows("UPDATE jobs SET claimed_until = 1")
    await other.jobs._due()
    await other.done()
    assert ticks.count == 2
    # What the first one stores at last changes nothing.
    before = await other.rows("SELECT due_at, began_at FROM jobs")
    gate.set()
    await one.done()
    assert await other.rows("SELECT due_at, began_at FROM jobs") == before


async def test_one_that_ends_in_good_order_waits_for_what_it_does(processes):
    ticks, gate, one = Ticks(), asyncio.Event(), await processes()
    ticks.moods.append(gate)
    await one.work(ticks.job)
    await until(lambda: ticks.count == 1)
    leaving = asyncio.create_task(one.jobs.stop())
    await asyncio.sleep(0)
    gate.set()
    await leaving
    assert await one.rows(DUE) == [(one.clock.now() + 60_000, 0, None)]
    await one.jobs.stop()


async def test_one_that_ends_gives_back_what_takes_too_long(processes, monkeypatch):
    monkeypatch.setattr(jobs, "ENDING", 0.01)
    ticks, one = Ticks(), await processes()
    ticks.moods.append(asyncio.Event())
    await one.work(ticks.job)
    await until(lambda: ticks.count == 1)
    await one.leave()
    other = await processes()
    assert await other.rows(DUE) == [(0, 0, None)]
    await other.work(ticks.job)
    await until(lambda: ticks.count == 2)


async def test_what_raises_is_logged_and_done_again_at_the_next_beat(processes, clock, caplog):
    ticks, one = Ticks(), await processes()
    ticks.moods.append(ValueError("no ink"))
    await one.work(ticks.job)
    await until(lambda: ticks.count == 1)
    await one.done()
    assert await one.rows(DUE) == [(clock.now() + 60_000, 0, "ValueError: no ink")]
    assert "job mine.tick: ValueError: no ink" in caplog.text
    await one.pass_time(60)
    assert ticks.count == 2
    assert await one.rows(DUE) == [(clock.now() + 60_000, 0, None)]


async def test_what_takes_longer_than_its_deadline_is_cut_off(processes, clock):
    ticks, one = Ticks(deadline=0.01), await processes()
    ticks.moods.append(asyncio.Event())
    await one.work(ticks.job)
    await until(lambda: ticks.count == 1)
    await one.done()
    assert await one.rows(DUE) == [(clock.now() + 60_000, 0, "took longer than 0.01 s")]


async def test_one_that_is_fenced_off_is_not_begun(processes):
    ticks, one = Ticks(), await processes()
    one.guard._rest = 3600.0
    ticks.moods = [ValueError("no")] * 3
    await one.work(ticks.job)
    await until(lambda: ticks.count == 1)
    await one.done()
    for _ in range(5):
        await one.pass_time(60)
    assert ticks.count == 3
    assert one.guard.fenced() == (("mine", "job mine.tick"),)
    one.guard._rest = 0
    await one.pass_time(0)
    assert ticks.count == 4


async def test_a_nudge_has_it_done_now(processes, clock):
    ticks, one = Ticks(every=3600.0), await processes()
    await one.work(ticks.job)
    await until(lambda: ticks.count == 1)
    await one.done()
    one.jobs.nudge("mine.tick")
    await until(lambda: ticks.count == 2)
    await one.done()
    assert await one.rows(DUE) == [(clock.now() + 3_600_000, 0, None)]
    with pytest.raises(KeyError):
        one.jobs.nudge("mine.tock")


async def test_a_nudge_while_it_is_being_done_has_it_done_once_more(processes):
    ticks, gate, one = Ticks(), asyncio.Event(), await processes()
    ticks.moods.append(gate)
    await one.work(ticks.job)
    await until(lambda: ticks.count == 1)
    for _ in range(3):
        one.jobs.nudge("mine.tick")
    await one.rows("SELECT 1")
    gate.set()
    await until(lambda: ticks.count == 2)
    await one.done()
    await one.pass_time(0)
    assert ticks.count == 2


async def test_a_nudge_reaches_other_processes(processes, backend, monkeypatch):
    if not backend.shared:
        pytest.skip("a file has one process")
    monkeypatch.setattr(jobs, "LOOK", 0.02)
    ticks, one, other = Ticks(), await processes(), await processes()
    await one.work(ticks.job)
    await until(lambda: ticks.count == 1)
    await one.done()
    await other.database.write(lambda db: jobs.jobs.nudge(db, "mine.tick"))
    await until(lambda: ticks.count == 2)


async def test_what_every_says_of_the_settings_counts_after_a_restart(processes, clock):
    ticks, begin = Ticks(every=lambda settings: settings["minutes"] * 60.0), clock.now()
    for minutes, passed, due in ((60, 0, 60), (5, 2, 5), (90, 1, 5)):
        clock.advance(passed * 60)
        one = await processes(minutes=minutes)
        await one.work(ticks.job)
        await until(lambda: ticks.count == 1)
        await one.done()
        assert await one.rows(DUE) == [(begin + due * 60_000, 0, None)]
        await one.leave()


async def test_a_clock_that_is_set_back_does_not_put_it_off(processes, clock):
    ticks, one = Ticks(), await processes()
    await one.work(ticks.job)
    await until(lambda: ticks.count == 1)
    await one.done()
    await one.pass_time(-86_400)
    assert await one.rows(DUE) == [(clock.now() + 60_000, 0, None)]
    await one.pass_time(60)
    assert ticks.count == 2


async def test_jobs_of_plugins_that_are_switched_off_are_left_alone(processes, clock):
    ticks, one = Ticks(), await processes()
    await one.work(ticks.job)
    await until(lambda: ticks.count == 1)
    await one.done()
    await one.leave()
    other = Ticks()
    clock.advance(3600)
    two = await processes()
    await two.work(Job("mine.tock", WORDS, other.run))
    await until(lambda: other.count == 1)
    await two.done()
    assert ticks.count == 1
    assert await two.rows(DUE) == [(clock.now() - 3_540_000, 0, None)]


async def test_without_jobs_nothing_is_started(processes):
    one = await processes()
    await one.work()
    await one.jobs.stop()
    assert one.jobs._alarm._task is None


async def test_how_it_ended_is_stored_when_the_database_answers_again(processes, clock, monkeypatch):
    ticks, gate, one = Ticks(), asyncio.Event(), await processes()
    ticks.moods.append(gate)
    await one.work(ticks.job)
    await until(lambda: ticks.count == 1)
    whole, refused = one.database.write, []

    async def write(job, then=None):
        if len(refused) < 2:
            refused.append(job)
            raise Unavailable({"es": "no", "en": "no"})
        return await whole(job, then)

    monkeypatch.setattr(jobs, "AGAIN", 0.01)
    monkeypatch.setattr(one.database, "write", write)
    gate.set()
    await one.done()
    monkeypatch.undo()
    assert await one.rows(DUE) == [(clock.now() + 60_000, 0, None)]
    assert ticks.count == 1

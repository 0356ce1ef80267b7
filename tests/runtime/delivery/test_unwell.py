"""What is on its way while the database is unwell: whose it is stays clear, and how it ended is not forgotten."""

from __future__ import annotations

import asyncio
import sqlite3
import threading

import pytest

from cauce.delivery.lane import Lane
from cauce.delivery.results import Outcome, Results
from cauce.errors import Unavailable
from cauce.store import outbox
from delivery_rig import Rig, until

ECHO = """
flow eco
  triggers = ["*"]

start:
  set n=1
  -> otra

otra:
  ask "{n}" as texto
  set n=n + 1
  -> otra
"""
ENDS = "SELECT state, attempt FROM outbox ORDER BY id"
OPEN_AGAIN = "UPDATE outbox SET state = 'attempt', done_at = NULL"


class Busy:
    """A writer that is held up until `go`. Use `await Busy(rig).begun()`."""

    def __init__(self, rig: Rig) -> None:
        self._began, self._gate = threading.Event(), threading.Event()
        self._queue = rig.database.writer._queue
        self._task = asyncio.ensure_future(rig.database.write(lambda db: self._hold()))

    def _hold(self) -> None:
        self._began.set()
        self._gate.wait()

    async def begun(self) -> Busy:
        """Wait until nothing else is written."""
        await until(self._began.is_set)
        return self

    async def waiting(self, size: int) -> None:
        """Wait until so many jobs stand behind it."""
        await until(lambda: self._queue.qsize() == size)

    async def go(self) -> None:
        """Let it go on."""
        self._gate.set()
        await asyncio.gather(self._task, return_exceptions=True)


async def person(rig: Rig) -> int:
    [(identity,)] = await rig.rows("SELECT id FROM identities")
    return identity


@pytest.fixture
def full(monkeypatch):
    """Let the next storing of results fail, as where the disk is full."""
    plain, left = Results.store, [1]

    def store(self: Results, db, batch) -> None:
        if batch and left:
            left.pop()
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise error
        plain(self, db, batch)

    monkeypatch.setattr(Results, "store", store)
    return left


async def test_an_answer_that_is_signed_while_a_lane_looks_is_not_taken_for_one_that_was_lost(tmp_path):
    async with Rig(tmp_path) as rig:
        await rig.say("a")
        identity, busy = await person(rig), await Busy(rig).begun()
        arriving = asyncio.ensure_future(rig.arrive("b"))
        await busy.waiting(1)
        rig.pipeline.sender.resume(identity)
        await busy.waiting(2)
        await busy.go()
        await arriving
        await rig.quiet()
        assert rig.transport.texts() == ["1", "y", "2", "y"]
        assert await rig.rows(ENDS) == [("sent", 1)] * 4


async def test_a_lane_that_rests_with_nothing_to_say_holds_up_no_answer(tmp_path):
    async with Rig(tmp_path) as rig:
        await rig.say("a")
        rig.pipeline.sender._rest(await person(rig), 3600)
        assert await rig.say("b") == ["2", "y"]
        assert await rig.rows(ENDS) == [("sent", 1)] * 4


async def test_what_is_known_to_be_sent_is_in_no_doubt_while_that_is_not_stored(tmp_path, monkeypatch, full):
    monkeypatch.setattr("cauce.store.writer.PATIENCE", 3600)
    async with Rig(tmp_path, ECHO) as rig:
        await rig.arrive("a")
        await until(lambda: not full)
        await rig.say("b")
        await rig.pass_time(0)
        assert rig.transport.texts() == ["1", "2"]
        assert ("unknown", 1) not in await rig.rows(ENDS)


async def test_what_a_lane_did_not_live_to_store_is_stored_by_the_next_one(tmp_path, monkeypatch, full):
    monkeypatch.setattr("cauce.store.writer.PATIENCE", 0.01)
    async with Rig(tmp_path) as rig:
        await rig.arrive("a")
        await until(lambda: not full)
        await rig.until_found("SELECT COUNT(*) FROM outbox WHERE state = 'sent' AND attempt = 1", (2,))
        assert rig.transport.texts() == ["1", "y"]


async def test_how_a_try_ended_outlives_a_job_that_nobody_waits_for_any_more(tmp_path, monkeypatch, full):
    monkeypatch.setattr("cauce.store.writer.PATIENCE", 0.01)
    async with Rig(tmp_path, ECHO) as rig:
        full.clear()
        await rig.say("a")
        await rig.rows(OPEN_AGAIN)
        identity, results = await person(rig), rig.pipeline.sender._yard.results
        [effect] = await rig.database.write(lambda db: outbox.open_of(db, identity, rig.pipeline.stage.epoch, 9))
        full.append(1)
        busy = await Busy(rig).begun()
        results.add(effect, Outcome("sent", id="net-1"))
        late = asyncio.ensure_future(results.write(lambda db: None))
        await busy.waiting(1)
        monkeypatch.setattr("cauce.store.writer.DEADLINE", -1)
        rig.database.writer._refuse_late()
        with pytest.raises(Unavailable):
            await late
        monkeypatch.setattr("cauce.store.writer.DEADLINE", 300)
        await busy.go()
        results.flush()
        await until(lambda: not results.has(effect.id))
        assert await rig.rows(ENDS) == [("sent", 1)]


async def test_a_try_that_nobody_has_in_hand_is_in_doubt(tmp_path):
    async with Rig(tmp_path, ECHO) as rig:
        await rig.say("a")
        await rig.rows(OPEN_AGAIN)
        lane = Lane(rig.pipeline.sender._yard, await person(rig), [])
        await lane._load()
        assert [one.state for one in lane.waiting] == ["unknown"]

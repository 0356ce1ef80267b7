"""The writer: durable when it says so, many jobs in one commit, and one bad job harms no other."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import threading

import pytest
from pymysql.err import IntegrityError

from cauce.errors import Unavailable
from cauce.store import writer as module
from cauce.store.sqlite import Sqlite
from cauce.store.writer import Writer
from delivery_rig import until


@pytest.fixture
async def kept(place):
    writer = Writer(place, place.connect())
    yield writer
    await writer.close()


@pytest.fixture
async def in_a_file(tmp_path):
    place = Sqlite(tmp_path / "cauce.db")
    await asyncio.to_thread(place.prepare)
    place.release()
    writer = Writer(place, place.connect())
    yield writer
    await writer.close()


def add(number):
    sql = "INSERT INTO channels (name, transport, created_at) VALUES (?, 'x', 1)"
    return lambda db: db.execute(sql, (str(number),)).rowcount


def numbers(writer) -> list[int]:
    with contextlib.closing(writer._backend.connect_to_read()) as db:
        return sorted(int(row[0]) for row in db.execute("SELECT name FROM channels"))


async def held(writer):
    """Keep the writer's thread busy; return the way to let it go on, and what waits for it."""
    gate, begun = threading.Event(), threading.Event()

    def job(db):
        begun.set()
        gate.wait()

    waiting = asyncio.ensure_future(writer.write(job))
    await asyncio.to_thread(begun.wait)
    return gate, waiting


async def test_what_was_written_is_there_when_it_returns(kept):
    assert await kept.write(add(1)) == 1
    assert numbers(kept) == [1]


async def test_all_that_waits_is_committed_together(kept):
    gate, first = await held(kept)
    rest = [asyncio.ensure_future(kept.write(add(n))) for n in range(100)]
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(first, *rest)
    assert numbers(kept) == list(range(100))
    assert kept.commits == 2


async def test_a_job_that_fails_takes_no_other_with_it(kept):
    jobs = [add(1), add(1), lambda db: 1 / 0, add(2)]
    found = await asyncio.gather(*(kept.write(job) for job in jobs), return_exceptions=True)
    assert found[0] == found[3] == 1
    assert isinstance(found[1], sqlite3.IntegrityError | IntegrityError)
    assert isinstance(found[2], ZeroDivisionError)
    assert numbers(kept) == [1, 2]


@pytest.mark.parametrize("error", [SystemExit(3), StopIteration(), KeyboardInterrupt()])
async def test_not_even_what_would_end_a_process_ends_the_writer(kept, error):
    def job(db):
        raise error

    with pytest.raises(RuntimeError, match=type(error).__name__):
        await kept.write(job)
    assert await kept.write(add(5)) == 1


async def test_a_deferred_job_is_stored_with_the_next_ones_and_then_told(kept):
    told = []
    gate, first = await held(kept)
    kept.defer(add(1), told.append)
    second = asyncio.ensure_future(kept.write(add(2)))
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(first, second)
    assert numbers(kept) == [1, 2]
    assert kept.commits == 2
    assert told == [1]


async def test_a_deferred_job_does_not_wait_for_ever(kept):
    kept.defer(add(1))
    await until(lambda: numbers(kept) == [1])


async def test_a_deferred_job_that_is_wrong_is_logged_and_not_tried_again(kept, caplog):
    ran = []
    kept.defer(lambda db: ran.append(1) or 1 / 0)
    await kept.write(add(1))
    await until(lambda: "a deferred write failed" in caplog.text)
    assert len(ran) <= 2


async def test_a_deferred_job_whose_key_is_taken_for_good_is_not_tried_for_ever(kept, caplog, monkeypatch):
    monkeypatch.setattr(module, "PATIENCE", 0.0)
    await kept.write(add(1))
    kept.defer(add(1))
    await until(lambda: "a deferred write failed" in caplog.text)
    await kept.write(add(2))
    assert caplog.text.count("a deferred write failed") == 1


async def test_what_goes_wrong_after_a_write_harms_nobody_who_comes_after(kept, caplog):
    gate, first = await held(kept)
    jobs = [
        asyncio.ensure_future(kept.write(add(1), lambda _: 1 / 0)),
        asyncio.ensure_future(kept.write(add(2))),
    ]
    await asyncio.sleep(0)
    gate.set()
    assert await asyncio.gather(first, *jobs) == [None, 1, 1]
    assert "what was to follow a write failed" in caplog.text


async def test_what_follows_a_write_happens_even_where_nobody_waits_any_more(kept):
    told = []
    gate, first = await held(kept)
    impatient = asyncio.ensure_future(kept.write(add(1), told.append))
    await asyncio.sleep(0)
    impatient.cancel()
    gate.set()
    await first
    await until(lambda: told == [1])


async def test_a_database_that_hangs_is_given_up_on_in_time_and_what_came_of_it_is_told_later(kept, monkeypatch):
    told = []
    with monkeypatch.context() as hurried:
        hurried.setattr(module, "DEADLINE", 0.05)
        gate, hanging = await held(kept)
        try:
            with pytest.raises(Unavailable, match="does not answer"):
                await kept.write(add(1), told.append)
            with pytest.raises(Unavailable):
                await hanging
        finally:
            gate.set()
    assert await kept.write(add(2)) == 1
    assert told == [1]
    assert numbers(kept) == [1, 2]


async def test_a_database_that_hangs_for_good_does_not_keep_the_process_from_ending(kept, monkeypatch, caplog):
    with monkeypatch.context() as hurried:
        hurried.setattr(module, "DEADLINE", 0.05)
        gate, hanging = await held(kept)
        try:
            await kept.close()
            assert "did not end in time" in caplog.text
            with pytest.raises(Unavailable):
                await hanging
        finally:
            gate.set()


async def test_when_too_much_waits_more_is_refused(kept, monkeypatch):
    monkeypatch.setattr(module, "QUEUE", 3)
    gate, first = await held(kept)
    waiting = [asyncio.ensure_future(kept.write(add(n))) for n in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(Unavailable, match="Too much"):
        await kept.write(add(9))
    gate.set()
    await asyncio.gather(first, *waiting)


async def test_closing_stores_what_waits(place):
    writer = Writer(place, place.connect())
    writer.defer(add(1))
    await writer.close()
    assert numbers(writer) == [1]
    with pytest.raises(Unavailable):
        await writer.write(add(2))


async def test_an_event_loop_that_ended_first_is_no_trouble_of_the_writers(place, caplog):
    def run() -> Writer:
        async def begin() -> Writer:
            writer = Writer(place, place.connect())
            writer.defer(add(1))
            return writer

        return asyncio.run(begin())

    writer = await asyncio.to_thread(run)
    await asyncio.to_thread(lambda: (writer._queue.put(None), writer._thread.join()))
    assert numbers(writer) == [1]
    writer._db.close()


async def test_what_could_not_be_undone_does_not_become_part_of_the_next_transaction(kept, caplog):
    def job(db):
        add(1)(db)
        kept._db = Stubborn(db)
        return 1 / 0

    with pytest.raises(ZeroDivisionError):
        await kept.write(job)
    assert await kept.write(add(2)) == 1
    assert numbers(kept) == [2]
    assert "could not be rolled back" in caplog.text


class Stubborn:
    """A connection whose transaction cannot be undone."""

    in_transaction = True

    def __init__(self, db) -> None:
        self.close = db.close

    def rollback(self) -> None:
        raise RuntimeError("not now")


async def test_a_file_that_another_program_holds_refuses_and_recovers(in_a_file):
    in_a_file._db.execute("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(in_a_file._backend.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    in_a_file.defer(add(7))
    with pytest.raises(Unavailable, match="locked"):
        await in_a_file.write(add(1))
    other.execute("ROLLBACK")
    other.close()
    assert await in_a_file.write(add(2)) == 1
    await until(lambda: 7 in numbers(in_a_file))


async def test_a_full_disk_refuses_and_recovers(in_a_file):
    await in_a_file.write(add(0))
    pages = in_a_file._db.execute("PRAGMA page_count").fetchone()[0]
    in_a_file._db.execute(f"PRAGMA max_page_count = {pages}")
    sql = "INSERT INTO channels (name, transport, created_at) VALUES (?, 'x', 1)"
    with pytest.raises(Unavailable, match="full"):
        await in_a_file.write(lambda db: db.executemany(sql, ((str(n),) for n in range(1, 5000))))
    in_a_file._db.execute("PRAGMA max_page_count = 100000")
    assert await in_a_file.write(add(9999)) == 1
    assert numbers(in_a_file) == [0, 9999]


async def test_a_file_that_may_only_be_read_refuses_and_recovers(in_a_file):
    in_a_file._db.execute("PRAGMA query_only = ON")
    with pytest.raises(Unavailable, match="readonly"):
        await in_a_file.write(add(1))
    assert await in_a_file.write(add(2)) == 1


async def test_a_damaged_file_refuses_and_is_used_again_when_a_good_one_took_its_place(in_a_file):
    path = in_a_file._backend.path
    await in_a_file.write(add(1))
    in_a_file._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    good = path.read_bytes()
    path.write_bytes(b"no database at all. " * (len(good) // 20))
    with pytest.raises(Unavailable, match=r"malformed|not a database|not a SQLite"):
        await in_a_file.write(lambda db: [db.execute("PRAGMA cache_size = 0"), add(2)(db)])
    with pytest.raises(Unavailable):
        await in_a_file.write(add(2))
    mended = path.with_name("mended.db")
    mended.write_bytes(good)
    mended.replace(path)
    assert await in_a_file.write(add(3)) == 1
    assert numbers(in_a_file) == [1, 3]

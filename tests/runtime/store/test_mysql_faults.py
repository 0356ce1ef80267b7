"""The writer and the reader on a server that goes away, hangs, or is in somebody else's hands for a while."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
import uuid
from dataclasses import replace

import pymysql
import pytest

from cauce.errors import Unavailable
from cauce.store import nodes
from cauce.store import writer as module
from cauce.store.database import Database
from cauce.store.mysql import Mysql
from cauce.store.trouble import Fenced, StoreError
from cauce.store.writer import Writer
from databases import PATIENCE
from delivery_rig import until

ADD = "INSERT INTO channels (name, transport, created_at) VALUES (?, 'x', 1)"


def add(number):
    return lambda db: db.execute(ADD, (str(number),)).rowcount


def numbers(place) -> list[int]:
    with contextlib.closing(place.connect()) as db:
        return sorted(int(row[0]) for row in db.execute("SELECT name FROM channels"))


def joined(place) -> int:
    with contextlib.closing(place.connect()) as db:
        return nodes.join(db, "here", 1, 1)


@pytest.fixture
async def kept(server, through):
    """A writer that goes by the proxy, and has proof of its membership."""
    writer = Writer(through, through.connect())
    writer.prove(joined(server))
    yield writer
    await writer.close()


async def settled(kept, number=99):
    """Write until it works again."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                return await kept.write(add(number))
            except Unavailable:
                await asyncio.sleep(0.05)


async def test_a_connection_lost_in_a_job_refuses_and_the_next_write_has_a_new_one(kept, proxy, server):
    def job(db):
        add(1)(db)
        proxy.cut()
        add(2)(db)

    with pytest.raises(Unavailable):
        await kept.write(job)
    assert await kept.write(add(3)) == 1
    assert numbers(server) == [3]
    assert proxy.met == 2


async def test_a_commit_that_never_arrived_is_refused_and_nothing_of_it_is_stored(kept, proxy, server):
    told = []
    proxy.at_commit.append("before")
    with pytest.raises(Unavailable):
        await kept.write(add(1), told.append)
    assert await kept.write(add(2), told.append) == 1
    assert numbers(server) == [2]
    assert told == [1]


async def test_a_commit_whose_answer_was_lost_is_found_out_and_handed_back_once(kept, proxy, server):
    told = []
    proxy.at_commit.append("after")
    assert await kept.write(add(1), told.append) == 1
    assert await kept.write(add(2), told.append) == 1
    assert numbers(server) == [1, 2]
    assert told == [1, 1]
    assert kept.commits == 2


async def test_a_commit_that_is_still_on_its_way_is_waited_for(kept, proxy, server):
    """The new connection must not take a commit for undone that only has not arrived yet."""
    told = []
    # However long it is on its way: the server would undo it in a few seconds.
    await kept.write(lambda db: db.execute(f"SET SESSION idle_transaction_timeout = {PATIENCE:.0f}"))
    proxy.at_commit.append("late")
    writing = asyncio.ensure_future(kept.write(add(1), told.append))
    await until(lambda: proxy.met == 2)
    proxy.let_go.set()
    with contextlib.suppress(Unavailable):
        await writing
    await settled(kept)
    assert numbers(server) == [1, 99]
    assert told == [1]


async def test_without_proof_a_commit_whose_answer_was_lost_is_refused(server, through, proxy):
    writer = Writer(through, through.connect())
    proxy.at_commit.append("after")
    with pytest.raises(Unavailable):
        await writer.write(add(1))
    await writer.close()


@pytest.mark.parametrize(("how", "stored"), [("before", False), ("after", True)])
async def test_what_cannot_be_found_out_at_once_is_found_out_later(kept, proxy, server, monkeypatch, how, stored):
    """Whoever waited is told no; what was to follow happens if it was stored after all; nothing is stored twice."""
    monkeypatch.setattr(module, "PATIENCE", 0.05)
    told, ran = [], []

    def deferred(db):
        ran.append(1)
        return add(2)(db)

    def last(db):
        # The last thing before the commit: nobody gets in any more.
        proxy.at_commit.append(how)
        listener, proxy._listener = proxy._listener, None
        listener.shutdown(2)
        listener.close()
        return add(1)(db)

    gate, begun = threading.Event(), threading.Event()
    first = asyncio.ensure_future(kept.write(lambda db: (begun.set(), gate.wait())))
    await asyncio.to_thread(begun.wait)
    kept.defer(deferred, told.append)
    second = asyncio.ensure_future(kept.write(last, told.append))
    await asyncio.sleep(0)
    gate.set()
    found = await asyncio.gather(first, second, return_exceptions=True)
    assert isinstance(found[1], Unavailable)
    assert told == []
    proxy.listen()
    await settled(kept)
    await until(lambda: len(told) == (2 if stored else 1))
    await settled(kept, 100)
    assert told == [1] * (2 if stored else 1)
    assert len(ran) == (1 if stored else 2)
    assert numbers(server) == ([1, 2, 99, 100] if stored else [2, 99, 100])


async def test_an_end_with_a_commit_in_doubt_says_so(server, through, proxy, caplog):
    writer = Writer(through, through.connect())
    writer.prove(joined(server))
    proxy.at_commit.append("after")

    def last(db):
        proxy._listener.shutdown(2)
        proxy._listener.close()
        return add(1)(db)

    with pytest.raises(Unavailable):
        await writer.write(last)
    await writer.close()
    assert "could not be learnt" in caplog.text


async def test_a_frozen_server_leaves_nobody_waiting_and_is_used_again_by_itself(kept, proxy, server, monkeypatch):
    told = []
    with monkeypatch.context() as hurried:
        hurried.setattr(module, "DEADLINE", 1.0)
        proxy.freeze()
        kept.defer(add(50), told.append)
        found = await asyncio.gather(*(kept.write(add(n)) for n in range(20)), return_exceptions=True)
        assert {type(one) for one in found} == {Unavailable}
        proxy.thaw()
    await settled(kept)
    await until(lambda: told == [1])
    assert {50, 99} <= set(numbers(server))


async def test_a_server_that_freezes_in_a_commit_leaves_nothing_half_known(kept, proxy, server, monkeypatch):
    told, frozen = [], threading.Event()

    def last(db):
        proxy.freeze()
        frozen.set()
        return add(1)(db)

    with monkeypatch.context() as hurried:
        hurried.setattr(module, "DEADLINE", 1.0)
        with pytest.raises(Unavailable):
            await kept.write(last, told.append)
    await asyncio.to_thread(frozen.wait)
    proxy.thaw()
    await settled(kept)
    assert len(told) == numbers(server).count(1)


async def test_a_server_that_refuses_is_told_and_used_again_by_itself(kept, proxy, server):
    proxy.refuse()
    for number in range(3):
        with pytest.raises(Unavailable, match=r"cannot store|127\.0\.0\.1"):
            await kept.write(add(number))
    proxy.listen()
    assert await kept.write(add(9)) == 1
    assert numbers(server) == [9]


async def test_a_session_that_somebody_killed_is_replaced(kept, server):
    killed = []

    def job(db):
        killed.append(db._driver.thread_id())
        other = server.open(None)
        other.kill(killed[0])
        other.close()
        add(1)(db)

    with pytest.raises(Unavailable):
        await kept.write(job)
    assert await kept.write(add(2)) == 1
    assert numbers(server) == [2]


async def test_a_deadlock_is_settled_by_trying_again(kept, server):
    await kept.write(add(1))
    await kept.write(add(2))
    other = server.connect()
    other.execute(f"SET SESSION innodb_lock_wait_timeout = {PATIENCE:.0f}")
    other.begin()
    other.execute("UPDATE channels SET transport = 'other' WHERE name = '2'")
    tries, meeting = [], threading.Event()

    def job(db):
        tries.append(1)
        db.execute(f"SET SESSION innodb_lock_wait_timeout = {PATIENCE:.0f}")
        db.execute("UPDATE channels SET transport = 'ours' WHERE name = '1'")
        meeting.set()
        return db.execute("UPDATE channels SET transport = 'ours' WHERE name = '2'").rowcount

    def cross():
        meeting.wait()
        # Heavy, so that it is the other one that the server undoes.
        with contextlib.suppress(pymysql.err.OperationalError):
            other.executemany(ADD, [(str(n),) for n in range(100, 200)])
            other.execute("UPDATE channels SET transport = 'other' WHERE name = '1'")
        other.rollback()
        other.close()

    crossing = asyncio.ensure_future(asyncio.to_thread(cross))
    assert await kept.write(job) == 1
    await crossing
    assert len(tries) == 2
    assert numbers(server) == [1, 2]


async def test_a_lock_that_is_not_to_be_had_is_tried_for_again(server):
    kept = Writer(server, server.connect())
    await kept.write(add(1))
    other = server.connect()
    other.begin()
    other.execute("UPDATE channels SET transport = 'other' WHERE name = '1'")
    tries = []

    def job(db):
        tries.append(1)
        db.execute("SET SESSION innodb_lock_wait_timeout = 1")
        try:
            return db.execute("UPDATE channels SET transport = 'ours' WHERE name = '1'").rowcount
        except pymysql.err.OperationalError:
            other.rollback()
            raise

    assert await kept.write(job) == 1
    other.close()
    await kept.close()
    assert len(tries) == 2


async def test_a_race_for_a_key_is_settled_by_trying_again(kept, server):
    """Both look, both find nothing, both insert: the one who comes second finds it the next time."""

    def job(db):
        row = db.execute("SELECT id FROM channels WHERE name = '1'").fetchone()
        if row is not None:
            return "found"
        with contextlib.closing(server.connect()) as other:
            add(1)(other)
        add(1)(db)
        return "made"

    assert await kept.write(job) == "found"
    assert numbers(server) == [1]


async def test_a_key_that_is_taken_for_good_is_the_jobs_own_error(kept):
    await kept.write(add(1))
    with pytest.raises(pymysql.err.IntegrityError):
        await kept.write(add(1))


async def test_who_was_given_up_can_commit_nothing_until_it_joins_again(kept, server):
    with contextlib.closing(server.connect()) as db:
        db.execute("UPDATE nodes SET lease_until = 0")
        other = nodes.join(db, "other", 2, 2)
        assert nodes.fence(db, other) == 1
    for _ in range(2):
        with pytest.raises(Fenced):
            await kept.write(add(1))
    kept.prove(joined(server))
    assert await kept.write(add(2)) == 1
    assert numbers(server) == [2]


async def test_who_is_given_up_in_the_middle_of_a_job_still_ends_it(kept, server):
    """The proof is the first thing that a transaction writes, so that giving up waits for its end."""
    fencing = threading.Thread(target=lambda: (_give_up(server), done.append(1)))
    done = []

    def job(db):
        fencing.start()
        time.sleep(0.1)
        assert done == []
        return add(1)(db)

    assert await kept.write(job) == 1
    await asyncio.to_thread(fencing.join)
    assert numbers(server) == [1]
    with pytest.raises(Fenced):
        await kept.write(add(2))


def _give_up(server) -> None:
    with contextlib.closing(server.connect()) as db:
        db.execute(f"SET SESSION innodb_lock_wait_timeout = {PATIENCE:.0f}")
        db.execute("UPDATE nodes SET fenced_at = 1 WHERE fenced_at IS NULL")


async def test_a_transaction_whose_process_sleeps_is_undone_by_the_server(kept, server):
    def job(db):
        add(1)(db)
        session = db._driver.thread_id()
        with contextlib.closing(server.connect()) as other:
            while other.execute("SELECT 1 FROM information_schema.processlist WHERE id = ?", (session,)).fetchone():
                time.sleep(0.1)
        add(2)(db)

    with pytest.raises(Unavailable):
        await kept.write(job)
    assert await kept.write(add(3)) == 1
    assert numbers(server) == [3]


async def test_a_statement_that_takes_too_long_is_ended_by_the_server(server):
    """Even where the way back is so slow that nobody here would notice."""
    with contextlib.closing(Mysql(server.address, seconds=5).connect()) as db:
        db._driver._read_timeout = db._driver._current_timeout = PATIENCE
        db._driver._sock.settimeout(PATIENCE)
        with pytest.raises(pymysql.err.OperationalError) as caught:
            db.execute("SELECT COUNT(*) FROM seq_1_to_1000000 a JOIN seq_1_to_1000000 b ON a.seq <> b.seq")
    assert caught.value.args[0] == 1969


@pytest.fixture
def user(server):
    """Makes users of the same database: with what rights, and how many connections at most."""
    db, made = server.open(None), []

    def make(rights: str, connections: int) -> Mysql:
        name = f"cauce_{uuid.uuid4().hex[:12]}"
        db.query(f"CREATE USER '{name}'@'127.0.0.1' IDENTIFIED BY 'pobre' WITH MAX_USER_CONNECTIONS {connections}")
        made.append(name)
        db.query(f"GRANT {rights} ON `{server.address.database}`.* TO '{name}'@'127.0.0.1'")
        return Mysql(replace(server.address, user=name, password="pobre"))

    yield make
    for name in made:
        db.query(f"DROP USER '{name}'@'127.0.0.1'")
    db.close()


async def test_a_user_who_may_not_write_is_refused_and_written_for_once_he_may(user, server):
    poor = user("SELECT, UPDATE", 9)
    writer = Writer(poor, poor.connect())
    with pytest.raises(Unavailable, match="denied"):
        await writer.write(add(1))
    db = server.open(None)
    db.query(f"GRANT INSERT ON `{server.address.database}`.* TO '{poor.address.user}'@'127.0.0.1'")
    db.close()
    assert await writer.write(add(2)) == 1
    await writer.close()


async def test_too_many_connections_are_told_and_waited_out(user):
    poor = user("ALL", 1)
    writer = Writer(poor, poor.connect())
    taken = []

    def job(db):
        db._driver._force_close()
        while not taken:
            # The server may not have noticed yet.
            with contextlib.suppress(StoreError):
                taken.append(poor.connect())
        db.execute("SELECT 1")

    with pytest.raises(Unavailable):
        await writer.write(job)
    with pytest.raises(Unavailable, match="max_user_connections"):
        await writer.write(lambda db: 1)
    taken[0].close()
    async with asyncio.timeout(PATIENCE):
        while True:
            with contextlib.suppress(Unavailable):
                assert await writer.write(lambda db: 1) == 1
                break
    await writer.close()


@pytest.fixture
async def database(through):
    found = Database(through)
    await asyncio.to_thread(found.prepare)
    found.open()
    yield found
    await found.close()


def count(db):
    return db.execute("SELECT COUNT(*) FROM channels").fetchone()[0]


async def test_a_reader_that_was_cut_reads_on_at_once(database, proxy):
    assert await database.read(count) == 0
    proxy.cut()
    assert await database.read(count) == 0


async def test_a_reader_of_a_server_that_refuses_is_told_and_reads_on_later(database, proxy):
    assert await database.read(count) == 0
    proxy.refuse()
    for _ in range(2):
        with pytest.raises(Unavailable, match="cannot be read"):
            await database.read(count)
    proxy.listen()
    assert await database.read(count) == 0


async def test_a_reader_of_a_frozen_server_is_not_kept(database, proxy, monkeypatch):
    with monkeypatch.context() as hurried:
        hurried.setattr("cauce.store.reader.DEADLINE", 0.1)
        proxy.freeze()
        with pytest.raises(Unavailable, match="does not answer"):
            await database.read(count)
        proxy.thaw()
    assert await database.read(count) == 0


async def test_a_reader_cannot_write_and_its_own_mistakes_are_its_own(database):
    with pytest.raises(Unavailable, match="READ ONLY"):
        await database.read(lambda db: db.execute("DELETE FROM channels"))
    with pytest.raises(pymysql.err.ProgrammingError):
        await database.read(lambda db: db.execute("SELEKT 1"))
    with pytest.raises(ZeroDivisionError):
        await database.read(lambda db: 1 / 0)

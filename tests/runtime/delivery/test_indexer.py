"""The indexer: what is stored is found soon, after a restart too, and of several processes one does the work."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

import databases
from cauce.clock import FrozenClock
from cauce.delivery import indexer
from cauce.delivery.indexer import Indexer
from cauce.errors import Unavailable
from cauce.store import channels, conversations, indexing, nodes
from cauce.store.conversations import Who
from cauce.store.database import Database
from cauce.store.messages import Draft, add


@pytest.fixture
async def database(database_kind, tmp_path, monkeypatch):
    monkeypatch.setattr(indexer, "PAUSE", 0.01)
    found = Database(databases.fresh(database_kind, tmp_path))
    found.open()
    yield found
    await found.close()


@contextlib.asynccontextmanager
async def working(database, epoch):
    one = Indexer(database, FrozenClock(), lambda: epoch)
    one.start()
    try:
        yield one
    finally:
        await one.stop()


def join(database, name):
    return database.write(lambda db: nodes.join(db, name, 1, 1))


async def say(database, *texts):
    def job(db):
        channel = channels.enrol(db, "linea", "record", 1)
        talk = conversations.meet(db, channel, Who(("phone", "1"), "Ana"), 1).conversation
        add(db, [Draft(talk, channel, f'{{"text":"{text}"}}') for text in texts], 1)

    await database.write(job)


async def count(database):
    return await database.read(lambda db: db.execute("SELECT COUNT(*) FROM message_words").fetchone()[0])


async def until(database, wanted):
    async with asyncio.timeout(databases.PATIENCE):
        while await count(database) != wanted:  # noqa: ASYNC110 - it is another connection's doing
            await asyncio.sleep(0.01)


async def test_what_is_stored_is_taken_up_and_after_a_restart_too(database, monkeypatch):
    monkeypatch.setattr(indexing, "BATCH", 2)
    epoch = await join(database, "a")
    async with working(database, epoch):
        await say(database, *"abcde")
        await until(database, 5)
    await say(database, *"fgh")
    assert await count(database) == 5
    async with working(database, epoch):
        await until(database, 8)


async def test_what_fails_is_tried_again(database, monkeypatch, caplog):
    whole, failures = indexing.read, [Unavailable({"es": "no", "en": "no"}), KeyError("x")]

    def read(*given, **named):
        if failures:
            raise failures.pop()
        return whole(*given, **named)

    monkeypatch.setattr(indexing, "read", read)
    async with working(database, await join(database, "a")):
        await say(database, "hola")
        await until(database, 1)
    assert [one.message for one in caplog.records if one.name == "cauce.delivery"] == [
        "what was stored could not be taken up for searching; it is tried again"
    ]


async def test_of_several_processes_the_eldest_works(database):
    if not database.shared:
        pytest.skip("a file has one process")
    eldest, other = await join(database, "a"), await join(database, "b")
    looked, whole = [], database.search

    async def search(job):
        result = await whole(job)
        looked.append(job)
        return result

    database.search = search
    await say(database, "hola")
    async with working(database, other):
        async with asyncio.timeout(databases.PATIENCE):
            while len(looked) < 5:  # noqa: ASYNC110 - it is another task's doing
                await asyncio.sleep(0.01)
        assert set(looked) == {nodes.eldest}
        assert await count(database) == 0
        await database.write(lambda db: nodes.leave(db, eldest, 1))
        await until(database, 1)

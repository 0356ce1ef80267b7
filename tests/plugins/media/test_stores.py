"""The three places for bytes, and that they do the same: a folder, the database, and a real server that speaks S3."""

from __future__ import annotations

import logging
import os
import time
import uuid
from contextlib import asynccontextmanager, nullcontext
from functools import partial

import pytest
from moto.server import ThreadedMotoServer

import databases
from cauce.store.database import Database
from cauce_plugins.media.stores import PIECE, Lost, StoreDown, new_key
from cauce_plugins.media.stores.database import DatabaseStore
from cauce_plugins.media.stores.local import LocalStore
from cauce_plugins.media.stores.s3 import Bucket, S3Store
from media_rig import pieces

DATA = os.urandom(2 * PIECE + 12_345)
BUCKET = {"access_key": "x", "secret_key": "secreto-de-prueba"}


@pytest.fixture(scope="session")
def server():
    """The address of a server that speaks S3, on this machine."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    found = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    found.start()
    yield "http://{}:{}".format(*found.get_host_and_port())
    found.stop()


@asynccontextmanager
async def in_a_bucket(server):
    name = f"cubeta-{uuid.uuid4().hex}"
    found = S3Store(Bucket(server, name, **BUCKET, prefix="cauce/"))
    await found._client.make_bucket(name)
    yield found
    await found.close()


@asynccontextmanager
async def in_a_database(kind, folder):
    database = Database(databases.fresh(kind, folder))
    database.open()
    yield DatabaseStore(database)
    await database.close()


@pytest.fixture(params=["local", "s3", *databases.KINDS])
def place(request, tmp_path):
    """Each store, to be opened."""
    if request.param == "local":
        return lambda: nullcontext(LocalStore(tmp_path / "files"))
    if request.param == "s3":
        return partial(in_a_bucket, request.getfixturevalue("server"))
    databases.prepare(request.param)
    return partial(in_a_database, request.param, tmp_path)


@pytest.fixture
async def store(place):
    """Each store."""
    async with place() as found:
        yield found


@pytest.fixture
async def bucket(server):
    """The store on the server."""
    async with in_a_bucket(server) as found:
        yield found


async def all_of(store, key, *part):
    return b"".join([piece async for piece in store.open(key, *part)])


async def test_what_was_put_is_there_whole_and_in_parts(store):
    key = new_key("2026-11")
    assert await store.put(key, pieces(DATA)) == len(DATA)
    assert await store.size(key) == len(DATA)
    assert await all_of(store, key) == DATA
    for start, end in (
        (0, 1),
        (PIECE - 3, PIECE + 3),
        (5, None),
        (len(DATA) - 1, len(DATA)),
        (7, 7),
        (PIECE, 2 * PIECE),
    ):
        assert await all_of(store, key, start, end) == DATA[start:end]


async def test_what_was_deleted_is_gone_and_may_be_deleted_again(store):
    key = new_key("2026-11")
    await store.put(key, pieces(DATA))
    for _ in range(2):
        await store.delete(key)
    with pytest.raises(Lost):
        await all_of(store, key)
    with pytest.raises(Lost):
        await store.size(key)


async def test_what_breaks_off_leaves_nothing(store):
    async def broken():
        yield DATA
        raise ConnectionError

    key = new_key("2026-11")
    with pytest.raises((ConnectionError, StoreDown)):
        await store.put(key, broken())
    with pytest.raises(Lost):
        await store.size(key)


@pytest.mark.parametrize(
    "key", ["../../etc/passwd", "/etc/passwd", "2026-11/../x", "", "2026-11/" + "A" * 32, "2026-11/" + "a" * 32 + "\n"]
)
async def test_a_key_that_is_none_of_ours_leads_nowhere(store, key):
    with pytest.raises(ValueError):
        await store.put(key, pieces(DATA))
    with pytest.raises(ValueError):
        await all_of(store, key)
    with pytest.raises(ValueError):
        await store.delete(key)


async def test_an_empty_file_is_one(store):
    key = new_key("2026-11")
    assert await store.put(key, pieces(b"")) == 0
    assert await all_of(store, key) == b""
    assert await store.size(key) == 0


@pytest.mark.filterwarnings("ignore:Sending a large body:ResourceWarning")
async def test_a_file_of_several_parts_goes_to_s3_as_it_comes(bucket):
    key, data = new_key("2026-11"), os.urandom(11 * 1024 * 1024)
    assert await bucket.put(key, pieces(data, 100_000)) == len(data)
    assert await all_of(bucket, key, 5_242_870, 5_242_890) == data[5_242_870:5_242_890]


async def test_a_server_that_is_not_there_is_told_apart_from_a_file_that_is_not(server):
    key = new_key("2026-11")
    for endpoint, name in (("http://127.0.0.1:9", "cubeta"), (server, "no-hay-tal-cubeta")):
        store = S3Store(Bucket(endpoint, name, **BUCKET))
        with pytest.raises(StoreDown) as told:
            await store.put(key, pieces(DATA))
        assert "secreto" not in str(told.value)
        await store.close()


async def test_a_link_in_the_folder_is_not_followed(tmp_path):
    store, key = LocalStore(tmp_path / "files"), new_key("2026-11")
    (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / "files/2026-11").mkdir(parents=True)
    (tmp_path / "files" / key).symlink_to(tmp_path / "secret")
    with pytest.raises(StoreDown):
        await all_of(store, key)


async def test_what_a_dead_process_was_writing_is_swept_and_what_is_being_written_is_not(tmp_path):
    store = LocalStore(tmp_path)
    (tmp_path / "tmp").mkdir()
    for name, age in (("old", 4000), ("fresh", 0)):
        (tmp_path / "tmp" / name).write_bytes(b"half")
        os.utime(tmp_path / "tmp" / name, (time.time() - age,) * 2)
    assert await store.sweep(3600) == 1
    assert [path.name for path in (tmp_path / "tmp").iterdir()] == ["fresh"]


async def test_files_of_others_cannot_be_read_on_this_machine(tmp_path):
    store, key = LocalStore(tmp_path), new_key("2026-11")
    await store.put(key, pieces(DATA))
    assert (tmp_path / key).stat().st_mode & 0o077 == 0

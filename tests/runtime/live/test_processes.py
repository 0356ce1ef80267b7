"""Several processes on one database: each tells its own clients what any of them commits, with Redis and without."""

from __future__ import annotations

import asyncio
import socket
from contextlib import AsyncExitStack

import pytest

import databases
import redises
from cauce.errors import SettingsError
from cauce.live import fanout
from cauce.store import events
from cauce.store.place import Place
from live_rig import live_desk, until
from served import Port

shared = pytest.mark.skipif("mariadb" not in databases.KINDS, reason="several processes need a server")
over_redis = pytest.mark.skipif(not redises.has_redis(), reason="no Redis is reachable")


@pytest.fixture
def server(tmp_path):
    """An empty database that several processes may share."""
    databases.prepare("mariadb")
    return databases.fresh("mariadb", tmp_path)


@pytest.fixture
async def two(server):
    """A function that serves two desks on one database."""
    async with AsyncExitStack() as stack:

        async def serve(**settings):
            return [await stack.enter_async_context(live_desk(server, **settings)) for _ in range(2)]

        yield serve


async def people(one, other):
    """A supervisor at the first process, an operator of sales at the second, and a conversation of sales."""
    sofia = await one.console(await one.running.enter("sofia", "SUPERVISOR"))
    await one.running.add("ana", "OPERATOR")
    other.running.users.update(one.running.users)
    ana = await other.console(await other.running.enter("ana"))
    await one.running.area("ventas", "ana")
    await until(lambda: ana.bodies("account:changed"))
    return sofia, ana, await one.running.conversation("queue", "ventas")


@shared
async def test_what_any_process_commits_reaches_the_clients_of_all_in_order(two):
    one, other = await two()
    sofia, ana, sales = await people(one, other)
    support = await one.running.conversation("queue", "soporte")
    await asyncio.gather(*(desk.tell(what, 40) for desk in (one, other) for what in (sales, support)))
    every = list(range(1, 81))
    await until(lambda: sofia.of(f"conversation:{sales}") == every)
    await until(lambda: sofia.of(f"conversation:{support}") == every)
    await until(lambda: ana.of(f"conversation:{sales}") == every)
    assert ana.streams() == {f"conversation:{sales}"}


@shared
async def test_what_is_taken_away_in_one_process_ends_in_the_other(two):
    one, other = await two()
    _, ana, _ = await people(one, other)
    admin = await one.running.enter("rosa", "ADMIN")
    await admin("PATCH", f"/api/users/{one.running.users['ana'].id}", {"active": False})
    await until(ana.gone.is_set)
    await until(lambda: ana.bodies("account:ended"))


@shared
async def test_what_is_committed_after_what_was_numbered_later_is_told_all_the_same(two, server):
    one, _ = await two()
    sofia = await one.console(await one.running.enter("sofia", "SUPERVISOR"))
    slow, quick = await one.running.conversation("bot"), await one.running.conversation("bot")
    db = server.connect()
    try:
        db.begin()
        events.tell(db, slow, [("conversation.noted", {})], 1)
        await one.tell(quick, 3)
        await until(lambda: sofia.of(f"conversation:{quick}") == [1, 2, 3])
        beat = sofia.bodies("heartbeat")[-1]
        assert sofia.of(f"conversation:{slow}") == []
        events.tell(db, slow, [("conversation.noted", {})], 1)
        db.commit()
    finally:
        db.close()
    await one.tell(slow)
    await until(lambda: sofia.of(f"conversation:{slow}") == [1, 2, 3])
    # Whoever was told a place in the log meanwhile asks from there, and gets it too.
    answer = await sofia.ask("sync", {"log": beat["log"]})
    assert [told["seq"] for told in answer["events"] if told["stream"] == f"conversation:{slow}"] == [1, 2, 3]


def test_places_that_stay_empty_are_watched_for_a_while():
    place = Place(10)
    place.pass_over([12, 15], until=100.0)
    assert (place.head, sorted(place.missing), place.floor) == (15, [11, 13, 14], 10)
    place.pass_over([11, 16], until=200.0)
    assert (sorted(place.missing), place.floor) == ([13, 14], 12)
    place.give_up(100.0)
    assert place.floor == place.head == 16
    place.pass_over([5000], until=300.0)
    place.give_up(201.0)
    assert len(place.missing) == 1000
    assert place.floor == 3999


async def see_each_other(one, other) -> None:
    """Presence of one process is told in the other."""
    sofia, ana, sales = await people(one, other)

    def typing() -> bool:
        return any(told["typing"] for told in sofia.bodies("conversation:presence"))

    while not typing():
        assert (await ana.ask("typing", {"conversation": sales, "on": True}))["ok"]
        await asyncio.sleep(0.7)
    await one.tell(sales, 3)
    await until(lambda: ana.of(f"conversation:{sales}") == [1, 2, 3])
    assert sofia.of(f"conversation:{sales}") == [1, 2, 3]


@shared
@over_redis
async def test_over_redis_processes_tell_each_other_who_types_and_no_event_comes_twice(two):
    await see_each_other(*await two(redis_url=redises.SERVER))


@pytest.fixture(params=["gone", "silent"])
def no_redis(request):
    """The address of a Redis that is not there, or takes connections and says nothing."""
    if request.param == "gone":
        port = Port()
        yield f"redis://127.0.0.1:{port.number}"
        port.close()
    else:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            yield f"redis://127.0.0.1:{listener.getsockname()[1]}"


@shared
async def test_without_its_redis_nothing_is_lost_but_who_types_elsewhere(two, no_redis):
    one, other = await two(redis_url=no_redis)
    sofia, ana, sales = await people(one, other)
    here = await other.console(await other.running.enter("sofia"))
    assert (await ana.ask("typing", {"conversation": sales, "on": True}))["ok"]
    await asyncio.gather(one.tell(sales, 3), other.tell(sales, 3))
    for console in (ana, sofia, here):
        await until(lambda console=console: console.of(f"conversation:{sales}") == [1, 2, 3, 4, 5, 6])
    await until(lambda: here.bodies("conversation:presence"))
    assert not sofia.bodies("conversation:presence")


def test_a_redis_without_its_package_is_told_at_the_start(monkeypatch):
    monkeypatch.setattr(fanout, "find_spec", lambda _: None)
    with pytest.raises(SettingsError, match=r"cauce\[redis\]"):
        fanout.manager("redis://127.0.0.1", "x")
    fanout.manager("", "x")

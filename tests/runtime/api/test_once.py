"""What is asked for twice under one key is done once, whoever is quicker, and whatever dies in between."""

from __future__ import annotations

import asyncio
import hashlib
from functools import partial

import pytest
from aiohttp import web

from cauce.access import areas
from cauce.http.app import application
from cauce.http.gate import Gate
from cauce.http.idempotency import print_of
from cauce.http.once import SETTLED_MS, Repeats, takes_key
from cauce.http.request import Request
from cauce.http.session_cookie import SessionCookie
from cauce.model.permission import ADMIN
from cauce.store import asked
from cauce.store.areas import Area
from cauce.store.areas import every as every_area
from cauce.store.asked import KEPT_MS, ONCE, Once
from desk_rig import PASSWORD, Client, many, running

KEY = {"Idempotency-Key": "clave-1"}
AREA = {"name": "Ventas"}


async def names(desk) -> list[str]:
    """Return the areas that there are."""
    return [one.name for one in await desk.database.read(every_area)]


async def audited(desk, action: str) -> int:
    """Return how often something is in the audit."""
    sql = "SELECT COUNT(*) FROM audit WHERE action = ?"
    return int((await desk.database.read(lambda db: db.execute(sql, (action,)).fetchone()))[0])


async def test_the_same_key_and_the_same_body_are_done_once_and_answered_alike(desk):
    ana = await desk.enter("ana", ADMIN)
    first = await ana("POST", "/api/areas", AREA, headers=KEY)
    again = await ana("POST", "/api/areas", AREA, headers=KEY)
    assert (first.status, again.status) == (201, 201)
    assert first.body == again.body
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.headers["ETag"] == first.headers["ETag"]
    assert (await names(desk), await audited(desk, "area.added")) == (["Ventas"], 1)


async def test_another_body_another_address_and_another_query_are_refused(desk):
    ana = await desk.enter("ana", ADMIN)
    assert (await ana("POST", "/api/areas", AREA, headers=KEY)).status == 201
    for path, body in (("/api/areas", {"name": "Otra"}), ("/api/roles", {"name": "x", "permissions": []})):
        told = await ana("POST", path, body, headers=KEY)
        assert (told.status, told.code) == (422, "key_reused")
    assert await names(desk) == ["Ventas"]


async def test_a_key_is_its_callers_own_by_whatever_way_they_came(desk):
    ana, eva = await desk.enter("ana", ADMIN), await desk.enter("eva", ADMIN)
    token = (await ana("POST", "/api/tokens", {"name": "x", "scopes": ["areas.manage"]})).body["token"]
    program = desk.client()
    program.headers = {"Authorization": f"Bearer {token}"}
    made = await ana("POST", "/api/areas", AREA, headers=KEY)
    assert (await program("POST", "/api/areas", AREA, headers=KEY)).body == made.body
    other = await eva("POST", "/api/areas", AREA, headers=KEY)
    assert (other.status, other.body["errors"][0]["at"]) == (422, "/name")


async def test_what_was_refused_is_not_kept_and_may_be_asked_again(desk):
    ana = await desk.enter("ana", ADMIN)
    assert (await ana("POST", "/api/areas", {"name": "  "}, headers=KEY)).status == 422
    assert (await ana("POST", "/api/areas", AREA, headers=KEY)).status == 201


async def test_of_many_who_ask_at_once_one_has_it_done_and_all_are_told_the_same(desk):
    ana = await desk.enter("ana", ADMIN)
    told = await asyncio.gather(*(ana("POST", "/api/areas", AREA, headers=KEY) for _ in range(8)))
    assert {one.status for one in told} == {201}
    assert len({one.body["id"] for one in told}) == 1
    assert sum("Idempotent-Replayed" in one.headers for one in told) == 7
    assert await audited(desk, "area.added") == 1


async def test_of_two_processes_that_are_asked_at_once_one_does_it(desk):
    """Another server over the same database, which knows nothing of what this one has in hand."""
    ana = await desk.enter("ana", ADMIN)
    gate = Gate(desk.access, SessionCookie(), many())
    app = application(desk.routes, gate, repeats=Repeats(desk.database, desk.clock.now))
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    cookies = {one.key: one.value for one in ana.session.cookie_jar}
    elsewhere = desk.client()
    elsewhere.headers = {"Cookie": f"cauce={cookies['cauce']}"}
    asks = [
        one("POST", f"{where}/api/areas", AREA, headers=KEY)
        for one, where in ((ana, ""), (elsewhere, f"http://{host}:{port}")) * 4
    ]
    told = await asyncio.gather(*asks)
    await runner.cleanup()
    assert {one.status for one in told} <= {201, 409}
    assert {one.code for one in told if one.status == 409} <= {"key_in_use"}
    assert len({one.body["id"] for one in told if one.status == 201}) == 1
    assert await audited(desk, "area.added") == 1


async def half_done(desk, client: Client) -> None:
    """Do what a request asked for, as a process that died before it could tell."""
    user = desk.users["ana"].id
    mark = print_of(Request("POST", "/api/areas", raw=b'{"name": "Ventas"}'))
    hashed = hashlib.sha256(KEY["Idempotency-Key"].encode()).hexdigest()
    before = ONCE.set(Once(user, hashed, mark, desk.clock.now()))
    await desk.access.do(desk.access.console(), "", areas.add, Area(0, "Ventas"))
    ONCE.reset(before)
    told = await client("POST", "/api/areas", AREA, headers=KEY)
    assert (told.status, told.code) == (409, "key_in_use")


async def test_what_was_done_by_a_process_that_died_before_it_could_tell_is_not_done_again(desk):
    ana = await desk.enter("ana", ADMIN)
    await half_done(desk, ana)
    desk.clock.advance(SETTLED_MS / 1000)
    told = await ana("POST", "/api/areas", AREA, headers=KEY)
    assert (told.status, told.code) == (409, "already_done")
    assert (await names(desk), await audited(desk, "area.added")) == (["Ventas"], 1)


async def test_the_answer_outlives_the_process(place):
    async with running(place) as before:
        ana = await before.enter("ana", ADMIN)
        made = await ana("POST", "/api/areas", AREA, headers=KEY)
    async with running(place) as after:
        again = after.client()
        await again.log_in("ana")
        told = await again("POST", "/api/areas", AREA, headers=KEY)
        assert (told.body, told.headers["Idempotent-Replayed"]) == (made.body, "true")
        assert await audited(after, "area.added") == 1


async def test_a_secret_is_told_once_and_kept_nowhere(desk):
    ana = await desk.enter("ana", ADMIN)
    body = {"name": "x", "scopes": []}
    first = await ana("POST", "/api/tokens", body, headers=KEY)
    again = await ana("POST", "/api/tokens", body, headers=KEY)
    assert (first.status, again.status, again.code) == (201, 409, "already_done")
    assert len((await ana("GET", "/api/tokens")).body["items"]) == 1
    rows = await desk.database.read(lambda db: db.execute("SELECT status, body FROM asked").fetchall())
    assert rows == [(0, None)]


async def test_a_key_is_forgotten_after_a_day(quick):
    ana = await quick.enter("ana", ADMIN)
    await ana("POST", "/api/areas", AREA, headers=KEY)
    quick.clock.advance(KEPT_MS / 1000)
    ana = await quick.enter("ana")
    assert (await ana("POST", "/api/areas", AREA, headers=KEY)).status == 422
    assert (await ana("POST", "/api/areas", {"name": "Otra"}, headers=KEY)).status == 201
    rows = await quick.database.read(lambda db: db.execute("SELECT COUNT(*) FROM asked").fetchone())
    assert rows[0] == 1


@pytest.mark.parametrize("key", ["", "a b", "ñ", "k" * 201])
async def test_what_is_no_key_is_refused_wherever_one_may_come(quick, key):
    ana = await quick.enter("ana", ADMIN)
    told = await ana("POST", "/api/areas", AREA, headers={"Idempotency-Key": key})
    assert (told.status, told.body["errors"][0]["at"]) == (422, "/Idempotency-Key")
    assert await names(quick) == []


async def test_what_needs_no_key_does_not_look_at_it(quick):
    ana = await quick.enter("ana", ADMIN)
    for _ in range(2):
        assert "Idempotent-Replayed" not in (await ana("GET", "/api/areas", headers=KEY)).headers
        told = await ana("POST", "/api/auth/login", {"account": "ana", "password": PASSWORD}, headers=KEY)
        assert (told.status, "Idempotent-Replayed" in told.headers) == (200, False)


async def test_whoever_may_no_longer_is_not_told_what_they_did(quick):
    ana = await quick.enter("ana", ADMIN)
    await ana("POST", "/api/areas", AREA, headers=KEY)
    await ana("POST", "/api/auth/logout")
    assert (await ana("POST", "/api/areas", AREA, headers=KEY)).status == 401


async def test_every_operation_that_makes_or_does_something_takes_a_key(quick):
    lacking = {
        route.path for route in quick.routes if route.path.startswith("/api/") and route.method == "POST" and not takes_key(route)
    }  # fmt: skip
    assert all(one.permission == "public" for one in quick.routes if one.path in lacking and one.method == "POST")
    ana = await quick.enter("ana", ADMIN)
    talk = await quick.conversation("queue")
    for _ in range(2):
        told = await ana("POST", f"/api/conversations/{talk}/take", {}, headers={"Idempotency-Key": "t"})
        assert (told.status, told.body["owner"]) == (200, "human")
    assert await audited(quick, "conversation.taken") == 1


async def test_an_answer_is_kept_only_for_what_waits_for_one(quick):
    await quick.add("ana", ADMIN)
    found = partial(asked.find, user=1, hashed="x", now=quick.clock.now())
    await quick.database.write(lambda db: asked.tell(db, 1, "x", asked.Told(200)))
    assert await quick.database.read(found) is None

"""Who comes in: by a cookie or a token, from pages of this very host or of those that are named; never by the address."""

from __future__ import annotations

import time

import pytest
import socketio

from live_rig import live_desk, until


async def refused(console, **more) -> str:
    """Try to connect, and return by which word it was refused."""
    with pytest.raises(socketio.exceptions.ConnectionError):
        await console.socket.connect(console.address, transports=["websocket"], **{**console.connect, **more})
    return str(console.bodies("connect_error")[-1:])


async def token_of(desk, client, scopes=("conversations.read", "conversations.all")):
    """Make a token, and return what the program keeps and its number."""
    made = await client("POST", "/api/tokens", {"name": "pantalla", "scopes": list(scopes)})
    assert made.status == 201
    return made.body["token"], made.body["id"]


async def test_by_a_cookie_by_websocket_and_by_polling(quick):
    ana = await quick.running.enter("ana", "OPERATOR")
    for transports in (["websocket"], ["polling"], ["polling", "websocket"]):
        console = await quick.closed(ana).open(transports=transports)
        await quick.tell(await quick.running.conversation("human", None, quick.running.users["ana"].id))
        await until(lambda console=console: console.bodies("conversation:update"))
        await console.close()


async def test_by_a_token_which_hears_what_it_is_for(quick):
    sofia = await quick.running.enter("sofia", "SUPERVISOR")
    one = await quick.running.conversation("bot")
    token, _ = await token_of(quick, sofia)
    narrow, _ = await token_of(quick, sofia, ["areas.read"])
    console = await quick.closed(auth={"token": token}).open()
    header = await quick.closed(headers={"Authorization": f"Bearer {token}"}).open()
    deaf = await quick.closed(auth={"token": narrow}).open()
    await quick.tell(one)
    await until(lambda: console.of(f"conversation:{one}") == [1])
    await until(lambda: header.of(f"conversation:{one}") == [1])
    answer = await deaf.ask("sync", {"cursors": {f"conversation:{one}": 0}})
    assert answer["resync"] == [f"conversation:{one}"]
    assert deaf.streams() == set()


@pytest.mark.parametrize(
    "auth",
    [None, {}, {"token": "cauce_nada"}, {"token": 7}, {"token": ""}, {"token": "x" * 1000}, {"token": "ñ"}, "cauce_x", ["a"],
     {"token": "cauce_nada", "user": 1}, {"sid": "otro"}],
)  # fmt: skip
async def test_who_shows_nothing_that_opens_is_refused(quick, auth):
    console = quick.closed()
    if auth is None:
        assert "unauthenticated" in await refused(console)
    else:
        assert "unauthenticated" in await refused(console, auth=auth)


async def test_an_unknown_cookie_is_refused(quick):
    console = quick.closed(headers={"Cookie": "cauce=nada"})
    assert "unauthenticated" in await refused(console)


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://127.0.0.1:1", "http://127.0.0.1.evil.example", "file://", "http://["],
)
async def test_a_page_of_another_site_is_refused(quick, origin):
    ana = await quick.running.enter("ana", "OPERATOR")
    for path in ("/socket.io/?EIO=4&transport=polling", "/socket.io/?EIO=4&transport=websocket"):
        async with ana.session.get(path, headers={"Origin": origin}) as answer:
            assert answer.status == 403
            assert (await answer.json(content_type=None))["code"] == "cross_site"
            assert "Access-Control-Allow-Origin" not in answer.headers
    console = quick.closed(ana)
    headers = {**console.connect["headers"], "Origin": origin}
    await refused(console, headers=headers)
    assert len(quick.live.seats) == 0


async def test_pages_of_this_host_and_of_the_named_ones_come_in(file):
    async with live_desk(file, origins=("https://mesa.example",)) as desk:
        ana = await desk.running.enter("ana", "OPERATOR")
        for origin in (desk.running.address, "https://mesa.example"):
            await desk.console(ana, headers={"Origin": origin})
            async with ana.session.get("/socket.io/?EIO=4&transport=polling", headers={"Origin": origin}) as answer:
                assert answer.status == 200
                assert answer.headers["Access-Control-Allow-Origin"] == origin
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
        async with ana.session.get(
            "/socket.io/?EIO=4&transport=polling", headers={"Sec-Fetch-Site": "cross-site"}
        ) as answer:
            assert answer.status == 403


@pytest.mark.parametrize("name", ["token", "access_token", "auth", "Authorization"])
async def test_a_token_in_the_address_is_refused_good_or_not(quick, name):
    sofia = await quick.running.enter("sofia", "SUPERVISOR")
    token, _ = await token_of(quick, sofia)
    for transport in ("polling", "websocket"):
        async with sofia.session.get(f"/socket.io/?EIO=4&transport={transport}&{name}={token}") as answer:
            assert answer.status == 400
            assert (await answer.json(content_type=None))["code"] == "token_in_address"


async def test_a_script_of_another_site_gets_nothing(quick):
    ana = await quick.running.enter("ana", "OPERATOR")
    async with ana.session.get("/socket.io/?EIO=4&transport=polling&j=0") as answer:
        assert answer.status == 400


async def test_a_user_has_only_so_many_connections(file):
    async with live_desk(file, sockets_per_user=2) as desk:
        ana = await desk.running.enter("ana", "OPERATOR")
        first = await desk.console(ana)
        await desk.console(ana)
        assert "too_many" in await refused(desk.closed(ana))
        await desk.console(await desk.running.enter("beto", "OPERATOR"))
        await first.close()
        await until(lambda: desk.live.seats.count(desk.running.users["ana"].id) == 1)
        await desk.console(ana)


async def ends(desk, console, what) -> None:
    """Wait until a connection is ended after something was done, and print how long that took."""
    begin = time.monotonic()
    await what()
    done = time.monotonic()
    await until(console.gone.is_set)
    print(f"ended {time.monotonic() - done:.2f} s after it was done, which took {done - begin:.2f} s")  # noqa: T201 - the figure
    await until(lambda: console.bodies("account:ended"))
    await until(lambda: console.socket.eio.state != "connected")


async def test_a_connection_ends_with_its_login_its_user_its_password_and_its_token(desk):
    running = desk.running
    admin = await running.enter("rosa", "ADMIN")
    ana = await running.enter("ana", "OPERATOR")
    number = running.users["ana"].id
    other = await desk.console(admin)

    await ends(desk, await desk.console(ana), lambda: ana("POST", "/api/auth/logout"))
    ana = await running.enter("ana")
    [login] = (await ana("GET", "/api/auth/logins")).body["items"]
    await ends(desk, await desk.console(ana), lambda: ana("DELETE", f"/api/auth/logins/{login['id']}"))
    ana = await running.enter("ana")
    await ends(desk, await desk.console(ana), lambda: admin("POST", f"/api/admin/users/{number}/reset-password"))
    token, row = await token_of(desk, admin)
    await ends(desk, await desk.console(auth={"token": token}), lambda: admin("DELETE", f"/api/tokens/{row}"))
    beto = await running.enter("beto", "OPERATOR")
    console = await desk.console(beto)
    path = f"/api/users/{running.users['beto'].id}"
    await ends(desk, console, lambda: admin("PATCH", path, {"active": False}))
    assert "unauthenticated" in await refused(desk.closed(beto))
    assert not other.gone.is_set()


async def test_a_connection_ends_with_time(quick):
    running = quick.running
    sofia = await running.enter("sofia", "SUPERVISOR")
    ends_at = running.clock.now() + 60_000
    made = await sofia("POST", "/api/tokens", {"name": "corta", "scopes": ["conversations.read"], "ends_at": ends_at})
    short = await quick.console(auth={"token": made.body["token"]})
    idle = await quick.console(sofia)

    async def pass_over(seconds: float) -> None:
        running.clock.advance(seconds)

    await ends(quick, short, lambda: pass_over(61))
    assert not idle.gone.is_set()
    # To be connected is not to be there; to say something is.
    running.clock.advance(28 * 60)
    assert (await idle.ask("viewing", {"conversation": None}))["ok"]
    await running.database.write(lambda db: None)
    running.clock.advance(25 * 60)
    assert (await idle.ask("sync", {}))["ok"]
    await ends(quick, idle, lambda: pass_over(6 * 60))


async def test_what_one_may_hear_changes_with_area_and_role(desk):
    running = desk.running
    ana = await desk.console(await running.enter("ana", "OPERATOR"))
    area = await running.area("ventas", "ana")
    await until(lambda: [one for one in ana.bodies("account:changed") if one["areas"] == ["ventas"]])
    one = await running.conversation("queue", "ventas")
    await desk.tell(one)
    await until(lambda: ana.of(f"conversation:{one}") == [1])
    admin = await running.enter("rosa", "ADMIN")
    await admin("DELETE", f"/api/areas/{area.id}/members/{running.users['ana'].id}")
    await until(lambda: ana.bodies("account:changed")[-1]["areas"] == [])
    sofia = await desk.console(await running.enter("sofia", "SUPERVISOR"))
    await desk.tell(one)
    await until(lambda: sofia.of(f"conversation:{one}") == [2])
    assert (await ana.ask("sync", {"cursors": {f"conversation:{one}": 1}}))["resync"] == [f"conversation:{one}"]
    assert ana.of(f"conversation:{one}") == [1]
    assert not ana.gone.is_set()


async def test_what_one_may_hear_changes_with_what_the_role_may(quick):
    running = quick.running
    admin = await running.enter("rosa", "ADMIN")
    made = await admin("POST", "/api/roles", {"name": "MIRA", "permissions": ["conversations.all"]})
    eva = await quick.console(await running.enter("eva", "MIRA"))
    one = await running.conversation("bot")
    await quick.tell(one)
    await until(lambda: eva.of(f"conversation:{one}") == [1])
    path = f"/api/roles/{made.body['id']}"
    tag = (await admin("GET", path)).headers["ETag"]
    await admin("PUT", path, {"permissions": ["users.read"]}, headers={"If-Match": tag})
    [told] = await until(lambda: eva.bodies("account:changed"))
    assert told["permissions"] == ["users.read"]
    await quick.tell(one)
    await admin("PUT", "/api/auth/presence", {"presence": "away"})
    await until(lambda: eva.bodies("user:presence"))
    assert eva.of(f"conversation:{one}") == [1]

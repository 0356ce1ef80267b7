"""A new password by what an admin gave: once, within the hour, and whoever had come in by the old one is out."""

from __future__ import annotations

import asyncio

import pytest

from cauce.access import users
from cauce.access.users import RESET_MS
from cauce.model.permission import ADMIN
from desk_rig import PASSWORD, running

FRESH = "otro río que vuelve"
RESET = "/api/auth/reset"


async def offered(desk, admin, name="ana") -> str:
    """Return what the admin is given for somebody."""
    told = await admin("POST", f"/api/admin/users/{desk.users[name].id}/reset-token")
    assert told.status == 200
    return told.body["token"]


async def test_it_opens_once_and_whoever_was_in_is_out(desk):
    jefa, ana = await desk.enter("jefa", ADMIN), await desk.enter("ana", "OPERATOR")
    token = await offered(desk, jefa)
    stranger = desk.client()
    assert (await stranger("POST", RESET, {"token": token, "password": FRESH})).status == 204
    assert (await ana("GET", "/api/auth/me")).status == 401
    assert (await stranger.log_in("ana")).status == 401
    assert (await stranger.log_in("ana", FRESH)).status == 200
    again = await stranger("POST", RESET, {"token": token, "password": PASSWORD})
    assert (again.status, again.body["errors"][0]["at"]) == (422, "/token")


async def test_it_is_kept_as_a_hash_and_in_the_audit_without_it(desk):
    jefa = await desk.enter("jefa", ADMIN)
    await desk.add("ana", "OPERATOR")
    token = await offered(desk, jefa)
    await desk.client()("POST", RESET, {"token": token, "password": FRESH})
    told = await desk.database.read(
        lambda db: db.execute("SELECT who, action, object, details FROM audit ORDER BY id DESC LIMIT 2").fetchall()
    )
    thing = f"user:{desk.users['ana'].id}"
    assert [row[:3] for row in told] == [("ana", "user.password", thing), ("jefa", "user.reset_offered", thing)]
    token = await offered(desk, jefa)
    kept = await desk.database.read(lambda db: db.execute("SELECT hash FROM resets").fetchall())
    assert len(kept) == 1
    assert token not in str([kept, told])


async def test_whatever_leads_nowhere_is_told_alike(desk):
    jefa = await desk.enter("jefa", ADMIN)
    for name in ("ana", "eva", "leo", "zoe"):
        await desk.add(name, "OPERATOR")
    replaced = await offered(desk, jefa)
    last = await offered(desk, jefa)
    off, other = await offered(desk, jefa, "eva"), await offered(desk, jefa, "leo")
    await desk.access.do(desk.access.console(), "", users.set_active, desk.users["eva"].id, False)
    await desk.access.reset_password(desk.access.console(), "", desk.users["leo"].id)
    told = [
        await desk.client()("POST", RESET, {"token": one, "password": FRESH}) for one in (replaced, off, other, "x")
    ]
    desk.clock.advance(RESET_MS / 1000)
    told.append(await desk.client()("POST", RESET, {"token": last, "password": FRESH}))
    assert {one.status for one in told} == {422}
    assert all(one.body == told[0].body for one in told)
    assert (await desk.client().log_in("ana")).status == 200


async def test_of_two_who_use_it_at_once_one_does(desk):
    jefa = await desk.enter("jefa", ADMIN)
    await desk.add("ana", "OPERATOR")
    token = await offered(desk, jefa)
    words = [f"{FRESH} {number}" for number in range(4)]
    told = await asyncio.gather(*(desk.client()("POST", RESET, {"token": token, "password": one}) for one in words))
    assert sorted(one.status for one in told) == [204, 422, 422, 422]
    right = words[next(number for number, one in enumerate(told) if one.status == 204)]
    assert (await desk.client().log_in("ana", right)).status == 200


@pytest.mark.parametrize("password", ["corta", "contraseña123", "ana ana ana ana"])
async def test_a_password_that_is_not_good_enough_uses_nothing_up(quick, password):
    jefa = await quick.enter("jefa", ADMIN)
    await quick.add("ana", "OPERATOR")
    token = await offered(quick, jefa)
    told = await quick.client()("POST", RESET, {"token": token, "password": password})
    assert (told.status, told.body["errors"][0]["at"]) == (422, "/password")
    assert (await quick.client()("POST", RESET, {"token": token, "password": FRESH})).status == 204


async def test_whoever_guesses_has_to_wait_and_whoever_was_given_one_elsewhere_has_not(quick):
    jefa = await quick.enter("jefa", ADMIN)
    await quick.add("ana", "OPERATOR")
    token = await offered(quick, jefa)
    stranger = quick.client()
    told = [await stranger("POST", RESET, {"token": f"x{number}", "password": FRESH}) for number in range(22)]
    assert told[-1].status == 429
    assert int(told[-1].headers["Retry-After"]) >= 1
    await quick.access.reset(token, FRESH, address="203.0.113.9")


async def test_nobody_offers_it_to_whom_they_do_not_rule(quick):
    eva, jefa = await quick.enter("eva", "SUPERVISOR"), await quick.enter("jefa", ADMIN)
    await quick.add("ana", "OPERATOR")
    assert (await eva("POST", f"/api/admin/users/{quick.users['ana'].id}/reset-token")).status == 403
    assert (await jefa("POST", "/api/admin/users/999/reset-token")).status == 404
    await quick.access.do(quick.access.console(), "", users.set_active, quick.users["ana"].id, False)
    assert (await jefa("POST", f"/api/admin/users/{quick.users['ana'].id}/reset-token")).status == 403


async def test_it_outlives_the_process(place):
    async with running(place) as before:
        jefa = await before.enter("jefa", ADMIN)
        await before.add("ana", "OPERATOR")
        token = await offered(before, jefa)
    async with running(place) as after:
        assert (await after.client()("POST", RESET, {"token": token, "password": FRESH})).status == 204


async def test_no_other_site_uses_it(quick):
    jefa = await quick.enter("jefa", ADMIN)
    await quick.add("ana", "OPERATOR")
    body = {"token": await offered(quick, jefa), "password": FRESH}
    told = await quick.client()("POST", RESET, body, headers={"Sec-Fetch-Site": "cross-site"})
    assert (told.status, told.code) == (403, "cross_site")
    assert (await quick.client()("POST", f"{RESET}?token=x", body)).status == 422

"""Coming in and going out: what is told, what is kept, and what ends."""

from __future__ import annotations

import pytest

from cauce.http.gate import Limit, Rates
from desk_rig import PASSWORD, running

OTHER = "otra frase muy larga"


async def test_by_username_or_email_one_comes_in_and_is_who_one_is(desk):
    await desk.add("ana", "OPERATOR")
    await desk.area("ventas", "ana")
    client = desk.client()
    assert (await client("GET", "/api/auth/me")).status == 401
    told = await client.log_in("Ana")
    assert told.body["user"]["username"] == "ana"
    cookie = told.headers["Set-Cookie"]
    assert all(part in cookie for part in ("cauce=", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=43200"))
    me = (await client("GET", "/api/auth/me")).body
    assert (me["role"], me["areas"], me["via"], "conversations.read" in me["permissions"]) == (
        "OPERATOR",
        ["ventas"],
        "login",
        True,
    )
    assert (await desk.client().log_in("ana@example.org")).status == 200
    gone = await client("POST", "/api/auth/logout")
    assert (gone.status, 'cauce=""' in gone.headers["Set-Cookie"]) == (204, True)
    assert (await client("GET", "/api/auth/me")).status == 401


@pytest.mark.parametrize(
    ("account", "password"), [("ana", "no"), ("nobody", PASSWORD), ("ana ", PASSWORD + " "), ("", "x")]
)
async def test_nobody_is_told_what_was_wrong(quick, account, password):
    await quick.add("ana", "OPERATOR")
    told = await quick.client().log_in(account, password)
    assert told.status == (401 if account else 422)
    if account:
        assert told.code == "wrong_login"
        assert told.body["detail"] == "El usuario o la contraseña no son correctos."


async def test_who_guesses_waits_and_is_told_how_long(quick):
    await quick.add("ana", "OPERATOR")
    client = quick.client()
    found = [await client.log_in("ana", f"guess {number}") for number in range(12)]
    assert [one.status for one in found[:5]] == [401] * 5
    assert found[-1].status == 429
    assert int(found[-1].headers["Retry-After"]) >= 1
    assert PASSWORD not in str(found)


async def test_a_login_is_new_each_time_and_the_one_before_is_over(quick):
    client = await quick.enter("ana", "OPERATOR")
    [before] = [one.value for one in client.session.cookie_jar]
    await client.log_in("ana")
    [after] = [one.value for one in client.session.cookie_jar]
    assert before != after
    old = quick.client()
    assert (await old("GET", "/api/auth/me", headers={"Cookie": f"cauce={before}"})).status == 401
    # One that somebody else made up does not become the login.
    made_up = quick.client()
    made_up.headers["Cookie"] = "cauce=fixed"
    told = await made_up.log_in("ana")
    assert "fixed" not in told.headers["Set-Cookie"]
    assert (await quick.client()("GET", "/api/auth/me", headers={"Cookie": "cauce=fixed"})).status == 401


async def test_another_site_logs_nobody_in(quick):
    await quick.add("ana", "OPERATOR")
    client = quick.client()
    client.headers["Sec-Fetch-Site"] = "cross-site"
    assert (await client.log_in("ana")).code == "cross_site"


async def test_one_sees_where_one_is_logged_in_and_ends_one_of_them(desk):
    here, there = await desk.enter("ana", "OPERATOR"), await desk.enter("ana")
    stranger = await desk.enter("eva", "ADMIN")
    found = (await here("GET", "/api/auth/logins")).body["items"]
    assert sorted(one["current"] for one in found) == [False, True]
    [other] = [one["id"] for one in found if not one["current"]]
    assert (await stranger("DELETE", f"/api/auth/logins/{other}")).status == 404
    assert (await here("DELETE", f"/api/auth/logins/{other}")).status == 204
    assert (await here("DELETE", f"/api/auth/logins/{other}")).status == 404
    assert (await there("GET", "/api/auth/me")).status == 401
    assert (await here("GET", "/api/auth/me")).status == 200


async def test_a_changed_password_ends_the_other_logins(desk):
    here, there = await desk.enter("ana", "OPERATOR"), await desk.enter("ana")
    wrong = await here("POST", "/api/auth/change-password", {"current": "no", "password": OTHER})
    assert (wrong.status, wrong.body["errors"][0]["at"]) == (422, "/current")
    short = await here("POST", "/api/auth/change-password", {"current": PASSWORD, "password": "corta"})
    assert (short.status, short.body["errors"][0]["at"]) == (422, "/password")
    done = await here("POST", "/api/auth/change-password", {"current": PASSWORD, "password": OTHER})
    assert done.status == 204
    assert (await there("GET", "/api/auth/me")).status == 401
    assert (await here("GET", "/api/auth/me")).status == 200
    assert (await desk.client().log_in("ana")).status == 401
    assert (await desk.client().log_in("ana", OTHER)).status == 200


async def test_one_says_whether_one_takes_conversations(desk):
    client = await desk.enter("ana", "SUPERVISOR")
    assert (await client("PUT", "/api/auth/presence", {"presence": "away"})).status == 204
    me = desk.users["ana"].id
    assert (await client("GET", f"/api/users/{me}")).body["presence"] == "away"


async def test_logins_end_unused_and_at_last(quick):
    client = await quick.enter("ana", "OPERATOR")
    quick.clock.advance(31 * 60)
    assert (await client("GET", "/api/auth/me")).status == 401


async def test_what_a_token_may_is_what_it_is_for_and_no_more(desk):
    owner = await desk.enter("ana", "SUPERVISOR")
    wanted = {"name": "informe", "scopes": ["users.read"], "ends_at": desk.clock.now() + 60_000}
    made = await owner("POST", "/api/tokens", wanted)
    assert made.status == 201
    program = desk.client()
    program.headers["Authorization"] = f"Bearer {made.body['token']}"
    assert (await program("GET", "/api/users")).status == 200
    assert (await program("GET", "/api/areas")).code == "forbidden"
    assert (await program("GET", "/api/auth/me")).body["via"] == "token"
    assert (await program("POST", "/api/auth/logout")).status == 204
    assert (await program("GET", "/api/auth/logins")).status == 403
    listed = (await owner("GET", "/api/tokens")).body["items"]
    assert [(one["name"], "token" in one) for one in listed] == [("informe", False)]
    stranger = await desk.enter("eva", "ADMIN")
    assert (await stranger("DELETE", f"/api/tokens/{listed[0]['id']}")).status == 404
    desk.clock.advance(60)
    assert (await program("GET", "/api/users")).status == 401
    assert (await owner("DELETE", f"/api/tokens/{listed[0]['id']}")).status == 204
    assert (await owner("GET", "/api/tokens")).body["items"] == []


async def test_a_token_makes_no_tokens_and_changes_no_password(quick):
    owner = await quick.enter("ana", "SUPERVISOR")
    scopes = ["tokens.own", "account.self"]
    made = await owner("POST", "/api/tokens", {"name": "todo", "scopes": scopes})
    program = quick.client()
    program.headers["Authorization"] = f"Bearer {made.body['token']}"
    assert (await program("POST", "/api/tokens", {"name": "otra", "scopes": scopes})).status == 403
    change = {"current": PASSWORD, "password": OTHER}
    assert (await program("POST", "/api/auth/change-password", change)).status == 403
    assert (await program("GET", "/api/auth/logins")).body["items"][0]["current"] is False
    above = await owner("POST", "/api/tokens", {"name": "más", "scopes": ["users.manage"]})
    assert above.status == 403


async def test_who_asks_too_often_waits(file):
    async with running(file, Rates(Limit(1, 1000), Limit(0.01, 3))) as desk:
        client = await desk.enter("ana", "OPERATOR")
        found = [await client("GET", "/api/auth/me") for _ in range(4)]
    assert [one.status for one in found] == [200, 200, 200, 429]
    assert int(found[-1].headers["Retry-After"]) > 1

"""The gate: who calls, by which way, and what is refused before anything is looked at."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

import pytest

from cauce.http.gate import IN_ADDRESS, Gate, Limit, Rates
from cauce.http.proxies import Proxies
from cauce.http.rate import Buckets
from cauce.http.request import Request
from cauce.http.response import Problem
from cauce.http.session_cookie import LONGEST, SessionCookie
from cauce.model.route import Route

TOKEN = {"Authorization": "Bearer good"}
COOKIE = {"Cookie": "cauce=kept"}
NOTE = {"type": "object", "properties": {"text": {"type": "string"}}}


@dataclass
class Caller:
    """Somebody with permissions."""

    user: int = 7
    permissions: frozenset[str] = frozenset({"notes.read"})

    def may(self, permission: str) -> bool:
        return permission in self.permissions


@dataclass
class Doorkeeper:
    """Knows one login and one token."""

    asked: list[tuple[str | None, str | None]] = field(default_factory=list)

    async def who(self, *, login: str | None, token: str | None) -> Caller | None:
        self.asked.append((login, token))
        return Caller() if login == "kept" or token == "good" else None


async def notes(request):
    return {"user": request.caller.user, "body": request.body}


ROUTES = (
    Route("GET", "/notes", "notes.read", notes),
    Route("GET", "/mine", "login", notes),
    Route("POST", "/mine", "login", notes, body=NOTE),
    Route("GET", "/users", "users.manage", notes),
)


@pytest.fixture
def door():
    return Doorkeeper()


@pytest.fixture
async def client(serve, door):
    return await serve(*ROUTES, gate=Gate(door, SessionCookie()))


async def told(client, path, method="GET", **more):
    async with client.request(method, path, **more) as answer:
        found = await answer.json(content_type=None)
        return answer.status, found.get("code"), answer.headers


@pytest.mark.parametrize("headers", [TOKEN, COOKIE, {"Authorization": "bearer  good "}])
async def test_who_has_a_login_or_a_token_comes_in_as_far_as_they_may(client, headers):
    assert (await told(client, "/notes", headers=headers))[0] == 200
    assert (await told(client, "/mine", headers=headers))[0] == 200
    assert (await told(client, "/users", headers=headers))[:2] == (403, "forbidden")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer bad"},
        {"Authorization": "Bearer "},
        {"Authorization": f"Bearer {'x' * (LONGEST + 1)}"},
        {"Authorization": "Bearer a\tb"},
        {"Authorization": "Bearer bad", **COOKIE},
        {"Authorization": "Basic Z29vZDpnb29k"},
        {"Cookie": "cauce=other"},
        {"Cookie": "cauce="},
        {"Cookie": f"cauce={'x' * (LONGEST + 1)}"},
        {"Cookie": "__Host-cauce=kept"},
    ],
)
async def test_whoever_is_not_known_is_asked_to_sign_in(client, headers):
    status, code, answered = await told(client, "/mine", headers=headers)
    assert (status, code) == (401, "unauthenticated")
    assert answered["WWW-Authenticate"] == 'Bearer realm="cauce"'


async def test_a_token_outweighs_the_cookie_and_another_scheme_does_not(client, door):
    assert (await told(client, "/mine", headers={**TOKEN, **COOKIE}))[0] == 200
    assert (await told(client, "/mine", headers={"Authorization": "Basic x", **COOKIE}))[0] == 200
    assert door.asked == [(None, "good"), ("kept", None)]


@pytest.mark.parametrize("name", [*sorted(IN_ADDRESS), "Access_Token"])
async def test_tokens_in_addresses_are_refused_though_they_are_good(client, door, name):
    assert (await told(client, f"/mine?{name}=good", headers=TOKEN))[:2] == (400, "token_in_address")
    assert door.asked == []


async def test_whoever_may_not_is_told_so_whatever_they_sent(client):
    for body in (b"{", b"x" * 100_000):
        status, code, _ = await told(client, "/mine", "POST", data=body)
        assert (status, code) == (401, "unauthenticated")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"}, 200),
        ({"Origin": "http://cauce.example"}, 200),
        ({"Origin": "https://CAUCE.example"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://cauce.example"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://cauce.example:81"}, 403),
        ({"Origin": "http://cauce.example.evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Origin": "http://[evil"}, 403),
    ],
)
async def test_other_sites_change_nothing_with_our_cookie(client, headers, status):
    sent = {**headers, "Host": "cauce.example"}
    found = await told(client, "/mine", "POST", json={"text": "a"}, headers={**COOKIE, **sent})
    assert found[:2] == (status, None if status == 200 else "cross_site")
    # A token is sent by nobody but its owner, and looking changes nothing.
    assert (await told(client, "/mine", "POST", json={"text": "a"}, headers={**TOKEN, **sent}))[0] == 200
    assert (await told(client, "/mine", headers={**COOKIE, **sent}))[0] == 200


async def test_over_https_only_the_cookie_that_is_bound_to_this_host_counts(serve, door):
    believed = Proxies(["127.0.0.1"])
    client = await serve(*ROUTES, gate=Gate(door, SessionCookie("desk")), proxies=believed)
    https = {"X-Forwarded-Proto": "http, https"}
    assert (await told(client, "/mine", headers={"Cookie": "__Host-desk=kept", **https}))[0] == 200
    assert (await told(client, "/mine", headers={"Cookie": "desk=kept", **https}))[0] == 401
    assert (await told(client, "/mine", headers={"Cookie": "desk=kept", "X-Forwarded-Proto": "http"}))[0] == 200


def test_the_cookie_is_secure_where_the_request_was_and_goes_as_it_came():
    cookie = SessionCookie()
    plain, https = Request("POST", "/"), Request("POST", "/", secure=True)
    given = cookie.give(https, "value", 60)
    assert (given.name, given.value, given.age, given.secure, given.path) == ("__Host-cauce", "value", 60, True, "/")
    assert (cookie.give(plain, "value", 60).name, cookie.give(plain, "value", 60).secure) == ("cauce", False)
    taken = cookie.take(https)
    assert (taken.name, taken.value, taken.age, taken.secure) == ("__Host-cauce", "", 0, True)


async def test_what_is_refused_is_logged_without_the_token(client, caplog):
    with caplog.at_level(logging.INFO, "cauce.http.gate"):
        await told(client, "/mine", headers={"Authorization": "Bearer sesame"})
        await told(client, "/users", headers=TOKEN)
    found = [record for record in caplog.records if record.name == "cauce.http.gate"]
    assert [(one.code, one.permission, one.remote) for one in found] == [
        ("unauthenticated", "login", "127.0.0.1"),
        ("forbidden", "users.manage", "127.0.0.1"),
    ]
    assert "sesame" not in repr([vars(one) for one in found])


async def test_an_address_and_a_user_get_so_many_answers_and_then_a_time_to_wait(serve, door):
    rates = Rates(Limit(0.1, 3), Limit(0.1, 2))
    client = await serve(*ROUTES, gate=Gate(door, SessionCookie(), rates))
    found = [await told(client, "/mine", headers=TOKEN) for _ in range(4)]
    assert [one[0] for one in found] == [200, 200, 429, 429]
    assert 1 <= int(found[-1][2]["Retry-After"]) <= 10
    # The fourth was stopped by its address, before anybody was asked who it is.
    assert len(door.asked) == 3


def test_whoever_asks_too_often_is_told_for_how_long_to_wait():
    now = [0.0]
    limit = Limit(0.4, 2, Buckets(now=lambda: now[0]))
    for _ in range(2):
        limit.take("a")
    with pytest.raises(Problem) as refused:
        limit.take("a")
    assert refused.value.headers == {"Retry-After": "3"}
    now[0] = 3.0
    limit.take("a")

"""Every operation of the document, given what nobody should send: each time a refusal that the document knows."""

from __future__ import annotations

import copy
import gzip
import json
import re

import pytest
from yarl import URL

from cauce.http import openapi
from desk_rig import PASSWORD

JSON = {"Content-Type": "application/json"}
ANY = {"If-Match": "*"}
HUGE = 10**30

RAW = {
    "nothing": b"",
    "no JSON": b"hello",
    "half of it": b'{"name": "a',
    "not UTF-8": b'{"name": "\xff\xfe"}',
    "UTF-16": '{"name": "a"}'.encode("utf-16"),
    "NaN": b'{"name": NaN}',
    "out of range": b'{"name": 1e999}',
    "an endless number": b'{"name": ' + b"9" * 5000 + b"}",
    "deep": b"[" * 30_000,
    "deep objects": b'{"a":' * 5000,
    "null": b"null",
    "a list": b"[]",
    "a text": b'"text"',
    "a number": b"1",
    "two": b"{} {}",
    "a comment": b"{} // hi",
    "a form": b"name=a",
    "NUL": b"\x00",
    "an unknown field": b'{"__proto__": {"admin": true}}',
    "a name twice": b'{"name": "a", "name": {"b": 1}, "password": 1, "password": null}',
    "huge": b'{"name": "' + b"x" * 70_000 + b'"}',
}
SCALARS = [
    None,
    True,
    False,
    0,
    -1,
    1.5,
    HUGE,
    -HUGE,
    1e300,
    "",
    "x" * 5000,
    "a\0b",
    "\ud800",
    [],
    {},
    [[]],
    {"$gt": ""},
    ["a", 1],
]
PARTS = [
    "0",
    "-1",
    "007",
    "+1",
    "1.0",
    "1e3",
    "0x1",
    "%31%00",
    "%20",
    "%D9%A3",
    "1%2F2",
    "..%2F..",
    "9" * 30,
    "9007199254740992",
    "null",
    "%FF",
    "'--",
]
QUERIES = ["x=1", "limit=1&limit=2", "limit=x", "limit=0", "limit=-1", "limit=" + "9" * 40, "cursor=", "cursor=%00", "cursor=" + "A" * 500,
           "cursor=W10", "%FF=%FF", "=", "&&&", "lang=%ED%A0%80", "limit[]=1", "limit[$gt]=1"]  # fmt: skip


@pytest.fixture
async def admin(quick):
    """Somebody who may do anything, so that nothing is refused for another reason."""
    return await quick.enter("jefa", "ADMIN")


def operations(desk):
    return [one for one in openapi.documented(desk.routes) if one.path != "/api/auth/logout"]


def address(route, part="1"):
    return re.sub(r"\{\w+\}", part, openapi.plain(route.path))


@pytest.mark.parametrize("name", RAW)
async def test_bodies_that_are_none(quick, admin, name):
    for route in operations(quick):
        told = await admin(route.method, address(route, "9999"), data=RAW[name], headers={**JSON, **ANY})
        if route.body is not None or RAW[name]:
            assert told.status in {400, 413, 422}, f"{route.method} {route.path}"


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"Content-Type": "application/json; charset=utf-7"},
        {"Content-Type": "application/problem+json"},
        {"Content-Type": "x"},
        {**JSON, "Content-Encoding": "gzip"},
        {**JSON, "Content-Encoding": "zip"},
    ],
)
async def test_bodies_that_are_not_what_their_headers_say(quick, admin, headers):
    for route in operations(quick):
        told = await admin(route.method, address(route, "9999"), data=b"\xff\xfenot this", headers={**headers, **ANY})
        assert told.status in {400, 415, 422}, f"{route.method} {route.path}"


async def test_a_body_that_swells_is_cut_off(quick, admin):
    bomb = gzip.compress(b" " * 10_000_000, mtime=0)
    for route in operations(quick):
        told = await admin(
            route.method, address(route, "9999"), data=bomb, headers={**JSON, **ANY, "Content-Encoding": "gzip"}
        )
        assert told.status == 413, f"{route.method} {route.path}"


def good(schema, name=""):
    """Return something that fits a schema."""
    if "anyOf" in schema:
        return good(schema["anyOf"][0])
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema["type"]
    if kind == "object":
        return {key: good(part, key) for key, part in schema.get("properties", {}).items()}
    return {
        "string": "" if schema.get("pattern") else "SALES",
        "integer": 1,
        "number": 1.5,
        "boolean": True,
        "array": [],
    }[kind]


async def test_every_scalar_of_every_body_given_what_it_is_not(quick, admin):
    asked = 0
    for route in operations(quick):
        if route.body is None:
            continue
        fine = good(route.body)
        for field in (*fine, "role", "id", "admin", "__class__"):
            for value in SCALARS:
                body = copy.deepcopy(fine)
                body[field] = value
                raw = json.dumps(body).encode()
                told = await admin(route.method, address(route, "9999"), data=raw, headers={**JSON, **ANY})
                # Whatever it is, the document knows it, and it is no failure of ours.
                assert told.status < 500, f"{route.method} {route.path} {field}={value!r:.40}"
                asked += 1
    assert asked > 500


@pytest.mark.parametrize("part", PARTS)
async def test_parts_of_paths_that_are_no_ids(quick, admin, part):
    for route in operations(quick):
        if "{" not in route.path:
            continue
        body = good(route.body) if route.body else None
        told = await admin(route.method, URL(address(route, part), encoded=True), body, headers=ANY)
        assert told.status in {400, 404}, f"{route.method} {route.path}"


@pytest.mark.parametrize("query", QUERIES)
async def test_queries_that_nobody_asked_for(quick, admin, query):
    for route in operations(quick):
        body = good(route.body) if route.body else None
        told = await admin(route.method, URL(f"{address(route, '9999')}?{query}", encoded=True), body, headers=ANY)
        assert told.status < 500, f"{route.method} {route.path}"
        if query != "&&&":
            assert told.status in {400, 401, 404, 422}, f"{route.method} {route.path} {told.status}"


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"])
async def test_methods_that_an_address_does_not_take(quick, admin, method):
    paths = {openapi.plain(one.path) for one in operations(quick)}
    taken = {(one.method, openapi.plain(one.path)) for one in openapi.documented(quick.routes)}
    for path in sorted(paths):
        if (method, path) in taken or (method == "HEAD" and ("GET", path) in taken):
            continue
        told = await admin(method, re.sub(r"\{\w+\}", "1", path))
        assert told.status == 405, f"{method} {path}"
        assert told.headers["Allow"]


@pytest.mark.parametrize("key", ["", "ñ", "a b", "x" * 201])
async def test_keys_and_tags_that_are_none(quick, admin, key):
    for route in operations(quick):
        body = good(route.body) if route.body else None
        headers = {"Idempotency-Key": key, "If-Match": key or "x", "If-None-Match": key or "x", "Range": "bytes=9-1"}
        told = await admin(route.method, address(route, "9999"), body, headers=headers)
        assert told.status < 500, f"{route.method} {route.path}"


async def test_nothing_of_all_this_changed_anything(quick, admin):
    before = (await admin("GET", "/api/users")).body
    for route in operations(quick):
        for raw in RAW.values():
            await admin(route.method, address(route, "9999"), data=raw, headers={**JSON, **ANY})
    assert (await admin("GET", "/api/users")).body == before
    assert (await quick.client().log_in("jefa", PASSWORD)).status == 200

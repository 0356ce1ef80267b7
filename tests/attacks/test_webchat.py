"""The web chat under attack: tokens, origins, ids, floods, and markup that must stay text from the first byte to the page."""

from __future__ import annotations

import asyncio
import base64
import json
import re
import secrets

import pytest
from aiohttp import ClientResponse

from attacks.target import attacked, is_clean, texts_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

CHAT = "/webchat/web"
JSON = {"Content-Type": "application/json"}


async def visit(target, **headers):
    status, answer, _ = await target.call("POST", f"{CHAT}/visits", data=b"{}", headers={**JSON, **headers})
    assert status == 201
    return json.loads(answer)["token"]


async def say(target, token, text="hola", key="", **headers):
    found = {"id": key or secrets.token_hex(11), "text": text}
    return await post(target, token, json.dumps(found).encode(), **headers)


async def post(target, token, raw, **headers):
    sent = {**JSON, "Authorization": f"Bearer {token}", **headers}
    return (await target.call("POST", f"{CHAT}/messages", data=raw, headers=sent))[0]


async def history(target, token, query=""):
    sent = {"Authorization": f"Bearer {token}"}
    return await target.call("GET", f"{CHAT}/history{query}", headers=sent)


async def heard(target, token):
    await target.quiet()
    status, answer, _ = await history(target, token)
    assert status == 200
    return [one.get("text", "") for one in json.loads(answer)["messages"]]


TOKENS = {
    "none": "",
    "one that nobody has": "A" * 43,
    "a short one": "A" * 42,
    "a long one": "A" * 44,
    "padded": "A" * 43 + "=",
    "spaces": " " * 43,
    "not ASCII": "\u00e9" * 43,
    "a wildcard": "%" * 43,
    "SQL": "' OR 1=1 --",
    "a path": "../" * 14,
    "null": "null",
    "undefined": "undefined",
    "a JSON web token": "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.",
    "very long": "A" * 7000,
}


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("name", TOKENS)
async def test_a_token_that_we_did_not_make_opens_nothing(target, name):
    token = TOKENS[name]
    assert await say(target, token) == 401
    assert (await history(target, token))[0] == 401
    status, answer, _ = await target.call("GET", f"{CHAT}/events", headers={"Authorization": f"Bearer {token}"})
    assert status == 401
    assert b"hola" not in answer


@pytest.mark.parametrize("scheme", ["Basic", "Token", "", "Bearer:", "bearer,"])
async def test_a_token_goes_in_one_place_only(target, scheme):
    token = await visit(target)
    before = await target.everything()
    for headers in ({"Authorization": f"{scheme} {token}"}, {"Cookie": f"token={token}"}, {"X-Token": token}):
        raw = json.dumps({"id": "k" * 22, "text": "hola"}).encode()
        for query in ("", f"?token={token}", f"?access_token={token}"):
            assert (await target.call("POST", f"{CHAT}/messages{query}", data=raw, headers={**JSON, **headers}))[
                0
            ] == 401
            assert (await target.call("GET", f"{CHAT}/history", headers=headers))[0] == 401
    assert await target.everything() == before


async def test_whoever_reads_the_database_cannot_speak_for_a_visitor(target):
    token = await visit(target)
    assert await say(target, token) == 202
    await target.quiet()
    for rows in (await target.everything()).values():
        assert token not in repr(rows)
    values = [value for (value,) in await target.rows("SELECT value FROM identities WHERE kind = 'visitor'")]
    before = await target.everything()
    for value in values:
        assert await say(target, value) == 401
    assert await target.everything() == before


async def test_a_token_that_differs_in_one_letter_is_nobodys(target):
    token = await visit(target)
    before = await target.everything()
    for place in (0, 20, 42):
        other = "A" if token[place] != "A" else "B"
        assert await say(target, token[:place] + other + token[place + 1 :]) == 401
    # The last letter of base64 has bits that mean nothing: it must be compared as written.
    raw = base64.urlsafe_b64decode(token + "=")
    twins = [
        t
        for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        if base64.urlsafe_b64decode((t := token[:-1] + c) + "=") == raw
    ]
    for twin in twins:
        if twin != token:
            assert await say(target, twin) == 401
    assert len(twins) > 1
    assert await target.everything() == before


async def test_tokens_are_256_bits_and_none_is_like_another(target):
    tokens = [await visit(target) for _ in range(20)]
    assert len({token[:8] for token in tokens}) == 20
    assert all(len(base64.urlsafe_b64decode(token + "=")) == 32 for token in tokens)


async def test_a_visitor_reads_nobody_elses_messages_whatever_is_asked_for(target):
    one, two = await visit(target), await visit(target)
    assert await say(target, one, "mi secreto") == 202
    assert "mi secreto" in await heard(target, one)
    for query in ("", "?before=999999999", "?before=1", "?before=9007199254740993"):
        status, answer, _ = await history(target, two, query)
        assert (status, json.loads(answer)["messages"]) == (200, [])
    for query in (
        "?conversation=1",
        "?visitor=1",
        "?after=0",
        "?limit=1000",
        "?before=0",
        "?before=-1",
        "?before=x",
        "?before=1&before=2",
        "?before[]=1",
    ):
        status, answer, _ = await history(target, two, query)
        assert status == 422
        assert b"mi secreto" not in answer


@pytest.mark.parametrize("last", ["0", "-1", "x", "99999999999999999999", "1 OR 1=1", "\u0661"])
async def test_the_stream_begins_at_nobody_elses_messages(target, last):
    one, two = await visit(target), await visit(target)
    assert await say(target, one, "solo para mí") == 202
    await target.quiet()
    headers = {"Authorization": f"Bearer {two}", "Last-Event-ID": last}
    async with target.http.get(f"{target.url}{CHAT}/events", headers=headers) as answer:
        assert answer.status == 200
        async with asyncio.timeout(120):
            first = await answer.content.readuntil(b"\n\n")
    assert first == b"event: ready\ndata: {}\n\n"


async def test_ids_of_the_client_shut_nobody_out_and_name_nobody(target):
    one, two = await visit(target), await visit(target)
    key = "k" * 22
    assert await say(target, one, "uno", key) == 202
    assert await say(target, two, "dos", key) == 202
    assert await say(target, one, "otra", key) == 200
    assert "otra" not in await heard(target, one)
    assert await heard(target, two) == ["dos", "¿Qué?"]


FIELDS = [
    {"conversation": 1},
    {"contact": 1},
    {"visitor": "x"},
    {"address": ["visitor", "x"]},
    {"channel": "linea1"},
    {"author": "human"},
    {"from": "bot"},
    {"kind": "image"},
    {"media": {"url": "http://127.0.0.1/"}},
    {"html": "<b>x</b>"},
    {"data": {"a": 1}},
    {"seq": 1},
    {"name": "Admin"},
    {"__proto__": {"a": 1}},
    {"template": {"name": "x"}},
]


@pytest.mark.parametrize("more", FIELDS, ids=[next(iter(one)) for one in FIELDS])
async def test_nothing_but_a_text_and_a_choice_is_taken(target, more):
    token = await visit(target)
    before = await target.everything()
    raw = json.dumps({"id": "k" * 22, "text": "hola", **more}).encode()
    assert await post(target, token, raw) == 422
    assert await target.everything() == before


GOOD = b'{"id":"kkkkkkkkkkkkkkkkkkkkkk","text":"hola"}'
BODIES = {
    "nothing": (b"", 400),
    "a word": (b"hola", 400),
    "cut short": (GOOD[:-1], 400),
    "UTF-16": (GOOD.decode().encode("utf-16"), 400),
    "UTF-16 without a mark": (GOOD.decode().encode("utf-16-le"), 400),
    "Latin-1": ('{"id":"kkkkkkkkkkkkkkkkkkkkkk","text":"ñ"}'.encode("latin-1"), 400),
    "half a pair in bytes": (GOOD.replace(b"hola", b"\xed\xa0\x80"), 400),
    "a NUL in the text": (GOOD.replace(b"hola", b"ho\0la"), 400),
    "two bodies": (GOOD + GOOD, 400),
    "NaN": (GOOD.replace(b'"hola"', b"NaN"), 400),
    "nested deeply": (GOOD.replace(b'"hola"', b"[" * 10_000 + b"]" * 10_000), 400),
    "nested past every stack": (b"[" * 60_000, 400),
    "a list": (b"[" + GOOD + b"]", 422),
    "null": (b"null", 422),
    "a text that is a number": (GOOD.replace(b'"hola"', b"1"), 422),
    "a text that is a list": (GOOD.replace(b'"hola"', b'["hola"]'), 422),
    "an id that is a number": (GOOD.replace(b'"kkkkkkkkkkkkkkkkkkkkkk"', b"1"), 422),
    "an id with SQL": (GOOD.replace(b"k" * 22, b"'; DROP TABLE inbox"), 422),
    "an id of a line more": (GOOD.replace(b"k" * 22, b"k" * 22 + b"\\n"), 422),
    "an id with a path": (GOOD.replace(b"k" * 22, b"../../../../etc/passwd"), 422),
    "only blanks": (GOOD.replace(b"hola", b" \\u00a0\\n "), 422),
    "a text too long": (GOOD.replace(b"hola", b"x" * 4097), 422),
    "a choice too long": (GOOD.replace(b'"hola"', b'"hola","choice":"' + b"x" * 201 + b'"'), 422),
    "a body too long": (GOOD + b" " * 70_000, 413),
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
async def test_a_body_that_is_wrong_is_told_so_and_nothing_is_stored(target, name):
    token = await visit(target)
    before = await target.everything()
    raw, status = BODIES[name]
    assert await post(target, token, raw) == status
    assert await target.everything() == before


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/xml",
        "",
        "application/json5",
        "text/json",
    ],
)
async def test_a_page_that_may_only_send_plain_forms_sends_nothing(target, kind):
    token = await visit(target)
    before = await target.everything()
    assert await post(target, token, GOOD, **{"Content-Type": kind}) == 415
    assert await target.everything() == before


async def test_a_key_that_is_written_twice_has_one_meaning(target):
    token = await visit(target)
    raw = b'{"id":"kkkkkkkkkkkkkkkkkkkkkk","text":"mala","text":"buena"}'
    assert await post(target, token, raw) in {202, 400, 422}
    assert "mala" not in await heard(target, token)


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://tienda.example",
        "https://tienda.example.evil.example",
        "https://eviltienda.example",
        "https://www.tienda.example",
        "https://tienda.example:8443",
        "https://tienda.example@evil.example",
        "https://evil.example/https://tienda.example",
        "https://evil.example#tienda.example",
        "null",
        "file://",
        "chrome-extension://abc",
        "https://localhost.evil.example",
        "https://127.0.0.1.evil.example",
        "javascript://127.0.0.1",
        "ftp://localhost",
        "x" * 5000,
    ],
)
async def test_a_page_of_another_site_is_turned_away(target, origin):
    token = await visit(target)
    before = await target.everything()
    assert await say(target, token, Origin=origin) == 403
    for method, path in (("POST", "visits"), ("GET", "history"), ("GET", "events"), ("GET", "")):
        headers = {"Origin": origin, "Authorization": f"Bearer {token}", **JSON}
        data = b"{}" if method == "POST" else None
        status, _, found = await target.call(method, f"{CHAT}/{path}".rstrip("/"), data=data, headers=headers)
        assert status == 403
        assert found.get("Access-Control-Allow-Credentials") is None
    assert await target.everything() == before


async def test_a_page_of_our_own_and_of_the_listed_site_are_let_in(target):
    token = await visit(target)
    for origin in ("https://tienda.example", target.url):
        assert await say(target, token, Origin=origin) == 202


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    "channel", ["linea1", "muda", "nadie", "%252e%252e", "..%2fweb", "web%00", "WEB", "__class__", "0", "'"]
)
async def test_only_a_web_chat_is_one(target, channel):
    for method, path in (("POST", "visits"), ("POST", "messages"), ("GET", "history"), ("GET", "events")):
        data = b"{}" if path == "visits" else GOOD if method == "POST" else None
        assert (await target.call(method, f"/webchat/{channel}/{path}", data=data, headers=JSON))[0] in {404, 405}
    assert (await target.call("GET", f"/chat/{channel}"))[0] == 404


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</script><script>alert(1)</script>",
    "<svg/onload=alert(1)>",
    "javascript:alert(1)",
    "[x](javascript:alert(1))",
    "<!--<script>",
    "&lt;script&gt;",
    "\u202egnp.exe\u202c",
    "\u2066\u2067\u2068\u2069",
    "a\u200b\u200d\ufeffb",
    "\x07\x1b[2Jx",
    "data: x\n\nevent: message\ndata: {}",
    "a\r\n\r\nevent: ready",
    "id: 99999\n",
    "\u2028\u2029x",
    "{1 + 1}{secret.andina}{{7*7}}${7*7}%s",
    "'; DROP TABLE messages; --",
    "a\ud800b",
    "a\0b",
]


@pytest.mark.parametrize("place", range(len(HOSTILE)))
async def test_markup_and_controls_stay_text_wherever_they_are_served(target, place):
    hostile = HOSTILE[place]
    token = await visit(target)
    assert await say(target, token) == 202
    assert await say(target, token, hostile) == 202
    await target.quiet()
    stored = hostile.replace("\0", "").replace("\ud800", "\ufffd").strip()
    assert (await heard(target, token))[2] == stored
    status, answer, headers = await history(target, token)
    assert (status, headers["Content-Type"], headers["X-Content-Type-Options"]) == (200, "application/json", "nosniff")
    assert is_clean(answer.decode())
    headers = {"Authorization": f"Bearer {token}", "Last-Event-ID": "0"}
    async with target.http.get(f"{target.url}{CHAT}/events", headers=headers) as stream:
        assert stream.headers["Content-Type"] == "text/event-stream"
        assert stream.headers["X-Content-Type-Options"] == "nosniff"
        seen = b""
        async with asyncio.timeout(120):
            while b"event: ready" not in seen.splitlines():
                seen += await stream.content.readuntil(b"\n\n")
    events = [event for event in seen.decode().split("\n\n") if event]
    for event in events:
        assert re.fullmatch(r"(id: \d+\n)?event: (message|ready)\ndata: \{.*\}", event, re.DOTALL)
        assert len(event.split("\n")) <= 3
    said = [json.loads(event.split("data: ", 1)[1]).get("text") for event in events]
    assert stored in said


async def test_nothing_that_a_visitor_wrote_is_in_a_page(target):
    token = await visit(target)
    mark = f"<b>{secrets.token_hex(8)}</b>"
    assert await say(target, token, mark) == 202
    await target.quiet()
    for path in (
        "/",
        "/chat",
        "/chat/web",
        "/webchat/widget.js",
        f"/chat/web?name={mark}",
        f"/chat/{mark}",
        f"/{mark}",
    ):
        status, answer, headers = await target.call("GET", path)
        assert mark.encode() not in answer
        assert headers["X-Content-Type-Options"] == "nosniff"
        if status == 200:
            assert "'unsafe-inline'" not in headers["Content-Security-Policy"].partition("style-src")[0]


async def test_the_page_may_be_framed_by_the_listed_sites_alone(target):
    _, _, headers = await target.call("GET", "/chat/web")
    policy = headers["Content-Security-Policy"]
    assert "frame-ancestors 'self' https://tienda.example" in policy
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    _, _, headers = await target.call("GET", "/")
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]


async def test_names_of_host_and_headers_get_into_no_page(target):
    evil = {"Host": 'a"><script>alert(1)</script>', "X-Forwarded-Host": "evil.example", "Accept-Language": "<script>"}
    for path in ("/", "/chat/web"):
        _, answer, _ = await target.call("GET", path, headers=evil)
        assert b"<script>alert" not in answer
        assert b"evil.example" not in answer


async def test_one_visitor_cannot_flood_and_the_next_one_is_heard(tmp_path):
    async with attacked(tmp_path, web="messages_per_minute = 10\nvisits_per_hour = 12") as target:
        token, other = await visit(target), await visit(target)
        found = [await say(target, token, f"ráfaga {n}") for n in range(40)]
        assert found.count(202) <= 6
        assert set(found) == {202, 429}
        assert await say(target, other) == 202
        await target.quiet()
        [(stored,)] = await target.rows("SELECT COUNT(*) FROM inbox WHERE kind = 'message'")
        assert stored == found.count(202) + 1
        visits = [(await target.call("POST", f"{CHAT}/visits", data=b"{}", headers=JSON))[0] for _ in range(40)]
        assert visits.count(201) <= 4
        forged = {"X-Forwarded-For": "203.0.113.7", "Forwarded": "for=203.0.113.7", "X-Real-IP": "203.0.113.7"}
        assert (await target.call("POST", f"{CHAT}/visits", data=b"{}", headers={**JSON, **forged}))[0] == 429
        status, _, headers = await target.call("POST", f"{CHAT}/visits", data=b"{}", headers=JSON)
        assert (status, int(headers["Retry-After"]) > 0) == (429, True)
        assert (await target.counts())["identities"] == visits.count(201) + 2


async def test_streams_that_are_held_open_have_an_end(target):
    token = await visit(target)
    headers = {"Authorization": f"Bearer {token}"}
    held: list[ClientResponse] = []
    try:
        while len(held) < 16:
            held += [await target.http.get(f"{target.url}{CHAT}/events", headers=headers)]
        assert [one.status for one in held].count(200) <= 12
        assert held[-1].status == 429
        other = await visit(target)
        assert await say(target, other) == 202
    finally:
        for one in held:
            one.close()


async def test_after_all_of_it_everything_stored_is_clean_and_done(target):
    for table, rows in (await target.everything()).items():
        for text in texts_of(rows):
            assert is_clean(text), table
    assert await target.rows("SELECT COUNT(*) FROM inbox WHERE state = 'waiting'") == [(0,)]
    assert await target.is_well()

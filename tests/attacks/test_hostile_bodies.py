"""Webhooks that are signed and make no sense: taken without complaint, so that the platform does not send them for days,
and nothing of them gets into a conversation that does not belong there."""

from __future__ import annotations

import asyncio
import gzip
import io
import json

import pytest

from attacks.target import NUMBER, PERSON, SECRET, body, is_clean, message, texts_of
from cauce.http import decode
from cauce.testing.graph import signed, written

pytestmark = pytest.mark.asyncio(loop_scope="module")

TALK = {"conversations", "messages", "outbox", "runs", "contacts", "identities", "events", "strays"}
"""What a body that cannot be read adds nothing to."""
GOOD = body({"from": PERSON, "id": "wamid.unread", "type": "text", "text": {"body": "hola"}})
TEXT = GOOD.decode()
MARK = f'"{NUMBER}"'.encode()

UNREADABLE = {
    "nothing": b"",
    "a space": b" ",
    "a word": b"no",
    "cut short": GOOD[:-2],
    "half": GOOD[: len(GOOD) // 2],
    "UTF-16": TEXT.encode("utf-16"),
    "UTF-16 without a mark": TEXT.encode("utf-16-le"),
    "UTF-16 from the other end": TEXT.encode("utf-16-be"),
    "UTF-32": TEXT.encode("utf-32"),
    "UTF-32 without a mark": TEXT.encode("utf-32-be"),
    "half a pair in bytes": GOOD.replace(b"hola", b"\xed\xa0\x80"),
    "Latin-1": TEXT.replace("hola", "años").encode("latin-1"),
    "half a letter": TEXT.replace("hola", "ñ").encode()[:-40] + b"\xc3",
    "a NUL between": GOOD.replace(b'"entry"', b'\0"entry"'),
    "a NUL in a text": GOOD.replace(b"hola", b"ho\0la"),
    "a line break in a text": GOOD.replace(b"hola", b"ho\nla"),
    "a NUL at the end": GOOD + b"\0",
    "two bodies": GOOD + GOOD,
    "a comment": b"/* x */" + GOOD,
    "single quotes": GOOD.replace(b'"', b"'"),
    "a comma too many": GOOD[:-1] + b",}",
    "50,000 lists": b"[" * 50_000,
    "50,000 lists closed": b"[" * 50_000 + b"]" * 50_000,
    "50,000 objects": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "deep inside": GOOD.replace(b'"hola"', b"[" * 50_000 + b"]" * 50_000),
    "packed": gzip.compress(GOOD, mtime=0),
    "XML": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    "a form": b"object=whatsapp_business_account&entry=1",
    "YAML": b"entry: !!python/object/apply:os.system ['true']",
    "a pickle": b"cos\nsystem\n(S'true'\ntR.",
    "a list": b"[" + GOOD + b"]",
    "a text": b'"hola"',
    "null": b"null",
    "a number": b"1",
    "an endless number": b"9" * 5_000,
    "no entries": b"{}",
    "entries that are none": b'{"entry": "x"}',
    "entries under another name": GOOD.replace(b'"entry"', b'"entries"'),
}


@pytest.mark.parametrize("name", UNREADABLE)
async def test_a_signed_body_that_cannot_be_read_reaches_no_conversation(target, name):
    before = await target.counts()
    assert await target.hook(UNREADABLE[name]) == 200
    added = await target.added(before)
    assert set(added) & TALK == set()
    assert await target.rows("SELECT COUNT(*) FROM inbox WHERE state = 'waiting'") == [(0,)]
    assert await target.is_well()


async def test_of_one_message_in_several_encodings_those_in_utf_8_are_one_message(target):
    before = await target.counts()
    text = body(message("una sola")).decode()
    for encoding in ("utf-16", "utf-16-le", "utf-32", "utf-8", "utf-8-sig"):
        assert await target.hook(text.encode(encoding)) == 200
    assert await target.hook(text.replace("una sola", "una sola\ud800").encode("utf-8", "surrogatepass")) == 200
    heard = await target.rows("SELECT COUNT(*) FROM messages WHERE body LIKE '%una sola%' AND direction = 'in'")
    assert heard == [(1,)]
    assert (await target.added(before)).get("contacts", 0) <= 1
    assert await target.is_well()


async def test_what_cannot_be_read_is_set_aside_once_for_a_person_to_see(target):
    raw = b"\xff no JSON, but it names " + MARK
    before = await target.counts()
    for _ in range(3):
        assert await target.hook(raw) == 200
    assert await target.added(before) == {"inbox": 1}
    assert await target.rows("SELECT kind, state FROM inbox ORDER BY id DESC LIMIT 1") == [("body", "parked")]


def whole(**value):
    return written(
        {"entry": [{"changes": [{"field": "messages", "value": {"metadata": {"phone_number_id": NUMBER}, **value}}]}]}
    )


NOBODY = {
    "no changes": written({"entry": [{}]}),
    "entries of all types": written({"entry": [None, 1, "x", [], {"changes": None}, {"changes": [None, 1, "x", []]}]}),
    "a change without a value": written({"entry": [{"changes": [{"field": "messages"}]}]}),
    "a value that is a text": written({"entry": [{"changes": [{"field": "messages", "value": "x"}]}]}),
    "a number that is a list": written(
        {
            "entry": [
                {
                    "changes": [
                        {
                            "field": "messages",
                            "value": {"metadata": {"phone_number_id": [NUMBER]}, "messages": [message()]},
                        }
                    ]
                }
            ]
        }
    ),
    "a number that is an object": written(
        {"entry": [{"changes": [{"field": "messages", "value": {"metadata": [], "messages": [message()]}}]}]}
    ),
    "messages that are none": whole(messages=[None, 1, "x", [], {}, True, 1.5]),
    "messages that are an object": whole(messages={"0": message()}),
    "messages that are a text": whole(messages="hola"),
    "from nobody": whole(messages=[{"id": "wamid.x", "type": "text", "text": {"body": "x"}}]),
    "from an object": whole(messages=[{"from": {"a": 1}, "id": "wamid.x", "type": "text"}]),
    "from a list": whole(messages=[{"from": [PERSON], "id": "wamid.x", "type": "text"}]),
    "from true": whole(messages=[{"from": True, "id": "wamid.x", "type": "text"}]),
    "from an empty text": whole(messages=[{"from": "", "id": "wamid.x", "type": "text"}]),
    "another field": GOOD.replace(b'"field":"messages"', b'"field":"account_update"').replace(
        b'"field": "messages"', b'"field": "account_update"'
    ),
    "a thousand empty entries": written({"entry": [{}] * 1000}),
}


@pytest.mark.parametrize("name", NOBODY)
async def test_what_comes_from_nobody_is_at_most_set_aside(target, name):
    before = await target.counts()
    assert await target.hook(NOBODY[name]) == 200
    assert set(await target.added(before)) <= {"inbox"}
    assert await target.rows("SELECT COUNT(*) FROM inbox WHERE state = 'waiting'") == [(0,)]
    assert await target.is_well()


ODD = {
    "no type": {"type": None},
    "a type that is a list": {"type": ["text"]},
    "an unknown type": {"type": "hologram", "hologram": {"a": 1}},
    "a type with a dunder": {"type": "__class__"},
    "a text that is a number": {"text": {"body": 5}},
    "a text that is a list": {"text": {"body": ["a"]}},
    "a text that is none": {"text": "hola"},
    "no text": {"text": None},
    "an endless number": {"text": {"body": 10**4000}},
    "time in words": {"timestamp": "mañana"},
    "a time below zero": {"timestamp": -1},
    "a time without end": {"timestamp": "9" * 400},
    "Arabic digits": {"timestamp": "١٢٣"},
    "a context that is a text": {"context": "x"},
    "a context of itself": {"context": {"id": "wamid.itself"}},
    "an image that is a text": {"type": "image", "image": "x"},
    "an image without an id": {"type": "image", "image": {}},
    "an image with a list for an id": {"type": "image", "image": {"id": ["1"]}},
    "an interactive without an answer": {"type": "interactive", "interactive": {}},
    "an answer that is none": {"type": "interactive", "interactive": {"button_reply": []}},
    "a form of nonsense": {"type": "interactive", "interactive": {"nfm_reply": {"response_json": "{" * 9000}}},
    "a form of depth": {"type": "interactive", "interactive": {"nfm_reply": {"response_json": "[" * 60_000 + "]" * 60_000}}},
    "a place off the map": {"type": "location", "location": {"latitude": 1e308, "longitude": "x"}},
    "cards that are none": {"type": "contacts", "contacts": [None, 1, {"name": "x"}, {"name": {"formatted_name": []}}]},
    "an edit of an edit": {"type": "edit", "edit": {"message": {"type": "edit", "edit": {"message": {"type": "edit"}}}}},
    "an order of nothing": {"type": "order", "order": [[[]]]},
    "errors that are none": {"errors": [None, "x", {"code": {}}]},
    "forty levels": {"type": "hologram", "a": json.loads("[" * 40 + "]" * 40)},
    "a thousand keys": {"type": "hologram", **{f"k{n}": n for n in range(1000)}},
    "keys with dots and dollars": {"type": "hologram", "$where": "1", "a.b": 1, "__proto__": {"x": 1}, "": 0},
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
async def test_a_message_of_odd_types_is_kept_and_harms_nobody(target, name):
    before = await target.counts()
    one = {**message(), **ODD[name]}
    assert await target.hook(body(one)) == 200
    added = await target.added(before)
    assert added["inbox"] == 1
    assert await target.rows("SELECT state FROM inbox WHERE `key` = ?", one["id"]) == [("done",)]
    assert await target.is_well()


ODD_IDS = {
    "no id": {"id": None},
    "an id that is a number": {"id": 12345678901234567890},
    "a list for an id": {"id": ["wamid.x"]},
    "an empty id": {"id": ""},
    "an id of a NUL": {"id": "\0"},
    "an id with a NUL": {"id": "wamid.\0nul"},
    "half a pair for an id": {"id": "wamid.\ud800"},
    "an endless id": {"id": "wamid." + "x" * 10_000},
    "another endless id": {"id": "wamid." + "x" * 10_000 + "y"},
    "an id with SQL": {"id": "wamid.'); DROP TABLE messages; --"},
    "an id with a path": {"id": "../../../etc/passwd"},
    "a sender with a NUL": {"from": "549\0"},
    "a sender of a NUL": {"from": "\0"},
    "a sender of half a pair": {"from": "\udfff"},
    "an endless sender": {"from": "5" * 10_000},
    "a sender with SQL": {"from": "' OR 1=1 --"},
    "a sender with digits of others": {"from": "٥٤٩"},
    "a sender with lines": {"from": "549\r\nX-A: b"},
}


@pytest.mark.parametrize("name", ODD_IDS)
async def test_odd_ids_and_senders_are_cut_to_what_columns_hold(target, name):
    raw = body({**message("id raro"), **ODD_IDS[name]})
    assert await target.hook(raw) == 200
    assert await target.hook(body(message("vecino"))) == 200
    await target.quiet()
    for key, value in await target.rows("SELECT i.`key`, d.value FROM inbox i, identities d"):
        for text in (key, value):
            assert len(text) <= 191
            assert is_clean(text)
    assert await target.rows("SELECT COUNT(*) FROM inbox WHERE state = 'waiting'") == [(0,)]
    assert await target.is_well()


async def test_an_odd_neighbour_does_not_keep_the_others_from_being_heard(target):
    good = [message(f"vecina {n}") for n in range(3)]
    odd = [{"from": PERSON, "id": "\0", "type": "text"}, None, {"from": "\0", "id": "wamid.q", "type": "x"}]
    assert await target.hook(body(good[0], odd[0], odd[1], good[1], odd[2], good[2])) == 200
    await target.quiet()
    heard = await target.rows("SELECT body FROM messages WHERE body LIKE '%vecina %'")
    assert {n for n in range(3) if any(f"vecina {n}" in one for (one,) in heard)} == {0, 1, 2}


async def test_of_a_key_that_is_written_twice_the_last_counts_and_no_other_reading_is_stored(target):
    raw = body(message("buena")).replace(b'"type"', b'"text":{"body":"mala"},"type"')
    assert raw.count(b'"text"') >= 2
    before = await target.counts()
    assert await target.hook(raw) == 200
    assert (await target.added(before))["inbox"] == 1
    [(found,)] = await target.rows("SELECT body FROM messages WHERE direction = 'in' ORDER BY id DESC LIMIT 1")
    assert ("buena" in found) != ("mala" in found)


STRINGS = {
    "half a pair": ("a\ud800b", "a\ufffdb"),
    "the other half": ("a\udc00b", "a\ufffdb"),
    "halves the wrong way round": ("\udc00\ud800", "\ufffd\ufffd"),
    "a whole pair": ("\ud83d\ude00", "😀"),
    "a NUL": ("a\0b", "ab"),
    "markup": ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    "an image that runs": ('"><img src=x onerror=alert(1)>', '"><img src=x onerror=alert(1)>'),
    "text written backwards": ("\u202egnp.exe", "\u202egnp.exe"),
    "isolates": ("\u2066a\u2069", "\u2066a\u2069"),
    "control characters": ("\x07\x1b[31mrojo\x7f\x85", "\x07\x1b[31mrojo\x7f\x85"),
    "invisible letters": ("a\u200bb\ufeffc", "a\u200bb\ufeffc"),
    "a template": ("{1 + 1}{secret.andina}{{7*7}}%s", "{1 + 1}{secret.andina}{{7*7}}%s"),
    "SQL": ("'; DROP TABLE messages; --", "'; DROP TABLE messages; --"),
    "no letter at all": ("\uffff\U0010ffff", "\uffff\U0010ffff"),
}


@pytest.mark.parametrize("name", STRINGS)
async def test_hostile_texts_and_names_are_stored_as_texts(target, name):
    hostile, stored = STRINGS[name]
    one = message(hostile)
    assert await target.hook(body(one, name=hostile)) == 200
    await target.quiet()
    [(found,)] = await target.rows("SELECT body FROM messages WHERE provider_id = ?", one["id"])
    assert json.loads(found)["text"] == stored
    for rows in (await target.everything()).values():
        for text in texts_of(rows):
            assert is_clean(text)
    assert await target.is_well()


async def test_texts_and_names_without_end_are_cut(target):
    one = message("x" * 1_000_000)
    assert await target.hook(body(one, name="n" * 100_000)) == 200
    await target.quiet()
    [(found,)] = await target.rows("SELECT body FROM messages WHERE provider_id = ?", one["id"])
    assert len(json.loads(found)["text"]) == 65_536
    assert max(len(name) for (name,) in await target.rows("SELECT name FROM contacts")) <= 256
    assert await target.is_well()


LARGE = 3 * 1024 * 1024


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("size", [LARGE + 1, LARGE * 2])
async def test_more_than_three_mebibytes_are_refused_however_they_come(target, size):
    async def chunks():
        for _ in range(0, size, 65536):
            yield b" " * 65536

    raw = GOOD + b" " * (size - len(GOOD))
    headers = {"X-Hub-Signature-256": signed(SECRET, raw)}
    assert (await target.call("POST", "/webhooks/whatsapp", data=io.BytesIO(raw), headers=headers))[0] == 413
    with_expect = {**headers, "Expect": "100-continue"}
    assert (await target.call("POST", "/webhooks/whatsapp", data=io.BytesIO(raw), headers=with_expect))[0] == 413
    assert (await target.call("POST", "/webhooks/whatsapp", data=chunks(), headers=headers))[0] == 413


@pytest.mark.usefixtures("untouched")
async def test_what_unpacks_to_more_than_three_mebibytes_is_refused(target):
    bomb = gzip.compress(b" " * 50_000_000)
    for secret_of in (bomb, b" " * 50_000_000):
        headers = {"X-Hub-Signature-256": signed(SECRET, secret_of), "Content-Encoding": "gzip"}
        assert (await target.call("POST", "/webhooks/whatsapp", data=bomb, headers=headers))[0] == 413


async def test_a_body_of_exactly_three_mebibytes_is_taken(target):
    one = body(message("justo"))
    before = await target.counts()
    assert await target.hook(one + b" " * (LARGE - len(one))) == 200
    assert (await target.added(before))["inbox"] == 1


HEAD = b"POST /webhooks/whatsapp HTTP/1.1\r\nHost: a\r\nX-Hub-Signature-256: " + signed(SECRET, GOOD).encode() + b"\r\n"
SIZE = str(len(GOOD)).encode()
FRAMES = {
    "two lengths": (HEAD + b"Content-Length: " + SIZE + b"\r\nContent-Length: 5\r\n\r\n" + GOOD, b"400"),
    "a length and chunks": (HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + GOOD, b"400"),
    "a length below zero": (HEAD + b"Content-Length: -1\r\n\r\n" + GOOD, b"400"),
    "a length in words": (HEAD + b"Content-Length: many\r\n\r\n" + GOOD, b"400"),
    "a length with a plus": (HEAD + b"Content-Length: +" + SIZE + b"\r\n\r\n" + GOOD, b"400"),
    "a length of 2 to the 64": (HEAD + b"Content-Length: 18446744073709551617\r\n\r\n" + GOOD, b"4"),
    "chunks of chunks": (HEAD + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", b"400"),
    "chunks by another name": (HEAD + b"Transfer-Encoding: xchunked\r\n\r\n" + GOOD, b"400"),
    "a chunk size that is none": (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n", b"400"),
    "a header without a name": (HEAD + b": x\r\n\r\n", b"400"),
    "a header with a space": (HEAD + b"X A: b\r\n\r\n", b"400"),
    "a header with a NUL": (HEAD + b"X-A: \0\r\n\r\n", b"400"),
    "no host": (b"POST /webhooks/whatsapp HTTP/1.1\r\n\r\n", b"4"),
    "another protocol": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", b"400"),
    "a method that is none": (HEAD.replace(b"POST", b"P\xc3\x93ST") + b"\r\n", b"400"),
    "an address of 100,000 letters": (b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", b"4"),
    "a header of 100,000 letters": (HEAD + b"X-A: " + b"a" * 100_000 + b"\r\n\r\n", b"4"),
    "a hundred thousand headers": (HEAD + b"X-A: b\r\n" * 100_000 + b"\r\n", b"4"),
}  # fmt: skip


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("name", FRAMES)
async def test_what_is_framed_wrongly_is_refused_and_stores_nothing(target, name):
    data, status = FRAMES[name]
    answer = await target.raw(data)
    assert answer == b"" or answer.split(b" ")[1].startswith(status)
    assert b"aiohttp" not in answer
    assert await target.is_well()


@pytest.mark.usefixtures("untouched")
async def test_a_body_that_never_comes_whole_stores_nothing(target, monkeypatch):
    monkeypatch.setattr(decode, "BODY_SECONDS", 0.2)
    answer = await target.raw(HEAD + b"Content-Length: " + SIZE + b"\r\n\r\n" + GOOD[:-5])
    assert answer.split(b" ")[1] == b"408"
    _, writer = await asyncio.open_connection("127.0.0.1", target.port)
    writer.write(HEAD + b"Content-Length: " + SIZE + b"\r\n\r\n" + GOOD[:-5])
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    assert await target.is_well()


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "QUERY"])
async def test_other_methods_are_refused(target, method):
    headers = {"X-Hub-Signature-256": signed(SECRET, GOOD), "X-HTTP-Method-Override": "POST"}
    for path in ("/webhooks/whatsapp", "/webhooks/whatsapp/linea1"):
        status, answer, found = await target.call(method, path, data=GOOD, headers=headers)
        assert status == 405
        assert set(found["Allow"].split(",")) <= {"GET", "HEAD", "POST"}
        assert signed(SECRET, GOOD).encode() not in answer


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    "path",
    [
        "/linea1/",
        "/linea1/x",
        "/..%2flinea1",
        "/%00",
        "/linea1%00",
        "/linea1%0d%0aX-A:b",
        "/LINEA1",
        "/l%C3%ADnea1",
        "/__class__",
        "/" + "a" * 4000,
        "%2flinea1",
        "x",
    ],
)
async def test_no_other_path_is_a_door(target, path):
    assert await target.hook(body(message("otra puerta")), path) in {401, 404}


@pytest.mark.parametrize(
    "kind",
    [
        "",
        "text/plain",
        "application/xml",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "x",
        "application/json; charset=utf-16",
        ";;;",
    ],
)
async def test_what_a_signed_body_says_that_it_is_changes_nothing(target, kind):
    before = await target.counts()
    assert await target.hook(body(message("tipo")), **{"Content-Type": kind}) == 200
    assert (await target.added(before))["inbox"] == 1

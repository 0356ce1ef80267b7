"""Statuses of messages that are not the sender's to speak of, and files whose addresses and names are traps."""

from __future__ import annotations

import asyncio
import json

import pytest

from attacks.target import NUMBER, OTHER_NUMBER, OTHER_SECRET, PERSON, body, is_clean, message, texts_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def said(target) -> tuple[int, str]:
    """Let the bot say something; return its row and the platform's id."""
    assert await target.hook(body(message("di algo"))) == 200
    await target.quiet()
    [found] = await target.rows(
        "SELECT id, provider_id FROM messages WHERE direction = 'out' AND provider_id IS NOT NULL ORDER BY id DESC LIMIT 1"
    )
    return found


async def state(target, row):
    [found] = await target.rows("SELECT status, error, delivered_at, read_at FROM messages WHERE id = ?", row)
    return found


def told(*statuses, number=NUMBER):
    return body(number=number, statuses=list(statuses))


def status(key, name="read", **more):
    return {"id": key, "status": name, "timestamp": "1795000000", "recipient_id": PERSON, **more}


@pytest.mark.parametrize("name", ["sent", "delivered", "read", "failed"])
async def test_another_number_says_nothing_about_our_messages(target, name):
    row, key = await said(target)
    before = await state(target, row)
    counts = await target.counts()
    for one in (status(key, name), status(key, name, biz_opaque_callback_data=f"m{row}")):
        assert await target.hook(told(one, number=OTHER_NUMBER), secret=OTHER_SECRET) == 200
        assert await target.hook(told(one, number=OTHER_NUMBER), "/linea2", OTHER_SECRET) == 200
    assert await state(target, row) == before
    assert set(await target.added(counts)) <= {"strays"}


async def test_another_app_says_nothing_about_our_messages(target):
    _, key = await said(target)
    before = await target.everything()
    assert await target.hook(told(status(key)), secret=OTHER_SECRET) == 200
    assert await target.hook(told(status(key)), "/linea1", OTHER_SECRET) == 401
    assert await target.hook(told(status(key)), secret=None) == 401
    assert await target.everything() == before


async def test_a_tag_of_ours_under_a_foreign_id_moves_no_message_of_another_conversation(target):
    row, _ = await said(target)
    before = await state(target, row)
    stranger = status("wamid.nobodys", "read", biz_opaque_callback_data=f"m{row}", recipient_id="5490000000000")
    assert await target.hook(told(stranger)) == 200
    await target.quiet()
    assert await state(target, row) == before


async def test_a_status_never_moves_backwards(target):
    row, key = await said(target)
    for name in ("read", "delivered", "sent", "failed"):
        assert await target.hook(told(status(key, name))) == 200
    await target.quiet()
    assert (await state(target, row))[3] is not None
    [(rank,)] = await target.rows("SELECT status FROM messages WHERE id = ?", row)
    for name in ("sent", "delivered", "failed"):
        assert await target.hook(told(status(key, name))) == 200
    await target.quiet()
    assert await target.rows("SELECT status FROM messages WHERE id = ?", row) == [(rank,)]


async def test_a_status_that_comes_before_the_answer_counts_once_the_answer_is_there(target):
    target.graph.early, target.graph.statuses = True, ("sent", "delivered", "read")
    target.graph.webhook = f"{target.url}/webhooks/whatsapp"
    try:
        row, key = await said(target)
        async with asyncio.timeout(10):
            while (await state(target, row))[3] is None:  # noqa: ASYNC110 - the platform tells it when it likes
                await asyncio.sleep(0.01)
    finally:
        target.graph.early, target.graph.statuses, target.graph.webhook = False, (), ""
    assert await target.rows("SELECT COUNT(*) FROM strays WHERE provider_id = ?", key) == [(0,)]


@pytest.mark.parametrize("times", [1, 20])
async def test_statuses_of_messages_that_nobody_knows_pile_up_once_each(target, times):
    before = await target.counts()
    for _ in range(times):
        assert await target.hook(told(status(f"wamid.unknown{times}"))) == 200
    added = await target.added(before)
    assert added == {"strays": 1}


ODD = {
    "none": None,
    "a text": "read",
    "without an id": {"status": "read"},
    "an empty id": status(""),
    "an id that is a list": status(["a"]),
    "an id of a NUL": status("\0"),
    "an unknown one": status("wamid.odd", "exploded"),
    "a dunder": status("wamid.odd", "__class__"),
    "without a name": status("wamid.odd", ""),
    "a number": status("wamid.odd", 3),
    "true": status("wamid.odd", True),
    "deleted": status("wamid.odd", "deleted"),
    "in capitals": status("wamid.odd", "READ"),
    "with a space": status("wamid.odd", "read "),
}


@pytest.mark.parametrize("name", ODD)
async def test_statuses_that_are_none_change_nothing(target, name):
    before = await target.counts()
    raw = body(statuses=[ODD[name]])
    assert await target.hook(raw) == 200
    assert set(await target.added(before)) <= {"inbox"}  # at most set aside
    assert await target.is_well()


@pytest.mark.parametrize(
    "more",
    [
        {"timestamp": "9" * 400},
        {"timestamp": -5},
        {"timestamp": "99999999999999"},
        {"timestamp": None},
        {"timestamp": {"a": 1}},
        {"errors": "x"},
        {"errors": [{"code": 10**400, "title": "t" * 100_000}]},
        {"errors": [{"code": "\0", "title": "\ud800<b>"}]},
        {"recipient_id": "x" * 10_000},
        {"recipient_id": "\0"},
        {"recipient_user_id": ["x"]},
        {"biz_opaque_callback_data": "m" + "9" * 400},
        {"biz_opaque_callback_data": "m-1"},
        {"biz_opaque_callback_data": "' OR 1=1 --"},
        {"biz_opaque_callback_data": "\ud800"},
    ],
)
async def test_odd_parts_of_a_status_harm_nobody(target, more):
    row, key = await said(target)
    others = await target.rows("SELECT id, status FROM messages WHERE id <> ? ORDER BY id", row)
    assert await target.hook(told({**status(key, "failed"), **more})) == 200
    await target.quiet()
    assert await target.rows("SELECT id, status FROM messages WHERE id <> ? ORDER BY id", row) == others
    for text in texts_of(await target.rows("SELECT * FROM messages WHERE id = ?", row)):
        assert is_clean(text)
    assert await target.is_well()


ADDRESSES = [
    "http://169.254.169.254/latest/meta-data/iam",
    "http://127.0.0.1:{port}/health/ready",
    "https://graph.facebook.com.evil.example/x",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_FLUSHALL",
    "javascript:alert(1)",
    "//evil.example/x",
    "data:text/html,<script>alert(1)</script>",
]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("kind", ["image", "document", "audio", "video", "sticker"])
async def test_an_address_that_comes_with_a_file_is_not_gone_to(target, kind, address):
    address = address.format(port=target.port)
    one = message(type=kind, **{kind: {"id": "5", "url": address, "link": address, "mime_type": "image/png"}})
    calls = len(target.graph.calls)
    assert await target.hook(body(one)) == 200
    await target.quiet()
    [(found,)] = await target.rows("SELECT body FROM messages WHERE provider_id = ?", one["id"])
    media = json.loads(found)["media"]
    assert media["url"] is None
    assert address not in found
    assert all(address not in json.dumps(call.body) for call in target.graph.calls[calls:])


TRAPS = [
    "../../../../etc/passwd",
    "..\\..\\windows\\system.ini",
    "/etc/passwd",
    "a\0.png",
    "\u202egnp.exe",
    "<img src=x onerror=alert(1)>.png",
    'a"; filename="b.html',
    "a\r\nSet-Cookie: x=y",
    "CON",
    "x" * 10_000,
    "\ud800.png",
    "%2e%2e%2f",
    "",
]


@pytest.mark.parametrize("trap", TRAPS)
async def test_names_ids_and_types_of_files_are_only_texts(target, trap):
    files = list(target.folder.rglob("*"))
    one = message(
        type="document",
        document={"id": trap or "1", "mime_type": trap, "filename": trap, "caption": trap, "sha256": trap},
    )
    assert await target.hook(body(one)) == 200
    await target.quiet()
    [(found,)] = await target.rows("SELECT body FROM messages WHERE provider_id = ?", one["id"])
    media = json.loads(found)["media"]
    assert len(media["name"]) <= 1024
    assert len(media["mime"]) <= 255
    for text in texts_of(found):
        assert is_clean(text)
    assert {path for path in target.folder.rglob("*") if path.suffix not in {".db-wal", ".db-shm"}} <= set(files)
    assert await target.is_well()

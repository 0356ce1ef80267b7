"""Webhooks that the platform did not send, or not like that: refused without a word of why, and nothing is stored."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import hmac
import json

import pytest

from attacks.target import MUTE_NUMBER, OTHER_NUMBER, OTHER_SECRET, SECRET, body, message
from cauce.testing.graph import signed

pytestmark = pytest.mark.asyncio(loop_scope="module")

RAW = body({"from": "5493533473732", "id": "wamid.forged", "type": "text", "text": {"body": "hola"}})
GOOD = signed(SECRET, RAW)
TREE = json.loads(RAW)


def digest(algorithm, raw=RAW, secret=SECRET):
    return hmac.new(secret.encode(), raw, algorithm).hexdigest()


SIGNATURES = {
    "none": None,
    "empty": "",
    "only the scheme": "sha256=",
    "zeros": "sha256=" + "0" * 64,
    "no scheme": GOOD.removeprefix("sha256="),
    "sha1 under its name": "sha1=" + digest(hashlib.sha1),
    "sha1 under the other name": "sha256=" + digest(hashlib.sha1),
    "sha512": "sha512=" + digest(hashlib.sha512),
    "sha512 under the other name": "sha256=" + digest(hashlib.sha512),
    "a hash without a key": "sha256=" + hashlib.sha256(RAW).hexdigest(),
    "the key glued to the body": "sha256=" + hashlib.sha256(SECRET.encode() + RAW).hexdigest(),
    "signed with nothing": "sha256=" + digest(hashlib.sha256, secret=""),
    "signed with another app's secret": signed(OTHER_SECRET, RAW),
    "signed with a part of the secret": signed(SECRET[:-1], RAW),
    "signed with the secret and more": signed(SECRET + " ", RAW),
    "signed with the word of the set-up": signed("palabra", RAW),
    "of an empty body": signed(SECRET, b""),
    "of another body": signed(SECRET, RAW + b" "),
    "in capitals": GOOD.upper(),
    "the scheme in capitals": GOOD.replace("sha256", "SHA256"),
    "cut short": GOOD[:-1],
    "one letter more": GOOD + "0",
    "two of them": f"{signed(SECRET, b'')},{GOOD}",
    "with a space": GOOD.replace("=", "= "),
    "in quotes": f'"{GOOD}"',
    "not ASCII": GOOD[:-1] + "\u00e9",
    "very long": "sha256=" + "a" * 7000,
}


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("path", ["", "/linea1"])
@pytest.mark.parametrize("name", SIGNATURES)
async def test_a_signature_that_is_not_the_apps_own_is_refused(target, name, path):
    status, answer, _ = await target.call(
        "POST",
        f"/webhooks/whatsapp{path}",
        data=RAW,
        headers={} if SIGNATURES[name] is None else {"X-Hub-Signature-256": SIGNATURES[name]},
    )
    # What is signed with the secret of another app is that app's, and at its address brings nothing to this number.
    another = name == "signed with another app's secret" and not path
    assert status == (200 if another else 401)
    assert b"signature" not in answer
    assert SECRET.encode() not in answer


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    "headers",
    [
        {"X-Hub-Signature": "sha1=" + digest(hashlib.sha1)},
        {"X-Hub-Signature": GOOD},
        {"Authorization": GOOD},
        {"X-Hub-Signature-256 ": GOOD.replace("sha256", "sha1")},
        {"Cookie": f"X-Hub-Signature-256={GOOD}"},
    ],
)
async def test_a_signature_in_another_place_is_none(target, headers):
    headers = {name.strip(): value for name, value in headers.items()}
    assert (await target.call("POST", "/webhooks/whatsapp", data=RAW, headers=headers))[0] == 401
    assert (await target.call("POST", f"/webhooks/whatsapp?X-Hub-Signature-256={GOOD}", data=RAW))[0] == 401


CHANGED = {
    "a letter": RAW.replace(b"hola", b"hole"),
    "the number": RAW.replace(b"108700000000001", b"108700000000002"),
    "written with spaces": json.dumps(TREE, indent=1).encode(),
    "keys in another order": json.dumps(TREE, sort_keys=True, separators=(",", ":")).encode() + b" ",
    "written in escapes": RAW.replace(b"hola", b"\\u0068ola"),
    "a line more": RAW + b"\n",
    "a NUL more": RAW + b"\0",
    "a BOM before": b"\xef\xbb\xbf" + RAW,
    "cut short": RAW[:-1],
    "cut in half": RAW[: len(RAW) // 2],
    "twice": RAW + RAW,
    "in UTF-16": RAW.decode().encode("utf-16"),
    "nothing of it": b"",
    "packed": gzip.compress(RAW),
}


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("name", CHANGED)
async def test_a_body_that_was_changed_after_it_was_signed_is_refused(target, name):
    headers = {"X-Hub-Signature-256": GOOD, "Content-Type": "application/json"}
    assert (await target.call("POST", "/webhooks/whatsapp", data=CHANGED[name], headers=headers))[0] == 401


@pytest.mark.usefixtures("untouched")
async def test_what_is_packed_on_the_way_is_not_what_was_signed(target):
    packed = gzip.compress(RAW)
    headers = {"X-Hub-Signature-256": signed(SECRET, packed), "Content-Encoding": "gzip"}
    assert (await target.call("POST", "/webhooks/whatsapp", data=packed, headers=headers))[0] == 401


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    ("path", "secret", "number", "status"),
    [
        ("/linea2", SECRET, OTHER_NUMBER, 401),
        ("/linea2", SECRET, "108700000000001", 401),
        ("/linea1", OTHER_SECRET, "108700000000001", 401),
        ("", SECRET, OTHER_NUMBER, 200),
        ("", OTHER_SECRET, "108700000000001", 200),
        ("/linea1", SECRET, OTHER_NUMBER, 200),
        ("", SECRET, "999", 200),
        ("", SECRET, "", 200),
        ("/muda", "", MUTE_NUMBER, 401),
        ("", "", MUTE_NUMBER, 401),
        ("/muda", SECRET, MUTE_NUMBER, 401),
        ("", SECRET, MUTE_NUMBER, 200),
        ("/nadie", SECRET, "108700000000001", 401),
        ("/web", SECRET, "108700000000001", 401),
    ],
)
async def test_one_app_brings_nothing_to_the_numbers_of_another(target, path, secret, number, status):
    assert await target.hook(body(message("soy de otra"), number=number), path, secret) == status


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("secret", ["", " ", "\0", "None", "null", "env:WA_APP_SECRET"])
async def test_a_number_without_a_secret_takes_nothing_however_it_is_signed(target, secret):
    for path in ("", "/muda"):
        raw = body(message("hola"), number=MUTE_NUMBER)
        assert await target.hook(raw, path, None, **{"X-Hub-Signature-256": signed(secret, raw)}) == 401


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("", "hub.mode=subscribe&hub.verify_token=otra&hub.challenge=CHALLENGE", 403),
        ("", "hub.mode=subscribe&hub.verify_token=&hub.challenge=CHALLENGE", 403),
        ("", "hub.mode=subscribe&hub.challenge=CHALLENGE", 403),
        ("", "hub.mode=unsubscribe&hub.verify_token=palabra&hub.challenge=CHALLENGE", 403),
        ("", "hub.verify_token=palabra&hub.challenge=CHALLENGE", 403),
        ("", "hub.mode=subscribe&hub.verify_token=palabra&hub.verify_token=x&hub.challenge=CHALLENGE", 422),
        ("", "hub.mode=subscribe&hub.verify_token=PALABRA&hub.challenge=CHALLENGE", 403),
        ("", "hub.mode=x&hub.mode%00=subscribe&hub.verify_token=palabra&hub.challenge=CHALLENGE", 422),
        ("/linea1", "hub.mode=subscribe&hub.verify_token=otra%20palabra&hub.challenge=CHALLENGE", 403),
        ("/muda", "hub.mode=subscribe&hub.verify_token=&hub.challenge=CHALLENGE", 403),
        ("/muda", "hub.mode=subscribe&hub.verify_token=palabra&hub.challenge=CHALLENGE", 403),
        ("/nadie", "hub.mode=subscribe&hub.verify_token=palabra&hub.challenge=CHALLENGE", 403),
    ],
)
async def test_whoever_does_not_know_the_word_sets_nothing_up(target, path, query, status):
    found, answer, _ = await target.call("GET", f"/webhooks/whatsapp{path}?{query}")
    assert (found, b"CHALLENGE" in answer) == (status, False)


@pytest.mark.usefixtures("untouched")
async def test_the_challenge_is_told_back_as_a_text_that_no_browser_runs(target):
    evil = "%3Cscript%3Ealert(1)%3C/script%3E"
    query = f"hub.mode=subscribe&hub.verify_token=palabra&hub.challenge={evil}"
    status, answer, headers = await target.call("GET", f"/webhooks/whatsapp?{query}")
    assert (status, answer) == (200, b"<script>alert(1)</script>")
    assert headers["Content-Type"].startswith("text/plain")
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("times", [1, 5])
async def test_what_is_played_again_is_taken_once(target, times):
    before = await target.counts()
    text = f"jugado {times}"
    raw = body(message(text))
    found = await asyncio.gather(*(target.hook(raw, path) for path in ("", "/linea1") * times))
    assert found == [200] * 2 * times
    assert await target.hook(raw) == 200
    assert (await target.added(before))["inbox"] == 1
    assert await target.rows("SELECT COUNT(*) FROM messages WHERE direction = 'in' AND body LIKE ?", f"%{text}%") == [
        (1,)
    ]


async def test_the_same_id_with_other_words_is_the_same_message(target):
    before = await target.counts()
    first = message("primera")
    assert await target.hook(body(first)) == 200
    await target.quiet()
    middle = await target.everything()
    assert await target.hook(body({**first, "text": {"body": "segunda"}})) == 200
    assert await target.everything() == middle
    assert (await target.added(before))["inbox"] == 1


async def test_the_same_id_at_another_number_is_another_message(target):
    one = message("en los dos")
    before = await target.counts()
    assert await target.hook(body(one)) == 200
    assert await target.hook(body(one, number=OTHER_NUMBER), secret=OTHER_SECRET) == 200
    assert (await target.added(before))["inbox"] == 2

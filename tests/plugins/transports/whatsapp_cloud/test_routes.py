"""The addresses that the platform calls: who gets in, what is stored, and where each thing goes."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import io
import json
import logging

import pytest
from aiohttp.test_utils import TestClient, TestServer

from cauce.errors import CauceError, Unavailable
from cauce.http.app import application
from cauce.testing.graph import signed, written
from whatsapp_rig import EXAMPLES, Kept, channel, opened

TEXT = (EXAMPLES / "text.json").read_bytes()


@contextlib.asynccontextmanager
async def door(kept, *channels):
    async with (
        opened(kept, *(channels or [channel()])) as transport,
        TestClient(TestServer(application(transport.routes()))) as client,
    ):
        client.transport = transport
        yield client


async def post(client, raw=TEXT, secret="secret", path="", **headers):
    sent = {"X-Hub-Signature-256": signed(secret, raw), "Content-Type": "application/json", **headers}
    sent = {name: value for name, value in sent.items() if value is not None}
    async with client.post(f"/webhooks/whatsapp{path}", data=io.BytesIO(raw), headers=sent) as answer:
        return answer.status, await answer.text()


async def set_up(client, path="", **query):
    basic = {"hub.mode": "subscribe", "hub.verify_token": "palabra", "hub.challenge": "1158201444"}
    params = {**basic, **{f"hub.{name}": value for name, value in query.items()}}
    async with client.get(f"/webhooks/whatsapp{path}", params=params) as answer:
        return answer.status, answer.content_type, await answer.text()


async def test_the_challenge_is_answered_as_it_came():
    async with door(Kept(), channel(), channel("otra", phone_number_id="2", verify_token="clave")) as client:
        assert await set_up(client) == (200, "text/plain", "1158201444")
        assert await set_up(client, "/linea1") == (200, "text/plain", "1158201444")
        assert await set_up(client, verify_token="clave") == (200, "text/plain", "1158201444")
        for path, query in [
            ("", {"verify_token": "otra"}),
            ("", {"verify_token": ""}),
            ("", {"mode": "unsubscribe"}),
            ("/linea1", {"verify_token": "clave"}),
            ("/nadie", {}),
            ("", {"verify_token": "pálabra\ud7ff"}),
        ]:
            status, _, text = await set_up(client, path, **query)
            assert (status, "1158201444" in text) == (403, False)


async def test_without_a_word_of_its_own_every_set_up_is_refused():
    async with door(Kept(), channel(verify_token="")) as client:
        assert (await set_up(client, verify_token=""))[0] == 403


async def test_a_genuine_body_is_stored_before_it_is_answered():
    kept = Kept()
    async with door(kept) as client:
        assert await post(client) == (200, "")
        assert await post(client, path="/linea1") == (200, "")
    assert kept.raws == [TEXT, TEXT]
    assert len({one.provider_id for one in kept.arrivals}) == 1


SHA1 = "sha1=" + hmac.new(b"secret", TEXT, hashlib.sha1).hexdigest()
GOOD = signed("secret", TEXT)


@pytest.mark.parametrize(
    "signature",
    [
        None,
        "",
        "sha256=",
        "sha256=" + "0" * 64,
        SHA1,
        SHA1.replace("sha1", "sha256"),
        signed("otra app", TEXT),
        signed("", TEXT),
        signed("token", TEXT),
        GOOD[:-1],
        GOOD + "0",
        GOOD.upper(),
        GOOD.replace("=", ": "),
        GOOD.removeprefix("sha256="),
        "sha256=" + "é" * 64,
    ],
)
async def test_what_is_not_signed_with_the_secret_of_the_app_is_refused(signature):
    kept = Kept()
    async with door(kept) as client:
        status, text = await post(client, **{"X-Hub-Signature-256": signature, "X-Hub-Signature": SHA1})
        assert status == 401
        assert "detail" not in json.loads(text)
    assert (kept.raws, kept.told) == ([], [])


@pytest.mark.parametrize(
    "raw",
    [TEXT[:-1], TEXT + b" ", TEXT.replace(b"4821", b"4822"), json.dumps(json.loads(TEXT)).encode(), b""],
    ids=["truncated", "longer", "changed", "written again", "empty"],
)
async def test_a_body_that_is_not_byte_for_byte_the_signed_one_is_refused(raw):
    signature = signed("secret", written(json.loads(TEXT)))
    kept = Kept()
    async with door(kept) as client:
        assert (await post(client, raw, **{"X-Hub-Signature-256": signature}))[0] == 401
        assert (await post(client, written(json.loads(TEXT))))[0] == 200
    assert len(kept.raws) == 1


async def test_without_a_secret_a_number_receives_nothing():
    kept = Kept()
    async with door(kept, channel(app_secret="")) as client:
        for signature in (signed("", TEXT), "", GOOD):
            assert (await post(client, **{"X-Hub-Signature-256": signature}))[0] == 401
    assert kept.raws == []


async def test_one_app_cannot_speak_for_the_number_of_another():
    kept = Kept()
    async with door(kept, channel(), channel("otra", phone_number_id="2", app_secret="ajeno")) as client:
        assert (await post(client, secret="ajeno"))[0] == 200
        assert (await post(client, secret="ajeno", path="/otra"))[0] == 200
        assert (await post(client, secret="ajeno", path="/linea1"))[0] == 401
        assert (await post(client, path="/nadie"))[0] == 401
    assert kept.raws == []


async def test_each_change_goes_to_the_channel_of_its_number_and_strangers_to_nobody(caplog):
    caplog.set_level(logging.INFO)
    changes = []
    for number, text in (("2", "a"), ("108700000000001", "b"), ("999", "c"), ("2", "d")):
        message = {"from": "549", "id": f"wamid.{text}", "type": "text", "text": {"body": text}}
        value = {"metadata": {"phone_number_id": number}, "messages": [message]}
        changes.append({"field": "messages", "value": value})
    body = {"entry": [{"changes": changes[:1]}, {"changes": changes[1:]}]}
    kept = Kept()
    async with door(kept, channel(), channel("otra", phone_number_id="2")) as client:
        assert (await post(client, written(body)))[0] == 200
    assert kept.channels == ["otra", "linea1"]
    assert [one.message.text for one in kept.arrivals] == ["a", "d", "b"]
    [line] = [one for one in caplog.records if "no channel has this number" in one.message]
    assert line.number == "999"


async def test_a_long_batch_is_stored_whole_and_in_its_order():
    messages = [{"from": "549", "id": f"w{n}", "type": "text", "text": {"body": str(n)}} for n in range(2500)]
    statuses = [{"id": f"s{n}", "status": "read"} for n in range(1200)]
    value = {"metadata": {"phone_number_id": "108700000000001"}, "messages": messages, "statuses": statuses}
    raw = written({"entry": [{"changes": [{"field": "messages", "value": value}]}]})
    kept = Kept()
    async with door(kept) as client:
        assert (await post(client, raw))[0] == 200
    assert [one.message.text for one in kept.arrivals] == [str(n) for n in range(2500)]
    assert kept.raws == [raw, b"", b""]
    assert len(kept.told) == 1200


@pytest.mark.parametrize("raw", [b"", b"no", b"\xff\xfe", b'{"object": "page"}', b"[" * 50_000])
async def test_a_signed_body_that_cannot_be_read_is_told_in_the_log_and_not_asked_for_again(raw, caplog):
    kept = Kept()
    async with door(kept) as client:
        assert await post(client, raw) == (200, "")
    [line] = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert line.sha256 == hashlib.sha256(raw).hexdigest()
    assert (kept.raws, kept.parked) == ([], [])


@pytest.mark.parametrize("raw", [b"", b"no", b"[" * 50_000, TEXT[:-20], TEXT.decode().encode("utf-16")])
async def test_at_the_address_of_a_number_such_a_body_is_set_aside(raw, caplog):
    kept = Kept()
    async with door(kept, channel(), channel("otra", phone_number_id="2")) as client:
        assert await post(client, raw, path="/otra") == (200, "")
        kept.trouble = Unavailable("full")
        assert (await post(client, raw, path="/otra"))[0] == 503
    assert kept.parked == [("otra", raw, "it is no JSON")]
    assert "Buenas" not in caplog.text


async def test_at_the_shared_address_it_is_set_aside_for_the_number_that_it_names():
    kept = Kept()
    torn = TEXT[:-20]
    async with door(kept, channel("otra", phone_number_id="2"), channel()) as client:
        assert await post(client, torn) == (200, "")
        assert await post(client, b'{"object": "x", "n": "108700000000001"}') == (200, "")
    assert kept.parked == [
        ("linea1", torn, "it is no JSON"),
        ("linea1", b'{"object": "x", "n": "108700000000001"}', "it has no entries"),
    ]


async def test_a_body_of_one_app_is_never_set_aside_for_the_number_of_another():
    kept = Kept()
    async with door(kept, channel(), channel("otra", phone_number_id="2", app_secret="ajeno")) as client:
        assert await post(client, TEXT[:-20], secret="ajeno") == (200, "")
    assert kept.parked == []


async def test_what_cannot_be_read_is_set_aside_and_the_rest_is_stored():
    hello = {"from": "549", "id": "w1", "type": "text", "text": {"body": "a"}}
    value = {"metadata": {"phone_number_id": "108700000000001"}, "messages": [hello, 7, {"type": "text"}]}
    raw = written({"entry": [{"changes": [{"field": "messages", "value": value}]}]})
    kept = Kept()
    async with door(kept) as client:
        assert await post(client, raw) == (200, "")
    assert [one.message.text for one in kept.arrivals] == ["a"]
    [(name, body, reason)] = kept.parked
    assert (name, body) == ("linea1", raw)
    assert reason == "an element of messages is no object; a message of the type text with nobody at the other end"


async def test_what_names_no_number_is_set_aside_where_somebody_could_know_whose_it_is(caplog):
    caplog.set_level(logging.INFO)
    hello = {"from": "549", "id": "w1", "type": "text", "text": {"body": "a"}}
    lost = {"entry": [{"changes": [{"field": "messages", "value": {"messages": [hello]}}]}]}
    torn = {"entry": [{"changes": {"n": "108700000000001"}}]}
    kept = Kept()
    async with door(kept) as client:
        assert await post(client, written(lost), path="/linea1") == (200, "")
        assert await post(client, written(torn)) == (200, "")
        assert await post(client, written(lost)) == (200, "")
        assert await post(client, b'{"entry": []}') == (200, "")
    assert (kept.arrivals, [name for name, _, _ in kept.parked]) == ([], ["linea1", "linea1"])
    assert [reason for _, _, reason in kept.parked] == [
        "it names no number",
        "it names no number; an entry without changes",
    ]
    assert "names no number of ours: it names no number" in caplog.text
    assert "nothing in it" in caplog.text


async def test_a_new_address_is_known_before_what_is_said_from_it():
    seen = []

    class Watching(Kept):
        async def rename(self, *names):
            seen.append("rename")
            return await super().rename(*names)

        async def accept(self, *arrived):
            seen.append("accept")
            return await super().accept(*arrived)

    kept = Watching()
    system = {"from": "549351", "id": "w1", "type": "system", "system": {"type": "user_changed_number", "wa_id": "569"}}
    hello = {"from": "569", "id": "w2", "type": "text", "text": {"body": "a"}}
    value = {"metadata": {"phone_number_id": "108700000000001"}, "messages": [hello, system]}
    raw = written({"entry": [{"changes": [{"field": "messages", "value": value}]}]})
    async with door(kept) as client:
        assert await post(client, raw) == (200, "")
    assert seen == ["rename", "accept"]
    assert kept.renamed == [(("phone", "549351"), ("phone", "569"))]


async def test_the_health_of_the_account_is_a_warning_whether_or_not_it_names_a_number(caplog):
    changes = [{"field": "account_update", "value": {"event": "ACCOUNT_RESTRICTION"}}]
    named = {"event": "DOWNGRADE", "metadata": {"phone_number_id": "108700000000001"}}
    changes.append({"field": "phone_number_quality_update", "value": named})
    kept = Kept()
    async with door(kept) as client:
        assert await post(client, written({"entry": [{"changes": changes}]})) == (200, "")
    first, second = [one for one in caplog.records if one.levelno == logging.WARNING]
    assert first.notes == "the field account_update ACCOUNT_RESTRICTION"
    assert "phone_number_quality_update DOWNGRADE" in second.getMessage()


async def test_while_nothing_can_be_stored_the_platform_is_asked_to_come_again():
    kept = Kept(trouble=Unavailable("full"))
    async with door(kept) as client:
        assert (await post(client))[0] == 503
        kept.trouble = None
        assert (await post(client))[0] == 200
    assert len(kept.arrivals) == 1


async def test_bodies_up_to_three_megabytes_are_taken():
    kept = Kept()
    async with door(kept) as client:
        padded = TEXT.strip()[:-1] + b" " * (3 * 1024 * 1024 - len(TEXT.strip())) + b"}"
        assert len(padded) == 3 * 1024 * 1024
        assert (await post(client, padded))[0] == 200
        limits = {route.limit for route in client.transport.routes() if route.method == "POST"}
    assert limits == {3 * 1024 * 1024}
    assert len(kept.raws) == 1


async def test_a_closed_channel_takes_nothing_any_more():
    kept = Kept()
    async with door(kept) as client:
        await client.transport.close(channel())
        await client.transport.close(channel())
        assert (await post(client))[0] == 401


async def test_two_channels_cannot_have_the_same_number():
    async with opened(Kept(), channel()) as transport:
        with pytest.raises(CauceError, match=r"linea1.*otra"):
            await transport.open(channel("otra"), Kept())

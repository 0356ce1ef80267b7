"""The page that plays the customer's phone: what it is told, what it may do, and what keeps others out."""

from __future__ import annotations

import asyncio
import contextlib
import json

import aiohttp
import pytest

from cauce.testing.graph import NUMBER_ID, PERSON, Number, Template
from cauce.testing.graph import phone as phone_module
from cauce.testing.graph.phone_site import ASSETS
from graph_rig import TEXT, call, platform

KEY = f"{NUMBER_ID}/{PERSON}"


@contextlib.asynccontextmanager
async def opened(**switches):
    async with (
        platform(**{"statuses": ("sent", "delivered"), "phone": True, **switches}) as (graph, receiver),
        aiohttp.ClientSession(graph.url) as http,
    ):
        yield graph, receiver, http


async def post(http, path, body, **headers):
    async with http.post(f"/_phone/{path}", json=body, headers=headers) as answer:
        return answer.status, await answer.json()


def entries(graph, key=KEY):
    return list(graph.watch.chats[key].entries.values())


async def test_the_page_and_its_files_come_with_a_strict_policy():
    async with opened() as (_, _, http):
        for path in ("/", *(f"/_phone/{name}" for name in ASSETS)):
            async with http.get(path) as answer:
                assert answer.status == 200
                policy = answer.headers["Content-Security-Policy"]
                assert "script-src 'self';" in policy
                assert "unsafe" not in policy
                text = await answer.text()
                assert "<script>" not in text
                assert " style=" not in text
        async with http.get("/_phone/secret.txt") as answer:
            assert answer.status == 404


async def test_without_being_asked_for_there_is_no_page():
    async with platform() as (graph, _), aiohttp.ClientSession() as http, http.get(graph.url + "/") as answer:
        assert answer.status == 404


async def test_other_sites_cannot_use_the_phone():
    async with opened() as (_, receiver, http):
        message = {"key": KEY, "message": {"type": "text", "text": {"body": "x"}}}
        assert (await post(http, "message", message, Origin="https://evil.example"))[0] == 403
        async with http.get("/", headers={"Host": "evil.example"}) as answer:
            assert answer.status == 403
        assert receiver.messages == []


async def test_what_is_written_leaves_as_a_webhook_and_gets_its_ticks():
    async with opened() as (graph, receiver, http):
        receiver.answers.append(503)
        graph.resend = (0.01,)
        message = {"type": "text", "text": {"body": "hola"}}
        assert (await post(http, "message", {"key": KEY, "message": message}))[1] == {"status": 503}
        [said] = entries(graph)
        assert (said.mine, said.state) == (True, "sent")
        async with asyncio.timeout(20):
            while said.state != "delivered":  # noqa: ASYNC110 - it comes again on its own
                await asyncio.sleep(0.01)
        assert receiver.messages[0]["text"] == {"body": "hola"}
        mark = {"messaging_product": "whatsapp", "status": "read", "message_id": said.id}
        await call(graph, mark)
        assert said.state == "read"
        await call(graph, {**mark, "message_id": "wamid.unknown"})
        for wrong in ({"key": "x", "message": message}, {"key": KEY, "message": {}}, {"key": KEY}):
            assert (await post(http, "message", wrong))[0] == 400


async def test_what_is_said_to_the_person_is_shown_and_seen():
    async with opened(templates=[Template("aviso", "es", "Hola {{1}}")]) as (graph, receiver, http):
        await graph.say("hola")
        _, answer = await call(graph, TEXT)
        await graph.settled()
        key = answer["messages"][0]["id"]
        assert [one.state for one in entries(graph)] == ["delivered", "delivered"]
        assert (await post(http, "seen", {"ids": [key, key, "wamid.x", entries(graph)[0].id]}))[0] == 200
        assert receiver.states == ["sent", "delivered", "read"]
        assert entries(graph)[1].state == "read"
        found = {"name": "aviso", "language": {"code": "es"}}
        parts = [{"type": "body", "parameters": [{"type": "text", "text": "Ana"}]}]
        await call(graph, {**TEXT, "type": "template", "template": {**found, "components": parts}})
        assert entries(graph)[-1].told()["shown"] == "Hola Ana"
        await call(graph, {**TEXT, "recipient_type": "group", "to": "G1"})
        await graph.say_in_group("hola", "G1")
        assert len(entries(graph)) == 3


async def test_what_fails_says_why():
    async with opened() as (graph, _, http):
        await graph.say("hola")
        assert (await post(http, "clock", {"hours": 24}))[1]["ahead"] == 24 * 3600
        await call(graph, TEXT)
        last = entries(graph)[-1]
        assert (last.state, last.error[:6]) == ("failed", "131047")


@pytest.mark.parametrize("statuses", [("sent", "delivered", "failed:131026"), ("sent", "failed:131026", "delivered")])
async def test_what_was_delivered_has_not_failed_whatever_is_told_first(statuses):
    async with opened(statuses=statuses) as (graph, _, _):
        await graph.say("hola")
        await call(graph, TEXT)
        assert (entries(graph)[-1].state, entries(graph)[-1].error) == ("delivered", "")


async def test_a_number_that_is_off_keeps_what_is_written():
    async with opened() as (graph, receiver, http):
        assert (await post(http, "settings", {"mode": "off", "order": "shuffled"}))[1]["mode"] == "off"
        await post(http, "message", {"key": KEY, "message": {"type": "text", "text": {"body": "hola"}}})
        assert [one.state for one in entries(graph)] == ["waiting"]
        assert receiver.messages == []
        assert (await post(http, "settings", {"mode": "sad"}))[0] == 400


async def test_people_are_added_by_number_by_id_and_at_any_number():
    async with opened(others={"2": Number(number_id="2", display="5493515550101")}) as (graph, _, http):
        add = lambda **who: post(http, "person", who)  # noqa: E731
        assert (await add(address="+56 9 1234 5678", name="Ramón"))[1]["key"] == f"{NUMBER_ID}/56912345678"
        assert (await add(address="CL.99", name="Noe", username="@noe"))[1]["key"] == f"{NUMBER_ID}/CL.99"
        assert (await add(address="56912345678", number="2"))[1]["key"] == "2/56912345678"
        assert graph.people.find("56912345678").name == "Ramón"
        assert graph.people.find("CL.99").username == "noe"
        for wrong in (
            {"address": " "},
            {"address": "1", "number": "9"},
            {"address": "AR." + "x" * 131},
            {"address": "+"},
        ):
            assert (await add(**wrong))[0] == 400


async def test_files_are_kept_shown_and_never_run():
    async with opened() as (graph, _, http):
        async with http.post("/_phone/files", data=b"\x89PNG", headers={"Content-Type": "image/png"}) as answer:
            kept = await answer.json()
        assert kept["mime_type"] == "image/png"
        async with http.get(f"/_phone/files/{kept['id']}") as answer:
            assert (answer.content_type, await answer.read()) == ("image/png", b"\x89PNG")
        graph.media["7"] = ("text/html", b"<script>alert(1)</script>")
        async with http.get("/_phone/files/7") as answer:
            assert answer.content_type == "application/octet-stream"
        async with http.get("/_phone/files/8") as answer:
            assert answer.status == 404
        async with http.post(
            "/_phone/files", data=b"MZ", headers={"Content-Type": "application/x-msdownload"}
        ) as answer:
            assert answer.status == 400


async def lines(answer, count):
    found = []
    async for line in answer.content:
        if line.startswith(b"data: "):
            found.append(json.loads(line[6:]))
        if len(found) == count:
            return found
    return found


async def test_every_page_hears_everything_then_each_change():
    async with opened() as (graph, _, http), asyncio.timeout(30):
        await graph.say("hola")
        async with http.get("/_phone/events") as one, http.get("/_phone/events") as other:
            for page in (one, other):
                [first] = await lines(page, 1)
                [chat] = first["all"]["chats"]
                assert (chat["key"], chat["name"], len(chat["entries"])) == (KEY, "Juana Peralta", 1)
                assert first["all"]["settings"]["mode"] == "ok"
                assert first["all"]["numbers"][0]["id"] == NUMBER_ID
            mark = {"messaging_product": "whatsapp", "status": "read", "message_id": entries(graph)[0].id}
            await call(graph, {**mark, "typing_indicator": {"type": "text"}})
            await post(http, "person", {"address": "56912345678", "name": "Ramón"})
            await post(http, "clock", {"hours": 1})
            for page in (one, other):
                read, typing, chat, settings = await lines(page, 4)
                assert (read["entry"]["state"], read["key"]) == ("read", KEY)
                assert typing == {"typing": KEY, "seconds": 25}
                assert chat["chat"]["name"] == "Ramón"
                assert settings["settings"]["ahead"] == 3600


async def test_a_page_that_falls_behind_has_to_begin_again(monkeypatch):
    monkeypatch.setattr(phone_module, "BEHIND", 3)
    async with opened() as (graph, _, _):
        page = graph.watch.follow(0.01)
        assert "all" in await anext(page)
        assert await anext(page) == {}
        for _ in range(5):
            graph.watch.set_up()
        assert len([one async for one in page]) == 3
        assert graph.watch._pages == set()


async def test_old_messages_make_room(monkeypatch):
    monkeypatch.setattr(phone_module, "KEPT", 2)
    async with opened() as (graph, _, _):
        for _ in range(5):
            await graph.say("hola")
        assert len(entries(graph)) == len(graph.watch._where) == 2


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_page_speaks_both_languages_in_full(language):
    import re
    from importlib.resources import files

    text = files("cauce.testing.graph").joinpath("static", "words.js").read_text("utf-8")
    parts = dict(re.findall(r"^  (es|en): \{\n(.*?)^  \},$", text, re.MULTILINE | re.DOTALL))
    keys = {name: re.findall(r"^ {4,6}(\w+):", part, re.MULTILINE) for name, part in parts.items()}
    assert keys[language] == keys["es"]
    assert len(keys[language]) > 60

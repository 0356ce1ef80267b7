"""Operators over WhatsApp, from the API of the desk to the Graph API: nothing in between is made up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from cauce.clock import SystemClock
from cauce.testing.graph import PERSON, Template
from whatsapp_rig import Running, running

ROOT = "api/conversations"
OTHER = "5493533410021"
HOUR = 3_600_000


@dataclass
class Desk:
    """A running Cauce with a number, and its admin at the API, who has the conversation."""

    at: Running
    session: aiohttp.ClientSession

    async def ask(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        """Ask; what it leads to has happened when this returns."""
        async with self.session.request(method, f"{ROOT}/{path}", json=body) as answer:
            told = await answer.json(content_type=None) if answer.status != 204 else None
            assert answer.status == status, told
        await self.at.quiet()
        return told

    async def messages(self, conversation: int = 1) -> list[dict[str, Any]]:
        """Return what was said, the first first."""
        return (await self.ask("GET", f"{conversation}/messages?order=oldest"))["items"]

    def bodies(self, person: str = PERSON) -> list[dict[str, Any]]:
        """Return what the platform was sent for a person, without what every message has."""
        around = {"messaging_product", "to", "recipient_type", "biz_opaque_callback_data"}
        calls = [call.body for call in self.at.graph.calls if call.body["to"] == person]
        return [{key: value for key, value in body.items() if key not in around} for body in calls]


@asynccontextmanager
async def desk(folder) -> AsyncIterator[Desk]:
    async with running(folder) as at:
        await at.hears("hola")
        address = at.service.server.addresses[0]
        async with aiohttp.ClientSession(address, cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
            async with session.post(
                "api/auth/login", json={"account": "admin", "password": at.service.first_admin.password}
            ) as answer:
                assert answer.status == 200
            found = Desk(at, session)
            await found.ask("POST", "1/take", {})
            yield found


async def test_an_answer_quotes_and_a_place_is_a_place(tmp_path):
    async with desk(tmp_path) as one:
        first, asked = await one.messages()
        await one.ask("POST", "1/messages", {"text": "Dime", "reply_to": first["id"]}, 201)
        await one.ask(
            "POST",
            "1/messages",
            {"message_type": "location", "latitude": -33.4, "longitude": -70.6, "reply_to": asked["id"]},
            201,
        )
        await one.ask(
            "POST", "1/messages", {"message_type": "choices", "text": "¿Cuándo?", "choices": ["Hoy", "Mañana"]}, 201
        )
        text, place, menu = one.bodies()[1:]
        assert text == {"type": "text", "text": {"body": "Dime"}, "context": {"message_id": first["external_id"]}}
        assert place["context"] == {"message_id": asked["external_id"]}
        assert place["location"] == {"latitude": -33.4, "longitude": -70.6}
        assert [one["reply"]["title"] for one in menu["interactive"]["action"]["buttons"]] == ["Hoy", "Mañana"]
        assert await one.at.graph.press("2", "Mañana") == 200
        await one.at.quiet()
        assert (await one.messages())[-1]["content"]["choice"] == "2"


async def test_both_sides_react_and_both_are_shown_with_the_message(tmp_path):
    async with desk(tmp_path) as one:
        first, asked = await one.messages()
        await one.ask("PUT", f"1/messages/{first['id']}/reaction", {"emoji": "❤️"}, 204)
        assert one.bodies()[-1] == {"type": "reaction", "reaction": {"message_id": first["external_id"], "emoji": "❤️"}}
        assert await one.at.graph.react(asked["external_id"], "👍") == 200
        await one.at.quiet()
        shown = {found["id"]: found["reactions"] for found in await one.messages()}
        assert [(found["direction"], found["emoji"]) for found in shown[first["id"]]] == [("out", "❤️")]
        assert [(found["direction"], found["emoji"]) for found in shown[asked["id"]]] == [("in", "👍")]
        assert await one.at.graph.react(asked["external_id"], "") == 200
        await one.ask("DELETE", f"1/messages/{first['id']}/reaction", None, 204)
        assert one.bodies()[-1]["reaction"]["emoji"] == ""
        assert [found["reactions"] for found in await one.messages()][:2] == [[], []]


async def test_a_file_is_passed_on_to_somebody_else_on_the_same_number(tmp_path):
    async with desk(tmp_path) as one:
        await one.at.hears("hola", OTHER)
        await one.ask("POST", "2/take", {})
        assert await one.at.graph.send_file("image", "image/png", b"abc", caption="mira") == 200
        await one.at.quiet()
        file = (await one.messages())[-1]
        await one.ask("POST", f"1/messages/{file['id']}/forward", {"conversations": [2]}, 201)
        sent = one.bodies(OTHER)[-1]
        assert sent == {"type": "image", "image": {"id": file["content"]["media"]["id"], "caption": "mira"}}
        assert (await one.messages(2))[-1]["forwarded"] is True


async def test_the_window_of_the_platform_is_known_before_anything_is_sent(tmp_path):
    async with desk(tmp_path) as one:
        ends = (await one.ask("GET", "1"))["window_ends_at"]
        now = SystemClock().now()
        assert 23 * HOUR < ends - now <= 24 * HOUR
        day = 25 * HOUR
        for table, column in (("messages", "created_at"), ("conversations", "active_at")):
            await one.at.rows(f"UPDATE {table} SET {column} = {column} - {day}")
        # By the platform's own clock too.
        await one.at.rows("UPDATE messages SET body = '{\"text\": \"hola\"}' WHERE direction = 'in'")
        calls = len(one.at.graph.calls)
        told = await one.ask("POST", "1/messages", {"text": "¿Sigues?"}, 409)
        assert told["code"] == "window_closed"
        assert (await one.ask("GET", "1"))["window_ends_at"] < now
        assert len(one.at.graph.calls) == calls
        assert await one.at.rows("SELECT COUNT(*) FROM messages WHERE author = 'human'") == [(0,)]
        await one.at.hears("¡Sí!")
        await one.ask("POST", "1/messages", {"text": "¿Sigues?"}, 201)
        assert one.bodies()[-1] == {"type": "text", "text": {"body": "¿Sigues?"}}


async def test_what_is_scheduled_leaves_by_itself_at_its_time(tmp_path):
    async with desk(tmp_path) as one:
        now = SystemClock().now()
        await one.ask("POST", "1/scheduled", {"text": "Te recuerdo la cita", "at": now + 1500}, 201)
        async with one.session.get(f"{ROOT}/1/scheduled") as answer:
            [waiting] = (await answer.json())["items"]
        assert waiting["content"] == {"text": "Te recuerdo la cita"}
        async with asyncio.timeout(300):
            while one.bodies()[-1].get("text") != {"body": "Te recuerdo la cita"}:
                await one.at.quiet()
        [sent] = (await one.ask("GET", "1/scheduled"))["items"]
        assert sent["state"] == "sent"


async def test_who_answers_on_the_phone_takes_it(tmp_path):
    async with running(tmp_path) as at:
        await at.hears("hola")
        assert await at.graph.echo("Ya le atiendo yo") == 200
        await at.quiet()
        assert await at.rows("SELECT owner, assignee_id FROM conversations") == [("human", None)]
        assert await at.hears("Ana") == []


@pytest.mark.parametrize("emoji", ["", "no", "👍👍 "])
async def test_what_is_no_emoji_reaches_no_platform(tmp_path, emoji):
    async with desk(tmp_path) as one:
        calls = len(one.at.graph.calls)
        await one.ask("PUT", "1/messages/1/reaction", {"emoji": emoji}, 422)
        assert len(one.at.graph.calls) == calls


SHIPPED = Template("envio_listo", "es_AR", "Hola {{1}}, tu pedido sale {{2}}", buttons=1)
FILLED = {"name": "envio_listo", "language": "es_AR", "params": ["Ana", "hoy"], "buttons": [{"payload": "si"}]}
NOTICE = {"message_type": "template", "template": FILLED, "text": "Hola Ana, tu pedido sale hoy"}
PARTS = [
    {"type": "body", "parameters": [{"type": "text", "text": "Ana"}, {"type": "text", "text": "hoy"}]},
    {"type": "button", "sub_type": "quick_reply", "index": "0", "parameters": [{"type": "payload", "payload": "si"}]},
]
SENT = {
    "type": "template",
    "template": {"name": "envio_listo", "language": {"code": "es_AR"}, "components": PARTS},
}


async def end_window(one: Desk) -> None:
    """Let the person have written long ago, to the platform as to the desk."""
    one.at.graph.ahead += 25 * 3600
    for table, column in (("messages", "created_at"), ("conversations", "active_at")):
        await one.at.rows(f"UPDATE {table} SET {column} = {column} - {25 * HOUR}")
    await one.at.rows("UPDATE messages SET body = '{\"text\": \"hola\"}' WHERE direction = 'in'")


async def test_a_template_is_sent_as_one_within_the_window_and_after_it(tmp_path):
    async with desk(tmp_path) as one:
        one.at.graph.templates = [SHIPPED]
        await one.ask("POST", "1/messages", NOTICE, 201)
        await end_window(one)
        await one.ask("POST", "1/messages", {"text": "¿Sigues?"}, 409)
        await one.ask("POST", "1/messages", NOTICE, 201)
        assert one.bodies()[1:] == [SENT, SENT]
        for told in (await one.messages())[-2:]:
            assert (told["message_type"], told["text"], told["error"]) == ("template", NOTICE["text"], None)
            assert told["content"] == {"template": FILLED}


async def test_one_that_is_scheduled_leaves_after_the_window(tmp_path):
    async with desk(tmp_path) as one:
        one.at.graph.templates = [SHIPPED]
        await end_window(one)
        await one.ask("POST", "1/scheduled", {**NOTICE, "at": SystemClock().now() + 1500}, 201)
        async with asyncio.timeout(300):
            while one.bodies()[-1] != SENT:
                await one.at.quiet()
        [sent] = (await one.ask("GET", "1/scheduled"))["items"]
        assert (sent["state"], sent["content"]) == ("sent", NOTICE)


@pytest.mark.parametrize(
    ("more", "code"), [({"name": "otra"}, "132001"), ({"params": ["Ana"]}, "132000"), ({"header": "Ana"}, "132000")]
)
async def test_what_only_the_platform_knows_of_a_template_comes_back_as_its_failure(tmp_path, more, code):
    async with desk(tmp_path) as one:
        one.at.graph.templates = [SHIPPED]
        await one.ask("POST", "1/messages", {"message_type": "template", "template": {**FILLED, **more}}, 201)
        failed = (await one.messages())[-1]
        assert failed["status"] == "failed"
        assert code in failed["error"]

"""The service desk over WhatsApp, from signed webhooks to the Graph API and back: nothing in between is made up."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest

from cauce.model.message import Media
from cauce.testing import StubServer
from cauce.transport import Refused
from whatsapp_rig import channel, running

FLOWS = Path(__file__).parents[4] / "flows"


async def test_the_service_desk_takes_a_complaint_from_the_first_word_to_the_grade(tmp_path):
    async with StubServer() as tickets:
        tickets.given('http POST "/tickets" 201 {"id": "A-77"}')
        desk = (FLOWS / "mesa_ayuda.flow").read_text("utf-8").replace("https://api.andina.example", tickets.url)
        flows = {"mesa_ayuda": desk, "encuesta": (FLOWS / "encuesta.flow").read_text("utf-8")}
        async with running(tmp_path, flows, '[secrets]\nandina = "env:ANDINA"\n[areas.mesa]\n[areas.ventas]\n') as desk:
            graph = desk.graph
            graph.statuses = ("sent", "delivered", "read")
            greeting, menu = await desk.hears("hola")
            assert "Andina" in greeting
            assert menu == "¿En qué te ayudamos?"
            listed = graph.calls[-1].body["interactive"]
            assert listed["type"] == "list"
            rows = listed["action"]["sections"][0]["rows"]
            assert [row["title"] for row in rows] == ["Ventas y planes", "Soporte técnico", "Hablar con una persona"]
            reply = {"type": "list_reply", "list_reply": {"id": rows[1]["id"], "title": rows[1]["title"]}}
            await graph.arrive({"type": "interactive", "interactive": reply})
            await desk.quiet()
            buttons = graph.calls[-1].body["interactive"]["action"]["buttons"]
            assert [one["reply"]["title"] for one in buttons] == ["Internet", "Televisión", "Volver"]
            await graph.press(buttons[0]["reply"]["id"], "Internet")
            await desk.quiet()
            assert graph.texts()[-1] == "¿Cuál es tu RUT?"
            assert "no es válido" in (await desk.hears("11.111.111-2"))[0]
            assert "Cuéntanos" in (await desk.hears("11.111.111-1"))[0]
            await desk.hears("No hay internet desde ayer")
            assert "Listo ✅ Tu ticket es *A-77*." in graph.texts()
            assert tickets.requests[0].json == {"rut": "11111111-1", "asunto": "Internet: No hay internet desde ayer"}
            await desk.quiet()
            told = await desk.rows("SELECT status, COUNT(*) FROM messages WHERE direction = 'out' GROUP BY status")
            assert told == [(4, len(graph.taken()))]
            assert all(call.body["to"] == "5493533473732" for call in graph.taken())


async def test_a_webhook_that_comes_again_is_answered_once(tmp_path):
    async with running(tmp_path) as desk:
        first = {"id": "wamid.A"}
        assert await desk.hears("hola", **first) == ["¿Qué?"]
        assert await desk.hears("hola", **first) == []
        assert await desk.hears("Ana", id="wamid.B") == ["Ana", "¿Qué?"]


async def test_a_status_that_comes_before_the_answer_is_not_lost(tmp_path):
    async with running(tmp_path) as desk:
        desk.graph.statuses, desk.graph.early = ("read", "sent", "delivered"), True
        await desk.hears("hola")
        assert await desk.rows("SELECT status, provider_id FROM messages WHERE direction = 'out'") == [
            (4, desk.graph.calls[0].id)
        ]


async def test_a_message_that_fails_later_is_kept_as_failed_with_the_reason(tmp_path):
    async with running(tmp_path) as desk:
        desk.graph.statuses = ("sent", "failed:131026", "sent")
        await desk.hears("hola")
        assert await desk.rows("SELECT status, error FROM messages WHERE direction = 'out'") == [
            (2, "131026 Message undeliverable")
        ]


async def test_a_reaction_is_kept_and_nobody_answers_it(tmp_path):
    async with running(tmp_path) as desk:
        await desk.hears("hola")
        reaction = {
            "type": "reaction",
            "reaction": {"message_id": desk.graph.calls[0].id, "emoji": "👍"},
            "id": "wamid.R",
        }
        for _ in range(2):
            assert await desk.graph.arrive(reaction) == 200
        await desk.quiet()
        assert len(desk.graph.calls) == 1
        assert await desk.rows("SELECT COUNT(*) FROM messages WHERE provider_id = 'wamid.R'") == [(1,)]
        assert await desk.hears("Ana") == ["Ana", "¿Qué?"]


async def test_somebody_without_a_number_is_answered(tmp_path):
    async with running(tmp_path) as desk:
        message = {"from": "", "from_user_id": "AR.706", "type": "text", "text": {"body": "hola"}}
        assert await desk.graph.arrive(message) == 200
        await desk.quiet()
        assert desk.graph.texts("AR.706") == ["¿Qué?"]
        assert "to" not in desk.graph.calls[0].body


async def test_a_rate_that_is_used_up_delays_and_loses_nothing(tmp_path):
    async with running(tmp_path) as desk:
        desk.graph.modes.append("429")
        await desk.graph.say("hola")
        await desk.quiet()
        assert [call.id for call in desk.graph.calls] == [""]
        row = await desk.rows("SELECT state, error FROM outbox")
        assert row == [("retry", "130429 (#130429) Rate limit hit")]


async def test_somebody_with_a_new_number_goes_on_where_they_were(tmp_path):
    async with running(tmp_path) as desk:
        assert await desk.hears("hola") == ["¿Qué?"]
        assert await desk.graph.change_number("5493533473732", "5493533410099") == 200
        await desk.quiet()
        assert await desk.hears("Ana", "5493533410099") == ["Ana", "¿Qué?"]
        assert await desk.rows("SELECT COUNT(*) FROM conversations") == [(1,)]


async def test_somebody_whose_number_no_longer_shows_goes_on_where_they_were(tmp_path):
    async with running(tmp_path) as desk:
        known = {"from_user_id": "AR.706"}
        assert await desk.hears("hola", **known) == ["¿Qué?"]
        message = {"from": "", **known, "type": "text", "text": {"body": "Ana"}, "id": "wamid.U"}
        assert await desk.graph.arrive(message, "AR.706") == 200
        await desk.quiet()
        assert await desk.rows("SELECT COUNT(*) FROM conversations") == [(1,)]
        assert desk.graph.texts()[1:] == ["Ana", "¿Qué?"]


async def test_what_one_of_us_says_on_the_phone_is_kept_and_not_answered(tmp_path):
    async with running(tmp_path) as desk:
        await desk.hears("hola")
        assert await desk.graph.echo("Ya le aviso") == 200
        await desk.quiet()
        assert len(desk.graph.calls) == 1
        kept = await desk.rows("SELECT direction, author FROM messages ORDER BY id")
        assert kept[-1] == ("out", "human")


async def test_a_signed_body_that_is_torn_is_parked_and_its_neighbours_go_on(tmp_path):
    async with running(tmp_path) as desk:
        torn = f'{{"entry": [{{"number": "{desk.graph.number_id}"'.encode()
        assert await desk.graph.post(torn) == 200
        assert await desk.graph.post(torn) == 200
        assert await desk.rows("SELECT state, COUNT(*) FROM inbox GROUP BY state") == [("parked", 1)]
        assert await desk.hears("hola") == ["¿Qué?"]


async def test_a_file_that_lies_with_somebody_else_is_kept_as_one_that_cannot_be_fetched(tmp_path, monkeypatch):
    async with running(tmp_path) as desk:
        told = desk.graph.files.told
        monkeypatch.setattr(
            desk.graph.files, "told", lambda key, base: {**told(key, base), "url": "https://files.example/a.png"}
        )
        assert await desk.graph.send_file("image", "image/png", b"abc", caption="mira") == 200
        await desk.quiet()
        [(found,)] = await desk.rows("SELECT body FROM messages WHERE direction = 'in'")
        media = Media(**json.loads(found)["media"])
        assert (media.kind, media.url, json.loads(found)["text"]) == ("image", None, "mira")
        transport = desk.service.project.plugins.transports["whatsapp_cloud"]
        with pytest.raises(Refused, match=r"the file cannot be fetched: files\.example"):
            async with transport.fetch(channel(), media):
                pass
        assert await desk.hears("hola") == ["hola", "¿Qué?"]
        assert await desk.rows("SELECT COUNT(*) FROM messages WHERE direction = 'in'") == [(2,)]


def patient_for(desk, seconds):
    """Let the pipeline wait less for the platform to tell how a lost answer ended."""
    transport = desk.service.project.plugins.transports["whatsapp_cloud"]
    transport.capabilities = replace(transport.capabilities, settle_seconds=seconds)


async def until(desk, state):
    """Wait until the one reply stands as it should."""
    async with asyncio.timeout(20):
        while [row[0] for row in await desk.rows("SELECT state FROM outbox")] != [state]:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    await desk.quiet()


async def test_what_ended_unseen_is_not_said_again_once_the_platform_spoke_of_it(tmp_path):
    async with running(tmp_path) as desk:
        patient_for(desk, 0.2)
        desk.graph.modes.append("reset")
        desk.graph.statuses = ("sent", "delivered")
        await desk.graph.say("hola")
        await desk.quiet()
        await until(desk, "sent")
        assert await desk.rows("SELECT status, provider_id FROM messages WHERE direction = 'out'") == [
            (3, desk.graph.calls[0].id)
        ]
        assert len(desk.graph.calls) == 1


async def test_what_nobody_spoke_of_is_said_once_more(tmp_path):
    async with running(tmp_path) as desk:
        patient_for(desk, 0.2)
        desk.graph.modes.append("reset")
        await desk.graph.say("hola")
        await until(desk, "sent")
        assert desk.graph.texts() == ["¿Qué?"] * 2
        assert await desk.rows("SELECT status, repeated FROM messages WHERE direction = 'out'") == [(1, 1)]

"""What happens at a number is told as the platform does: signed over escaped bytes, and again until it is taken."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import aiohttp
import pytest

from cauce.testing.graph import PERSON, FakeGraph, Number
from graph_rig import TEXT, call, platform

EXAMPLES = Path(__file__).parents[2] / "plugins/transports/whatsapp_cloud/webhooks"


async def until(found):
    async with asyncio.timeout(20):
        while not found():  # noqa: ASYNC110 - whatever it is, it is to come true
            await asyncio.sleep(0.01)


async def test_bodies_are_escaped_and_signed_as_they_are():
    async with platform() as (graph, receiver):
        assert await graph.say("ñ http://a.example/") == 200
        assert b"\\u00f1 http:\\/\\/a.example\\/" in receiver.raws[0]
        again = json.dumps(json.loads(receiver.raws[0])).encode()
        assert await graph.post(again, "sha256=" + "0" * 64) == 401


async def test_what_is_not_answered_200_comes_again_the_same_later_and_later():
    async with platform(resend=(0.01, 0.02, 0.03)) as (graph, receiver):
        receiver.answers += [503, 500]
        assert await graph.say("hola") == 503
        await until(lambda: len(graph.posts) == 3)
        assert len(set(receiver.raws)) == 1
        assert [(one.status, one.attempt) for one in graph.posts] == [(503, 1), (500, 2), (200, 3)]
        assert {one.ids[0] for one in graph.posts} == {receiver.messages[0]["id"]}
        receiver.answers += [503] * 9
        await graph.say("hola")
        await until(lambda: len(graph.posts) == 7)
        await graph.settled()
        assert [one.status for one in graph.posts[3:]] == [503] * 4


async def test_where_nobody_listens_there_is_no_answer(unused_tcp_port):
    async with FakeGraph(webhook=f"http://127.0.0.1:{unused_tcp_port}/", resend=()) as graph:
        assert await graph.say("hola") == 0
        assert graph.posts[0].row()["status"] == 0
        with pytest.raises(aiohttp.ClientError):
            await graph.post(b"{}")


async def test_statuses_that_were_not_taken_come_again_among_batched_ones():
    async with platform(statuses=("sent",), window=False, batch=5, resend=(0.01,)) as (graph, receiver):
        receiver.answers.append(500)
        await call(graph, TEXT)
        await until(lambda: len(graph.posts) == 2)
        assert receiver.states == ["sent", "sent"]
        assert len(set(receiver.raws)) == 1


async def test_a_full_queue_loses_what_waits_to_be_told(caplog):
    async with FakeGraph(webhook="http://127.0.0.1:1/") as graph:
        from cauce.testing.graph import courier

        assert graph.courier._queue.maxsize == courier.ROOM
        graph.courier._queue._maxsize = 1
        story = courier.Story(graph, [{"statuses": []}])
        graph.courier._put_now(story)
        graph.courier._put_now(story)
        assert "a webhook is lost" in caplog.text


async def test_the_webhook_is_set_up_with_the_right_word_only():
    async with platform() as (graph, _):
        assert await graph.verify()
        assert not await graph.verify("another")


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.json")), ids=lambda path: path.stem)
async def test_every_example_can_be_told(path):
    async with platform(number_id="99", account="77") as (graph, receiver):
        assert await graph.inject(path) == 200
        assert await graph.inject(json.loads(path.read_text("utf-8")), as_is=True) == 200
        moved, as_is = (json.loads(raw) for raw in receiver.raws)
        assert as_is == json.loads(path.read_text("utf-8"))
        assert moved["entry"][0]["id"] == "77"
        assert {one["value"]["metadata"]["phone_number_id"] for one in moved["entry"][0]["changes"]} == {"99"}


async def test_whoever_wrote_in_an_example_may_be_answered():
    async with platform(statuses=("sent",)) as (graph, receiver):
        await graph.inject(EXAMPLES / "bsuid-text.json")
        body = {key: value for key, value in TEXT.items() if key != "to"}
        await call(graph, {**body, "recipient": "AR.70623456789012345678"})
        await graph.settled()
        assert receiver.states == ["sent"]


async def test_people_are_known_by_number_and_id_or_by_id_alone():
    async with platform() as (graph, receiver):
        graph.people.add("AR.7", "Noe", "noe.vecina")
        await graph.say("hola")
        await graph.say("hola", "AR.7")
        first, second = receiver.messages
        assert (first["from"], first["from_user_id"]) == (PERSON, graph.people.find(PERSON).user_id)
        assert second["from_user_id"] == "AR.7"
        assert "from" not in second
        assert receiver.values[1]["contacts"] == [
            {"profile": {"name": "Noe", "username": "noe.vecina"}, "user_id": "AR.7"}
        ]
        assert graph.people.find("+" + PERSON) == graph.people.find(PERSON)


async def test_people_press_choose_send_share_and_react():
    async with platform() as (graph, receiver):
        await graph.press("b1", "Sí", context={"id": "wamid.1"})
        await graph.choose("r1", "Uno")
        await graph.answer_template("p", "Texto")
        await graph.locate(-33.4, -70.6, name="Aquí")
        await graph.share_contact("Ana Soto", "+56 9")
        await graph.react("wamid.1", "x")
        await graph.react("wamid.1", "")
        await graph.say_in_group("hola", "G1")
        await graph.send_file("document", "application/pdf", b"%PDF", filename="a.pdf")
        pressed, chosen, button, place, card, reaction, removed, group, file = receiver.messages
        assert pressed["interactive"]["button_reply"] == {"id": "b1", "title": "Sí"}
        assert pressed["context"] == {"id": "wamid.1"}
        assert chosen["interactive"]["list_reply"]["id"] == "r1"
        assert button["button"] == {"payload": "p", "text": "Texto"}
        assert place["location"] == {"latitude": -33.4, "longitude": -70.6, "name": "Aquí"}
        assert card["contacts"][0]["phones"] == [{"phone": "+56 9", "type": "CELL"}]
        assert reaction["reaction"] == {"message_id": "wamid.1", "emoji": "x"}
        assert removed["reaction"] == {"message_id": "wamid.1"}
        assert group["group_id"] == "G1"
        assert (file["document"]["filename"], file["document"]["mime_type"]) == ("a.pdf", "application/pdf")


async def test_echoes_and_changes_of_ids_and_numbers():
    async with platform() as (graph, receiver):
        old = graph.people.find(PERSON).user_id
        await graph.echo("Le respondo yo")
        await graph.change_id(PERSON, "AR.2")
        await graph.change_number(PERSON, "5491150003344")
        echo, update, moved = receiver.changes
        [message] = echo["value"]["message_echoes"]
        assert (echo["field"], message["from"], message["to"]) == ("smb_message_echoes", graph.display, PERSON)
        [change] = update["value"]["user_id_update"]
        assert (update["field"], change["user_id"]) == ("user_id_update", {"previous": old, "current": "AR.2"})
        assert change["wa_id"] == PERSON
        [message] = moved["value"]["messages"]
        assert message["system"]["wa_id"] == "5491150003344"
        assert (message["from"], message["system"]["type"]) == (PERSON, "user_changed_number")
        assert "contacts" not in moved["value"]
        assert graph.people.find("5491150003344").user_id == message["system"]["user_id"]
        graph.people.add("AR.5")
        await graph.echo("hola", "AR.5")
        await graph.change_id("AR.5", "AR.6")
        assert "to" not in receiver.changes[3]["value"]["message_echoes"][0]
        assert "wa_id" not in receiver.changes[4]["value"]["user_id_update"][0]


async def test_several_numbers_each_with_its_token_and_secret():
    async with platform(statuses=("sent",), window=False) as (graph, receiver):
        other = Number(receiver.url, "token2", "secret2", "2", display="5493515550101")
        graph.others["2"] = other
        assert (await call(graph, TEXT, number="2"))[0] == 401
        assert await graph.arrive({"type": "text", "text": {"body": "hola"}}, number=other) == 401
        receiver.secret = "secret2"
        assert (await call(graph, TEXT, number="2", token="token2"))[0] == 200
        await graph.settled()
        assert receiver.values[-1]["metadata"] == {"display_phone_number": "5493515550101", "phone_number_id": "2"}
        assert [one.number for one in graph.taken()] == ["2"]

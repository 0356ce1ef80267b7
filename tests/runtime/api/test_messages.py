"""What operators say through the API: every kind of message, answers, reactions, and what is passed on."""

from __future__ import annotations

import asyncio

import pytest

from cauce.model.message import Capabilities, Media
from cauce.transport import Refused
from delivery_rig import Recorder
from talk_rig import ROOT, talking

pytestmark = pytest.mark.usefixtures("each")
HANDS = {"message_type": "contacts", "contacts": [{"name": "Taller", "phones": ["+56 2 2345"]}]}
PLACE = {"message_type": "location", "latitude": -33.45, "longitude": -70.6, "name": "Sucursal", "address": "Alameda 1"}
KEY = {"Idempotency-Key": "k"}


async def test_every_kind_leaves_as_what_it_is(tmp_path):
    async with talking(tmp_path) as talk:
        picture = {"url": "https://cdn.example/a.png", "mime": "image/png", "name": "a.png"}
        for body in (
            {"text": "Hola"},
            {"message_type": "text", "text": "¿Qué tal?"},
            {"message_type": "choices", "text": "¿Cuándo?", "choices": ["Hoy", "Mañana"]},
            PLACE,
            HANDS,
            {"message_type": "image", "media": picture, "text": "Mira"},
            {"message_type": "file", "media": {"id": "media-7"}},
        ):
            assert (await talk.post("messages", body)).status == 201, body
        hello, _, asked, place, card, image, file = talk.left()
        assert (hello.text, hello.kind) == ("Hola", "text")
        assert [(one.id, one.title, one.key) for one in asked.choices] == [("1", "Hoy", "1"), ("2", "Mañana", "2")]
        assert asked.style == "buttons"
        assert (place.kind, place.data) == ("location", {name: PLACE[name] for name in PLACE if name != "message_type"})
        assert (card.kind, card.data) == ("contacts", {"contacts": HANDS["contacts"]})
        assert (image.text, image.media) == ("Mira", Media("image", **picture))
        assert file.media == Media("file", id="media-7")
        kinds = [one["message_type"] for one in await talk.said()]
        assert kinds[2:] == ["text", "text", "choices", "location", "contacts", "image", "file"]


async def test_what_the_network_cannot_show_is_written_out_or_refused(tmp_path):
    async with talking(tmp_path, Capabilities()) as talk:
        first, *_ = await talk.said()
        for body in (PLACE, HANDS, {"text": "Sí", "reply_to": first["id"]}):
            assert (await talk.post("messages", body)).status == 201
        menu = {"message_type": "choices", "text": "¿Cuándo?", "choices": ["Hoy", "Mañana"]}
        assert (await talk.post("messages", menu)).status == 201
        texts = [message.numbered() for message in talk.left()]
        assert texts == [
            "Sucursal\nAlameda 1\n-33.45, -70.6", "Taller, +56 2 2345", "> hola\n\nSí", "¿Cuándo?\n1. Hoy\n2. Mañana",
        ]  # fmt: skip
        refused = await talk.post("messages", {"message_type": "image", "media": {"url": "https://cdn.example/a"}})
        assert (refused.status, refused.body["errors"][0]["at"]) == (422, "/message_type")
        reacted = await talk.ana("PUT", f"{ROOT}/1/messages/{first['id']}/reaction", {"emoji": "👍"})
        assert (reacted.status, reacted.body["errors"][0]["problem"]) == (422, "Este canal no lleva reacciones.")
        assert len(talk.left()) == 4


async def test_a_network_without_files_of_its_own_knows_none_by_their_id(tmp_path):
    async with talking(tmp_path, network=Recorder) as talk:
        told = await talk.post("messages", {"message_type": "image", "media": {"id": "7"}})
        assert (told.status, told.body["errors"][0]["at"]) == (422, "/media")
        assert (
            await talk.post("messages", {"message_type": "image", "media": {"url": "https://a.example/x"}})
        ).status == 201
        await talk.rig.arrive("", kind="image", media=Media("image", id="7"))
        picture = (await talk.said())[-1]["id"]
        assert (await talk.post(f"messages/{picture}/forward", {"conversations": [1]})).status == 422


@pytest.mark.parametrize(
    ("body", "at"),
    [
        ({"message_type": "poem", "text": "x"}, "/message_type"),
        ({"message_type": ["text"], "text": "x"}, "/message_type"),
        ({"message_type": "text", "text": "x", "latitude": 1}, "/latitude"),
        ({"message_type": "location", "latitude": 91, "longitude": 0}, "/latitude"),
        ({"message_type": "location", "latitude": "1", "longitude": 0}, "/latitude"),
        ({"message_type": "location", "latitude": 1}, "/longitude"),
        ({"message_type": "choices", "text": "x", "choices": []}, "/choices"),
        ({"message_type": "choices", "text": "x", "choices": ["a", "a "]}, "/choices"),
        ({"message_type": "image", "media": {}}, "/media"),
        ({"message_type": "image", "media": {"url": "https://a.example/x", "id": "7"}}, "/media"),
        ({"message_type": "image", "media": {"url": "file:///etc/passwd"}}, "/media/url"),
        ({"message_type": "image", "media": {"id": "7", "size": 1}}, "/media/size"),
        ({"message_type": "contacts", "contacts": [{"name": "x", "phones": []}]}, "/contacts/0/phones"),
        ({"message_type": "reaction", "text": "👍"}, "/message_type"),
        ({"text": "x", "reply_to": 999}, "/reply_to"),
        ({"text": "x", "reply_to": "1"}, "/reply_to"),
        ({"text": "x", "quote": "wamid.1"}, "/quote"),
        ({"text": "x", "template": {"name": "x"}}, "/template"),
        ({}, "/text"),
    ],
)
async def test_what_does_not_fit_is_refused_where_it_does_not(tmp_path, body, at):
    async with talking(tmp_path) as talk:
        told = await talk.post("messages", body)
        assert (told.status, told.code) == (422, "invalid")
        assert told.body["errors"][0]["at"] == at
        assert talk.left() == []


async def test_an_answer_quotes_and_who_said_what_is_listed(tmp_path):
    async with talking(tmp_path) as talk:
        first, second = await talk.said()
        said = await talk.post("messages", {"text": "Sí", "reply_to": first["id"]})
        [answer] = talk.left()
        assert (answer.text, answer.quote) == ("Sí", first["external_id"])
        await talk.rig.arrive("¿Seguro?", data={"reply_to": (await talk.said())[2]["external_id"], "forwarded": True})
        ana = {"id": talk.desk.users["ana"].id, "name": "Ana"}
        lines = await talk.said()
        assert [one["user"] for one in lines] == [None, None, ana, None]
        assert [one["reply_to"] for one in lines] == [None, None, first["id"], said.body["id"]]
        assert [one["forwarded"] for one in lines] == [False, False, False, True]
        assert (await talk.events("message.new"))[2]["reply_to"] == first["id"]
        other = await talk.meet("otra")
        strange = await talk.ana("POST", f"{ROOT}/{other}/messages", {"text": "x", "reply_to": second["id"]})
        assert strange.status == 422


async def test_a_reaction_is_sent_once_kept_with_its_message_changed_and_taken_back(tmp_path):
    async with talking(tmp_path) as talk:
        first, *_ = await talk.said()
        path = f"{ROOT}/1/messages/{first['id']}/reaction"
        for emoji in ("👍", "👍", "❤️"):
            assert (await talk.ana("PUT", path, {"emoji": emoji})).status == 204
            await talk.rig.quiet()
        [shown] = (await talk.said())[0]["reactions"]
        assert (shown["direction"], shown["emoji"], shown["user"]["name"], shown["status"]) == (
            "out",
            "❤️",
            "Ana",
            "sent",
        )
        for _ in range(2):
            assert (await talk.ana("DELETE", path)).status == 204
            await talk.rig.quiet()
        sent = [(one.kind, one.data["message"], one.data["emoji"]) for one in talk.left()]
        assert sent == [("reaction", first["external_id"], emoji) for emoji in ("👍", "❤️", "")]
        lines = await talk.said()
        assert lines[0]["reactions"] == []
        assert [(one["message_type"], one["reply_to"]) for one in lines[2:]] == [("reaction", first["id"])] * 3
        told = [(one["message"], one["emoji"], one["name"]) for one in await talk.events("message.reacted")]
        assert told == [(first["id"], emoji, "Ana") for emoji in ("👍", "❤️", "")]


async def test_a_reaction_that_failed_is_sent_again(tmp_path):
    async with talking(tmp_path) as talk:
        first, *_ = await talk.said()
        path = f"{ROOT}/1/messages/{first['id']}/reaction"
        talk.rig.transport.moods.append(Refused("too old"))
        for status in ("failed", "sent"):
            assert (await talk.ana("PUT", path, {"emoji": "👍"})).status == 204
            await talk.rig.quiet()
            assert [one["status"] for one in (await talk.said())[0]["reactions"]] == [status]
        assert talk.rig.transport.tried == 3


async def test_only_who_has_it_reacts_and_only_with_an_emoji_to_what_is_there(tmp_path):
    async with talking(tmp_path) as talk:
        first, *_ = await talk.said()
        path = f"{ROOT}/1/messages/{first['id']}/reaction"
        beto, eva, jefa = [await talk.desk.enter(name) for name in ("beto", "eva", "jefa")]
        for client, status in ((beto, 403), (jefa, 403), (eva, 404)):
            assert (await client("PUT", path, {"emoji": "👍"})).status == status
            assert (await client("DELETE", path)).status == status
        for emoji in ("", "x", "ok 👍", "1", "!", " ", "👍" * 40, "\0", 7, None):
            assert (await talk.ana("PUT", path, {"emoji": emoji})).status == 422, emoji
        other = await talk.meet("otra")
        strange = (await talk.said(other))[0]["id"]
        for message in (strange, 999):
            assert (await talk.ana("PUT", f"{ROOT}/1/messages/{message}/reaction", {"emoji": "👍"})).status == 404
        assert [one for one in talk.left() if one.kind == "reaction"] == []


async def test_what_the_network_does_not_have_yet_is_not_reacted_to(tmp_path):
    async with talking(tmp_path) as talk:
        talk.rig.transport.moods.append(Refused("no"))
        said = (await talk.post("messages", {"text": "Hola"})).body["id"]
        told = await talk.ana("PUT", f"{ROOT}/1/messages/{said}/reaction", {"emoji": "👍"})
        assert (told.status, told.code) == (409, "conflict")
        # Nor is it quoted the network's way.
        assert (await talk.post("messages", {"text": "Otra vez", "reply_to": said})).status == 201
        assert (talk.left()[-1].text, talk.left()[-1].quote) == ("> Hola\n\nOtra vez", None)


async def test_what_is_passed_on_reaches_all_and_is_marked(tmp_path):
    async with talking(tmp_path) as talk:
        place = {"latitude": -33.0, "longitude": -70.0, "at": 5, "user_id": "CL.1"}
        await talk.rig.arrive("", kind="location", data=place)
        card = {"contacts": [{"name": {"formatted_name": "Taller"}, "phones": [{"phone": "+562"}]}, {"phones": []}]}
        await talk.rig.arrive("Taller", kind="contact", data=card)
        await talk.rig.arrive("mi techo", kind="image", media=Media("image", id="m-1", mime="image/png"))
        targets = [await talk.meet("luis"), await talk.meet("eva")]
        lines = {one["message_type"]: one["id"] for one in (await talk.said())[::-1]}
        before = len(talk.left())
        for kind in ("text", "location", "contact", "image"):
            told = await talk.post(f"messages/{lines[kind]}/forward", {"conversations": targets[::-1]})
            assert told.status == 201
            assert [one["conversation"] for one in told.body["items"]] == targets
        left = talk.left()[before:]
        assert [one.text for one in left[:2]] == ["hola"] * 2
        assert [one.data for one in left if one.kind == "location"] == [{"latitude": -33.0, "longitude": -70.0}] * 2
        assert {(one.kind, one.media.id if one.media else None) for one in left} == {
            ("text", None), ("location", None), ("contacts", None), ("text", "m-1"),
        }  # fmt: skip
        assert next(one.data for one in left if one.kind == "contacts") == {
            "contacts": [{"name": "Taller", "phones": ["+562"]}]
        }
        assert [one.text for one in left if one.media] == ["mi techo"] * 2
        passed = [one for one in await talk.said(targets[0]) if one["forwarded"]]
        assert [one["message_type"] for one in passed] == ["text", "location", "contacts", "image"]
        assert [one["user"]["name"] for one in passed] == ["Ana"] * 4
        assert next(one["forwarded"] for one in await talk.events("message.new") if "forwarded" in one) == lines["text"]


async def test_nothing_is_passed_on_where_one_of_them_is_not_ones_own(tmp_path):
    async with talking(tmp_path) as talk:
        mine, betos = await talk.meet("luis"), await talk.meet("marta")
        beto = talk.desk.users["beto"].id
        await talk.ana("POST", f"{ROOT}/{betos}/transfer", {"user": beto, "reason": "x"})
        foreign = await talk.desk.conversation("queue", "Soporte")
        waiting = await talk.desk.conversation("queue", "Ventas")
        first = (await talk.said())[0]["id"]
        before = len(talk.rig.transport.sent)
        for targets, status in (
            ([mine, foreign], 404),
            ([mine, betos], 403),
            ([mine, waiting], 409),
            ([mine, 9999], 404),
        ):
            told = await talk.post(f"messages/{first}/forward", {"conversations": targets})
            assert told.status == status, targets
        for targets in ([], [mine, mine], ["1"], [0], None, list(range(1, 22))):
            assert (await talk.post(f"messages/{first}/forward", {"conversations": targets})).status == 422
        eva = await talk.desk.enter("eva")
        assert (await eva("POST", f"{ROOT}/1/messages/{first}/forward", {"conversations": [1]})).status == 404
        assert (await talk.post("messages/9999/forward", {"conversations": [mine]})).status == 404
        assert len(talk.rig.transport.sent) == before
        assert await talk.rig.rows("SELECT COUNT(*) FROM speeches") == [(0,)]


async def test_what_is_no_message_is_neither_passed_on_nor_reacted_to(tmp_path):
    async with talking(tmp_path) as talk:
        await talk.react((await talk.said())[0]["external_id"], "👍")
        mine = await talk.meet("luis")
        reaction = (await talk.said())[-1]
        assert (reaction["message_type"], reaction["reply_to"]) == ("reaction", (await talk.said())[0]["id"])
        one = f"{ROOT}/1/messages/{reaction['id']}"
        assert (await talk.ana("PUT", f"{one}/reaction", {"emoji": "👍"})).status == 409
        told = await talk.post(f"messages/{reaction['id']}/forward", {"conversations": [mine]})
        assert told.status == 422


async def test_under_one_key_it_is_passed_on_once(tmp_path):
    async with talking(tmp_path) as talk:
        mine = await talk.meet("luis")
        first = (await talk.said())[0]["id"]
        path, before = f"{ROOT}/1/messages/{first}/forward", len(talk.rig.transport.sent)
        both = await asyncio.gather(*(talk.ana("POST", path, {"conversations": [mine]}, headers=KEY) for _ in range(3)))
        assert [one.status for one in both] == [201] * 3
        assert len({str(one.body) for one in both}) == 1
        assert sorted("Idempotent-Replayed" in one.headers for one in both) == [False, True, True]
        assert (await talk.ana("POST", path, {"conversations": [1]}, headers=KEY)).code == "key_reused"
        await talk.rig.quiet()
        assert len(talk.rig.transport.sent) == before + 1


async def test_of_two_who_speak_while_it_changes_hands_only_the_owner_is_heard(tmp_path):
    async with talking(tmp_path) as talk:
        jefa = await talk.desk.enter("jefa")
        first = (await talk.said())[0]["id"]
        path = f"{ROOT}/1/messages/{first}/reaction"
        told = await asyncio.gather(
            jefa("POST", f"{ROOT}/1/take", {"takeover": True}),
            *(talk.ana("PUT", path, {"emoji": emoji}) for emoji in ("👍", "👎", "❤️")),
            *(talk.ana("POST", f"{ROOT}/1/messages", {"text": f"n{number}"}) for number in range(3)),
        )
        await talk.rig.quiet()
        assert told[0].status == 200
        assert {one.status for one in told[1:]} <= {204, 201, 403, 409}
        went = [one for one in told[1:] if one.status < 300]
        assert len(talk.left()) == len(went)
        assert await talk.rig.rows("SELECT COUNT(*) FROM speeches") == [(len(went),)]

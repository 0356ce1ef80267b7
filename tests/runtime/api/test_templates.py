"""Templates, as operators send them: at any time, filled in as they have to be, and only where the network knows them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cauce.model.message import Outbound
from talk_rig import ABLE, ROOT, talking

pytestmark = pytest.mark.usefixtures("each")
WINDOW = replace(ABLE, window_hours=24)
NOTICE = {"name": "envio_listo", "language": "es_AR", "params": ["Ana", "hoy"]}
BODY = {"message_type": "template", "template": NOTICE, "text": "Hola Ana, tu pedido sale hoy"}
LOCATION = {"latitude": -33.45, "longitude": -70.6, "name": "Sucursal"}


async def wait(talk, hours):
    """Let time pass; who waits so long logs in again."""
    await talk.rig.pass_time(hours * 3600)
    talk.ana = await talk.desk.enter("ana")


def template(**more):
    return {"message_type": "template", "template": {"name": "aviso", "language": "es", **more}}


async def test_it_leaves_as_a_template_and_is_listed_with_its_words(tmp_path):
    async with talking(tmp_path, WINDOW) as talk:
        told = await talk.post("messages", BODY)
        assert (told.status, told.body["text"]) == (201, BODY["text"])
        assert talk.left() == [Outbound(BODY["text"], kind="template", template=NOTICE)]
        line = (await talk.said())[-1]
        assert [line[name] for name in ("message_type", "text", "status")] == ["template", BODY["text"], "sent"]
        assert line["content"] == {"template": NOTICE}
        assert line["user"]["name"] == "Ana"


async def test_one_without_words_is_shown_by_its_name_and_what_is_filled_in(tmp_path):
    async with talking(tmp_path) as talk:
        for more in ({}, {"params": ["Ana", "hoy"]}, {"params": {"quien": "Ana"}}, {"params": ["x" * 1024] * 9}):
            assert (await talk.post("messages", template(**more))).status == 201
        assert (await talk.post("messages", {**template(), "text": " "})).status == 201
        shown = [one["text"] for one in (await talk.said())[2:]]
        assert shown[:3] == ["aviso", "aviso · Ana · hoy", "aviso · Ana"]
        assert (len(shown[3]), shown[4]) == (1024, "aviso")


async def test_it_is_said_once_the_window_is_over_when_nothing_else_is(tmp_path):
    async with talking(tmp_path, WINDOW) as talk:
        await wait(talk, 25)
        assert (await talk.post("messages", {"text": "Hola"})).code == "window_closed"
        assert (await talk.post("messages", BODY)).status == 201
        assert [one.kind for one in talk.left()] == ["template"]
        # It is no word of the person.
        assert (await talk.post("messages", {"text": "Hola"})).code == "window_closed"


async def test_one_that_is_scheduled_leaves_after_the_window_and_a_text_is_held(tmp_path):
    async with talking(tmp_path, WINDOW) as talk:
        late = talk.rig.clock.now() + 30 * 3_600_000
        for body in (BODY, {"text": "Hola"}):
            assert (await talk.post("scheduled", {**body, "at": late})).status == 201
        await wait(talk, 31)
        found = (await talk.ana("GET", f"{ROOT}/1/scheduled")).body["items"]
        assert [(one["state"], one["reason"]) for one in found] == [("held", "window"), ("sent", None)]
        assert found[1]["content"] == BODY
        assert talk.left() == [Outbound(BODY["text"], kind="template", template=NOTICE)]
        # What was held may become one, although the window is still over.
        one, later = f"{ROOT}/1/scheduled/{found[0]['id']}", talk.rig.clock.now() + 3_600_000
        changed = await talk.ana("PUT", one, {**template(), "at": later}, headers={"If-Match": "*"})
        assert changed.status == 200
        await wait(talk, 2)
        assert [message.text for message in talk.left()] == [BODY["text"], "aviso"]


@pytest.mark.parametrize(
    "more",
    [
        {"name": "x" * 512},
        {"language": "fil"},
        {"params": []},
        {"params": {}},
        {"header": "Ana"},
        {"header": {"text": "Ana", "name": "quien"}},
        {"header": {"image": "https://cdn.example/a.png"}},
        {"header": {"video": {"id": "7"}}},
        {"header": {"document": {"id": "7"}, "filename": "a.pdf"}},
        {"header": {"location": LOCATION}},
        {"buttons": [{"payload": "si"}, None, {"url": "?a=1"}, {"payload": "si"}]},
    ],
)
async def test_whatever_fits_is_sent_as_it_was_written(tmp_path, more):
    async with talking(tmp_path) as talk:
        assert (await talk.post("messages", template(**more))).status == 201
        assert [one.template for one in talk.left()] == [template(**more)["template"]]


WRONG = [
    ({"name": ""}, "name"),
    ({"name": "Aviso"}, "name"),
    ({"name": "x" * 513}, "name"),
    ({"name": 7}, "name"),
    ({"language": "español"}, "language"),
    ({"language": ""}, "language"),
    ({"params": "Ana"}, "params"),
    ({"params": ["x"] * 101}, "params"),
    ({"params": {f"v{number}": "x" for number in range(101)}}, "params"),
    ({"params": {"a b": "x"}}, "params"),
    ({"params": ["Ana", ""]}, "params/1"),
    ({"params": [" \n\u0085\u001c"]}, "params/0"),
    ({"params": ["x" * 1025]}, "params/0"),
    ({"params": [7]}, "params/0"),
    ({"params": [{"type": "currency"}]}, "params/0"),
    ({"params": {"quien": None}}, "params/quien"),
    ({"header": "x" * 61}, "header"),
    ({"header": {}}, "header"),
    ({"header": {"filename": "a.pdf"}}, "header"),
    ({"header": {"text": "Ana", "image": {"id": "7"}}}, "header"),
    ({"header": {"image": "file:///etc/passwd"}}, "header/image"),
    ({"header": {"image": {"id": "7", "link": "x"}}}, "header/image/link"),
    ({"header": {"location": {"latitude": 91, "longitude": 0}}}, "header/location/latitude"),
    ({"buttons": [{}]}, "buttons/0"),
    ({"buttons": [None, {"payload": "a", "url": "b"}]}, "buttons/1"),
    ({"buttons": [{"payload": "x" * 257}]}, "buttons/0/payload"),
    ({"buttons": [None] * 11}, "buttons"),
    ({"components": []}, "components"),
]


async def test_what_cannot_be_one_is_refused_at_its_field_before_anything_is_queued(tmp_path):
    async with talking(tmp_path) as talk:
        before = await talk.rig.rows("SELECT COUNT(*) FROM outbox")
        at = talk.rig.clock.now() + 3_600_000
        for more, place in WRONG:
            for path, when in (("messages", {}), ("scheduled", {"at": at})):
                told = await talk.post(path, {**template(**more), **when})
                assert (told.status, told.code) == (422, "invalid"), more
                assert told.body["errors"][0]["at"] == f"/template/{place}"
        for body, place in (
            ({"message_type": "template"}, "/template"),
            ({"message_type": "template", "template": {"name": "aviso"}}, "/template/language"),
            ({**BODY, "reply_to": 1}, "/reply_to"),
            ({**BODY, "text": ""}, "/text"),
        ):
            told = await talk.post("messages", body)
            assert (told.status, told.body["errors"][0]["at"]) == (422, place)
        assert await talk.rig.rows("SELECT COUNT(*) FROM outbox") == before
        assert await talk.rig.rows("SELECT COUNT(*) FROM scheduled") == [(0,)]


async def test_a_network_without_templates_is_told_of_in_plain_words(tmp_path):
    async with talking(tmp_path, replace(WINDOW, kinds=frozenset({"location"}))) as talk:
        at = talk.rig.clock.now() + 3_600_000
        for path, when in (("messages", {}), ("scheduled", {"at": at})):
            told = await talk.post(path, {**BODY, **when})
            [error] = told.body["errors"]
            assert (told.status, error["at"]) == (422, "/message_type")
            assert error["problem"] == "Este canal no conoce plantillas."
            english = await talk.post(path, {**BODY, **when}, headers={"Accept-Language": "en"})
            assert english.body["errors"][0]["problem"] == "This channel knows no templates."
        await wait(talk, 25)
        assert (await talk.post("messages", BODY)).status == 422
        assert talk.left() == []


async def test_only_who_has_it_sends_one_and_under_a_key_once(tmp_path):
    async with talking(tmp_path) as talk:
        for name, status in (("beto", 403), ("jefa", 403), ("eva", 404)):
            client = await talk.desk.enter(name)
            assert (await client("POST", f"{ROOT}/1/messages", BODY)).status == status
        key = {"Idempotency-Key": "k"}
        first, again = [await talk.post("messages", BODY, headers=key) for _ in range(2)]
        assert (again.status, again.body) == (201, first.body)
        assert (await talk.post("messages", {**BODY, **template()}, headers=key)).code == "key_reused"
        assert len(talk.left()) == 1


async def test_it_is_answered_but_never_passed_on(tmp_path):
    async with talking(tmp_path, replace(ABLE, quotes=False)) as talk:
        said = (await talk.post("messages", BODY)).body["id"]
        mine = await talk.meet("luis")
        told = await talk.post(f"messages/{said}/forward", {"conversations": [mine]})
        assert (told.status, told.body["errors"][0]["problem"]) == (422, "Ese mensaje no se puede reenviar.")
        assert (await talk.post("messages", {"text": "¿Te llegó?", "reply_to": said})).status == 201
        assert [one.text for one in talk.left()] == [BODY["text"], f"> {BODY['text']}\n\n¿Te llegó?"]

"""What the widget calls, called without a browser."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator

import aiohttp
import pytest

from cauce.errors import Unavailable
from cauce.model.message import Choice, Inbound, Media, Outbound
from cauce.registration import check_transport
from cauce.transport import Channel, Delivery
from cauce_plugins.transports import webchat
from cauce_plugins.transports.webchat import stream
from webchat_rig import Rig, running

from .conftest import Visitor, visit

SHOP = {"Origin": "https://shop.example"}


async def test_a_message_is_durable_before_it_is_taken(visitor: Visitor) -> None:
    status, _, body = await visitor.say("  hola  ")
    assert (status, body) == (202, {"new": True})
    [arrival] = visitor.rig.desk.accepted
    assert arrival.message == Inbound("hola")
    assert arrival.address[0] == "visitor"
    assert json.loads(visitor.rig.desk.raws[0])["text"] == "  hola  "


async def test_the_token_is_stored_nowhere(visitor: Visitor) -> None:
    await visitor.say("hola")
    token = visitor.headers["Authorization"].split()[1]
    desk = visitor.rig.desk
    assert token not in repr((desk.known, desk.accepted, desk.raws, desk.lines))


async def test_the_same_id_twice_is_one_message(visitor: Visitor) -> None:
    assert (await visitor.say("hola"))[0] == 202
    status, _, body = await visitor.say("hola")
    assert (status, body) == (200, {"new": False})
    assert len(visitor.rig.desk.accepted) == 1


async def test_the_same_id_of_two_visitors_is_two_messages(rig: Rig, http: aiohttp.ClientSession) -> None:
    one, two = await visit(rig, http), await visit(rig, http)
    assert (await one.say("uno"))[0] == 202
    assert (await two.say("dos"))[0] == 202


async def test_a_pressed_option_comes_with_its_id(visitor: Visitor) -> None:
    await visitor.say("Ventas y planes", choice="opt-1")
    assert visitor.rig.desk.accepted[0].message == Inbound("Ventas y planes", "choice", "opt-1")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"id": "k" * 22, "text": ""}, 422),
        ({"id": "k" * 22, "text": "   \n"}, 422),
        ({"id": "k" * 22}, 422),
        ({"id": "short", "text": "x"}, 422),
        ({"id": "../../../etc/passwd....", "text": "x"}, 422),
        ({"id": "k" * 65, "text": "x"}, 422),
        ({"id": "k" * 22, "text": "x" * 4097}, 422),
        ({"id": "k" * 22, "text": 7}, 422),
        ({"id": "k" * 22, "text": "x", "conversation": 1}, 422),
        ({"id": "k" * 22, "text": "x", "choice": ""}, 422),
        ([], 422),
        ({"id": "k" * 22, "text": "x" * 70_000}, 413),
    ],
)
async def test_bodies_that_are_wrong(visitor: Visitor, body: object, status: int) -> None:
    assert (await visitor.post("/webchat/web/messages", body))[0] == status
    assert visitor.rig.desk.accepted == []


async def test_4096_characters_are_taken_emoji_too(visitor: Visitor) -> None:
    assert (await visitor.say("🦙" * 4096))[0] == 202


async def test_surrogates_and_nul_do_not_get_in(visitor: Visitor) -> None:
    raw = rb'{"id":"kkkkkkkkkkkkkkkkkkkkkk","text":"a\ud800b\u0000c"}'
    headers = {**visitor.headers, "Content-Type": "application/json"}
    async with visitor.http.post(f"{visitor.rig.url}/webchat/web/messages", data=raw, headers=headers) as answer:
        assert answer.status == 202
    assert visitor.rig.desk.accepted[0].message.text == "a\ufffdbc"


@pytest.mark.parametrize("path", ["/webchat/web/history", "/webchat/web/events"])
@pytest.mark.parametrize("header", ["", "Bearer " + "A" * 43, "Bearer x", "Basic QQ=="])
async def test_without_a_token_of_ours_there_is_nothing(stranger: Visitor, path: str, header: str) -> None:
    headers = {"Authorization": header} if header else {}
    assert (await stranger.get(path, **headers))[0] == 401
    assert (await stranger.post("/webchat/web/messages", {"id": "k" * 22, "text": "x"}, **headers))[0] == 401


async def test_a_visitor_reads_only_what_is_its_own(rig: Rig, http: aiohttp.ClientSession) -> None:
    one, two = await visit(rig, http), await visit(rig, http)
    await one.say("secreto")
    await asyncio.gather(*rig.desk.answering)
    assert "secreto" in (await one.get("/webchat/web/history"))[2]
    assert json.loads((await two.get("/webchat/web/history"))[2]) == {"messages": [], "more": False}


async def test_history_comes_in_pages_from_the_end(visitor: Visitor) -> None:
    [(_, address)] = visitor.rig.desk.known
    for number in range(120):
        visitor.rig.desk.write(address, "bot", f"d{number}", Outbound(str(number)))
    before, seen = "", []
    for more in (True, True, False):
        page = json.loads((await visitor.get(f"/webchat/web/history{before}"))[2])
        assert page["more"] is more
        seen = [message["text"] for message in page["messages"]] + seen
        before = f"?before={page['messages'][0]['seq']}"
    assert seen == [str(number) for number in range(120)]


@pytest.mark.parametrize("query", ["?before=0", "?before=-1", "?before=x", "?conversation=1", "?before=1&before=2"])
async def test_history_takes_no_other_question(visitor: Visitor, query: str) -> None:
    assert (await visitor.get(f"/webchat/web/history{query}"))[0] == 422


async def test_every_kind_of_message_has_its_form(visitor: Visitor) -> None:
    [(_, address)] = visitor.rig.desk.known
    write = visitor.rig.desk.write
    write(address, "contact", "aaa.bbb", Inbound("Sí", "choice", "c1"), 1000)
    choices = (Choice("c1", "Sí", "1"), Choice("c2", "No", "2"))
    write(address, "bot", "d1", Outbound("¿Sigo?", choices, "buttons"), 2000)
    media = Media("file", "https://x.example/a.pdf", None, "application/pdf", "a.pdf", 10)
    write(address, "human", "d2", Outbound("", media=media), 3000)
    shown = json.loads((await visitor.get("/webchat/web/history"))[2])["messages"]
    listed = [{"id": "c1", "title": "Sí", "key": "1"}, {"id": "c2", "title": "No", "key": "2"}]
    file = {"kind": "file", "url": "https://x.example/a.pdf", "mime": "application/pdf", "name": "a.pdf", "size": 10}
    assert shown == [
        {"seq": 1, "at": 1000, "from": "visitor", "id": "bbb", "text": "Sí", "choice": "c1"},
        {"seq": 2, "at": 2000, "from": "bot", "id": "d1", "text": "¿Sigo?", "style": "buttons", "choices": listed},
        {"seq": 3, "at": 3000, "from": "human", "id": "d2", "media": file},
    ]


class Events:
    """A stream that is read block by block."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self.answer = answer
        self.rest = b""

    async def next(self) -> bytes:
        while b"\n\n" not in self.rest:
            chunk = await asyncio.wait_for(self.answer.content.readany(), 120)
            assert chunk, "the stream ended"
            self.rest += chunk
        block, self.rest = self.rest.split(b"\n\n", 1)
        return block

    async def message(self) -> dict[str, object]:
        while not (block := await self.next()).startswith((b"id:", b"event: message")):
            pass
        return json.loads(block.split(b"data: ")[1])


def listen(visitor: Visitor, last: str = "0") -> aiohttp.client._RequestContextManager:
    headers = {**visitor.headers, "Last-Event-ID": last}
    return visitor.http.get(f"{visitor.rig.url}/webchat/web/events", headers=headers)


async def test_the_stream_tells_what_is_missing_then_what_is_said(visitor: Visitor) -> None:
    [(_, address)] = visitor.rig.desk.known
    for number in range(250):
        visitor.rig.desk.write(address, "bot", f"d{number}", Outbound(str(number)))
    async with listen(visitor, "100") as answer:
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        events = Events(answer)
        blocks = [await events.next() for _ in range(150)]
        assert [int(block.split(b"\n")[0][4:]) for block in blocks] == list(range(101, 251))
        assert await events.next() == b"event: ready\ndata: {}"
        await visitor.rig.desk.say(Outbound("nuevo"))
        assert (await events.message())["text"] == "nuevo"


@pytest.mark.parametrize("last", ["x", "", "-5", "9" * 30, "٣"])
async def test_a_place_that_makes_no_sense_is_the_beginning(visitor: Visitor, last: str) -> None:
    await visitor.rig.desk.say(Outbound("uno"))
    async with listen(visitor, last) as answer:
        assert (await Events(answer).message())["text"] == "uno"


async def test_what_one_tab_says_the_others_are_told_at_once(visitor: Visitor) -> None:
    visitor.rig.desk.delay = 60
    async with listen(visitor) as answer:
        events = Events(answer)
        await events.next()
        await visitor.say("hola")
        told = await events.message()
    assert {name: told[name] for name in ("id", "from", "text")} == {"id": "k" * 22, "from": "visitor", "text": "hola"}
    assert "seq" not in told


async def test_a_silent_stream_breathes_and_finds_what_nobody_rang_for(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "BREATHING", 0.05)
    [(_, address)] = visitor.rig.desk.known
    async with listen(visitor) as answer:
        events = Events(answer)
        assert await events.next() == b"event: ready\ndata: {}"
        assert await events.next() == b": breath"
        visitor.rig.desk.write(address, "bot", "d1", Outbound("sin timbre"))
        assert (await events.message())["text"] == "sin timbre"


async def test_a_visitor_has_only_so_many_streams_and_they_are_given_back(visitor: Visitor) -> None:
    answers = [await listen(visitor) for _ in range(stream.TABS)]
    for answer in answers:
        await Events(answer).next()
    async with listen(visitor) as refused:
        assert refused.status == 429
        assert refused.headers["Retry-After"] == "30"
    for answer in answers:
        answer.close()
    tabs = visitor.rig.desk.transport._open["web"].tabs
    async with asyncio.timeout(30):
        while tabs._open:
            await visitor.rig.desk.say(Outbound("¿hay alguien?"))
            await asyncio.sleep(0.01)
    assert not tabs._open


async def test_one_network_address_has_only_so_many_streams(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "TABS_OF_A_CALLER", 1)
    async with listen(visitor) as answer:
        await Events(answer).next()
        async with listen(await visit(visitor.rig, visitor.http)) as refused:
            assert refused.status == 429


class Gone(list[object]):
    """What a store is that cannot be read."""

    def __iter__(self) -> Iterator[object]:
        raise Unavailable("the disk is gone")


async def test_a_store_that_cannot_be_read_ends_the_stream(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "BREATHING", 0.05)
    async with listen(visitor) as answer:
        await Events(answer).next()
        visitor.rig.desk.lines = Gone()
        await asyncio.wait_for(answer.content.read(), 120)
    assert not visitor.rig.desk.transport._open["web"].tabs._open


async def test_too_many_messages_are_told_to_wait(http: aiohttp.ClientSession) -> None:
    async with running(messages_per_minute=4) as rig:
        visitor = await visit(rig, http)
        for number in range(2):
            assert (await visitor.say("x", f"{number:022}"))[0] == 202
        status, headers, body = await visitor.say("x", "z" * 22)
        assert (status, body["code"]) == (429, "too_many")
        assert 1 <= int(headers["Retry-After"]) <= 15
        assert headers["Access-Control-Expose-Headers"] == "Retry-After, ETag"


async def test_one_address_cannot_bomb_with_many_visits(http: aiohttp.ClientSession) -> None:
    async with running(visits_per_hour=3) as rig:
        assert await visit(rig, http)
        stranger = Visitor(rig, http, {})
        assert (await stranger.post("/webchat/web/visits", {}))[0] == 429
        assert len(rig.desk.known) == 1


async def test_one_address_shares_the_messages_of_five(http: aiohttp.ClientSession) -> None:
    async with running(messages_per_minute=2) as rig:
        visitors = [await visit(rig, http) for _ in range(6)]
        statuses = [(await visitor.say("x"))[0] for visitor in visitors]
    assert statuses == [202] * 5 + [429]


async def test_a_foreign_page_is_refused_and_told_why(rig: Rig, http: aiohttp.ClientSession) -> None:
    stranger = Visitor(rig, http, SHOP)
    status, _, text = await stranger.get("/webchat/web")
    assert status == 403
    assert "https://shop.example is not among the origins of the channel web" in text
    assert (await stranger.post("/webchat/web/visits", {}))[0] == 403
    assert rig.desk.known == set()


async def test_a_foreign_page_with_a_stolen_token_is_refused(visitor: Visitor) -> None:
    assert (await visitor.post("/webchat/web/messages", {"id": "k" * 22, "text": "x"}, **SHOP))[0] == 403
    assert (await visitor.get("/webchat/web/history", **SHOP))[0] == 403
    assert (await visitor.get("/webchat/web/events", **SHOP))[0] == 403


async def test_a_listed_page_is_let_in_by_name(http: aiohttp.ClientSession) -> None:
    async with running(origins=["https://shop.example"]) as rig:
        stranger = Visitor(rig, http, SHOP)
        status, headers, _ = await stranger.post("/webchat/web/visits", {})
        assert status == 201
        assert headers["Access-Control-Allow-Origin"] == "https://shop.example"
        assert headers["Vary"] == "Origin"
        assert "Access-Control-Allow-Credentials" not in headers


async def test_a_preflight_is_answered_without_cookies(stranger: Visitor) -> None:
    asked = {**SHOP, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    async with stranger.http.options(f"{stranger.rig.url}/webchat/web/messages", headers=asked) as answer:
        assert answer.status == 204
        assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
        assert "Last-Event-ID" in answer.headers["Access-Control-Allow-Headers"]
        assert "Access-Control-Allow-Credentials" not in answer.headers


async def test_the_widget_is_compressed_kept_and_open_to_all_pages(stranger: Visitor) -> None:
    status, headers, text = await stranger.get("/webchat/widget.js", **{**SHOP, "Accept-Encoding": "gzip"})
    assert status == 200
    assert headers["Content-Encoding"] == "gzip"
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert headers["Cache-Control"] == "public, max-age=300"
    assert text.startswith("(() =>")
    status, plain, _ = await stranger.get("/webchat/widget.js", **{"Accept-Encoding": "identity"})
    assert status == 200
    assert "Content-Encoding" not in plain
    assert (await stranger.get("/webchat/widget.js", **{"If-None-Match": headers["ETag"]}))[0] == 304


async def test_the_page_is_strict_about_what_it_loads(http: aiohttp.ClientSession) -> None:
    async with running(title="Andina & Cía", lang="es", origins=["https://shop.example"]) as rig:
        stranger = Visitor(rig, http, {"Accept-Language": "en"})
        for path in ("/chat", "/chat/web"):
            status, headers, text = await stranger.get(path)
            assert status == 200
            assert "<title>Andina &amp; Cía</title>" in text
            assert '<html lang="es">' in text
            policy = headers["Content-Security-Policy"]
            assert "default-src 'none'; script-src 'self'; connect-src 'self';" in policy
            assert "unsafe" not in policy
            assert policy.endswith("frame-ancestors 'self' https://shop.example")
        assert (await stranger.get("/webchat/icon.svg"))[1]["Content-Type"] == "image/svg+xml"


async def test_the_look_is_what_the_channel_says(http: aiohttp.ClientSession) -> None:
    look = {"title": "T", "greeting": "G", "starters": ["hola"], "lang": "en", "accent": "#112233"}
    async with running(**look) as rig:
        answer = await Visitor(rig, http, {}).get("/webchat/web")
        assert json.loads(answer[2]) == {"channel": "web", **look}


@pytest.mark.parametrize("path", ["/webchat/nada", "/chat/nada", "/webchat/nada/history", "/webchat/nada/events"])
async def test_a_channel_that_is_not_there(stranger: Visitor, path: str) -> None:
    assert (await stranger.get(path))[0] == 404


async def test_a_closed_channel_is_gone(stranger: Visitor) -> None:
    await stranger.rig.desk.transport.close(stranger.rig.channel)
    assert (await stranger.get("/chat"))[0] == 404
    assert (await stranger.post("/webchat/web/visits", {}))[0] == 404


async def test_a_store_that_cannot_is_a_503(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(*_: object) -> list[bool]:
        raise Unavailable("the disk is full")

    monkeypatch.setattr(visitor.rig.desk, "accept", full)
    status, headers, _ = await visitor.say("hola")
    assert status == 503
    assert headers["Retry-After"] == "2"


async def test_sending_to_nobody_who_listens_is_sent_all_the_same(rig: Rig) -> None:
    delivery = Delivery("d7", 1, ("visitor", "x"), Outbound("hola"))
    for channel in ("web", "closed"):
        assert await rig.desk.transport.send(Channel(channel, "webchat"), delivery) == "d7"


def test_the_plugin_hands_over_one_transport_that_is_whole() -> None:
    [transport] = webchat.register_transports()
    assert check_transport(transport) is None

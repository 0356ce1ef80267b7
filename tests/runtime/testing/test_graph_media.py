"""Files on the fake: uploaded with their type and size looked at, fetched with the token from an address that dies."""

from __future__ import annotations

import base64
import hashlib
import io

import aiohttp
import pytest

from cauce.testing.graph import FakeGraph
from cauce.testing.graph.files import LARGEST, objection
from graph_rig import TEXT, call, platform

MINE = {"Authorization": "Bearer token"}


@pytest.fixture
async def graph():
    async with FakeGraph(window=False) as graph:
        yield graph


@pytest.fixture
async def http():
    async with aiohttp.ClientSession() as http:
        yield http


async def upload(http, graph, data=b"\x89PNG", mime="image/png", headers=MINE, number=None, **more):
    form = aiohttp.FormData()
    for name, value in {"messaging_product": "whatsapp", "type": mime, **more}.items():
        form.add_field(name, value)
    if data is not None:
        form.add_field("file", io.BytesIO(data), filename="a.png", content_type=mime)
    async with http.post(f"{graph.url}/v23.0/{number or graph.number_id}/media", data=form, headers=headers) as answer:
        return answer.status, await answer.json()


async def get(http, url, headers=MINE):
    async with http.get(url, headers=headers) as answer:
        return answer.status, await answer.read()


async def told(http, graph, key, query=""):
    async with http.get(f"{graph.url}/v23.0/{key}{query}", headers=MINE) as answer:
        return answer.status, await answer.json()


async def test_a_file_goes_up_and_comes_down_again(http, graph):
    status, answer = await upload(http, graph)
    assert status == 200
    status, about = await told(http, graph, answer["id"])
    assert about["sha256"] == hashlib.sha256(b"\x89PNG").hexdigest()
    assert (about["file_size"], about["mime_type"], about["id"]) == (4, "image/png", answer["id"])
    assert not about["url"].startswith(f"{graph.url}/v23.0")
    assert await get(http, about["url"]) == (200, b"\x89PNG")
    assert (await get(http, about["url"], {}))[0] == 401
    assert (await get(http, about["url"] + "0"))[0] == 404
    assert (await told(http, graph, answer["id"], f"?phone_number_id={graph.number_id}"))[0] == 200
    assert (await told(http, graph, answer["id"], "?phone_number_id=7"))[0] == 400


async def test_an_address_dies_after_five_minutes_and_a_new_one_can_be_had(http, graph):
    _, answer = await upload(http, graph)
    url = (await told(http, graph, answer["id"]))[1]["url"]
    graph.ahead += 4 * 60
    assert (await get(http, url))[0] == 200
    graph.ahead += 2 * 60
    assert (await get(http, url))[0] == 404
    url = (await told(http, graph, answer["id"]))[1]["url"]
    assert (await get(http, url))[0] == 200
    graph.ahead += 31 * 86_400
    assert (await told(http, graph, answer["id"]))[0] == 400


async def test_a_file_that_is_deleted_is_gone(http, graph):
    _, answer = await upload(http, graph)
    path = f"{graph.url}/v23.0/{answer['id']}"
    url = (await told(http, graph, answer["id"]))[1]["url"]
    for headers, status in (({}, 401), (MINE, 200), (MINE, 400)):
        async with http.delete(path, headers=headers) as gone:
            assert gone.status == status
    assert (await get(http, url))[0] == 404


async def test_what_cannot_be_uploaded_is_refused(http, graph):
    for more, code in (
        ({"headers": {}}, 190),
        ({"number": "7"}, 100),
        ({"messaging_product": "x"}, 100),
        ({"data": None}, 100),
        ({"mime": "application/x-msdownload"}, 100),
        ({"data": b"x" * (5 * 1024 * 1024 + 1)}, 131053),
    ):
        status, answer = await upload(http, graph, **more)
        assert (status, answer["error"]["code"]) == (401 if code == 190 else 400, code)
    async with http.post(f"{graph.url}/v23.0/{graph.number_id}/media", json={}, headers=MINE) as answer:
        assert (await answer.json())["error"]["code"] == 100
    assert graph.media == {}


@pytest.mark.parametrize(
    ("mime", "kind"),
    [("image/jpeg", "image"), ("audio/ogg; codecs=opus", "audio"), ("video/mp4", "video"), ("application/pdf", "document"), ("image/webp", "sticker")],
)  # fmt: skip
def test_each_kind_has_its_size(mime, kind):
    assert objection(mime, LARGEST[kind]) is None
    assert objection(mime, LARGEST[kind] + 1).code == 131053


async def test_bytes_come_wrong_on_demand(http, graph):
    graph.media["7"] = ("image/png", b"png" * 100)
    graph.files.spoiled.add("7")
    _, about = await told(http, graph, "7")
    status, data = await get(http, about["url"])
    assert (status, len(data)) == (200, 300)
    assert hashlib.sha256(data).hexdigest() != about["sha256"]


async def test_what_was_uploaded_can_be_sent_and_what_people_send_can_be_fetched(http):
    async with platform(statuses=("sent",)) as (graph, receiver):
        await graph.send_file("image", "image/png", b"foto", caption="mira")
        [message] = receiver.messages
        assert message["image"]["caption"] == "mira"
        assert base64.b64decode(message["image"]["sha256"]) == hashlib.sha256(b"foto").digest()
        assert await get(http, message["image"]["url"]) == (200, b"foto")
        _, answer = await upload(http, graph)
        await call(graph, {**TEXT, "type": "image", "image": {"id": answer["id"]}})
        await graph.settled()
        assert receiver.states == ["sent"]

"""Files of messages, down and up: in pieces, whole or not at all, and the token where it belongs."""

from __future__ import annotations

import base64
import contextlib
import hashlib

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from cauce.model.message import Media
from cauce.testing.graph import FakeGraph
from cauce.transport import Refused, Stopped, Unreachable
from cauce_plugins.transports.whatsapp_cloud import files
from cauce_plugins.transports.whatsapp_cloud.failures import Unsettled
from whatsapp_rig import Kept, channel, opened

DATA = bytes(range(256)) * 1500
PICTURE = Media("image", id="1003", mime="image/jpeg", name="../foto.jpg")


class Platform:
    """The platform's side of files: what is told of each, where it lies, and who asked with which token."""

    def __init__(self):
        self.told = {"mime_type": "image/jpeg", "sha256": hashlib.sha256(DATA).hexdigest(), "file_size": len(DATA)}
        self.asked, self.answers, self.url = [], [], ""
        self.info = None
        self.uploads = []

    async def where(self, request):
        self.asked.append(("where", request.headers.get("Authorization")))
        assert request.query["phone_number_id"] == "108700000000001"
        if self.info:
            return web.json_response(self.info[1], status=self.info[0])
        return web.json_response({"url": f"{self.url}/files/1003", **self.told})

    async def file(self, request):
        self.asked.append((request.path, request.headers.get("Authorization")))
        answer = self.answers.pop(0) if self.answers else DATA
        if isinstance(answer, bytes):
            return web.Response(body=answer)
        if isinstance(answer, str):
            return web.Response(status=302, headers={"Location": answer})
        if answer == 200:
            broken = web.StreamResponse(headers={"Content-Length": str(len(DATA))})
            await broken.prepare(request)
            await broken.write(DATA[:1000])
            request.transport.abort()
            return broken
        return web.Response(status=answer)

    async def take(self, request):
        form = {}
        async for part in await request.multipart():
            form[part.name] = (part.headers.get("Content-Type"), part.filename, bytes(await part.read()))
        self.uploads.append((request.headers, form))
        if self.info:
            return web.json_response(self.info[1], status=self.info[0])
        return web.json_response({"id": "4242"})

    @contextlib.asynccontextmanager
    async def serving(self):
        app = web.Application(client_max_size=10**8)
        app.router.add_get("/v23.0/1003", self.where)
        app.router.add_post("/v23.0/108700000000001/media", self.take)
        app.router.add_get("/files/{name}", self.file)
        async with TestServer(app) as server:
            self.url = str(server.make_url("/")).rstrip("/")
            yield self


@pytest.fixture
async def platform():
    async with Platform().serving() as platform:
        yield platform


@pytest.fixture
async def transport(platform):
    async with opened(Kept(), channel(graph_url=platform.url)) as transport:
        yield transport


async def whole(transport, media=PICTURE):
    async with transport.fetch(channel(), media) as download:
        return download, b"".join([chunk async for chunk in download.chunks])


@pytest.mark.parametrize("digest", ["hex", "base64", ""])
async def test_a_file_comes_in_pieces_and_is_the_one_that_was_announced(platform, transport, digest):
    written = {"base64": base64.b64encode(hashlib.sha256(DATA).digest()).decode(), "": ""}
    platform.told["sha256"] = written.get(digest, platform.told["sha256"])
    async with transport.fetch(channel(), PICTURE) as download:
        assert (download.mime, download.name, download.size) == ("image/jpeg", "foto.jpg", len(DATA))
        found = [chunk async for chunk in download.chunks]
    assert b"".join(found) == DATA
    assert len(found) > 1
    assert platform.asked == [("where", "Bearer token"), ("/files/1003", "Bearer token")]


async def test_what_is_not_told_is_not_needed(platform, transport):
    platform.told = {}
    download, data = await whole(transport)
    assert (download.mime, download.size, data) == ("image/jpeg", None, DATA)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (DATA[:-1] + b"x", Refused),
        (DATA + b"x", Refused),
        (DATA[:-1], Unreachable),
        (b"", Unreachable),
    ],
    ids=["changed", "longer", "shorter", "empty"],
)
async def test_another_file_than_the_one_that_was_announced_is_refused(platform, transport, data, error):
    platform.answers = [data]
    with pytest.raises(error):
        await whole(transport)


async def test_a_file_that_is_too_large_is_not_read(platform, transport, monkeypatch):
    monkeypatch.setattr(files, "LARGEST", 1000)
    with pytest.raises(Refused, match="larger"):
        await whole(transport)
    assert [what for what, _ in platform.asked] == ["where"]
    del platform.told["file_size"]
    with pytest.raises(Refused, match="larger"):
        await whole(transport)


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_a_place_that_has_run_out_is_asked_for_once_more(platform, transport, status):
    platform.answers = [status]
    assert (await whole(transport))[1] == DATA
    assert [what for what, _ in platform.asked] == ["where", "/files/1003"] * 2
    platform.asked.clear()
    platform.answers = [status, status]
    with pytest.raises(Refused, match=f"gone: {status}"):
        await whole(transport)
    assert len(platform.asked) == 4


@pytest.mark.parametrize(
    ("status", "error"), [(500, Unreachable), (429, Unreachable), (400, Refused), (200, Unreachable)]
)
async def test_other_answers_of_the_place_are_told_apart(platform, transport, status, error):
    platform.answers = [status]
    with pytest.raises(error):
        await whole(transport)


@pytest.mark.parametrize(
    ("info", "error"),
    [
        ((400, {"error": {"code": 100, "message": "no such object"}}), Refused),
        ((401, {"error": {"code": 190, "message": "expired"}}), Unreachable),
        ((400, {"error": {"code": 131056}}), Unreachable),
        ((500, {"error": {"code": 1}}), Unreachable),
        ((400, {"error": {"code": 130429}}), Unreachable),
        ((200, {"url": ""}), Refused),
        ((200, {"url": 7}), Refused),
        ((200, {"url": "file:///etc/passwd"}), Refused),
        ((200, {"url": "http://[::1"}), Refused),
        ((200, {"url": "http://169.254.169.254/latest"}), Refused),
        ((200, {"url": "https://10.0.0.1/x"}), Refused),
    ],
)
async def test_what_the_platform_says_of_a_file_is_not_followed_anywhere(platform, transport, info, error):
    platform.info = info
    with pytest.raises(error):
        await whole(transport)
    assert [what for what, _ in platform.asked] == ["where"]


async def test_the_token_stays_behind_where_a_redirect_leaves_the_platform(platform):
    asked = []

    async def elsewhere(request):
        asked.append(request.headers.get("Authorization"))
        return web.Response(body=DATA)

    app = web.Application()
    app.router.add_get("/x", elsewhere)
    async with TestServer(app) as other, opened(Kept(), channel(graph_url=platform.url)) as transport:
        line = transport._lines["linea1"]
        line.files._egress = files.Egress(["127.0.0.1"])
        platform.answers = ["/files/second", str(other.make_url("/x"))]
        assert (await whole(transport))[1] == DATA
        platform.info = (200, {"url": str(other.make_url("/x"))})
        assert (await whole(transport))[1] == DATA
    assert asked == [None, None]
    assert [token for what, token in platform.asked if what != "where"] == ["Bearer token"] * 2


async def test_redirects_end(platform, transport):
    platform.answers = ["/files/a"] * 5
    with pytest.raises(Unreachable):
        await whole(transport)
    assert len(platform.asked) == 1 + 4


async def test_a_redirect_into_an_internal_network_is_not_followed(platform, transport):
    platform.answers = ["http://127.0.0.1:1/x"]
    with pytest.raises(Refused):
        await whole(transport)


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("https://lookaside.fbsbx.com/x", True),
        ("https://lookaside.fbsbx.com:443/x", True),
        ("http://lookaside.fbsbx.com/x", False),
        ("https://lookaside.fbsbx.com:8443/x", False),
        ("https://lookaside.fbsbx.com.evil.example/x", False),
        ("https://evil.example/lookaside.fbsbx.com", False),
        ("https://lookaside.fbsbx.com@evil.example/x", False),
        ("https://graph.facebook.com/x", True),
        ("https://graph.facebook.com:8443/x", False),
        ("http://graph.facebook.com/x", False),
    ],
)
async def test_the_token_is_for_the_platforms_hosts_alone(url, sent):
    async with opened(Kept(), channel()) as transport:
        assert bool(transport._lines["linea1"].files._token_for(url)) == sent


@pytest.mark.parametrize(
    "media", [Media("image", "https://x.example/a.png"), Media("image", id="../me"), Media("image", id="")]
)
async def test_only_what_has_an_id_of_the_platform_is_fetched(platform, transport, media):
    with pytest.raises(Refused, match="no id"):
        await whole(transport, media)
    assert platform.asked == []


async def test_what_goes_wrong_with_the_reader_is_not_the_networks(platform, transport):
    with pytest.raises(OSError, match="disk full"):
        async with transport.fetch(channel(), PICTURE):
            raise OSError("disk full")


async def test_a_closed_channel_has_no_files(transport):
    await transport.close(channel())
    with pytest.raises(Unreachable):
        await whole(transport)


async def pieces(data=DATA):
    for place in range(0, len(data), 5000):
        yield data[place : place + 5000]


async def test_over_the_fake_platform_files_go_both_ways():
    async with FakeGraph() as graph, opened(Kept(), channel(graph_url=graph.url)) as transport:
        part = graph.file("image/jpeg", DATA)
        media = Media("image", id=part["id"])
        assert (await whole(transport, media))[1] == DATA
        graph.files.spoiled.add(part["id"])
        with pytest.raises(Refused, match="announced"):
            await whole(transport, media)
        with pytest.raises(Refused, match="100"):
            await whole(transport, Media("image", id="7"))
        put = await transport.upload(channel(), PNG, pieces())
        assert graph.media[put.id] == ("image/png", DATA)
        assert (await whole(transport, put))[1] == DATA
        with pytest.raises(Refused, match="type"):
            await transport.upload(channel(), Media("file", mime="application/x-thing"), pieces())
        assert (await transport.health(channel()))["id"] == "108700000000001"


PNG = Media("image", mime="image/png", name='fo"to\r\n.png', size=len(DATA))


async def test_a_file_of_ours_is_put_there_in_pieces_and_gets_an_id(platform, transport):
    found = await transport.upload(channel(), PNG, pieces())
    assert (found.id, found.kind, found.url) == ("4242", "image", None)
    [(headers, form)] = platform.uploads
    assert form == {
        "messaging_product": (None, None, b"whatsapp"),
        "type": (None, None, b"image/png"),
        "file": ("image/png", "fo%22to.png", DATA),
    }
    assert headers["Authorization"] == "Bearer token"
    assert "Transfer-Encoding" not in headers
    assert await transport.upload(channel(), Media("file", mime="application/pdf"), pieces())
    headers, form = platform.uploads[1]
    assert (headers["Transfer-Encoding"], form["file"][1]) == ("chunked", "file")
    voice = Media("audio", mime="audio/ogg; codecs=opus", size=3)
    await transport.upload(channel(), voice, pieces(b"abc"))
    assert platform.uploads[2][1]["file"] == ("audio/ogg; codecs=opus", "file", b"abc")


async def test_what_is_in_memory_is_put_there_too(platform, transport):
    found = await transport.upload(channel(), Media("image", mime="image/png"), DATA)
    assert found.size == len(DATA)
    [(headers, form)] = platform.uploads
    assert form["file"][2] == DATA
    assert "Transfer-Encoding" not in headers
    with pytest.raises(Refused, match="larger"):
        await transport.upload(channel(), Media("sticker", mime="image/webp"), bytes(500 * 1024 + 1))


@pytest.mark.parametrize(
    "media",
    [
        Media("image", mime="image/gif"),
        Media("image", mime="image/png", size=5 * 1024 * 1024 + 1),
        Media("sticker", mime="image/webp", size=500 * 1024 + 1),
        Media("video", mime="video/webm"),
        Media("file", mime=""),
        Media("file", mime="text/plain\r\nX: y"),
        Media("hologram", mime="image/png"),
    ],
)
async def test_what_the_platform_would_not_take_is_not_sent_to_it(platform, transport, media):
    with pytest.raises(Refused):
        await transport.upload(channel(), media, pieces())
    assert platform.uploads == []


async def test_a_file_that_turns_out_too_long_or_too_short_is_broken_off(platform, transport, monkeypatch):
    monkeypatch.setitem(files.LIMITS, "image", 10_000)
    with pytest.raises(Refused, match="larger"):
        await transport.upload(channel(), Media("image", mime="image/png"), pieces())
    for size in (999, 4999):
        with pytest.raises(Refused, match="not as long"):
            await transport.upload(channel(), Media("image", mime="image/png", size=size), pieces(b"x" * (size + 1)))
    with pytest.raises(Refused, match="not as long"):
        await transport.upload(channel(), Media("image", mime="image/png", size=99), pieces(b"x"))


async def test_a_source_that_fails_says_so_itself(platform, transport):
    async def torn():
        yield DATA
        raise RuntimeError("the disk is gone")

    with pytest.raises(RuntimeError, match="disk"):
        await transport.upload(channel(), PNG, torn())


@pytest.mark.parametrize(
    ("info", "error"),
    [
        ((401, {"error": {"code": 190}}), Stopped),
        ((400, {"error": {"code": 131053}}), Refused),
        ((400, {"error": {"code": 100}}), Refused),
        ((200, {}), Unsettled),
    ],
)
async def test_what_the_platform_says_of_an_upload_is_understood(platform, transport, info, error):
    platform.info = info
    with pytest.raises(error):
        await transport.upload(channel(), PNG, pieces())

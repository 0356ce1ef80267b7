"""Files in pieces: limits of size, time and silence, redirects that are checked, secrets that stay where they belong."""

from __future__ import annotations

import asyncio
import gzip

import pytest

from cauce.egress import Forbidden, TooLarge
from internet import answer, drip, flood

MB = 1024 * 1024
TOKEN = {"Authorization": "Bearer clave", "X-Token": "clave", "Cookie": "clave", "Accept": "image/*"}


def moved(where, status="302 Found"):
    return answer(b"x" * 10, status, location=where)


async def whole(way, url, method="GET", **more):
    more.setdefault("limit", MB)
    async with way.stream(method, url, **more) as found:
        return found.status, await found.read()


async def test_a_file_comes_in_pieces_with_what_was_said_of_it(net, way):
    net.pages["/f"] = answer(b"x" * 200_000, content_type="image/png")
    async with way.stream("GET", "http://a.example/f", {"Accept": "image/*"}, limit=MB) as found:
        assert (found.status, found.size, found.headers["content-type"]) == (200, 200_000, "image/png")
        pieces = [piece async for piece in found.chunks]
    assert b"".join(pieces) == b"x" * 200_000
    assert max(map(len, pieces)) <= 65536
    assert net.header("Accept") == "image/*"


async def test_what_went_wrong_on_the_other_side_is_a_status(net, way):
    assert await whole(way, "http://a.example/none") == (404, b"")


async def test_an_announced_size_over_the_limit_is_refused_before_a_byte_is_read(net, way):
    net.pages["/f"] = answer(b"", content_length=str(MB + 1))
    with pytest.raises(TooLarge, match="1024 KiB"):
        await whole(way, "http://a.example/f")


async def test_a_body_without_an_announced_size_ends_at_the_limit(net, way):
    net.pages["/f"] = flood
    got = 0
    with pytest.raises(TooLarge, match="100001 bytes"):  # noqa: PT012 - what is read before counts
        async with way.stream("GET", "http://a.example/f", limit=100_001) as found:
            assert found.size is None
            async for piece in found.chunks:
                got += len(piece)
    assert got <= 100_001


async def test_the_limit_counts_what_was_unpacked(net, way):
    net.pages["/f"] = answer(gzip.compress(b"x" * 20 * MB), content_encoding="gzip")
    with pytest.raises(TooLarge):
        await whole(way, "http://a.example/f")
    net.pages["/g"] = answer(gzip.compress(b"x" * MB), content_encoding="gzip")
    assert await whole(way, "http://a.example/g") == (200, b"x" * MB)


async def test_silence_and_slowness_end(net, way):
    async def silent(reader, writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nxx")
        await reader.read()

    async def mute(reader, writer):
        await reader.read()

    for speak, limits in (
        (drip, {"timeout": 0.2}),
        (silent, {"idle": 0.05}),
        (mute, {"idle": 0.05}),
        (mute, {"timeout": 0.05}),
    ):
        net.pages["/f"] = speak
        with pytest.raises(TimeoutError):
            await whole(way, "http://a.example/f", **limits)


async def test_a_reader_who_takes_long_is_no_slow_server(net, way):
    net.pages["/f"] = answer(b"x" * 200_000)
    async with way.stream("GET", "http://a.example/f", limit=MB, idle=0.2) as found:
        size = 0
        async for piece in found.chunks:
            await asyncio.sleep(0.3 if not size else 0)
            size += len(piece)
    assert size == 200_000


async def test_a_file_that_breaks_off_is_told(net, way):
    async def broken(reader, writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab")
        writer.close()

    net.pages["/f"] = broken
    with pytest.raises(OSError, match="no answer"):
        await whole(way, "http://a.example/f")


async def test_whoever_stops_reading_leaves_nothing_open(net, way):
    net.pages["/f"] = answer(b"x" * MB)
    with pytest.raises(KeyError):  # noqa: PT012 - it is raised while the file is read
        async with way.stream("GET", "http://a.example/f", limit=MB) as found:
            async for _ in found.chunks:
                raise KeyError
    async with way.stream("GET", "http://a.example/f", limit=MB):
        pass
    assert await whole(way, "http://a.example/f") == (200, b"x" * MB)
    assert len(net.connected) == 3


async def test_three_redirects_are_followed_and_not_a_fourth(net, way):
    for place in range(4):
        net.pages[f"/{place}"] = moved(f"/{place + 1}")
    net.pages["/4"] = answer(b"there")
    assert await whole(way, "http://a.example/1") == (200, b"there")
    with pytest.raises(OSError, match="more than 3 redirects"):
        await whole(way, "http://a.example/0")


@pytest.mark.parametrize("status", ["301 x", "302 x", "303 x", "307 x", "308 x"])
async def test_credentials_stay_at_their_origin(net, way, status):
    net.pages["/1"] = moved("/2", status)
    net.pages["/2"] = moved("http://b.example/3", status)
    net.pages["/3"] = moved("http://a.example/4", status)
    net.pages["/4"] = answer(b"there")
    assert await whole(way, "http://a.example/1", headers=TOKEN, credentials=["x-token"]) == (200, b"there")
    seen = [[net.header(name, place) for name in TOKEN] for place in range(4)]
    assert seen == [list(TOKEN.values())] * 2 + [[None, None, None, "image/*"]] * 2


@pytest.mark.parametrize("elsewhere", ["http://a.example:8443/2", "https://a.example/2"])
async def test_another_port_or_scheme_is_another_origin(net, way, elsewhere):
    origins = []
    send = way._send

    async def watched(method, target, headers, json=None):
        origins.append((str(target), "Authorization" in headers))
        if len(origins) == 2:
            raise OSError("seen enough")
        return await send(method, target, headers, json)

    way._send = watched
    net.pages["/1"] = moved(elsewhere)
    with pytest.raises(OSError, match=r"seen enough|port"):
        await whole(way, "http://a.example/1", headers=TOKEN)
    assert origins[1:] in ([], [(elsewhere, False)])


@pytest.mark.parametrize(
    "where",
    [
        "http://127.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "//10.0.0.1/x",
        "http://[::1]/",
        "https://0x7f.1/",
        "http://c.example/",
        "https://a.example:22/",
        "https://u:p@a.example/",
        "file:///etc/passwd",
        "gopher://a.example/",
        "https://[",
        "https://a.example:99999/",
    ],
)
async def test_a_redirect_is_checked_like_the_first_address(net, way, where):
    net.pages["/1"] = moved(where)
    with pytest.raises(Forbidden):
        await whole(way, "http://a.example/1", headers=TOKEN)
    assert len(net.connected) == 1


async def test_a_redirect_to_a_name_that_leads_inside_is_refused(net, way):
    net.names["evil.example"] = [["10.0.0.1"]]
    net.pages["/1"] = moved("https://evil.example/")
    with pytest.raises(Forbidden):
        await whole(way, "http://a.example/1")
    assert net.connected == [("93.184.216.34", 80)]


async def test_where_hosts_are_agreed_on_no_other_is_reached(net, way):
    net.pages["/1"] = moved("http://b.example/2")
    net.pages["/2"] = answer(b"there")
    for hosts in (["a.example"], [".a.example"], ["example"], ["xb.example", "a.example"]):
        with pytest.raises(Forbidden, match="agreed on"):
            await whole(way, "http://a.example/1", hosts=hosts)
    assert [net.header("Host", place) for place in range(len(net.heard))] == ["a.example"] * 2
    for hosts in (["a.example", "b.example"], [".example"]):
        assert await whole(way, "http://a.example/1", hosts=hosts) == (200, b"there")


async def test_other_methods_get_the_redirect_itself_and_so_does_one_without_an_address(net, way):
    net.pages["/1"] = moved("http://b.example/2")
    assert (await whole(way, "http://a.example/1", "POST"))[0] == 302
    net.pages["/2"] = answer(b"", "302 Found")
    assert (await whole(way, "http://a.example/2"))[0] == 302
    net.pages["/3"] = answer(b"x", "300 Multiple", location="/2")
    assert (await whole(way, "http://a.example/3"))[0] == 300


async def test_two_files_come_at_once(net, way):
    net.pages["/f"] = answer(b"x" * 100_000)
    found = await asyncio.gather(*(whole(way, "http://a.example/f") for _ in range(8)))
    assert found == [(200, b"x" * 100_000)] * 8

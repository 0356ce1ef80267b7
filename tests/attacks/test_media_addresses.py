"""A platform that lies about where a file is: neither its token nor a single request gets to where it points."""

from __future__ import annotations

import json

import pytest

from cauce import Media, Refused, Unreachable
from cauce.egress.network import SystemLookup
from cauce.transport import Channel
from cauce_plugins.transports.whatsapp_cloud.transport import WhatsAppCloud
from internet import Net, answer, flood

TOKEN = "token-de-linea1-0123456789"
FILE = Media("image", id="77", mime="image/png", name="a.png")


class Nobody:
    """An ingress that is never called."""


@pytest.fixture
async def places():
    """The platform and a trap next to it, on this machine."""
    async with Net().open() as platform, Net().open() as trap:
        yield platform, trap


@pytest.fixture
async def fetch(places):
    """A function that fetches a file whose place the platform tells."""
    platform, trap = places
    settings = {"phone_number_id": "1", "access_token": TOKEN, "graph_url": f"http://127.0.0.1:{platform.port}"}
    channel = Channel("linea1", "whatsapp_cloud", settings)
    transport = WhatsAppCloud()
    await transport.open(channel, Nobody())

    async def go(url, **told):
        url = url.format(trap=trap.port, platform=platform.port) if isinstance(url, str) else url
        place = {"url": url, "mime_type": "image/png", "file_size": 3, "id": "77", **told}
        platform.pages["/v23.0/77"] = answer(json.dumps(place).encode(), content_type="application/json")
        trap.pages["/f"] = platform.pages["/f"] = answer(b"abc", content_type="image/png")
        async with transport.fetch(channel, FILE) as file:
            return b"".join([piece async for piece in file.chunks])

    yield go
    await transport.close(channel)


async def test_a_file_at_the_platform_is_fetched(fetch, places):
    assert await fetch("http://127.0.0.1:{platform}/f") == b"abc"
    assert places[0].header("Authorization") == f"Bearer {TOKEN}"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{trap}/f",
        "https://127.0.0.1:{trap}/f",
        "http://localhost:{trap}/f",
        "http://0x7f.1:{trap}/f",
        "http://[::ffff:127.0.0.1]:{trap}/f",
        "http://127.0.0.1:{platform}@127.0.0.1:{trap}/f",
        "http://127.0.0.1:{platform}\\@127.0.0.1:{trap}/f",
        "http://169.254.169.254/latest/meta-data",
        "https://10.0.0.1/f",
        "http://lookaside.fbsbx.com/f",
        "http://lookaside.fbsbx.com:{trap}/f",
        "http://lookaside.fbsbx.com.localhost:{trap}/f",
        "file:///etc/passwd",
        "gopher://127.0.0.1:{trap}/_x",
        "data:image/png,abc",
        "//127.0.0.1:{trap}/f",
        "/f",
        "",
        None,
        7,
        ["http://127.0.0.1:1/"],
    ],
)
async def test_a_place_that_is_not_one_is_not_gone_to(fetch, places, url):
    with pytest.raises((Refused, Unreachable)) as caught:
        await fetch(url)
    assert TOKEN not in str(caught.value)
    assert places[1].heard == []


@pytest.mark.parametrize("status", ["301 x", "302 x", "307 x", "308 x"])
async def test_a_redirect_away_from_the_platform_is_refused(fetch, places, status):
    platform, trap = places
    platform.pages["/away"] = answer(b"", status, location=f"http://127.0.0.1:{trap.port}/f")
    with pytest.raises((Refused, Unreachable)):
        await fetch("http://127.0.0.1:{platform}/away")
    assert trap.heard == []


@pytest.fixture
async def wires(places, monkeypatch):
    """The open internet: every name is there, and every connection ends at the platform, which keeps what it saw."""
    platform = places[0]
    monkeypatch.setattr(SystemLookup, "__call__", lambda _, host, port: platform.lookup(host, port))
    platform.bend(monkeypatch)
    return platform


@pytest.mark.parametrize("host", ["lookaside.fbsbx.com", "scontent-eze1-1.xx.fbcdn.net", "mmg.whatsapp.net"])
async def test_a_place_of_the_platforms_is_gone_to(fetch, wires, host):
    with pytest.raises(Unreachable):  # whoever wants encryption finds none here
        await fetch(f"https://{host}/f")
    assert wires.asked == [host]
    assert ("93.184.216.34", 443) in wires.connected


FOREIGN = [
    "https://files.example/f",
    "https://lookaside.fbsbx.com.evil.example/f",
    "https://evil.example/lookaside.fbsbx.com",
    "https://evilfbcdn.net/f",
    "https://fbcdn.net/f",
    "https://xx.fbcdn.net.evil.example/f",
    "https://mmg.whatsapp.net@evil.example/f",
    "https://other.fbsbx.com/f",
    "https://graph.facebook.com/f",
    "https://93.184.216.34/f",
    "http://scontent.xx.fbcdn.net/f",
    "https://mmg.whatsapp.net:444/f",
]


@pytest.mark.parametrize("url", FOREIGN)
async def test_a_place_of_somebody_elses_is_not_gone_to_though_all_the_world_may_see_it(fetch, wires, url):
    with pytest.raises(Refused, match="the file cannot be fetched"):
        await fetch(url)
    assert wires.asked == []
    assert {address for address, _ in wires.connected} == {"127.0.0.1"}


@pytest.mark.parametrize("url", FOREIGN)
async def test_nor_by_a_redirect_of_the_platforms(fetch, wires, url):
    wires.pages["/away"] = answer(b"", "302 x", location=url)
    with pytest.raises(Refused, match="the file cannot be fetched"):
        await fetch("http://127.0.0.1:{platform}/away")
    assert wires.asked == []


async def test_where_a_redirect_leads_to_the_platforms_other_hosts_it_is_followed(fetch, wires):
    wires.pages["/away"] = answer(b"", "302 x", location="https://mmg.whatsapp.net/f")
    with pytest.raises(Unreachable):
        await fetch("http://127.0.0.1:{platform}/away")
    assert wires.asked == ["mmg.whatsapp.net"]


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (flood, {}),
        (flood, {"file_size": "3"}),
        (answer(b"abcd"), {}),
        (answer(b"ab"), {}),
        (answer(b"abc"), {"sha256": "0" * 64}),
    ],
    ids=["a flood", "a flood of a size in words", "longer", "shorter", "another"],
)
async def test_a_file_that_is_not_what_was_announced_is_refused(fetch, places, page, told):
    places[0].pages["/other"] = page
    with pytest.raises((Refused, Unreachable)):
        await fetch("http://127.0.0.1:{platform}/other", **told)


@pytest.mark.parametrize(
    "key", ["../v23.0/1/messages", "77?fields=x", "77#x", "77/../78", "", "7 7", "٧٧", "77\r\nX-A: b"]
)
async def test_an_id_that_is_a_path_is_not_asked_for(places, key):
    channel = Channel(
        "x",
        "whatsapp_cloud",
        {"phone_number_id": "1", "access_token": TOKEN, "graph_url": f"http://127.0.0.1:{places[0].port}"},
    )
    transport = WhatsAppCloud()
    await transport.open(channel, Nobody())
    with pytest.raises(Refused):
        async with transport.fetch(channel, Media("image", id=key)):
            pass
    assert places[0].heard == []
    await transport.close(channel)

"""Requests for flows: what is sent, what comes back, where a connection ends, and that nothing is endless."""

from __future__ import annotations

import asyncio
import gzip
import socket
import threading
import zlib

import pytest

from cauce.egress import SIZE, Egress, Forbidden, TooLarge
from cauce.egress import network as module
from internet import answer, drip, flood, headers_without_end

JSON = {"content_type": "application/json"}


async def test_an_answer_comes_back_parsed(net, way):
    net.pages["/json"] = answer(b'{"a": ["\\ud800", 1]}', **JSON)
    found = await way.request("post", "http://a.example/json", {"X-A": "b"}, {"q": 1})
    assert (found.status, found.body) == (200, {"a": ["\ufffd", 1]})
    assert found.headers["content-type"] == "application/json"
    assert net.heard[0].startswith("POST /json HTTP/1.1\r\n")
    assert (net.header("X-A"), net.bodies) == ("b", [b'{"q": 1}'])


@pytest.mark.parametrize(
    ("body", "kind", "read"),
    [
        (b"{", "application/json", "{"),
        (b"\xef\xbb\xbf[1]", "application/problem+json", [1]),
        (b"[" * 100_000, "application/json", "[" * 100_000),
        (b"[" * 65 + b"]" * 65, "application/json", "[" * 65 + "]" * 65),
        (b"1" * 5000, "application/json", "1" * 5000),
        (b"[NaN, 1e999]", "application/json", [None, None]),
        (b"a\xf1o\x00", "text/plain; charset=nonsense", "a\ufffdo"),
        (b"a\xf1o", "text/plain; charset=latin-1", "año"),
        (b"a\xf1o", "text/plain; charset=idna", "a\ufffdo"),
        (b"abc", "text/plain; charset=zlib", "abc"),
        (b"abc", "text/plain; charset=\x00", "abc"),
        ("añ".encode("utf-16"), "text/plain; charset=utf-16", "añ"),
        (b"\x00\xd8a", "text/plain; charset=utf-16", "\ufffd"),
        (b"abc", "", "abc"),
    ],
)
async def test_a_body_is_read_as_well_as_it_can_be(net, way, body, kind, read):
    net.pages["/"] = answer(body, content_type=kind.replace("\x00", ""))
    assert (await way.request("GET", "http://a.example/")).body == read


async def test_redirects_are_answers(net, way):
    net.pages["/away"] = answer(b"", "302 Found", location="http://a.example/secret")
    assert (await way.request("GET", "http://a.example/away")).status == 302
    assert len(net.heard) == 1


async def test_nothing_of_the_machine_goes_along(net, way, monkeypatch, tmp_path):
    (tmp_path / "netrc").write_text("machine a.example login ana password clave\ndefault login ana password clave\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    net.pages["/"] = answer(set_cookie="a=b; Path=/")
    for _ in range(2):
        await way.request("GET", "http://a.example/")
    assert (net.header("Cookie"), net.header("Authorization"), net.header("User-Agent")) == (None, None, "cauce")


async def test_authors_do_not_say_how_a_request_travels(net, way):
    net.pages["/"] = answer()
    sent = {"Host": "evil", "Transfer-Encoding": "chunked", "content-length": "9", "Connection": "upgrade", "X-B": "1"}
    await way.request("GET", "http://a.example/", {**sent, "Accept-Encoding": "br", "Authorization": "Bearer x"})
    assert net.header("Host") == "a.example"
    assert net.header("Accept-Encoding") == "gzip, deflate"
    assert (net.header("X-B"), net.header("Authorization")) == ("1", "Bearer x")
    for name in ("Transfer-Encoding", "Content-Length", "Connection"):
        assert net.header(name) is None


@pytest.mark.parametrize(
    "headers",
    [
        {"X-A": "clave\r\nX-C: d"},
        {"X-A": "clave\nX-C: d"},
        {"X-A": "clave\rX-C: d"},
        {"X-A": "clave\x00"},
        {"X-A": "clave\ud800"},
        {"X-A: clave\r\nX-B": "c"},
        {"X A": "clave"},
        {"": "clave"},
        {"ñ": "clave"},
        {"X:": "clave"},
    ],
)
async def test_a_header_is_one_header_and_its_value_is_never_told(net, way, headers):
    with pytest.raises(Forbidden, match="valid") as caught:
        await way.request("GET", "http://a.example/", headers)
    assert "clave" not in str(caught.value)
    assert net.connected == []


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "GET\r\nX: y", "", "GET /x HTTP/1.1", "PURGE"])
async def test_methods_are_those_about_resources(net, way, method):
    with pytest.raises(Forbidden):
        await way.request(method, "http://a.example/")
    assert net.connected == []


async def test_the_path_cannot_add_a_header(net, way):
    net.pages["/"] = answer()
    with pytest.raises(Forbidden):
        await way.request("GET", "http://a.example/ HTTP/1.1\r\nX-C: d")
    await way.request("GET", "http://a.example/?q=a b%0d%0aX-C:d")
    assert net.heard[0].splitlines()[0] == "GET /?q=a+b%0D%0AX-C:d HTTP/1.1"


INSIDE = [
    "127.0.0.1",
    "10.0.0.1",
    "169.254.169.254",
    "::1",
    "::ffff:10.0.0.1",
    "64:ff9b::a00:1",
    "fe80::1%eth0",
    "0.0.0.0",
]


@pytest.mark.parametrize("address", INSIDE)
async def test_a_name_that_leads_inside_is_refused(net, way, address):
    for found in ([address], ["93.184.216.34", address], [address, "2606:4700::1"]):
        net.names["evil.example"] = [found]
        with pytest.raises(Forbidden, match=r"evil\.example is in an internal network"):
            await way.request("GET", "https://evil.example/")
    assert net.connected == []


async def test_the_connection_goes_to_the_address_that_was_checked(net, way):
    net.pages["/"] = answer(connection="close")
    net.names["a.example"] = [["93.184.216.34"], ["127.0.0.1"]]
    assert (await way.request("GET", "http://a.example/")).status == 200
    assert (net.asked, net.connected) == (["a.example"], [("93.184.216.34", 80)])
    with pytest.raises(Forbidden):
        await way.request("GET", "http://a.example/")
    assert net.connected == [("93.184.216.34", 80)]


async def test_a_connection_that_is_kept_is_the_one_that_was_checked(net, way):
    net.pages["/"] = answer()
    net.names["a.example"] = [["93.184.216.34"], ["127.0.0.1"]]
    for _ in range(3):
        await way.request("GET", "http://a.example/")
    assert (net.asked, net.connected) == (["a.example"], [("93.184.216.34", 80)])
    with pytest.raises(Forbidden):
        await way.request("GET", "http://a.example:443/")
    assert len(net.connected) == 1


async def test_an_address_is_checked_again_when_its_socket_is_made(net, way, monkeypatch):
    monkeypatch.setattr(module, "_checked", lambda allowed, lookup: _Careless())
    for url in ("http://a.example/", "https://a.example/"):
        with pytest.raises(Forbidden, match=r"127\.0\.0\.1"):
            await way.request("GET", url)
    assert net.connected == []


class _Careless:
    """A resolver that checks nothing."""

    async def resolve(self, host, port=0, family=socket.AF_INET):
        return [{"hostname": host, "host": "127.0.0.1", "port": port, "family": family, "proto": 0, "flags": 0}]

    async def close(self):
        pass


async def test_what_is_allowed_is_reached_wherever_it_is(net, way):
    net.pages["/"] = answer(b"x")
    net.names["inside.example"] = [["10.0.0.7"]]
    assert (await way.request("GET", "http://inside.example:8080/")).body == "x"
    assert net.connected == [("10.0.0.7", 8080)]


async def test_a_host_of_the_open_internet_that_may_go_without_encryption_may_not_lead_inside(net, way):
    net.names["a.example"] = [["10.0.0.7"]]
    with pytest.raises(Forbidden):
        await way.request("GET", "http://a.example/")


async def test_a_way_out_to_one_inside_host_is_none_to_another(net, way):
    net.pages["/"] = answer()
    net.names |= {"inside.example": [["10.0.0.7"]], "evil.example": [["10.0.0.7"]]}
    await way.request("GET", "http://inside.example:443/")
    with pytest.raises(Forbidden):
        await way.request("GET", "https://evil.example/")


async def test_the_system_looks_names_up_without_holding_up_other_threads(monkeypatch):
    looked = []

    def look_up(host, port, **more):
        looked.append((host, threading.current_thread().name))
        return [(2, 1, 6, "", ("127.0.0.1", port)), (2, 1, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    way = Egress()
    for name in ("rebind.example", "xn--a.example"):
        with pytest.raises(Forbidden, match="internal network"):
            await way.request("GET", f"https://{name}/")
    assert [host for host, _ in looked] == ["rebind.example", "xn--a.example"]
    assert {thread.rpartition("_")[0] for _, thread in looked} == {"cauce-dns"}
    await way.close()


@pytest.mark.parametrize("trouble", [socket.gaierror(8, "clave"), UnicodeError("clave"), ConnectionError("clave")])
async def test_a_name_that_cannot_be_looked_up_is_told_plainly(trouble):
    async def lookup(host, port):
        raise trouble

    way = Egress(lookup=lookup)
    with pytest.raises(OSError, match="no answer") as caught:
        await way.request("GET", "https://a.example/")
    assert "clave" not in str(caught.value)
    await way.close()


async def test_a_slow_name_server_does_not_outlast_the_timeout():
    async def lookup(host, port):
        await asyncio.sleep(60)

    way = Egress(lookup=lookup)
    with pytest.raises(TimeoutError):
        await way.request("GET", "https://a.example/", timeout=0.05)
    await way.close()


def squeeze(wbits):
    packer = zlib.compressobj(9, zlib.DEFLATED, wbits)
    return packer.compress(b"x" * 5_000_000) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(b"x" * 5_000_000, mtime=0)),
        ("deflate", squeeze(15)),
        ("deflate", squeeze(-15)),
    ],
    ids=["gzip", "zlib", "deflate"],
)
async def test_a_body_that_unpacks_to_more_than_is_allowed_is_given_up(net, way, encoding, body):
    net.pages["/"] = answer(body, content_encoding=encoding)
    with pytest.raises(TooLarge, match="larger than 256 KiB"):
        await way.request("GET", "http://a.example/")


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", b"nonsense"),
        ("deflate", b"\xff" * 50),
        ("br", b"\x0b\x02\x80hola\x03"),
        ("zstd", b"(\xb5/\xfd"),
    ],
    ids=["gzip", "deflate", "br", "zstd"],
)
async def test_a_body_that_cannot_be_unpacked_is_no_answer(net, way, encoding, body):
    net.pages["/"] = answer(body, content_encoding=encoding)
    with pytest.raises(OSError, match="no answer"):
        await way.request("GET", "http://a.example/")


async def test_a_packed_body_within_the_limit_is_read(net, way):
    net.pages["/"] = answer(gzip.compress(b"x" * SIZE), content_encoding="gzip")
    assert len((await way.request("GET", "http://a.example/")).body) == SIZE


async def endless_body(reader, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not writer.is_closing():
        writer.write(b"1000\r\n" + b"x" * 4096 + b"\r\n")
        await writer.drain()


async def endless_line(reader, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nX-A: ")
    while not writer.is_closing():
        writer.write(b"x" * 4096)
        await writer.drain()


async def endless_hints(reader, writer):
    while not writer.is_closing():
        writer.write(b"HTTP/1.1 103 Early Hints\r\nX-A: b\r\n\r\n")
        await writer.drain()


async def silence(reader, writer):
    await reader.read()


async def silence_after_the_headers(reader, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")
    await reader.read()


async def broken_off(reader, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab")
    writer.close()


async def no_http(reader, writer):
    writer.write(b"+PONG\r\n\r\n\r\n")
    writer.close()


async def hung_up(reader, writer):
    writer.transport.abort()


@pytest.mark.parametrize(
    ("speak", "trouble"),
    [
        (endless_body, TooLarge),
        (flood, TooLarge),
        (headers_without_end, OSError),
        (endless_line, OSError),
        (endless_hints, TimeoutError),
        (silence, TimeoutError),
        (silence_after_the_headers, TimeoutError),
        (drip, TimeoutError),
        (broken_off, OSError),
        (no_http, OSError),
        (hung_up, OSError),
    ],
)
async def test_what_a_hostile_server_does_ends(net, way, speak, trouble):
    net.pages["/"] = speak
    ours = 0.3 if trouble is TimeoutError else 30.0
    with pytest.raises(trouble) as caught:
        await way.request("GET", "http://a.example/", timeout=ours)
    assert trouble is TimeoutError or not isinstance(caught.value, TimeoutError)


async def test_a_body_that_is_announced_too_large_is_not_even_begun(net, way):
    net.pages["/"] = answer(b"", content_length=str(SIZE + 1))
    with pytest.raises(TooLarge):
        await way.request("GET", "http://a.example/")
    assert (await way.request("HEAD", "http://a.example/")).body == ""


async def test_nobody_there_is_told_plainly():
    way = Egress(["127.0.0.1"])
    with pytest.raises(OSError, match="no answer"):
        await way.request("GET", "http://127.0.0.1:1/")
    await way.close()
    await way.close()


async def test_encryption_is_real_or_there_is_no_answer(net, way):
    net.pages["/"] = answer(b"x")
    with pytest.raises(OSError, match="no answer"):
        await way.request("GET", "https://a.example/")
    assert (net.connected, net.heard) == ([("93.184.216.34", 443)], [])


async def test_a_body_without_an_end_is_not_sent(net, way):
    endless = []
    endless.append(endless)
    with pytest.raises(Forbidden, match="the request is not valid"):
        await way.request("POST", "http://a.example/", json=endless)
    assert net.connected == []


async def test_a_timeout_that_makes_no_sense_is_brought_into_bounds(net, way):
    net.pages["/"] = silence
    for seconds in (0, -5, 0.01):
        with pytest.raises(TimeoutError):
            await way.request("GET", "http://a.example/", timeout=seconds)


def test_the_size_is_what_the_documentation_says():
    assert SIZE == 256 * 1024

"""The page that plays the customer's phone: its files, what it is told, and what it may do."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Sequence
from contextlib import suppress
from importlib.resources import files as resources
from typing import Any

import msgspec
from aiohttp import web

from cauce.testing.graph.control import bad, local, read, switch
from cauce.testing.graph.files import TYPES, objection
from cauce.testing.graph.people import NAME
from cauce.testing.graph.phone import Phone

ASSETS = {
    "phone.css": "text/css",
    "words.js": "text/javascript",
    "dom.js": "text/javascript",
    "bubble.js": "text/javascript",
    "sheets.js": "text/javascript",
    "panel.js": "text/javascript",
    "phone.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' blob: http: https:; media-src 'self' blob: http: https:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Message(msgspec.Struct, forbid_unknown_fields=True):
    """What the person with the phone sends."""

    key: str
    message: dict[str, Any]


class Newcomer(msgspec.Struct, forbid_unknown_fields=True):
    """Somebody to be added to the phones: a number, or the id (BSUID) of one who shows none."""

    address: str
    name: str = NAME
    username: str = ""
    number: str = ""


class Seen(msgspec.Struct, forbid_unknown_fields=True):
    """Messages that were seen."""

    ids: list[str]


class Ahead(msgspec.Struct, forbid_unknown_fields=True):
    """How far the clock is to be moved, in hours."""

    hours: float


def routes(phone: Phone) -> Sequence[web.RouteDef]:
    """Return the addresses of the page."""
    site = Site(phone)
    return [
        web.get("/", local(site.page)),
        web.get("/_phone/events", local(site.events)),
        web.get("/_phone/files/{id}", local(site.file)),
        web.post("/_phone/files", local(site.keep)),
        web.post("/_phone/message", local(site.message)),
        web.post("/_phone/person", local(site.person)),
        web.post("/_phone/seen", local(site.seen)),
        web.post("/_phone/settings", local(site.settings)),
        web.post("/_phone/clock", local(site.clock)),
        web.get("/_phone/{name}", local(site.asset)),
    ]


class Site:
    """What the page asks for."""

    def __init__(self, phone: Phone) -> None:
        self.phone = phone

    async def page(self, _: web.Request) -> web.Response:
        """Give the page."""
        return web.Response(text=_read("phone.html"), content_type="text/html", headers=HEADERS)

    async def asset(self, request: web.Request) -> web.Response:
        """Give a script, the style or the icon."""
        name = request.match_info["name"]
        if name not in ASSETS:
            raise web.HTTPNotFound
        return web.Response(text=_read(name), content_type=ASSETS[name], headers=HEADERS)

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Tell everything, then every change, as server-sent events until the page goes."""
        response = web.StreamResponse(headers={**HEADERS, "Content-Type": "text/event-stream"})
        await response.prepare(request)
        leaving = asyncio.ensure_future(self.phone.graph.leaving.wait())
        telling = asyncio.ensure_future(self._tell(response))
        with suppress(ConnectionError):
            try:
                await asyncio.wait({leaving, telling}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                leaving.cancel()
                telling.cancel()
                await asyncio.gather(leaving, telling, return_exceptions=True)
        return response

    async def _tell(self, response: web.StreamResponse) -> None:
        async for change in self.phone.follow():
            await response.write(f"data: {json.dumps(change)}\n\n".encode())

    async def file(self, request: web.Request) -> web.Response:
        """Give the bytes of a file; as something to be saved unless it is a picture, a recording or a film."""
        found = self.phone.graph.files.find(request.match_info["id"])
        if found is None:
            raise web.HTTPNotFound
        mime, data = found
        is_shown = mime.partition(";")[0] in TYPES["image"] | TYPES["audio"] | TYPES["video"] | TYPES["sticker"]
        kind = mime if is_shown else "application/octet-stream"
        return web.Response(body=data, headers={**HEADERS, "Content-Type": kind})

    async def keep(self, request: web.Request) -> web.Response:
        """Keep a file that the person sends, and say how a message names it."""
        data, mime = await request.read(), request.headers.get("Content-Type", "")
        if trouble := objection(mime, len(data)):
            raise bad(trouble.details or f"{mime or 'a file without a type'}: not a type that the platform takes")
        return web.json_response(self.phone.graph.file(mime, data))

    async def message(self, request: web.Request) -> web.Response:
        """Let the person send something: it leaves as a signed webhook."""
        asked: Message = await read(request, Message)
        chat = self.phone.chats.get(asked.key)
        if chat is None or not isinstance(asked.message.get("type"), str):
            raise bad("there is no such chat, or nothing in the message")
        graph = self.phone.graph
        return web.json_response({"status": await graph.arrive(asked.message, chat.address, graph.number(chat.number))})

    async def person(self, request: web.Request) -> web.Response:
        """Add somebody, or give them another name."""
        asked: Newcomer = await read(request, Newcomer)
        graph = self.phone.graph
        number = graph.number(asked.number or graph.number_id)
        address = _address(asked.address.strip())
        if number is None or not address:
            raise bad("a number, or an id like AR.123, is needed")
        if address not in graph.people.known:
            graph.people.add(address, asked.name.strip() or NAME, asked.username.strip().removeprefix("@"))
        return web.json_response({"key": self.phone.chat(number, address).key})

    async def seen(self, request: web.Request) -> web.Response:
        """Let the person see messages."""
        asked: Seen = await read(request, Seen)
        await self.phone.see(asked.ids)
        return web.json_response({})

    async def settings(self, request: web.Request) -> web.Response:
        """Set switches of the fake."""
        await switch(self.phone.graph, request)
        self.phone.set_up()
        return web.json_response(self.phone.settings())

    async def clock(self, request: web.Request) -> web.Response:
        """Move the clock of the fake."""
        asked: Ahead = await read(request, Ahead)
        self.phone.graph.ahead += asked.hours * 3600
        self.phone.set_up()
        return web.json_response(self.phone.settings())


def _address(written: str) -> str:
    """Return a number as its digits, or an id as it is; "" for what is neither."""
    if re.fullmatch(r"[A-Z]{2}\.[A-Za-z0-9.]{1,128}", written):
        return written
    digits = "".join(one for one in written if one.isdecimal())
    return digits if re.fullmatch(r"[+()\d\s.-]+", written) and 5 <= len(digits) <= 20 else ""


def _read(name: str) -> str:
    return resources("cauce.testing.graph").joinpath("static", name).read_text("utf-8")

"""The addresses of the Graph API, and what happens to a message that comes."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import msgspec
from aiohttp import web

from cauce.testing.graph import control, files, templates
from cauce.testing.graph.envelope import Number
from cauce.testing.graph.ledger import Call
from cauce.testing.graph.modes import refusal
from cauce.testing.graph.rules import complaint
from cauce.testing.graph.troubles import Trouble

if TYPE_CHECKING:
    from cauce.testing.graph.fake import FakeGraph

VERSION = r"/{version:v\d+\.\d+}"
UPLOAD = 101 * 1024 * 1024
UNKNOWN = "Unsupported {} request. Object with ID '{}' does not exist, cannot be loaded due to missing permissions"


def application(graph: FakeGraph) -> web.Application:
    """Return the web application: the platform, and the path by which it is steered."""
    door = Door(graph)
    app = web.Application(client_max_size=UPLOAD)
    app.router.add_post(VERSION + "/{number}/messages", door.messages)
    app.router.add_post(VERSION + "/{number}/media", door.upload)
    app.router.add_get(VERSION + "/{account}/message_templates", door.list_templates)
    app.router.add_get(VERSION + "/{account}/phone_numbers", door.list_numbers)
    app.router.add_post(VERSION + "/{account}/subscribed_apps", door.subscribe)
    app.router.add_get(VERSION + "/{object}", door.look_at)
    app.router.add_delete(VERSION + "/{object}", door.delete)
    app.router.add_get(files.PATH, door.fetch)
    app.add_routes(control.routes(graph))
    if graph.phone:
        from cauce.testing.graph.phone import Phone
        from cauce.testing.graph.phone_site import routes as page

        app.add_routes(page(Phone(graph, graph.names)))
    return app


class Door:
    """Where calls come in."""

    def __init__(self, graph: FakeGraph) -> None:
        self.graph = graph

    async def messages(self, request: web.Request) -> web.StreamResponse:
        """Take a message, mark one as read, or do what the mode says."""
        raw = await request.read()
        number = self.graph.number(request.match_info["number"])
        try:
            body = msgspec.json.decode(raw)
        except (msgspec.DecodeError, ValueError, RecursionError):
            body = None
        if trouble := self._stranger(request, number):
            self._note(body, trouble, request.match_info["number"])
            return _answer(trouble)
        assert number is not None
        if isinstance(body, Mapping) and body.get("status") == "read":
            return self._mark(number, body)
        mode = self.graph.next()
        if mode == "drop":
            return _cut(request)
        if trouble := complaint(body) or self._rules(number, body) or refusal(mode):
            self._note(body, trouble, number.number_id, mode)
            return _answer(trouble)
        return await self._take(request, number, body, mode)

    def _stranger(self, request: web.Request, number: Number | None) -> Trouble | None:
        """Return why a caller gets nothing: not the token, or not a number."""
        if not self._known(request, *([number] if number else [])):
            return _UNAUTHORIZED
        about = UNKNOWN.format("post", request.match_info["number"][:64])
        return None if number else Trouble(100, title=about)

    def _note(self, body: Any, trouble: Trouble, number: str, mode: str = "ok") -> None:
        kept = body if isinstance(body, Mapping) else {}
        calls = self.graph.calls
        known = len(calls) + 1, self.graph.now(), number
        calls.append(Call(kept, "", time.monotonic(), *known, mode, trouble.code))

    def _mark(self, number: Number, body: Mapping[str, Any]) -> web.Response:
        graph, message = self.graph, str(body.get("message_id", ""))
        if not message:
            return _answer(Trouble(131008, "Required: message_id"))
        if graph.mode == "off":
            return _answer(Trouble(133010))
        graph.marks.append(message)
        if graph.watch:
            graph.watch.marked(number, message, typing="typing_indicator" in body)
        return web.json_response({"success": True})

    def _rules(self, number: Number, body: Mapping[str, Any]) -> Trouble | None:
        """Return what is wrong with a message that is well formed: its template, its recipient, its rate."""
        graph, person = self.graph, _person(body)
        if person == number.display:
            return Trouble(131021)
        if graph.allowed is not None and person not in graph.allowed:
            return Trouble(131030, "Recipient phone number not in allowed list: Add recipient phone number to it")
        if graph.templates is not None and body.get("type") == "template":
            found = templates.check(body["template"], graph.templates)
            if found:
                return found
        graph.rates.line, graph.rates.pair = graph.line_rate, graph.pair_rate
        return graph.rates.take(number.number_id, person) if graph.line_rate or graph.pair_rate else None

    async def _take(
        self, request: web.Request, number: Number, body: Mapping[str, Any], mode: str
    ) -> web.StreamResponse:
        graph, person = self.graph, _person(body)
        place = len(graph.calls) + 1
        call = Call(body, graph.new_id(person), time.monotonic(), place, graph.now(), number.number_id, mode)
        graph.calls.append(call)
        if graph.watch:
            graph.watch.taken(number, call)
        await graph.tell_story(number, call, self._failure(number, body, person))
        return await self._respond(request, call, mode)

    def _failure(self, number: Number, body: Mapping[str, Any], person: str) -> str:
        """Return what will be told of a message that is taken and never delivered, "" where nothing hinders it."""
        graph, kind = self.graph, str(body.get("type", "text"))
        if body.get("recipient_type") == "group":
            return ""
        if person in graph.unreachable:
            return "failed:131026"
        if graph.window and kind != "template" and not graph.is_open(number, person):
            return f"failed:131047:{_LATE}"
        file = body[kind].get("id") if kind in files.TYPES else None
        if file and not graph.files.find(str(file)):
            return f"failed:131053:Media {str(file)[:64]} was not found"
        return ""

    async def _respond(self, request: web.Request, call: Call, mode: str) -> web.StreamResponse:
        if mode in {"slow", "timeout"}:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.graph.leaving.wait(), self.graph.delay if mode == "slow" else None)
        if mode in {"reset", "timeout"}:
            return _cut(request)
        if mode == "garbage":
            return web.Response(text="<html>gateway", content_type="text/html")
        answer = _taken(call, named=mode != "noid")
        if mode == "truncated":
            return await _half(request, json.dumps(answer).encode())
        return web.json_response(answer)

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """Keep a file and name it."""
        number = self.graph.number(request.match_info["number"])
        if trouble := self._stranger(request, number):
            return _answer(trouble)
        assert number is not None
        if not request.content_type.startswith("multipart/"):
            return _answer(Trouble(100, title="The parameter file is required."))
        form = await request.post()
        file = form.get("file")
        if form.get("messaging_product") != "whatsapp":
            return _answer(Trouble(100, title="The parameter messaging_product is required."))
        if not isinstance(file, web.FileField):
            return _answer(Trouble(100, title="The parameter file is required."))
        data = file.file.read()
        mime = str(form.get("type") or file.content_type)
        if trouble := files.objection(mime, len(data)):
            return _answer(trouble)
        owner, days = number.number_id, files.UPLOADED_DAYS
        key = self.graph.files.keep(mime, data, owner=owner, name=file.filename, days=days)
        return web.json_response({"id": key})

    async def look_at(self, request: web.Request) -> web.StreamResponse:
        """Tell of a number's health, or where a file is."""
        graph, key = self.graph, request.match_info["object"]
        if not self._known(request):
            return _answer(_UNAUTHORIZED)
        if number := graph.number(key):
            return web.json_response(_health(number))
        if graph.files.find(key, request.query.get("phone_number_id", "")) is None:
            return _answer(Trouble(100, title=UNKNOWN.format("get", key[:64])))
        return web.json_response(graph.files.told(key, graph.url))

    async def delete(self, request: web.Request) -> web.StreamResponse:
        """Forget a file."""
        key = request.match_info["object"]
        if not self._known(request):
            return _answer(_UNAUTHORIZED)
        if self.graph.files.kept.pop(key, None) is None:
            return _answer(Trouble(100, title=UNKNOWN.format("delete", key[:64])))
        return web.json_response({"success": True})

    async def fetch(self, request: web.Request) -> web.StreamResponse:
        """Give the bytes of a file to whoever has the token, while the address lives."""
        if not self._known(request):
            return web.Response(status=401)
        found = self.graph.files.fetch(request.query)
        if found is None:
            return web.Response(status=404)
        mime, data = found
        return web.Response(body=data, headers={"Content-Type": mime})

    async def list_templates(self, request: web.Request) -> web.StreamResponse:
        """List the templates of an account."""
        approved = self.graph.templates or ()
        return self._listed(request, [one.told(place) for place, one in enumerate(approved, 1)])

    async def list_numbers(self, request: web.Request) -> web.StreamResponse:
        """List the numbers of an account."""
        account = request.match_info["account"]
        return self._listed(request, [_health(one) for one in self.graph.numbers() if one.account == account])

    async def subscribe(self, request: web.Request) -> web.StreamResponse:
        """Say that an app gets the webhooks of an account."""
        return web.json_response({"success": True}) if self._known(request) else _answer(_UNAUTHORIZED)

    def _listed(self, request: web.Request, found: list[Mapping[str, Any]]) -> web.Response:
        if not self._known(request):
            return _answer(_UNAUTHORIZED)
        return web.json_response({"data": found, "paging": {}})

    def _known(self, request: web.Request, *numbers: Number) -> bool:
        """Tell whether a call has the token of one of these numbers, of any number where none is named."""
        given = request.headers.get("Authorization")
        return any(given == f"Bearer {one.token}" for one in numbers or self.graph.numbers())


_UNAUTHORIZED = Trouble(190, title="Invalid OAuth access token - Cannot parse access token")
_LATE = "Message failed to send because more than 24 hours have passed since the customer last replied to this number."


def _person(body: Mapping[str, Any]) -> str:
    """Return whom a message is for: the number in digits, or the id; with both, the number."""
    to = body.get("to")
    if not to:
        return str(body["recipient"])
    digits = "".join(one for one in str(to) if one.isdecimal())
    return digits if digits and body.get("recipient_type") != "group" else str(to)


def _taken(call: Call, *, named: bool) -> Mapping[str, Any]:
    """Return the answer to a message that was taken."""
    contact = {"input": call.person, "wa_id": _person(call.body)} if "to" in call.body else None
    contact = contact or {"input": call.person, "user_id": call.person}
    message = {"id": call.id}
    if call.body.get("type") == "template":
        message["message_status"] = "accepted"
    return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [message] if named else []}


def _health(number: Number) -> Mapping[str, Any]:
    return {
        "id": number.number_id,
        "display_phone_number": number.display,
        "verified_name": "Cauce",
        "quality_rating": "GREEN",
        "throughput": {"level": "STANDARD"},
    }


def _answer(trouble: Trouble) -> web.Response:
    more = {"Retry-After": str(trouble.retry_after)} if trouble.retry_after else None
    return web.json_response(trouble.body(), status=trouble.http, headers=more)


def _cut(request: web.Request) -> web.Response:
    """Break the connection off without a word."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _half(request: web.Request, whole: bytes) -> web.StreamResponse:
    """Announce a whole answer, and break off in the middle of it."""
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(whole))})
    await response.prepare(request)
    await response.write(whole[: len(whole) // 2])
    if request.transport is not None:
        # What was written leaves first; then the connection ends before the length that was announced.
        request.transport.close()
    return response

"""The path by which a fake is steered from another process on this machine: its ledger, its switches, what people do."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from functools import wraps
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from aiohttp import web

from cauce.testing.graph import modes, templates
from cauce.testing.graph.acts import PERSON
from cauce.testing.graph.ledger import Call, Post

if TYPE_CHECKING:
    from cauce.testing.graph.fake import FakeGraph

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Missing = msgspec.UnsetType
UNSET = msgspec.UNSET


class Switches(msgspec.Struct, forbid_unknown_fields=True):
    """What can be set from outside, each as the field of the fake of that name; what is left out stays."""

    mode: str | Missing = UNSET
    modes: list[str] | Missing = UNSET
    mix: dict[str, float] | Missing = UNSET
    delay: float | Missing = UNSET
    statuses: list[str] | Missing = UNSET
    early: bool | Missing = UNSET
    order: Literal["told", "reversed", "shuffled"] | Missing = UNSET
    repeat: int | Missing = UNSET
    status_delay: float | Missing = UNSET
    skip_delivered: bool | Missing = UNSET
    batch: int | Missing = UNSET
    resend: list[float] | Missing = UNSET
    window: bool | Missing = UNSET
    line_rate: float | Missing = UNSET
    pair_rate: bool | Missing = UNSET
    templates: list[templates.Template] | Missing | None = UNSET
    allowed: set[str] | Missing | None = UNSET
    unreachable: set[str] | Missing = UNSET
    ahead: float | Missing = UNSET
    webhook: str | Missing = UNSET


class Saying(msgspec.Struct, forbid_unknown_fields=True):
    """A message of a person: a text, or a message of any type."""

    text: str = ""
    message: dict[str, Any] | None = None
    person: str = PERSON
    number: str = ""


class Injecting(msgspec.Struct, forbid_unknown_fields=True):
    """A whole body to post."""

    body: dict[str, Any]
    as_is: bool = False


def local(handler: Handler) -> Handler:
    """Let only this machine in, and no page of another site in a browser on it."""

    @wraps(handler)
    async def guarded(request: web.Request) -> web.StreamResponse:
        host = request.host.rpartition(":")[0] or request.host
        origin = request.headers.get("Origin")
        if host not in {"127.0.0.1", "localhost"} or origin not in {None, f"http://{request.host}"}:
            return web.json_response({"error": "this path is for this machine only"}, status=403)
        return await handler(request)

    return guarded


async def read(request: web.Request, kind: type[Any]) -> Any:
    """Return the body as this type. Raises 400, with what is wrong, where it is none."""
    try:
        return msgspec.json.decode(await request.read(), type=kind)
    except (msgspec.DecodeError, ValueError) as error:
        raise bad(str(error)) from None


def bad(told: str) -> web.HTTPBadRequest:
    """Return the answer to a body that makes no sense."""
    return web.HTTPBadRequest(text=json.dumps({"error": told}), content_type="application/json")


async def switch(graph: FakeGraph, request: web.Request) -> None:
    """Set what the body names. Raises 400, before anything is set, for one that is wrong, or a mode that there is not."""
    wanted: Switches = await read(request, Switches)
    given = {name: value for name in wanted.__struct_fields__ if (value := getattr(wanted, name)) is not UNSET}
    try:
        for mode in [given.get("mode", "ok"), *given.get("modes", ()), *given.get("mix", ())]:
            modes.refusal(mode)
    except ValueError as error:
        raise bad(str(error)) from None
    for name, value in given.items():
        if name == "modes":
            graph.modes.extend(value)
        else:
            setattr(graph, name, value)


def switches(graph: FakeGraph) -> Mapping[str, Any]:
    """Return how everything is set."""
    values = {name: getattr(graph, name) for name in Switches.__struct_fields__}
    found: Mapping[str, Any] = msgspec.to_builtins({**values, "modes": list(graph.modes)})
    return found


def routes(graph: FakeGraph) -> Sequence[web.RouteDef]:
    """Return the addresses, all below `/_fake/`."""
    desk = Desk(graph)
    return [
        web.get("/_fake/ledger", local(desk.ledger)),
        web.get("/_fake/posts", local(desk.posts)),
        web.get("/_fake/settings", local(desk.settings)),
        web.post("/_fake/settings", local(desk.set)),
        web.post("/_fake/say", local(desk.say)),
        web.post("/_fake/inject", local(desk.inject)),
        web.post("/_fake/verify", local(desk.verify)),
        web.post("/_fake/settled", local(desk.settled)),
        web.post("/_fake/clear", local(desk.clear)),
    ]


class Desk:
    """What can be asked and done from outside."""

    def __init__(self, graph: FakeGraph) -> None:
        self.graph = graph

    async def ledger(self, request: web.Request) -> web.StreamResponse:
        """Give the calls after a place, one JSON a line."""
        return await _lines(request, self.graph.calls)

    async def posts(self, request: web.Request) -> web.StreamResponse:
        """Give the webhooks after a place, one JSON a line."""
        return await _lines(request, self.graph.posts)

    async def settings(self, _: web.Request) -> web.Response:
        """Tell how everything is set."""
        return web.json_response(switches(self.graph))

    async def set(self, request: web.Request) -> web.Response:
        """Set what the body names."""
        await switch(self.graph, request)
        return web.json_response(switches(self.graph))

    async def say(self, request: web.Request) -> web.Response:
        """Let a person send something; answers the status of the webhook."""
        asked: Saying = await read(request, Saying)
        number = self.graph.number(asked.number or self.graph.number_id)
        if number is None:
            raise bad(f"there is no number {asked.number}")
        message = asked.message or {"type": "text", "text": {"body": asked.text}}
        return web.json_response({"status": await self.graph.arrive(message, asked.person, number)})

    async def inject(self, request: web.Request) -> web.Response:
        """Post a body."""
        asked: Injecting = await read(request, Injecting)
        return web.json_response({"status": await self.graph.inject(asked.body, as_is=asked.as_is)})

    async def verify(self, _: web.Request) -> web.Response:
        """Set the webhook up."""
        return web.json_response({"verified": await self.graph.verify()})

    async def settled(self, _: web.Request) -> web.Response:
        """Answer when everything has been posted once."""
        await self.graph.settled()
        return web.json_response({"settled": True})

    async def clear(self, _: web.Request) -> web.Response:
        """Forget the ledger."""
        self.graph.clear()
        return web.json_response({"cleared": True})


async def _lines(request: web.Request, rows: Sequence[Call] | Sequence[Post]) -> web.StreamResponse:
    after = request.query.get("after", "0")
    if not after.isdecimal():
        raise bad("after must be a number")
    response = web.StreamResponse(headers={"Content-Type": "application/x-ndjson"})
    await response.prepare(request)
    end = len(rows)
    for start in range(int(after), end, 1000):
        found: Iterable[Call | Post] = islice(rows, start, min(start + 1000, end))
        await response.write(b"".join(msgspec.json.encode(one.row()) + b"\n" for one in found))
    await response.write_eof()
    return response

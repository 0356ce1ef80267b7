"""The addresses of the webchat, as data, and their handlers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cauce import Bytes, Json, Problem, Reply, Request, Route, Stream, Text
from cauce_plugins.transports.webchat import assets
from cauce_plugins.transports.webchat.site import Open
from cauce_plugins.transports.webchat.wire import shown

PAGE = 50
"""How many messages one page of history has."""

FRESH = 300
"""For how many seconds browsers keep the widget without asking."""

MESSAGE: Mapping[str, Any] = {
    "type": "object",
    "required": ["id", "text"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string", "pattern": "^[A-Za-z0-9_-]{16,64}$"},
        "text": {"type": "string", "maxLength": 4096},
        "choice": {"type": "string", "minLength": 1, "maxLength": 200},
    },
}
NOTHING: Mapping[str, Any] = {"type": "object", "additionalProperties": False}
BEFORE: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"before": {"type": "integer", "minimum": 1}},
}

CONTENT_SECURITY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' https: http: data:; "
    "media-src 'self' https: http:; base-uri 'none'; form-action 'none'; frame-ancestors 'self' {}"
)


def build(channels: Mapping[str, Open]) -> tuple[Route, ...]:
    """Return the routes over these channels, which come and go."""
    desk = Counter(channels)
    chat = "/webchat/{channel}"
    return (
        Route("GET", "/webchat/widget.js", "public", widget, cors=True, summary="The widget, one script"),
        Route("GET", "/webchat/icon.svg", "public", icon, summary="The icon of the page"),
        Route("GET", "/chat", "public", desk.page, summary="The first channel's page"),
        Route("GET", "/chat/{channel}", "public", desk.page, summary="The stand-alone page"),
        Route("GET", chat, "public", desk.look, cors=True, summary="What the widget shows before anybody wrote"),
        Route("POST", f"{chat}/visits", "public", desk.visit, body=NOTHING, cors=True, summary="Begin a visit"),
        Route("POST", f"{chat}/messages", "public", desk.say, body=MESSAGE, cors=True, summary="Say something"),
        Route("GET", f"{chat}/history", "public", desk.history, query=BEFORE, cors=True, summary="What was said"),
        Route("GET", f"{chat}/events", "public", desk.events, cors=True, summary="What is being said, as it is said"),
    )


async def widget(request: Request) -> Reply:
    """Serve the widget; browsers that have it already are told so."""
    headers = {"ETag": assets.tag(), "Vary": "Accept-Encoding"}
    if assets.tag() in request.headers.get("If-None-Match", ""):
        return Bytes(b"", status=304, headers=headers, fresh=FRESH)
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return Bytes(assets.widget(), "text/javascript; charset=utf-8", headers=headers, fresh=FRESH)
    headers["Content-Encoding"] = "gzip"
    return Bytes(assets.squeezed(), "text/javascript; charset=utf-8", headers=headers, fresh=FRESH)


async def icon(request: Request) -> Reply:  # noqa: ARG001 - the shape of a handler
    """Serve the icon of the page."""
    return Bytes(assets.read("icon.svg").encode(), "image/svg+xml", fresh=86400)


@dataclass(frozen=True, slots=True)
class Counter:
    """Where requests about a channel are taken in. Each handler finds the channel, admits the page, and asks it."""

    channels: Mapping[str, Open]

    def channel(self, request: Request) -> Open:
        """Return the channel that the address names. Raises Problem `not_found`."""
        if "channel" not in request.params and self.channels:
            return next(iter(self.channels.values()))
        try:
            return self.channels[request.params["channel"]]
        except KeyError:
            raise Problem("not_found", "there is no web chat of that name") from None

    async def page(self, request: Request) -> Reply:
        """Serve the stand-alone page."""
        channel = self.channel(request)
        site = channel.site
        text = assets.page(channel.name, site.title, site.lang or request.language)
        policy = CONTENT_SECURITY.format(" ".join(site.origins)).rstrip()
        return Text(text, "text/html", headers={"Content-Security-Policy": policy})

    async def look(self, request: Request) -> Reply:
        """Answer what the widget shows before anybody wrote."""
        channel = self.channel(request)
        headers = channel.admit(request)
        return Json({"channel": channel.name, **channel.site.look()}, headers=headers)

    async def visit(self, request: Request) -> Reply:
        """Begin a visit: the answer holds the visitor's token, once."""
        channel = self.channel(request)
        headers = channel.admit(request)
        return Json({"token": await channel.visit(request)}, status=201, headers=headers)

    async def say(self, request: Request) -> Reply:
        """Take a message. The same id again is the same message: 200 instead of 202."""
        channel = self.channel(request)
        headers = channel.admit(request)
        new = await channel.accept(request)
        return Json({"new": new}, status=202 if new else 200, headers=headers)

    async def history(self, request: Request) -> Reply:
        """Answer a page of what was said."""
        channel = self.channel(request)
        headers = channel.admit(request)
        lines = await channel.history(request, PAGE + 1)
        page = lines[-PAGE:]
        return Json({"messages": [shown(line) for line in page], "more": len(lines) > PAGE}, headers=headers)

    async def events(self, request: Request) -> Reply:
        """Open the stream."""
        channel = self.channel(request)
        headers = channel.admit(request)
        return Stream(await channel.stream(request), headers=headers)

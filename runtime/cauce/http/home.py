"""The page of what runs here: its state, and a conversation with it. It is at `/welcome`, and at `/` without a console."""

from __future__ import annotations

import html
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Template

from cauce.http.request import Request
from cauce.http.response import Reply, Text
from cauce.model.route import Route

FRESH = 3600


@dataclass(frozen=True, slots=True)
class Overview:
    """What the page tells. chats: the names of the web chats."""

    ready: bool
    flows: Sequence[str]
    channels: Sequence[tuple[str, str]]
    chats: Sequence[str]
    conversations: int


Look = Callable[[], Awaitable[Overview]]

_WORDS = {
    "es": {
        "lang": "es",
        "title": "Cauce está en marcha",
        "ready": "Todo listo",
        "not_ready": "Aún no está listo",
        "intro": "Las personas escriben, los flujos contestan y, cuando hace falta, sigue alguien de tu equipo.",
        "try": "Pruébalo aquí",
        "open": "Abrir el chat en su página",
        "no_chat": "No hay ningún canal de chat web. Agrega uno a cauce.toml para conversar desde aquí.",
        "state": "Estado",
        "conversations": "Conversaciones abiertas",
        "flows": "Flujos",
        "no_flows": "Ninguno todavía: crea uno en la carpeta flows",
        "channels": "Canales",
        "site": "En tu sitio",
        "site_text": "Pega esta línea en cualquier página para mostrar el chat:",
        "addresses": "Direcciones",
        "console": "Abrir la consola del equipo",
        "no_console": "La consola del equipo no está construida. Instala Node 20.19 o más nuevo, con npm, y corre ./run up otra vez.",
    },
    "en": {
        "lang": "en",
        "title": "Cauce is running",
        "ready": "All set",
        "not_ready": "Not ready yet",
        "intro": "People write, flows answer, and when it takes a person, someone of your team goes on.",
        "try": "Try it here",
        "open": "Open the chat on a page of its own",
        "no_chat": "There is no web chat channel. Add one to cauce.toml to talk from here.",
        "state": "State",
        "conversations": "Open conversations",
        "flows": "Flows",
        "no_flows": "None yet: make one in the folder flows",
        "channels": "Channels",
        "site": "On your site",
        "site_text": "Paste this line into any page to show the chat:",
        "addresses": "Addresses",
        "console": "Open the team's console",
        "no_console": "The team's console is not built. Install Node 20.19 or newer, with npm, and run ./run up again.",
    },
}


def routes(look: Look, *, console: bool = False) -> tuple[Route, ...]:
    """Return the page and its style. console: whether the web console was built, which then has `/` for itself."""

    async def page(request: Request) -> Reply:
        shown = render(await look(), request, console=console)
        return Text(shown, "text/html", headers={"Vary": "Accept-Language"})

    async def style(request: Request) -> Reply:  # noqa: ARG001 - the shape of a handler
        return Text(_read("home.css"), "text/css", fresh=FRESH)

    places = ("/welcome",) if console else ("/", "/welcome")
    return (
        *(Route("GET", place, "public", page, summary="What runs here") for place in places),
        Route("GET", "/home.css", "public", style, summary="The style of that page"),
    )


def render(seen: Overview, request: Request, *, console: bool = False) -> str:
    """Return the page in the language of the browser. console: as for `routes`."""
    words = _WORDS[request.language]
    base = f"{'https' if request.secure else 'http'}://{request.host}"
    chat = seen.chats[0] if seen.chats else ""
    script = f'<script src="{base}/webchat/widget.js" data-channel="{chat}" async></script>'
    values = {
        **{name: html.escape(text) for name, text in words.items()},
        "state_class": "good" if seen.ready else "bad",
        "state_text": html.escape(words["ready" if seen.ready else "not_ready"]),
        "count": str(seen.conversations),
        "flow_list": _items(seen.flows) or f"<li>{html.escape(words['no_flows'])}</li>",
        "channel_list": _items(f"{name} · {transport}" for name, transport in seen.channels),
        "console_part": _console(words, built=console),
        "chat_part": _chat(words, chat) if chat else f"<p>{html.escape(words['no_chat'])}</p>",
        "snippet": html.escape(script),
        "site_hidden": "" if chat else "hidden",
        "base": html.escape(base),
        "widget": f'<script src="/webchat/widget.js" data-channel="{html.escape(chat)}" async></script>'
        if chat
        else "",
    }
    return Template(_read("home.html")).substitute(values)


def _console(words: dict[str, str], *, built: bool) -> str:
    if not built:
        return html.escape(words["no_console"])
    return f'<a class="button" href="/">{html.escape(words["console"])}</a>'


def _chat(words: dict[str, str], chat: str) -> str:
    address = f"/chat/{html.escape(chat)}"
    return f'<p><a class="button" href="{address}">{html.escape(words["open"])}</a></p>'


def _items(texts: Iterable[str]) -> str:
    return "".join(f"<li>{html.escape(text)}</li>" for text in texts)


@cache
def _read(name: str) -> str:
    return files("cauce.http").joinpath("pages", name).read_text("utf-8")

"""From what a flow or an operator says to the bodies of calls: one, or several where one cannot hold it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cauce import Media, Outbound, Refused
from cauce_plugins.transports.whatsapp_cloud import cards
from cauce_plugins.transports.whatsapp_cloud.cards import Part
from cauce_plugins.transports.whatsapp_cloud.limits import (
    BUTTON_ID,
    BUTTON_TEXT,
    BUTTONS,
    FILES,
    ROW_ID,
    ROW_TEXT,
    ROWS,
    TEXT,
)
from cauce_plugins.transports.whatsapp_cloud.reading import file_name
from cauce_plugins.transports.whatsapp_cloud.split import split

BODY = 1024
"""How long a caption, and the text over buttons or a list, may be."""
LINK = 2048

CAPTIONED = frozenset({"image", "video", "document"})


def compose(message: Outbound, list_button: str) -> Sequence[Part]:
    """Return what to send, in order: `{"type": ..., ...}`. Raises Refused where there is nothing in it, or what makes no sense.

    What it answers is quoted by its first part.
    """
    found = [*_parts(message, list_button)]
    if not found:
        raise Refused("there is nothing to send in it")
    if message.quote and found[0]["type"] != "reaction":
        found[0] = {"context": {"message_id": message.quote}, **found[0]}
    return found


def _parts(message: Outbound, list_button: str) -> Iterator[Part]:
    if message.kind == "reaction":
        yield cards.reaction(message.data)
    elif message.kind == "location":
        yield cards.location(message.data)
    elif message.kind == "contacts":
        yield from cards.contacts(message.data)
    elif message.kind == "text":
        yield from _media_first(message, list_button)
        return
    else:
        raise Refused(f"WhatsApp has no messages of the kind {message.kind}")
    if message.kind != "reaction":
        yield from _texts(message.numbered())


def _media_first(message: Outbound, list_button: str) -> Iterator[Part]:
    choices = _interactive(message, list_button) if message.choices else None
    words = "" if choices else message.numbered()
    if message.media is None:
        yield from [choices] if choices else _texts(words)
        return
    captioned = FILES.get(message.media.kind) in CAPTIONED and len(words) <= BODY
    yield _file(message.media, words if captioned else "")
    if choices:
        yield choices
    elif not captioned:
        yield from _texts(words)


def _texts(words: str) -> Iterator[Part]:
    for piece in split(words, TEXT):
        yield {"type": "text", "text": {"body": piece}}


def _file(media: Media, caption: str) -> Part:
    kind = FILES.get(media.kind)
    if kind is None:
        raise Refused(f"WhatsApp has no files of the kind {media.kind}")
    file: dict[str, Any] = {"link": _link(media.url)} if media.url else {"id": media.id}
    if not (media.id or media.url):
        raise Refused("the file has no address")
    if caption:
        file["caption"] = caption
    if kind == "document" and (name := file_name(media.name)):
        file["filename"] = name
    return {"type": kind, kind: file}


def _link(url: str) -> str:
    if not url.startswith(("https://", "http://")) or len(url) > LINK:
        raise Refused("the platform fetches files by http and https alone")
    return url


def _interactive(message: Outbound, list_button: str) -> Part | None:
    """Return the choices as buttons or as a list, None where they are to be numbered lines: asked for, or too much."""
    if not 0 < len(message.text.strip()) <= BODY or message.style not in {"buttons", "list"}:
        return None
    if message.style == "buttons" and _fits(message, BUTTONS, BUTTON_TEXT, BUTTON_ID):
        buttons = [{"type": "reply", "reply": {"id": one.id, "title": one.title}} for one in message.choices]
        return _around("button", message.text, {"buttons": buttons})
    if _fits(message, ROWS, ROW_TEXT, ROW_ID):
        rows = [{"id": one.id, "title": one.title} for one in message.choices]
        return _around("list", message.text, {"button": list_button, "sections": [{"rows": rows}]})
    return None


def _around(kind: str, words: str, action: Mapping[str, Any]) -> Part:
    return {"type": "interactive", "interactive": {"type": kind, "body": {"text": words}, "action": action}}


def _fits(message: Outbound, most: int, title: int, key: int) -> bool:
    choices = message.choices
    return (
        len(choices) <= most
        and len({one.id for one in choices}) == len({one.title for one in choices}) == len(choices)
        and all(len(one.title.strip()) > 0 and len(one.title) <= title for one in choices)
        and all(0 < len(one.id) <= key and one.id == one.id.strip() for one in choices)
    )

"""The types of messages that people send, each read into an `Inbound`. A type nobody knows is kept, raw, as `unknown`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cauce import Inbound, Media
from cauce_plugins.transports.whatsapp_cloud.reading import (
    file_name,
    filled,
    is_degrees,
    kept,
    loaded,
    part,
    parts,
    text,
)

Message = Mapping[str, Any]

QUIET = frozenset({"reaction", "edit", "revoke", "system", "request_welcome"})
"""What happens to messages or people and is nothing to answer."""

_FILES = {
    "image": "image",
    "audio": "audio",
    "voice": "audio",
    "video": "video",
    "document": "file",
    "sticker": "sticker",
}


def read(message: Message) -> Inbound:
    """Return what a message says, with whatever surrounds it (a quote, an advertisement) in `data`."""
    kind = text(message, "type")
    found = _READERS.get(kind, _unknown)(message)
    return Inbound(found.text, found.kind, found.choice, found.media, {**_around(message), **found.data})


def is_quiet(message: Message) -> bool:
    """Tell whether a message is only to be kept. Edits also come as `unsupported`, in the newer versions."""
    kind = text(message, "type")
    return kind in QUIET or (kind == "unsupported" and text(part(message, "unsupported"), "type") in QUIET)


def _around(message: Message) -> dict[str, Any]:
    context = part(message, "context")
    return filled(
        reply_to=text(context, "id"),
        forwarded=bool(context.get("forwarded") or context.get("frequently_forwarded")),
        product=kept(part(context, "referred_product")),
        referral=kept(part(message, "referral")),
        errors=[f"{text(error, 'code')} {text(error, 'title')}".strip() for error in parts(message, "errors")],
    )


def _text(message: Message) -> Inbound:
    body = text(part(message, "text"), "body")
    return Inbound(body) if body else _unknown(message)


def _file(message: Message) -> Inbound:
    kind = text(message, "type")
    found = part(message, kind)
    if not text(found, "id"):
        # The platform could not fetch it: why stands in the errors beside it.
        return Inbound(text(found, "caption"), "unknown", data=_raw(message))
    # An address that came with it is not kept: files are asked for by their id.
    media = Media(
        _FILES[kind], id=text(found, "id"), mime=text(found, "mime_type"), name=file_name(text(found, "filename"))
    )
    data = filled(
        sha256=text(found, "sha256"),
        voice=found.get("voice") is True or kind == "voice",
        animated=found.get("animated") is True,
    )
    return Inbound(text(found, "caption"), media.kind, None, media, data)


def _location(message: Message) -> Inbound:
    found = part(message, "location")
    if not (is_degrees(found.get("latitude"), 90) and is_degrees(found.get("longitude"), 180)):
        return _unknown(message)
    data = {name: kept(found[name]) for name in ("latitude", "longitude", "name", "address", "url") if name in found}
    return Inbound("", "location", data=data)


def _contacts(message: Message) -> Inbound:
    cards = parts(message, "contacts")
    if not cards:
        return _unknown(message)
    names = [text(part(card, "name"), "formatted_name") for card in cards]
    return Inbound(", ".join(name for name in names if name), "contact", data={"contacts": kept(list(cards))})


def _button(message: Message) -> Inbound:
    found = part(message, "button")
    return _pressed(message, text(found, "payload"), text(found, "text"))


def _pressed(message: Message, choice: str, title: str) -> Inbound:
    return Inbound(title, "choice", choice or title) if choice or title else _unknown(message)


def _interactive(message: Message) -> Inbound:
    found = part(message, "interactive")
    reply = part(found, "button_reply") or part(found, "list_reply")
    if reply:
        return _pressed(message, text(reply, "id"), text(reply, "title"))
    if form := part(found, "nfm_reply"):
        return Inbound(text(form, "body"), "unknown", data={"type": "form", "form": _answers(form)})
    return _unknown(message)


def _answers(form: Mapping[str, Any]) -> Any:
    """Return what was filled in, which comes as JSON within JSON; as its text where it is none."""
    written = text(form, "response_json")
    try:
        return kept(loaded(written))
    except ValueError:
        return written


def _reaction(message: Message) -> Inbound:
    found = part(message, "reaction")
    return Inbound(text(found, "emoji"), "unknown", data={"type": "reaction", "of": text(found, "message_id")})


def _edit(message: Message) -> Inbound:
    found = part(message, "edit")
    inner = part(found, "message")
    edited = Inbound() if text(inner, "type") == "edit" else read(inner)
    return Inbound(edited.text, "unknown", data={"type": "edit", "of": text(found, "original_message_id")})


def _revoke(message: Message) -> Inbound:
    found = part(message, "revoke")
    return Inbound("", "unknown", data={"type": "revoke", "of": text(found, "original_message_id")})


def _order(message: Message) -> Inbound:
    found = part(message, "order")
    return Inbound(text(found, "text"), "unknown", data={"type": "order", "order": kept(found)})


def _system(message: Message) -> Inbound:
    found = part(message, "system")
    return Inbound(text(found, "body"), "unknown", data={"type": "system", "system": kept(found)})


def _unknown(message: Message) -> Inbound:
    return Inbound("", "unknown", data=_raw(message))


def _raw(message: Message) -> dict[str, Any]:
    return {"type": text(message, "type"), "raw": kept(message)}


_READERS: Mapping[str, Callable[[Message], Inbound]] = {
    "text": _text,
    **dict.fromkeys(_FILES, _file),
    "location": _location,
    "contacts": _contacts,
    "button": _button,
    "interactive": _interactive,
    "reaction": _reaction,
    "edit": _edit,
    "revoke": _revoke,
    "order": _order,
    "system": _system,
}

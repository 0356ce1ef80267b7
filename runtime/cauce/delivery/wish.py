"""What an operator wants said, made into what the channel can carry. What it cannot is written out as text, or refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from cauce.access.errors import Invalid
from cauce.engine.matching import Offer, Option
from cauce.engine.showing import options_message
from cauce.model.message import Capabilities, Media, Outbound
from cauce.store.speeches import Quoted
from cauce.text import clean, clean_value

QUOTED = 200
"""How much of what is answered is written above the answer, where the network shows no quotes."""
FILES = ("image", "audio", "video", "file", "sticker")
FILLED = 1024
"""How much is shown of what is filled into a template: networks take no longer ones."""
HEADERS = ({"text"}, {"text", "name"}, {"image"}, {"video"}, {"document"}, {"document", "filename"}, {"location"})
"""What the header of a template may hold together."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What an operator wants said. key: under which it is asked for, "" for none; mark: what is told apart under it.

    kind, media, data, template: as of an `Outbound`. options: what the person may choose from. reply_to: the message that it
    answers.
    """

    text: str = ""
    key: str = ""
    mark: str = ""
    kind: str = "text"
    options: Sequence[str] = ()
    media: Media | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    reply_to: int | None = None
    template: Mapping[str, Any] | None = None


def wish_of(body: Mapping[str, Any], key: str = "", mark: str = "") -> Wish:
    """Return what the body of a request asks for: `message_type`, and the fields that it has."""
    kind = body.get("message_type", "text")
    words, about = body.get("text", ""), body.get("reply_to")
    if kind in FILES:
        return Wish(words, key, mark, media=Media(kind, **clean_value(body["media"])), reply_to=about)
    if kind in {"location", "contacts"}:
        data = {name: part for name, part in body.items() if name not in {"message_type", "reply_to", "at"}}
        return Wish("", key, mark, kind=kind, data=clean_value(data), reply_to=about)
    if kind == "template":
        return Wish(words, key, mark, kind=kind, template=clean_value(body["template"]))
    return Wish(words, key, mark, options=tuple(body.get("choices", ())), reply_to=about)


def compose(wish: Wish, can: Capabilities, quoted: Quoted | None) -> Outbound:
    """Return the message. quoted: what it answers. Raises Invalid for what says nothing, or what the channel cannot carry."""
    found = _message(wish, can)
    if quoted is not None:
        found = _quoting(found, can, quoted)
    if len(found.numbered()) > can.text > 0:
        raise Invalid("text", f"Este canal lleva {can.text} letras.", f"This channel takes {can.text} characters.")
    return found


def _message(wish: Wish, can: Capabilities) -> Outbound:
    text = clean(wish.text)
    if wish.template is not None:
        return _filled(wish.template, text, can)
    if wish.kind != "text":
        return Outbound(kind=wish.kind, data=wish.data) if wish.kind in can.kinds else Outbound(written(wish))
    if wish.media is not None:
        return Outbound(text, media=_carried(wish.media, can))
    if not text.strip():
        raise Invalid("text", "No dice nada.", "It says nothing.")
    return _choices(text, wish.options, can) if wish.options else Outbound(text)


def _filled(template: Mapping[str, Any], text: str, can: Capabilities) -> Outbound:
    """Return a template, with what it says; where nobody told, with its name and what is filled into its text."""
    if "template" not in can.kinds:
        raise Invalid("message_type", "Este canal no conoce plantillas.", "This channel knows no templates.")
    header, params = template.get("header"), template.get("params", ())
    if isinstance(header, Mapping) and set(header) not in HEADERS:
        raise Invalid(
            "template/header", "Lleva un texto, un archivo o un lugar.", "It takes a text, or a file, or a place."
        )
    values = params.values() if isinstance(params, Mapping) else params
    words = text if text.strip() else " · ".join([template["name"], *values])[:FILLED]
    return Outbound(words, kind="template", template=template)


def _carried(media: Media, can: Capabilities) -> Media:
    if [media.url, media.id, media.file].count(None) != 2:
        raise Invalid("media", "Di `url`, `id` o `file`, y solo uno.", "Give `url`, `id` or `file`, and only one.")
    if media.kind not in can.media:
        raise Invalid("message_type", "Este canal no lleva archivos de ese tipo.", "This channel takes no such files.")
    return media


def _choices(text: str, titles: Sequence[str], can: Capabilities) -> Outbound:
    offered = [clean(title).strip() for title in titles]
    if not all(offered) or len(set(offered)) < len(offered):
        raise Invalid("choices", "Cada opción tiene su propio texto.", "Each choice has words of its own.")
    return options_message(
        text, Offer([Option(str(place), title) for place, title in enumerate(offered, 1)]), "auto", can
    )


def written(wish: Wish) -> str:
    """Return a place, or cards, as people would write them."""
    if wish.kind == "location":
        data = wish.data
        degrees = f"{data['latitude']}, {data['longitude']}"
        return "\n".join(part for part in (data.get("name"), data.get("address"), degrees) if part)
    return "\n".join(", ".join([card["name"], *card["phones"]]) for card in wish.data["contacts"])


def _quoting(message: Outbound, can: Capabilities, quoted: Quoted) -> Outbound:
    """Return a message that shows what it answers: the network's own way, or with its first words above."""
    if can.quotes and quoted.external_id:
        return replace(message, quote=quoted.external_id)
    words = said(msgspec.json.decode(quoted.body)).strip().replace("\n", " ")
    short = words if len(words) <= QUOTED else f"{words[:QUOTED]}…"
    return replace(message, text=f"> {short or '…'}\n\n{message.text}".rstrip())


def said(body: Mapping[str, Any]) -> str:
    """Return in words what a stored message says."""
    return str(body.get("text") or (body.get("media") or {}).get("name") or "")

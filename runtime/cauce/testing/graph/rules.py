"""What the Graph API asks of a message: the first thing wrong, with its code and its details."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from cauce.testing.graph.interactive import interactive
from cauce.testing.graph.reading import filled, fits, is_number, is_one_of, listed, missing, wrong
from cauce.testing.graph.troubles import Trouble

CAPTIONS = {"image": 1024, "video": 1024, "document": 1024, "audio": 0, "sticker": 0}
"""How long the caption of each may be."""

CARDS = 257
TAG = 512
_NAME_PARTS = ("first_name", "last_name", "middle_name", "suffix", "prefix")


def complaint(body: Any) -> Trouble | None:
    """Return what is wrong with the body of a message, None where nothing is."""
    if not isinstance(body, Mapping):
        return Trouble(100, "The body must be a JSON object")
    return _around(body) or _content(body)


def _around(body: Mapping[str, Any]) -> Trouble | None:
    """Look at what every message has."""
    if body.get("messaging_product") != "whatsapp":
        return Trouble(100, title="The parameter messaging_product is required.")
    if not (filled(body.get("to")) or filled(body.get("recipient"))):
        return Trouble(100, title="The parameter to is required.")
    if not is_one_of(body.get("recipient_type", "individual"), {"individual", "group"}):
        return Trouble(100, "recipient_type must be one of individual, group")
    if not fits(body.get("biz_opaque_callback_data", ""), TAG, least=0):
        return Trouble(100, f"biz_opaque_callback_data must be a text of at most {TAG} characters")
    context = body.get("context")
    if context is not None and not (isinstance(context, Mapping) and filled(context.get("message_id"))):
        return missing("context.message_id")
    return None


def _content(body: Mapping[str, Any]) -> Trouble | None:
    kind = body.get("type", "text")
    check = _CHECKS.get(kind) if isinstance(kind, str) else None
    if check is None:
        return Trouble(100, f"Param type must be one of {{{', '.join(_CHECKS)}}} - got {str(kind)[:64]!r}.")
    content = body.get(kind)
    if kind != "contacts" and not isinstance(content, Mapping):
        return missing(kind)
    if kind == "template" and filled(body.get("recipient")) and not body.get("to") and _is_code(content):
        return Trouble(131062, "Authentication templates need a phone number")
    return check(content, kind)


def _text(content: Mapping[str, Any], _: str) -> Trouble | None:
    if "body" not in content:
        return missing("text.body")
    if not isinstance(content.get("preview_url", False), bool):
        return wrong("text.preview_url must be a boolean")
    return (
        None if fits(content["body"], 4096) else Trouble(100, "Param text['body'] must be 1 to 4096 characters long.")
    )


def _file(content: Mapping[str, Any], kind: str) -> Trouble | None:
    if filled(content.get("id")) == filled(content.get("link")):
        return missing(f"exactly one of {kind}.id and {kind}.link")
    link = content.get("link")
    if link is not None and not re.match(r"https?://[^\s/]+", str(link)):
        return wrong(f"{kind}.link is not an address")
    caption, most = content.get("caption"), CAPTIONS[kind]
    if caption is not None and not (most and fits(caption, most, least=0)):
        return wrong(f"{kind}.caption must be at most {most} characters long" if most else f"{kind} takes no caption")
    if "filename" in content and (kind != "document" or not fits(content["filename"], 240)):
        return wrong(f"{kind}.filename")
    return None


def _location(content: Mapping[str, Any], _: str) -> Trouble | None:
    for name, most in (("latitude", 90), ("longitude", 180)):
        if name not in content:
            return missing(f"location.{name}")
        if not is_number(content[name]) or abs(float(content[name])) > most:
            return wrong(f"location.{name}")
    return None


def _cards(cards: Any, _: str) -> Trouble | None:
    if not (isinstance(cards, list) and cards):
        return missing("contacts")
    if len(cards) > CARDS:
        return wrong(f"contacts: at most {CARDS} cards")
    for card in cards:
        name = card.get("name") if isinstance(card, Mapping) else None
        if not (isinstance(name, Mapping) and filled(name.get("formatted_name"))):
            return missing("contacts.name.formatted_name")
        if not any(filled(name.get(part)) for part in _NAME_PARTS):
            return missing("contacts.name: formatted_name and one more part of it")
    return None


def _reaction(content: Mapping[str, Any], _: str) -> Trouble | None:
    if not filled(content.get("message_id")):
        return missing("reaction.message_id")
    return None if isinstance(content.get("emoji"), str) else missing("reaction.emoji")


def _template(content: Mapping[str, Any], _: str) -> Trouble | None:
    language = content.get("language")
    if not filled(content.get("name")):
        return missing("template.name")
    if not (isinstance(language, Mapping) and filled(language.get("code"))):
        return missing("template.language.code")
    if not fits(content["name"], 512):
        return wrong("template.name")
    components = content.get("components", [])
    if listed(components) is None or not all(filled(one.get("type")) for one in components):
        return wrong("template.components")
    return None


def _is_code(content: Any) -> bool:
    """Tell whether a template carries a code to be taken over with one tap."""
    found = listed(content.get("components", [])) or []
    return any(is_one_of(one.get("sub_type"), {"otp", "one_tap", "copy_code"}) for one in found)


_CHECKS: Mapping[str, Callable[[Any, str], Trouble | None]] = {
    "text": _text,
    **dict.fromkeys(CAPTIONS, _file),
    "location": _location,
    "contacts": _cards,
    "reaction": _reaction,
    "template": _template,
    "interactive": interactive,
}

"""What the Graph API asks of interactive messages: buttons, lists, links, requests for a place, forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cauce.testing.graph.reading import filled, fits, is_one_of, listed, missing, wrong
from cauce.testing.graph.troubles import Trouble

Object = Mapping[str, Any]


def interactive(content: Object, _: str) -> Trouble | None:
    """Return what is wrong with an interactive message, None where nothing is."""
    kind, body, action = content.get("type"), content.get("body"), content.get("action")
    check = _KINDS.get(kind) if isinstance(kind, str) else None
    if check is None:
        return wrong(f"interactive.type must be one of {{{', '.join(_KINDS)}}}")
    if not (isinstance(body, Mapping) and fits(body.get("text"), 1024)):
        return wrong("interactive.body.text must be 1 to 1024 characters long")
    if not isinstance(action, Mapping):
        return missing("interactive.action")
    return _edges(content, str(kind)) or check(action)


def _edges(content: Object, kind: str) -> Trouble | None:
    """Look at what stands over and under the text."""
    header, footer = content.get("header"), content.get("footer")
    if footer is not None and not (isinstance(footer, Mapping) and fits(footer.get("text"), 60)):
        return wrong("interactive.footer.text must be 1 to 60 characters long")
    if header is None:
        return None
    if not isinstance(header, Mapping):
        return wrong("interactive.header")
    sort = header.get("type")
    if sort == "text":
        return (
            None if fits(header.get("text"), 60) else wrong("interactive.header.text must be 1 to 60 characters long")
        )
    if kind == "list" or not is_one_of(sort, {"image", "video", "document"}):
        return wrong("interactive.header.type")
    file = header.get(sort)
    has_one = isinstance(file, Mapping) and filled(file.get("id")) != filled(file.get("link"))
    return None if has_one else missing(f"exactly one of interactive.header.{sort}.id and link")


def _buttons(action: Object) -> Trouble | None:
    buttons = listed(action.get("buttons")) or []
    if not 1 <= len(buttons) <= 3:
        return wrong("interactive.action.buttons: 1 to 3 of them")
    if not all(one.get("type", "reply") == "reply" for one in buttons):
        return wrong("interactive.action.buttons.type must be reply")
    replies = listed([one.get("reply") for one in buttons])
    return _options(replies, 20, 256) if replies else missing("interactive.action.buttons.reply")


def _rows(action: Object) -> Trouble | None:
    if not fits(action.get("button"), 20):
        return wrong("interactive.action.button must be 1 to 20 characters long")
    sections = listed(action.get("sections")) or []
    if not 1 <= len(sections) <= 10:
        return wrong("interactive.action.sections: 1 to 10 of them")
    titled = all(fits(one.get("title"), 24, least=1 if len(sections) > 1 else 0) for one in sections if _has_title(one))
    if not titled or (len(sections) > 1 and not all(map(_has_title, sections))):
        return wrong("interactive.action.sections.title: of 1 to 24 characters, wherever there are several")
    rows = [row for one in sections for row in listed(one.get("rows")) or []]
    if not 1 <= len(rows) <= 10:
        return wrong("interactive.action.sections.rows: 1 to 10 of them in total")
    if not all(fits(one.get("description", ""), 72, least=0) for one in rows):
        return wrong("interactive.action.sections.rows.description must be at most 72 characters long")
    return _options(rows, 24, 200)


def _has_title(section: Object) -> bool:
    return "title" in section


def _options(found: Sequence[Object], title: int, key: int) -> Trouble | None:
    if not all(fits(one.get("title"), title) and fits(one.get("id"), key) for one in found):
        return wrong(f"titles must be 1 to {title} characters long, ids 1 to {key}")
    if any(one["id"] != one["id"].strip() for one in found):
        return wrong("ids must not begin or end with blanks")
    alike = len({one["title"] for one in found}) < len(found) or len({one["id"] for one in found}) < len(found)
    return wrong("titles and ids must be unique") if alike else None


def _link(action: Object) -> Trouble | None:
    found = action.get("parameters")
    if action.get("name") != "cta_url" or not isinstance(found, Mapping):
        return missing("interactive.action: the name cta_url and its parameters")
    is_good = fits(found.get("display_text"), 20) and str(found.get("url", "")).startswith(("http://", "https://"))
    return None if is_good else wrong("interactive.action.parameters: display_text of 1 to 20 characters, and url")


def _place(action: Object) -> Trouble | None:
    return None if action.get("name") == "send_location" else missing("interactive.action.name send_location")


def _form(action: Object) -> Trouble | None:
    found = action.get("parameters")
    if action.get("name") != "flow" or not isinstance(found, Mapping):
        return missing("interactive.action: the name flow and its parameters")
    if str(found.get("flow_message_version")) != "3":
        return wrong("interactive.action.parameters.flow_message_version must be 3")
    is_whole = filled(found.get("flow_cta")) and filled(found.get("flow_id") or found.get("flow_name"))
    return None if is_whole else missing("interactive.action.parameters: flow_id and flow_cta")


_KINDS: Mapping[str, Callable[[Object], Trouble | None]] = {
    "button": _buttons,
    "list": _rows,
    "cta_url": _link,
    "location_request_message": _place,
    "flow": _form,
}

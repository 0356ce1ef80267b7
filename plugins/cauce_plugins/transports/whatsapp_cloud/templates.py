"""Templates: texts that the platform approved, and what is filled into them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cauce import Refused, clean
from cauce_plugins.transports.whatsapp_cloud import cards
from cauce_plugins.transports.whatsapp_cloud.cards import Part

NAME = re.compile(r"[a-z0-9_]{1,512}")
LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Za-z]{2,4})?")
PARAMETER = re.compile(r"[A-Za-z0-9_]{1,64}")

VALUE, VALUES = 1024, 100
"""How long what is filled in may be, and of how many pieces."""
TITLE = 60
"""How long what is filled into a header may be."""
BUTTONS, PAYLOAD, SUFFIX = 10, 256, 2000

FILES = ("image", "video", "document")


def template(found: Mapping[str, Any]) -> Part:
    """Return a template that was approved: `{name, language, params, header, buttons}`, or the platform's own `components`.

    params: the variables of its text, a list in their order or an object by their names. header: a text, or an object by
    its kind: `{image: ..}`, `{video: ..}`, `{document: .., filename?}`, each an address or `{id}`, or `{location: {..}}`.
    buttons: in their order, `{payload}` of one that answers, `{url}` the end of one that opens a page, null for one
    without a variable. Raises Refused for what the platform would not take.
    """
    name, language = found.get("name"), found.get("language", "es")
    if not (isinstance(name, str) and NAME.fullmatch(name)):
        raise Refused("the template has no name, or one that no template has")
    if not (isinstance(language, str) and LANGUAGE.fullmatch(language)):
        raise Refused("the template has no language, like es or es_AR")
    body: Part = {"name": name, "language": {"code": language}}
    given = found.get("components")
    components = list(given) if isinstance(given, Sequence) and not isinstance(given, str) else [*_components(found)]
    if components:
        body["components"] = components
    return {"type": "template", "template": body}


def _components(found: Mapping[str, Any]) -> Iterator[Part]:
    header = found.get("header")
    if header is not None and header != "":
        yield {"type": "header", "parameters": [_header(header)]}
    if variables := _variables(found.get("params")):
        yield {"type": "body", "parameters": variables}
    buttons = found.get("buttons")
    if isinstance(buttons, Sequence) and not isinstance(buttons, str):
        if len(buttons) > BUTTONS:
            raise Refused(f"a template has up to {BUTTONS} buttons")
        for place, button in enumerate(buttons):
            if button is not None:
                yield _button(place, button)


def _header(header: Any) -> Part:
    if not isinstance(header, Mapping):
        return _text(header, TITLE)
    for kind in FILES:
        if (file := header.get(kind)) is not None:
            return {"type": kind, kind: _file(file, header.get("filename") if kind == "document" else None)}
    place = header.get("location")
    if isinstance(place, Mapping):
        return cards.location(place)
    return {**_named(header), **_text(header.get("text"), TITLE)}


def _named(header: Mapping[str, Any]) -> Part:
    name = header.get("name")
    return {} if name is None else {"parameter_name": _parameter(name)}


def _file(file: Any, name: Any) -> Part:
    key = file.get("id") if isinstance(file, Mapping) else None
    link = file.get("link") if isinstance(file, Mapping) else file
    if isinstance(key, str) and key:
        found: Part = {"id": key}
    elif isinstance(link, str) and link.startswith(("https://", "http://")):
        found = {"link": link}
    else:
        raise Refused("the file in the header of a template needs an address or an id")
    return {**found, "filename": clean(name, 200)} if isinstance(name, str) and name else found


def _variables(params: Any) -> list[Part]:
    if isinstance(params, Mapping):
        found = [{"parameter_name": _parameter(name), **_value(one)} for name, one in params.items()]
    elif isinstance(params, Sequence) and not isinstance(params, str):
        found = [_value(one) for one in params]
    else:
        return []
    if len(found) > VALUES:
        raise Refused(f"a template has up to {VALUES} variables")
    return found


def _value(value: Any) -> Part:
    """Return one variable; one that the platform formats itself (a price, a date) is an object with its `type`."""
    return dict(value) if isinstance(value, Mapping) and isinstance(value.get("type"), str) else _text(value, VALUE)


def _button(place: int, button: Any) -> Part:
    payload = button.get("payload") if isinstance(button, Mapping) else None
    url = button.get("url") if isinstance(button, Mapping) else None
    if payload is not None:
        kind, found = "quick_reply", {"type": "payload", "payload": _words(payload, PAYLOAD)}
    elif url is not None:
        kind, found = "url", {"type": "text", "text": _words(url, SUFFIX)}
    else:
        raise Refused("a button of a template needs a payload or a url")
    return {"type": "button", "sub_type": kind, "index": str(place), "parameters": [found]}


def _text(value: Any, most: int) -> Part:
    return {"type": "text", "text": _words(value, most)}


def _words(value: Any, most: int) -> str:
    """Return a value as the platform takes one: on one line, with no more than four spaces in a row."""
    whole = isinstance(value, float) and value.is_integer()
    words = re.sub(r"\s*[\n\r\t]\s*| {4,}", " ", str(int(value) if whole else value)).strip()
    if value is None or not words:
        raise Refused("a variable of the template is empty")
    if len(words) > most:
        raise Refused(f"a variable of the template is longer than {most}")
    return words


def _parameter(name: Any) -> str:
    if not (isinstance(name, str) and PARAMETER.fullmatch(name)):
        raise Refused("a variable of the template has a name that none has")
    return name

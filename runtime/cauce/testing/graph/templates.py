"""Approved templates: what a send of one must match, and the text that a person gets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cauce.testing.graph.reading import listed
from cauce.testing.graph.troubles import Trouble

LONGEST = 1024
_HOLE = re.compile(r"\{\{(\w+)\}\}")
_STATES = {"PAUSED": 132015, "DISABLED": 132016}


@dataclass(frozen=True, slots=True)
class Template:
    """A template. text: its body, with `{{1}}`, `{{2}}` or `{{name}}` where variables go.

    header: the type of a header with a variable part (text, image, video, document, location), "" without one. buttons: how
    many of its buttons have a variable part. status: APPROVED, PENDING, REJECTED, PAUSED or DISABLED.
    """

    name: str
    language: str = "es"
    text: str = ""
    header: str = ""
    buttons: int = 0
    status: str = "APPROVED"
    category: str = "UTILITY"

    @property
    def holes(self) -> Sequence[str]:
        """What the variables of the body are called, in their order."""
        return tuple(dict.fromkeys(_HOLE.findall(self.text)))

    def told(self, number: int) -> Mapping[str, Any]:
        """Return it as the list of templates shows it."""
        return {
            "id": str(700_000_000 + number),
            "name": self.name,
            "language": self.language,
            "status": self.status,
            "category": self.category,
            "components": [{"type": "BODY", "text": self.text}],
        }


def check(found: Mapping[str, Any], approved: Iterable[Template]) -> Trouble | None:
    """Return what is wrong with a template that is sent, None where nothing is."""
    name, language = found["name"], found["language"]["code"]
    known = next((one for one in approved if (one.name, one.language) == (name, language)), None)
    if known is None or known.status in {"PENDING", "REJECTED"}:
        return Trouble(132001, f"template name ({name}) does not exist in {language}")
    if known.status in _STATES:
        return Trouble(_STATES[known.status], f"template name ({name}) is {known.status.lower()}")
    parts = {str(one["type"]).lower(): listed(one.get("parameters", [])) for one in found.get("components", [])}
    if any(one is None for one in parts.values()):
        return Trouble(131009, "template.components.parameters")
    return _header(known, parts.get("header")) or _body(known, parts.get("body") or ()) or _buttons(known, found)


def _header(known: Template, given: Sequence[Mapping[str, Any]] | None) -> Trouble | None:
    wanted = 1 if known.header else 0
    if len(given or ()) != wanted:
        return _count("header", len(given or ()), wanted)
    if given and given[0].get("type") != known.header:
        return Trouble(
            132012, f"header: Format mismatch, expected {known.header.upper()}, received {given[0].get('type')}"
        )
    return None


def _body(known: Template, given: Sequence[Mapping[str, Any]]) -> Trouble | None:
    holes = known.holes
    if len(given) != len(holes):
        return _count("body", len(given), len(holes))
    if not all(isinstance(one.get("text"), str) and one["text"].strip() for one in given):
        return Trouble(132012, "body: a parameter of the type text needs a text")
    named = [hole for hole in holes if not hole.isdecimal()]
    if named and {one.get("parameter_name") for one in given} != set(named):
        return Trouble(132012, f"body: parameter_name must be one each of {', '.join(named)}")
    if len(rendered(known, given)) > LONGEST:
        return Trouble(132005, f"body: the whole text is longer than {LONGEST} characters")
    bad = any(re.search(r"[\n\t]| {5}", one["text"]) for one in given)
    return Trouble(132012, "body: no new lines, tabs or more than 4 blanks in a row") if bad else None


def _buttons(known: Template, found: Mapping[str, Any]) -> Trouble | None:
    given = [one for one in found.get("components", []) if str(one["type"]).lower() == "button"]
    return None if len(given) == known.buttons else _count("buttons", len(given), known.buttons)


def _count(where: str, given: int, wanted: int) -> Trouble:
    told = f"{where}: number of localizable_params ({given}) does not match the expected number of params ({wanted})"
    return Trouble(132000, told)


def rendered(known: Template, given: Sequence[Mapping[str, Any]]) -> str:
    """Return the text that a person gets."""
    values = {str(place): str(one.get("text", "")) for place, one in enumerate(given, 1)}
    values.update({str(one["parameter_name"]): str(one.get("text", "")) for one in given if "parameter_name" in one})
    return _HOLE.sub(lambda hole: values.get(hole[1], hole[0]), known.text)


def shown(found: Mapping[str, Any], approved: Iterable[Template]) -> str:
    """Return the text of a template that was sent: of one that nobody knows, its name and its variables."""
    parts = [one for one in found.get("components", []) if str(one.get("type")).lower() == "body"]
    given = [one for part in parts for one in part.get("parameters", [])]
    for known in approved:
        if (known.name, known.language) == (found["name"], found["language"]["code"]) and known.text:
            return rendered(known, given)
    return " · ".join([str(found["name"]), *(str(one.get("text", "")) for one in given)])

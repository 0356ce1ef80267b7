"""What is said of contacts over HTTP: the schemas, and how things are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import msgspec

from cauce.rest import ID, MOMENT, choice, listed, or_null, text, thing
from cauce_plugins.contacts import catalogue, definitions, names, planning, values
from cauce_plugins.contacts.cards import Contact
from cauce_plugins.contacts.imports import STATES, Import, Row
from cauce_plugins.contacts.listing import Talk
from cauce_plugins.contacts.merging import Merge
from cauce_plugins.contacts.values import Definition

COUNT = {"type": "integer", "minimum": 0}
TAGS = listed(text(64, 1), 50)
SHOWN = {
    "id": ID,
    "name": text(256),
    "shown": text(256, 1, description="What to call them: “Desconocido” where nobody knows"),
    "name_source": choice(names.ORDER),
    "phone": or_null(text(200, description="E.164, or what somebody typed")),
    "dni": or_null(text(2000)),
    "area": or_null(text(2000)),
    "tags": {"type": "array", "items": {"type": "string"}},
    "fields": {"type": "object", "description": "What flows read as `contact.*` beside the above"},
    "created_at": MOMENT,
    "updated_at": MOMENT,
}
CONTACT = thing(SHOWN)
IDENTITY = thing({"channel": text(64), "kind": text(32), "value": text(191)})
WHOLE = thing({**SHOWN, "identities": {"type": "array", "items": IDENTITY}})
VALUES = {
    "type": "object",
    "maxProperties": catalogue.MOST_FIELDS,
    "propertyNames": {"type": "string", "pattern": values.NAME},
    "additionalProperties": or_null({"type": ["string", "number", "boolean"], "maxLength": values.MOST}),
    "description": "Null takes one away",
}
GIVEN = {
    "name": text(256),
    "phone": or_null(
        text(64, description="In any form; numbers without a country code are of the country of the settings")
    ),
    "dni": or_null(text(64)),
    "area": or_null(text(64)),
    "tags": or_null(TAGS),
    "fields": VALUES,
}
TITLE = thing({}, {"es": text(128, 1), "en": text(128, 1)})
CHOICES = listed(text(128, 1), definitions.CHOICES)
DEFINITION = thing(
    {
        "id": ID,
        "name": text(64, 1),
        "title": thing({"es": text(256), "en": text(256)}),
        "type": choice([*values.TYPES]),
        "choices": {"type": "array", "items": {"type": "string"}},
        "required": {"type": "boolean"},
    }
)
MERGE = thing(
    {
        "id": ID,
        "kept": ID,
        "gone": ID,
        "name": text(256),
        "by": text(191),
        "reason": text(12),
        "at": MOMENT,
        "undone_at": or_null(MOMENT),
    }
)
TALK = thing(
    {
        "id": ID, "channel": text(64), "owner": text(8), "area": or_null(text(64)), "assignee": or_null(ID),
        "tags": {"type": "array", "items": {"type": "string"}}, "reason": or_null(text(191)), "open": {"type": "boolean"},
        "opened_at": MOMENT, "active_at": MOMENT, "closed_at": or_null(MOMENT), "messages": COUNT,
    }
)  # fmt: skip
IMPORT = thing(
    {
        "id": ID, "state": choice(STATES), "kind": text(8), "encoding": text(16),
        "columns": {"type": "array", "items": {"type": "string"}, "description": "What each column means, empty for nothing"},
        "rows": COUNT, "done": COUNT, "merge": {"type": "boolean"},
        "counts": thing(dict.fromkeys(planning.OUTCOMES, COUNT)), "created_at": MOMENT, "updated_at": MOMENT,
    }
)  # fmt: skip
PROBLEM = thing({"field": text(64), "problem": text(400)})
ROW = thing(
    {
        "row": COUNT, "outcome": choice(planning.OUTCOMES), "contact": or_null(ID), "stored": {"type": "boolean"},
        "name": text(256), "phone": text(20), "problems": {"type": "array", "items": PROBLEM},
    }
)  # fmt: skip


def shown(one: Contact, lang: str) -> dict[str, Any]:
    """Return a contact as it is shown."""
    kept = {name: value for name, value in one.fields.items() if name not in catalogue.OWN}
    said = {name: values.written(one.fields.get(name)) or None for name in ("phone", "dni", "area")}
    return {
        "id": one.id, "name": one.name, "shown": names.shown(one.name, lang), "name_source": one.source,
        "phone": one.phone or said["phone"], "dni": said["dni"], "area": said["area"], "tags": one.tags,
        "fields": kept, "created_at": one.created_at, "updated_at": one.updated_at,
    }  # fmt: skip


def edited(one: Contact) -> dict[str, Any]:
    """Return what of a contact somebody may overwrite: what its ETag is of."""
    return {"id": one.id, "name": one.name, "fields": one.fields, "phone": one.phone}


def definition(one: Definition) -> dict[str, Any]:
    """Return a custom field as it is shown."""
    return {**asdict(one), "choices": list(one.choices), "title": dict(one.title)}


def merge(one: Merge) -> dict[str, Any]:
    """Return a merge as it is shown: who became part of the contact, by whom, and why."""
    gone: Mapping[str, Any] = msgspec.json.decode(one.before)["gone"]
    return {
        "id": one.id, "kept": one.kept, "gone": one.gone, "name": gone["name"], "by": one.who, "reason": one.reason,
        "at": one.at, "undone_at": one.undone_at,
    }  # fmt: skip


def talk(one: Talk) -> dict[str, Any]:
    """Return a conversation as a contact's history shows it."""
    said = {name: value for name, value in asdict(one).items() if name != "opened"}
    return {**said, "tags": msgspec.json.decode(one.tags), "open": one.opened == 1}


def import_(one: Import, counts: Mapping[str, int], behind: int) -> dict[str, Any]:
    """Return an import as it is shown. behind: how many of its rows are done with."""
    return {
        "id": one.id, "state": one.state, "kind": one.kind, "encoding": one.encoding,
        "columns": msgspec.json.decode(one.columns), "rows": one.total, "done": behind, "merge": bool(one.merges),
        "counts": dict(counts), "created_at": one.created_at, "updated_at": one.updated_at,
    }  # fmt: skip


def row(one: Row, lang: str) -> dict[str, Any]:
    """Return a row of a file as the report shows it."""
    problems = [
        {"field": told["field"], "problem": told.get(lang, told["en"])} for told in msgspec.json.decode(one.problems)
    ]
    return {
        "row": one.number, "outcome": one.outcome, "contact": one.contact, "stored": one.stored,
        "name": one.data["name"], "phone": one.data["phone"], "problems": problems,
    }  # fmt: skip

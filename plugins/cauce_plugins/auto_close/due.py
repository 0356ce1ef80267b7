"""The list of what is about to be reminded or closed, as far as one sees it."""

from __future__ import annotations

from functools import partial
from typing import Any

from cauce import Permission, Request, Route
from cauce.desk import seen
from cauce_plugins.auto_close import silences
from cauce_plugins.auto_close.ladder import rungs

MOST = 200

PERMISSION = Permission(
    "auto_close.read",
    {"es": "Ver qué se va a cerrar por inactividad.", "en": "See what is about to be closed for silence."},
    ("SUPERVISOR",),
)
_TIME = {"type": "integer"}
_ITEM = {
    "type": "object",
    "additionalProperties": False,
    "required": ["conversation", "owner", "since", "step", "steps", "closes_at"],
    "properties": {
        "conversation": _TIME,
        "owner": {"enum": ["bot", "queue", "human", "paused"]},
        "since": _TIME,
        "step": _TIME,
        "steps": _TIME,
        "closes_at": {"type": ["integer", "null"]},
    },
}


async def soon(request: Request) -> dict[str, Any]:
    """Return the silences that the caller sees, the next due first."""
    host = request.plugin
    found = await host.read(partial(silences.soon, seen=seen(request.caller), limit=MOST))
    items = []
    for one in found:
        ladder = rungs(host.settings, one.case)
        closes = one.since + ladder[-1].after if ladder else None
        told = {"conversation": one.conversation, "owner": one.case.owner, "since": one.since, "closes_at": closes}
        items.append({**told, "step": one.rung, "steps": len(ladder)})
    return {"items": items}


ROUTE = Route(
    "GET",
    "/api/auto-close",
    PERMISSION.name,
    soon,
    answer={
        "type": "object",
        "additionalProperties": False,
        "required": ["items"],
        "properties": {"items": {"type": "array", "items": _ITEM}},
    },
    summary={
        "es": "Conversaciones en silencio que se van a recordar o cerrar, la próxima primero.",
        "en": "Silent conversations that are to be reminded or closed, the next one first.",
    },
)

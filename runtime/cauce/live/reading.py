"""Reading: events of the log, with what is shown with them, in one look beside the writer."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import msgspec

from cauce.live.envelope import News, conversation_of
from cauce.store import news
from cauce.store.connection import Connection
from cauce.store.news import Event

log = logging.getLogger("cauce.live")


def look(db: Connection, after: int, missing: Collection[int], limit: int) -> tuple[Sequence[Event], Sequence[News]]:
    """Return what happened after a place, and at those that were missing: as it is stored, and as it is told."""
    found = news.since(db, after, missing, limit)
    return found, shown(db, found)


def shown(db: Connection, events: Iterable[Event]) -> Sequence[News]:
    """Return events with what is shown with them. One that cannot be read is left out."""
    read = [(event, data) for event in events if (data := _data(event)) is not None]
    briefs = news.briefs(db, {one for event, _ in read if (one := conversation_of(event.stream))})
    said = news.said(db, {one for event, data in read if (one := _message(event, data))})
    return [
        News(event, data, briefs.get(conversation_of(event.stream)), said.get(_message(event, data)))
        for event, data in read
    ]


def _data(event: Event) -> dict[str, Any] | None:
    try:
        return msgspec.json.decode(event.data, type=dict[str, Any])
    except (msgspec.DecodeError, msgspec.ValidationError):
        log.warning("the event %d cannot be read, and is told to nobody", event.id)
        return None


def _message(event: Event, data: dict[str, Any]) -> int:
    """Return the message that an event brings, 0 for none."""
    found = data.get("message") if event.type == "message.new" else None
    return found if isinstance(found, int) else 0

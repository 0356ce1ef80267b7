"""What the plugin knows of messages: which of them bring a file, and how they name it. The only place that does."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cauce.sql import Connection


@dataclass(frozen=True, slots=True)
class Bringing:
    """A message that came in with a file. body: all that it says; media: what it says of the file."""

    id: int
    conversation: int
    channel: int
    body: Mapping[str, Any]
    media: Mapping[str, Any]


def with_files(db: Connection, messages: Sequence[int]) -> list[Bringing]:
    """Return those of these messages that bring a file."""
    marks = ", ".join("?" * len(messages))
    sql = f"SELECT id, conversation_id, channel_id, body FROM messages WHERE id IN ({marks}) ORDER BY id"  # noqa: S608 - ours
    found = []
    for row in db.execute(sql, tuple(messages)):
        body = json.loads(row[3])
        if media := body.get("media"):
            found.append(Bringing(row[0], row[1], row[2], body, media))
    return found


def name_file(db: Connection, message: Bringing, file: str) -> None:
    """Let a message name its file."""
    body = {**message.body, "media": {**message.media, "file": file}}
    told = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    db.execute("UPDATE messages SET body = ? WHERE id = ?", (told, message.id))

"""What is kept: every call that came and every webhook that was posted, in their order, only ever added to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the way messages go. `id` is what the message was known by, "" where it was not taken.

    at: monotonic seconds. seq: its place among the calls, from 1. time: seconds since 1970. number: the id of the number it
    was for. mode: what was done with it. error: the code that it was refused with, None where it was not.
    """

    body: Mapping[str, Any]
    id: str = ""
    at: float = 0.0
    seq: int = 0
    time: float = 0.0
    number: str = ""
    mode: str = "ok"
    error: int | None = None

    @property
    def text(self) -> str:
        """What a person would read first: the text, the text over the buttons, or the caption."""
        kind = str(self.body.get("type", ""))
        content = self.body.get(kind)
        if not isinstance(content, Mapping):
            return ""
        if kind == "interactive":
            inner = content.get("body")
            return str(inner.get("text", "")) if isinstance(inner, Mapping) else ""
        return str(content.get("body") or content.get("caption") or content.get("name") or "")

    @property
    def tag(self) -> str:
        """What the sender tied to it: `biz_opaque_callback_data`."""
        return str(self.body.get("biz_opaque_callback_data", ""))

    @property
    def person(self) -> str:
        """Whom it is for: with both a number and an id, the number."""
        return str(self.body.get("to") or self.body.get("recipient") or "")

    def row(self) -> Mapping[str, Any]:
        """Return it as the ledger's file shows it."""
        kept = {"seq": self.seq, "time": self.time, "number": self.number, "id": self.id, "tag": self.tag}
        return {**kept, "mode": self.mode, "error": self.error, "body": self.body}


@dataclass(frozen=True, slots=True)
class Post:
    """A webhook that was posted. status: of the answer, 0 where there was none. ids: of the messages it was about.

    attempt: 1 for the first time, more for the same body again.
    """

    seq: int
    time: float
    status: int
    ids: Sequence[str]
    attempt: int = 1

    def row(self) -> Mapping[str, Any]:
        """Return it as the ledger's file shows it."""
        known = {"seq": self.seq, "time": self.time, "status": self.status}
        return {**known, "ids": list(self.ids), "attempt": self.attempt}

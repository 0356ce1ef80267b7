"""What a handler may answer besides a plain dict: JSON with a status, text, bytes, a stream, or a problem."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cauce.model.node_kind import Words

Complaint = Mapping[str, str | Words]
"""What is wrong with one field: `at` which it is, the `problem` in words, the `code` of what it broke."""


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie to set. It is always `HttpOnly`; an `age` of 0 removes it, None lasts as long as the browser."""

    name: str
    value: str
    age: int | None = None
    path: str = "/"
    secure: bool = False
    same_site: str = "Lax"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What every answer has. `headers` replace the default ones of the same name."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Sequence[Cookie] = ()


@dataclass(frozen=True, slots=True)
class Json(Reply):
    """A JSON document."""

    value: Any


@dataclass(frozen=True, slots=True)
class Text(Reply):
    """A text in UTF-8. `fresh` is for how many seconds browsers may keep it without asking."""

    text: str
    content_type: str = "text/plain"
    fresh: int = 0


@dataclass(frozen=True, slots=True)
class Bytes(Reply):
    """Bytes as they are. `fresh` as in `Text`."""

    data: bytes
    content_type: str = "application/octet-stream"
    fresh: int = 0


@dataclass(frozen=True, slots=True)
class Stream(Reply):
    """Chunks written as they come, server-sent events by default.

    The iterator is closed when the client leaves or the server stops.
    """

    chunks: AsyncIterator[bytes]
    content_type: str = "text/event-stream"


class Problem(Exception):
    """What went wrong with a request: returned or raised, it becomes an RFC 9457 document.

    `code` is one of `cauce.http.problem.TABLE`, or a plugin's own with `status` and `title` given. `current` is what there
    is, for whoever wrote over what they never saw.
    """

    def __init__(  # noqa: PLR0913 - each is a member of the document
        self,
        code: str,
        detail: str = "",
        *,
        status: int = 0,
        title: str = "",
        errors: Sequence[Complaint] = (),
        headers: Mapping[str, str] | None = None,
        current: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail
        self.status = status
        self.title = title
        self.errors = errors
        self.headers = headers or {}
        self.current = current

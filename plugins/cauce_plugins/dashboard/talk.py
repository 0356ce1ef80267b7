"""A conversation as the dashboard has it in mind: how it stands after the last event that was counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

Node = tuple[str, str, str]
"""A place of a flow: flow, revision, node."""


@dataclass(slots=True)
class Talk:
    """What has to be known of a conversation to count what happens to it next. Times are milliseconds since 1970.

    seq: of the last event that was counted, 0 for none. owner, area ("" for none), user (0 for nobody): whose it is, `since`
    when. cycle_at: when it was opened, or opened again. asked_at: when people were first asked for, 0 while they were not.
    answered: whether one of them has written. flow, revision: of the run, "" without one. at: the node that it waits at.
    """

    opened_at: int
    since: int
    cycle_at: int
    seq: int = 0
    opened: bool = True
    owner: str = "bot"
    area: str = ""
    user: int = 0
    asked_at: int = 0
    answered: bool = False
    received: int = 0
    said_bot: int = 0
    said_human: int = 0
    closed_at: int = 0
    flow: str = ""
    revision: str = ""
    at: Node | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """An event of its stream. author, user: of a message, who said it: `contact`, `bot` or `human`, and which user, 0 for none."""

    seq: int
    type: str
    data: Mapping[str, Any]
    at: int
    author: str = ""
    user: int = 0


def opened(at: int) -> Talk:
    """Return a conversation that was just opened, of which nothing was counted."""
    return Talk(at, at, at)


def dump(talk: Talk) -> str:
    """Return it as JSON."""
    return msgspec.json.encode(talk).decode()


def load(text: str) -> Talk:
    """Return it from JSON."""
    return msgspec.json.decode(text, type=Talk)

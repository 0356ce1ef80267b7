"""Rooms: by which those who are connected are told things. They follow from who somebody is; nobody asks for one."""

from __future__ import annotations

from cauce.access.principal import Principal
from cauce.access.visibility import READ, READ_ALL, sees
from cauce.store.events import TEAM
from cauce.store.news import Brief

EVERY = "conversations"
"""The room of those who see every conversation."""
COLLEAGUES = "users.read"
"""Whoever has this permission is told about the team."""


def entered(who: Principal) -> frozenset[str]:
    """Return the rooms that somebody is in."""
    rooms = {user(who.user), f"role:{who.role}"}
    if who.may(COLLEAGUES):
        rooms.add(TEAM)
    if who.may(READ_ALL):
        rooms.add(EVERY)
    if who.may(READ) or who.may(READ_ALL):
        rooms.update(f"area:{name}" for name in who.areas)
    return frozenset(rooms)


def user(number: int) -> str:
    """Return the room of one user, which is the name of their stream too."""
    return f"user:{number}"


def around(area: str | None, assignee: int | None) -> list[str]:
    """Return the rooms in which somebody may see a conversation. Each of them is asked for with `sees` besides."""
    rooms = [EVERY]
    if area is not None:
        rooms.append(f"area:{area}")
    if assignee is not None:
        rooms.append(user(assignee))
    return rooms


def told_of(brief: Brief) -> list[str]:
    """Return the rooms in which a conversation is told about."""
    return around(brief.area, brief.assignee)


def hears(who: Principal, stream: str, brief: Brief | None) -> bool:
    """Tell whether somebody may hear what happens in a stream. brief: of the conversation, where it is of one."""
    if brief is not None:
        return sees(who, brief.area, brief.assignee)
    return stream in {user(who.user), TEAM} & entered(who)

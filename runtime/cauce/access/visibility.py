"""Who sees which conversations: the one place that knows. Lists, single ones, sockets, media and exports all ask here.

With `conversations.all` one sees every one; with `conversations.read` those that are assigned to one and those in the
areas one is a member of; without either, none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cauce.access.principal import Principal

READ, READ_ALL = "conversations.read", "conversations.all"


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on a row of `conversations`, called `c`, with its values."""

    sql: str
    values: tuple[Any, ...] = ()


def ways(who: Principal) -> list[Condition]:
    """Return the ways in which somebody comes to see conversations: each an index of its own, and any one is enough."""
    if who.may(READ_ALL):
        return [Condition("1 = 1")]
    if not who.may(READ):
        return []
    assigned = [Condition("c.assignee_id = ?", (who.user,))] if who.user else []
    return [*assigned, *(Condition("c.area = ?", (area,)) for area in sorted(who.areas))]


def sees(who: Principal, area: str | None, assignee: int | None) -> bool:
    """Tell the same of a conversation whose area and assignee are at hand."""
    if who.may(READ_ALL):
        return True
    return who.may(READ) and ((assignee is not None and assignee == who.user) or area in who.areas)


def seen(who: Principal) -> Condition:
    """Return the condition under which somebody sees a conversation."""
    either = ways(who)
    if not either:
        return Condition("1 = 0")
    return Condition(
        f"({' OR '.join(one.sql for one in either)})", tuple(value for one in either for value in one.values)
    )


def seen_contact(who: Principal) -> Condition:
    """Return the condition under which somebody sees a contact, called `k`: where they see a conversation of it."""
    if who.may(READ_ALL):
        return Condition("1 = 1")
    condition = seen(who)
    sql = f"EXISTS (SELECT 1 FROM conversations c WHERE c.contact_id = k.id AND {condition.sql})"  # noqa: S608 - ours
    return Condition(sql, condition.values)

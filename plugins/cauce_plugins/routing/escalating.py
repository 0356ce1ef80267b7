"""What waited for too long goes first, to another area or to whoever supervises; what goes in circles stays with them.

Nothing of it is lost: wherever it cannot go, it waits on where it is, and anybody of the area may take it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cauce import Acts, Host
from cauce.desk import tell_all
from cauce_plugins.routing import decisions, queues, rules
from cauce_plugins.routing.decisions import Decision
from cauce_plugins.routing.rules import Rule

PIECE = 16
"""How many are escalated in one transaction."""


async def escalate(host: Host, area: str) -> int:
    """Escalate what waited in an area for longer than its rule says. Returns how many were. Raises Unavailable."""
    number = 0
    while done := await host.act(lambda acts: piece(acts, host, area)):
        number += done
        if done < PIECE:
            break
    return number


def piece(acts: Acts, host: Host, area: str) -> int:
    """Escalate some of them."""
    rule = rules.of(acts.db, area, host.settings)
    found = queues.due(acts.db, area, rule.escalate_minutes, acts.now, PIECE) if rule.escalate_minutes else []
    if found and not host.opening(acts.db, area, acts.now).open:
        queues.put_off(acts.db, [one for one, _, _ in found], acts.now)
        return 0
    role = host.settings["supervisor"]
    raised = {
        one: {"by": "raised", "area": area, "role": role, "waited": acts.now - since}
        for one, since, hops in found
        if not _move(acts, host, rule, one, since, hops)
    }
    lift(acts, host, raised, "escalated")
    return len(found)


def lift(acts: Acts, host: Host, found: Mapping[int, Mapping[str, Any]], kind: str) -> None:
    """Let some go before the others, to whoever supervises too, each for its reason. Circled ones go to nobody else."""
    queues.raise_all(acts.db, list(found), host.settings["supervisor"], acts.now, hold=kind == "circled")
    made = [Decision(one, kind, str(why["area"]), why) for one, why in found.items()]
    numbers = decisions.keep(acts.db, made, acts.now)
    news = {
        one.conversation: [(f"routing.{kind}", {"decision": number, **one.why})]
        for one, number in zip(made, numbers, strict=True)
    }
    tell_all(acts.db, news, acts.now)


def _move(acts: Acts, host: Host, rule: Rule, conversation: int, since: int, hops: int) -> bool:  # noqa: PLR0913, PLR0917
    """Let one wait in the area that its own escalates to. False where there is none that could take it."""
    to, most = rule.escalate_to, host.settings["transfers"]
    if not to or (most and hops >= most) or not host.opening(acts.db, to, acts.now).open:
        return False
    if not acts.queue(conversation, to, "routing", escalated=True):
        return False
    why = {"by": "moved", "area": rule.area, "to": to, "waited": acts.now - since}
    [number] = decisions.keep(acts.db, [Decision(conversation, "escalated", rule.area, why)], acts.now)
    acts.tell(conversation, "routing.escalated", {"decision": number, **why})
    queues.moved(acts.db, conversation, to, acts.now, tier=0, hop=1)
    return True


def stop_circles(acts: Acts, host: Host, moved: Sequence[int]) -> None:
    """Keep those that went from area to area too often, without an answer of a person, with whoever supervises."""
    most, role = host.settings["transfers"], host.settings["supervisor"]
    found = queues.circling(acts.db, moved, most) if most else []
    why = {one: {"by": "circled", "area": area, "role": role, "hops": hops} for one, area, hops in found}
    lift(acts, host, why, "circled")

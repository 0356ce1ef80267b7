"""What would be decided now, and why: nothing is given to anybody."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from cauce import Host
from cauce.desk import READ_ALL, Invalid, Principal, Unknown, see
from cauce.sql import Connection
from cauce_plugins.routing import crew, explaining, queues, rules
from cauce_plugins.routing.choosing import Choice, Wait, choose
from cauce_plugins.routing.draining import strategy_of
from cauce_plugins.routing.rules import MINUTE, Rule


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked about: a conversation, or any that might come to an area with these tags."""

    conversation: int = 0
    area: str = ""
    tags: frozenset[str] = frozenset()


def answer(db: Connection, host: Host, who: Principal, asked: Asked) -> dict[str, Any]:
    """Return whom a conversation would be given to now: `{"user", "ahead", "why"}`.

    Raises Unknown for what one does not see, Invalid for a conversation of no area.
    """
    now = host.clock.now()
    wait, ahead = _real(db, who, asked.conversation, now) if asked.conversation else _imagined(db, who, asked, now)
    rule = rules.of(db, wait.area, host.settings)
    if rule.sticky_minutes and wait.contact:
        last = queues.before(db, [wait.contact], now - rule.sticky_minutes * MINUTE)
        wait = replace(wait, before=last.get(wait.contact))
    team = crew.team(db, wait.area, host.settings["supervisor"], host.settings["capacity"])
    strategy = strategy_of(rule, host.strategies)
    choice = choose(wait, team, rule.limits(host.settings), strategy, now)
    choice = _stopped(db, host, rule, choice)
    return {
        "user": choice.user,
        "ahead": ahead,
        "why": explaining.of_choice(wait, choice, team, strategy.name, now),
    }


def _stopped(db: Connection, host: Host, rule: Rule, choice: Choice) -> Choice:
    """Return the choice, or that nobody is given anything: the area is closed, or not given out by itself."""
    by = "" if rule.automatic else "manual"
    by = by or ("" if host.opening(db, rule.area).open else "closed")
    return Choice(None, by, choice.asked, choice.states) if by else choice


def _real(db: Connection, who: Principal, conversation: int, now: int) -> tuple[Wait, int]:
    seen = see(db, who, conversation)
    if not seen.area:
        raise Invalid("conversation", "No es de ningún área.", "It is of no area.")
    tags = frozenset(json.loads(seen.tags))
    place = queues.place_of(db, conversation)
    if place is None:
        return Wait(conversation, seen.area, seen.contact, now, tags), queues.count(db, seen.area)
    since, raised, held, ahead = place
    return Wait(conversation, seen.area, seen.contact, since, tags, raised=raised, held=held), ahead


def _imagined(db: Connection, who: Principal, asked: Asked, now: int) -> tuple[Wait, int]:
    refuse_foreign(db, who, asked.area)
    return Wait(0, asked.area, 0, now, asked.tags), queues.count(db, asked.area)


def refuse_foreign(db: Connection, who: Principal, area: str) -> None:
    """Raise Unknown for an area that there is not, or that somebody does not see."""
    there = db.execute("SELECT 1 FROM areas WHERE name = ?", (area,)).fetchone()
    if there is None or not (who.may(READ_ALL) or area in who.areas):
        raise Unknown


def shown(said: Mapping[str, Any], lang: str, host: Host) -> str:
    """Return an explanation as a sentence."""
    return explaining.say(said, lang, {name: one.title for name, one in host.strategies.items()})

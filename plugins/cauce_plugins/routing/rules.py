"""What each area wants: the settings of `[routing]`, and over them what was set for the area."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cauce.sql import Connection, upsert
from cauce_plugins.routing.choosing import Limits

MINUTE = 60_000

OWN = ("automatic", "strategy", "sticky_minutes", "skill_minutes", "max", "escalate_minutes")
"""What the settings say for all areas, and an area may say otherwise."""

_SAVE = upsert("INSERT INTO routing_rules (area, said, updated_at) VALUES (?, ?, ?)", ["area"], ["said", "updated_at"])


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for an area. skills: the tags that take somebody who is good at them. escalate_to: an area, "" for none."""

    area: str
    automatic: bool
    strategy: str
    sticky_minutes: int
    skill_minutes: int
    max: int
    escalate_minutes: int
    escalate_to: str = ""
    skills: frozenset[str] = frozenset()

    def limits(self, settings: Mapping[str, Any]) -> Limits:
        """Return what it asks of whoever is given something."""
        vanish = settings["vanish_minutes"] * MINUTE
        return Limits(self.max, vanish, self.skills, self.skill_minutes * MINUTE)


def made(area: str, said: Mapping[str, Any], settings: Mapping[str, Any]) -> Rule:
    """Return what holds for an area that says this."""
    own = {name: said.get(name, settings[name]) for name in OWN}
    return Rule(area, **own, escalate_to=said.get("escalate_to", ""), skills=frozenset(said.get("skills", ())))


def of(db: Connection, area: str, settings: Mapping[str, Any]) -> Rule:
    """Return what holds for an area."""
    return made(area, said_of(db, area), settings)


def said_of(db: Connection, area: str) -> dict[str, Any]:
    """Return what was set for an area."""
    row = db.execute("SELECT said FROM routing_rules WHERE area = ?", (area,)).fetchone()
    return dict(json.loads(row[0])) if row else {}


def every(db: Connection) -> dict[str, dict[str, Any]]:
    """Return what was set, by area, of those for which something was."""
    return {area: json.loads(said) for area, said in db.execute("SELECT area, said FROM routing_rules")}


def save(db: Connection, area: str, said: Mapping[str, Any], now: int) -> None:
    """Set what an area says: all of it."""
    db.execute(_SAVE[db.dialect], (area, json.dumps(said, sort_keys=True, ensure_ascii=False), now))

"""The ladder: what is due in a silence, and when. Pure: settings and times in, the next step out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Case:
    """A conversation, as far as rules look at it. owner: bot, queue, human or paused."""

    owner: str
    area: str | None
    channel: str
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of the ladder. after: how long the silence has lasted, in milliseconds. closes: whether it is the last one."""

    after: int
    text: str
    closes: bool = False


def rungs(settings: Mapping[str, Any], case: Case) -> Sequence[Rung]:
    """Return the steps for a conversation, in order; none where it is left open."""
    if _excepted(settings, case):
        return ()
    rule: Mapping[str, Any] = next((one for one in settings["rules"] if _fits(one, case)), {})
    own = f"{'bot' if case.owner == 'paused' else case.owner}_minutes"
    minutes = rule.get(own, settings.get(own, settings["minutes"]))
    if not minutes:
        return ()
    end = round(minutes * MINUTE_MS)
    told = [Rung(round(one["minutes"] * MINUTE_MS), one["text"]) for one in _said(settings, rule, "reminders")]
    before = sorted((one for one in told if one.after < end), key=lambda one: one.after)
    return (*before, Rung(end, _said(settings, rule, "message"), closes=True))


def first_after(settings: Mapping[str, Any]) -> int | None:
    """Return the shortest silence after which anything is due anywhere, in milliseconds; None where nothing ever is."""
    parts = [settings, *settings["rules"]]
    minutes = [one[name] for one in parts for name in _MINUTES if one.get(name)]
    minutes += [one["minutes"] for part in parts for one in part.get("reminders", ())]
    return round(min(minutes) * MINUTE_MS) if minutes else None


_MINUTES = ("minutes", "bot_minutes", "queue_minutes", "human_minutes")


def _said(settings: Mapping[str, Any], rule: Mapping[str, Any], name: str) -> Any:
    return rule.get(name, settings[name])


def _fits(rule: Mapping[str, Any], case: Case) -> bool:
    return all(rule.get(name, value) == value for name, value in (("area", case.area), ("channel", case.channel)))


def _excepted(settings: Mapping[str, Any], case: Case) -> bool:
    return (
        case.area in settings["except_areas"]
        or case.channel in settings["except_channels"]
        or not case.tags.isdisjoint(settings["except_tags"])
    )

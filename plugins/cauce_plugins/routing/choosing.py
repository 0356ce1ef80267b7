"""How one of the team is chosen for a conversation: the steps around any strategy, and what spoke against the others.

All of it is pure. Sticky and skills are steps, not strategies: they go together with whichever an area has.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from cauce import Candidate, Strategy, Waiting
from cauce_plugins.routing.strategies import least_loaded

log = logging.getLogger("cauce.routing")

AVAILABLE = "available"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who could be given conversations of an area, as they are now.

    seen: their last sign of life, in milliseconds since 1970, None for never. load: what they have; here: of this area.
    capacity: 0 for any number. last: when they were given one of this area. able: whether their role may answer.
    leads: whether they have the role that is escalated to; inside: whether they are in the area.
    """

    user: int
    name: str
    presence: str = AVAILABLE
    seen: int | None = None
    load: int = 0
    here: int = 0
    capacity: int = 0
    last: int = 0
    skills: frozenset[str] = frozenset()
    able: bool = True
    leads: bool = False
    inside: bool = True


@dataclass(frozen=True, slots=True)
class Limits:
    """What an area asks of whoever is given something. most: how many of it one may have; vanish: in milliseconds, 0 for never."""

    most: int = 0
    vanish: int = 0
    skills: frozenset[str] = frozenset()
    skill_wait: int = 0


@dataclass(frozen=True, slots=True)
class Wait:
    """A conversation in the queue of an area. raised: whoever leads may be given it too; held: nobody else may."""

    conversation: int
    area: str
    contact: int
    since: int
    tags: frozenset[str] = frozenset()
    before: int | None = None
    raised: bool = False
    held: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Who is given a conversation, None for nobody. by: sticky, skills or strategy; or why nobody: busy or skill.

    asked: the skills that it took. states: by user, "" for who could have been given it.
    """

    user: int | None
    by: str
    asked: frozenset[str] = frozenset()
    states: Mapping[int, str] = field(default_factory=dict)


def state(member: Member, limits: Limits, now: int) -> str:
    """Return why somebody is given nothing: unable, away, offline, unseen, vanished, full or full_here. "" where they are free."""
    if not member.able:
        return "unable"
    if member.presence != AVAILABLE:
        return member.presence
    if limits.vanish and member.seen is None:
        return "unseen"
    if limits.vanish and member.seen is not None and now - member.seen > limits.vanish:
        return "vanished"
    if member.capacity and member.load >= member.capacity:
        return "full"
    return "full_here" if limits.most and member.here >= limits.most else ""


def choose(wait: Wait, team: Sequence[Member], limits: Limits, strategy: Strategy, now: int) -> Choice:
    """Choose one of the team for a conversation, and say what spoke against the others."""
    leaders = wait.held and any(one.leads for one in team)
    states = {one.user: _state(one, wait, limits, now, leaders=leaders) for one in team}
    pool = [one for one in team if not states[one.user]]
    asked = wait.tags & limits.skills
    by = "strategy"
    if asked:
        skilled = [one for one in pool if asked <= one.skills]
        if skilled or (_is_known(team, asked) and now - wait.since < limits.skill_wait):
            states.update((one.user, "unskilled") for one in pool if one not in skilled)
            pool, by = skilled, "skills"
        else:
            asked = frozenset()
    if not pool:
        return Choice(
            None,
            "skill" if by == "skills" and any(s == "unskilled" for s in states.values()) else "busy",
            asked,
            states,
        )
    if wait.before in {one.user for one in pool}:
        return Choice(wait.before, "sticky", asked, states)
    return Choice(_by(strategy, wait, pool), by, asked, states)


def _state(member: Member, wait: Wait, limits: Limits, now: int, *, leaders: bool) -> str:
    if leaders and not member.leads:
        return "held"
    if not member.inside and not (member.leads and (wait.raised or wait.held)):
        return "outside"
    return state(member, limits, now)


def _is_known(team: Sequence[Member], asked: frozenset[str]) -> bool:
    """Tell whether anybody of the team, there or not, has the skills."""
    return any(asked <= one.skills and one.able for one in team)


def _by(strategy: Strategy, wait: Wait, pool: Sequence[Member]) -> int:
    """Return whom a strategy chooses. One that fails, or names a stranger, leaves nobody waiting: the least loaded has it."""
    waiting = Waiting(wait.conversation, wait.area, wait.contact, wait.since, wait.tags, wait.before)
    candidates = [Candidate(one.user, one.name, one.load, one.capacity, one.last, one.skills) for one in pool]
    try:
        chosen = strategy.choose(waiting, candidates)
    except Exception:
        log.exception("a strategy failed", extra={"strategy": strategy.name, "conversation": wait.conversation})
        chosen = None
    if chosen is None or chosen.user not in {one.user for one in pool}:
        chosen = least_loaded(waiting, candidates)
    assert chosen is not None
    return chosen.user


def plan(
    waits: Sequence[Wait], team: Sequence[Member], limits: Limits, strategy: Strategy, now: int
) -> list[tuple[Wait, Choice, Sequence[Member]]]:
    """Choose for one after another, each with the team as the choices before left it."""
    current = {one.user: one for one in team}
    turn = max([now - 1, *(one.last for one in team)])
    found: list[tuple[Wait, Choice, Sequence[Member]]] = []
    for wait in waits:
        before = list(current.values())
        choice = choose(wait, before, limits, strategy, now)
        found.append((wait, choice, before))
        if choice.user is not None:
            turn += 1
            one = current[choice.user]
            current[choice.user] = replace(one, load=one.load + 1, here=one.here + 1, last=turn)
    return found

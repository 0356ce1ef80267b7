"""The queues are drained: whoever waits longest is given to whoever is chosen, a piece at a time, each in one transaction.

A piece costs as many statements for one conversation as for all that it takes. Of two processes that drain the same queue,
each takes what the other has not, and neither gives anybody more than they have room for: those who wait are held first,
then those who may be given something, and only then it is looked at what they have.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from cauce import Acts, Gift, Host, Strategy
from cauce_plugins.routing import crew, decisions, explaining, queues, rules
from cauce_plugins.routing.choosing import Choice, Member, Wait, plan, state
from cauce_plugins.routing.decisions import Decision
from cauce_plugins.routing.queues import FIRST, Queued
from cauce_plugins.routing.rules import MINUTE, Rule
from cauce_plugins.routing.strategies import LEAST_LOADED

PIECE = 64
"""How many of a queue are looked at in one transaction."""

Chosen = tuple[Wait, Choice, Sequence[Member]]


@dataclass(frozen=True, slots=True)
class Piece:
    """What came of one: how many were given, and after which place the queue goes on, None where nothing more can be given."""

    given: int
    after: tuple[int, int, int] | None


NOTHING = Piece(0, None)


async def drain(host: Host, area: str, until: float = math.inf) -> int:
    """Give what waits in an area to those who can take it, and return how many were given. Raises Unavailable.

    until: when to leave off, by the monotonic clock.
    """
    given, after = 0, FIRST
    while True:
        done = await host.act(partial(piece, host=host, area=area, after=after))
        given += done.given
        if done.after is None or time.monotonic() >= until:
            return given
        after = done.after


def piece(acts: Acts, host: Host, area: str, after: tuple[int, int, int] = FIRST) -> Piece:
    """Give the next of a queue."""
    db, rule = acts.db, rules.of(acts.db, area, host.settings)
    if not rule.automatic or not host.opening(db, area, acts.now).open:
        return NOTHING
    found = queues.following(db, area, after, PIECE)
    team = _team(acts, host, area) if found else []
    free = _free(acts, host, rule, found, team)
    if not free:
        return NOTHING
    last = found[-1].place if len(found) == PIECE else None
    if db.dialect == "mysql":
        waits = queues.hold(db, area, [one.wait.conversation for one in found])
        crew.hold(db, free)
        found = [one for one in found if one.wait.conversation in waits]
        # Those who were not free at the first look were not held, and stay as they were.
        team = [one for one in team if one.user not in free] + [
            one for one in _team(acts, host, area) if one.user in free
        ]
    waiting = remembered(acts, rule, found)
    chosen = plan(waiting, team, rule.limits(host.settings), strategy_of(rule, host.strategies), acts.now)
    return Piece(_give(acts, host, rule, [one for one in chosen if one[1].user is not None]), last)


def _team(acts: Acts, host: Host, area: str) -> list[Member]:
    return crew.team(acts.db, area, host.settings["supervisor"], host.settings["capacity"])


def _free(acts: Acts, host: Host, rule: Rule, found: Sequence[Queued], team: Sequence[Member]) -> set[int]:
    """Return who could be given any of these."""
    limits = rule.limits(host.settings)
    led = any(one.wait.raised or one.wait.held for one in found)
    return {one.user for one in team if (one.inside or led) and not state(one, limits, acts.now)}


def remembered(acts: Acts, rule: Rule, found: Sequence[Queued]) -> list[Wait]:
    """Return those who wait, with who had their last conversation."""
    waits = [one.wait for one in found]
    if not rule.sticky_minutes:
        return waits
    last = queues.before(acts.db, [one.contact for one in waits], acts.now - rule.sticky_minutes * MINUTE)
    return [replace(one, before=last.get(one.contact)) for one in waits]


def strategy_of(rule: Rule, strategies: Mapping[str, Strategy]) -> Strategy:
    """Return the strategy of an area. One that was switched off leaves nobody waiting: the least loaded has it."""
    return strategies.get(rule.strategy, LEAST_LOADED)


def _give(acts: Acts, host: Host, rule: Rule, chosen: Sequence[Chosen]) -> int:
    """Give each to whom it was chosen for, with why. Returns how many were given."""
    strategy = strategy_of(rule, host.strategies)
    made = [
        Decision(
            wait.conversation,
            "given",
            rule.area,
            explaining.of_choice(wait, choice, team, strategy.name, acts.now),
            choice.user,
        )
        for wait, choice, team in chosen
    ]
    numbers = decisions.keep(acts.db, made, acts.now)
    titles = {strategy.name: strategy.title}
    gifts = [
        Gift(
            one.conversation,
            one.user or 0,
            {"decision": number, "explanation": explaining.say(one.why, host.lang, titles)},
        )
        for one, number in zip(made, numbers, strict=True)
    ]
    given = acts.assign_all(gifts, "routing") if gifts else set()
    decisions.drop(
        acts.db, [number for one, number in zip(made, numbers, strict=True) if one.conversation not in given]
    )
    queues.given(acts.db, {one.conversation: one.user for one in gifts if one.conversation in given}, acts.now)
    crew.take_turns(acts.db, rule.area, _turns(chosen, given, acts.now))
    return len(given)


def _turns(chosen: Sequence[Chosen], given: set[int], now: int) -> dict[int, int]:
    """Return when each was given something last: one after another, though it was all at once."""
    first = max([now - 1, *(one.last for _, _, team in chosen[:1] for one in team)]) + 1
    users = [choice.user for wait, choice, _ in chosen if wait.conversation in given]
    return {user: first + number for number, user in enumerate(users) if user is not None}

"""What is done to the bot: stopped, paused, started, and named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cauce.access.doing import Doing
from cauce.store import bot
from cauce.store.bot import PAUSED, RUNNING, STATES, STOPPED, Bot
from cauce.store.connection import Connection

_ACTIONS = {RUNNING: "bot.started", PAUSED: "bot.paused", STOPPED: "bot.stopped"}


def turn(db: Connection, doing: Doing, state: str) -> Bot:
    """Have the bot answer, wait or be silent. state: one of STATES. What it is already is no change."""
    assert state in STATES
    before = bot.read(db)
    if before.state == state:
        return before
    after = replace(before, state=state, since=doing.at, turns=before.turns + 1)
    bot.save(db, doing.by, after, _ACTIONS[state], {"from": before.state})
    return after


def describe(db: Connection, doing: Doing, changes: Mapping[str, str]) -> Bot:
    """Change what people see of it: `name`, `phone`."""
    before = bot.read(db)
    after = replace(before, name=changes.get("name", before.name), phone=changes.get("phone", before.phone))
    if after != before:
        bot.save(db, doing.by, after, "bot.changed", changes)
    return after

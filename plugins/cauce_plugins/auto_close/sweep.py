"""The look around: whoever was silent for too long is reminded, and at the end the conversation is closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from cauce import Acts, Host, Job
from cauce_plugins.auto_close import silences
from cauce_plugins.auto_close.ladder import Rung, first_after, rungs
from cauce_plugins.auto_close.silences import Silence

PIECE = 20
"""How many conversations one transaction looks at: whoever writes meanwhile waits for it."""
ROUNDS = 500
"""How many transactions one look around has at most; what is left is for the next one."""
DAY_MS = 86_400_000
"""When a conversation that is left open is looked at again: its rules may have changed."""


async def run(host: Host) -> None:
    """Take every step that is due, in pieces."""
    shortest = first_after(host.settings)
    if shortest is None:
        return
    for _ in range(ROUNDS):
        now = host.clock.now()
        due = await host.read(partial(silences.waiting, now=now, before=now - shortest, limit=PIECE))
        if due:
            await host.act(partial(_take_up, host=host, due=due))
        if len(due) < PIECE:
            break
    while await host.write(partial(silences.forget, now=host.clock.now())) == silences.FORGET:
        pass


JOB = Job(
    "auto_close.sweep",
    {"es": "Cerrar lo que quedó en silencio", "en": "Close what has fallen silent"},
    run,
    every=lambda settings: settings["interval_ms"] / 1000,
    deadline=120,
)


def _take_up(acts: Acts, host: Host, due: Sequence[int]) -> None:
    for conversation in due:
        # Held before it is looked at: nobody speaks between the look and the step.
        acts.owned(conversation)
        silence = silences.find(acts.db, conversation)
        if silence is not None:
            _step(acts, host, silence)


def _step(acts: Acts, host: Host, silence: Silence) -> None:
    """Take the step that is due, or note when the next one is."""
    ladder = rungs(host.settings, silence.case)
    if silence.rung >= len(ladder):
        silences.keep(acts.db, silence, silence.rung, acts.now + DAY_MS)
        return
    later = _put_off(acts, host, silence)
    if later is not None:
        # The silence counts from when somebody could answer.
        silence = replace(silence, since=later)
        silences.keep(acts.db, silence, 0, later + ladder[0].after)
        return
    next_, idle = ladder[silence.rung], acts.now - silence.since
    if idle < next_.after:
        silences.keep(acts.db, silence, silence.rung, silence.since + next_.after)
        return
    _take(acts, silence, ladder)


def _take(acts: Acts, silence: Silence, ladder: Sequence[Rung]) -> None:
    here = ladder[silence.rung]
    if here.closes:
        owner = silence.case.owner
        acts.close(silence.conversation, f"auto_close: {owner}", here.text, minutes=here.after // 60_000)
        return
    acts.say(silence.conversation, here.text)
    told = {"step": silence.rung + 1, "steps": len(ladder), "minutes": here.after // 60_000}
    acts.tell(silence.conversation, "auto_close.reminded", told)
    # Whoever was not there for a while is reminded once and not of each step in a row.
    following = ladder[silence.rung + 1]
    due = max(silence.since + following.after, acts.now + following.after - here.after)
    silences.keep(acts.db, replace(silence, since=due - following.after), silence.rung + 1, due)


def _put_off(acts: Acts, host: Host, silence: Silence) -> int | None:
    """Return until when nobody can be expected to answer: the flow waits on purpose, or the area is closed. None: now."""
    case = silence.case
    if case.owner in {"bot", "paused"}:
        due = silence.flow_due
        return due if due is not None and due > acts.now else None
    if case.area is None:
        return None
    opening = host.opening(acts.db, case.area, acts.now)
    if opening.open:
        return None
    return opening.opens_at if opening.opens_at is not None else acts.now + DAY_MS

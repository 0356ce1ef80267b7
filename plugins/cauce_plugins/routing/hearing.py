"""When routing works: as soon as something happened that lets it, and every few seconds, so that nothing waits for a word.

What a listener hears of may come late or twice, and much is never told: somebody joins an area, an area opens. So each time
it is looked at what is, and not at what was said.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from cauce import Acts, Happened, Host, Job, Listener
from cauce_plugins.routing import decisions, escalating, queues, waits
from cauce_plugins.routing.draining import drain
from cauce_plugins.routing.returning import give_back

LOOK = "routing.look"
DAY = 86_400_000
FORGOTTEN = 500
"""How many decisions are forgotten in one transaction."""

BUDGET = 10.0
"""For how many seconds queues are drained at a stretch. What is left then is the next job's, which comes at once."""

QUEUED, ASSIGNED = "conversation.queued", "conversation.assigned"
_FREED = (
    ASSIGNED,
    "conversation.closed",
    "conversation.returned",
    "conversation.taken",
    "conversation.transferred",
    "user.presence",
)


async def hear(host: Host, happened: Sequence[Happened]) -> None:
    """Note who came to a queue or left one, and drain those that this is about; all of them, where somebody is free now."""
    # What routing gave was noted as it gave it.
    news = [one for one in happened if one.type != ASSIGNED or "decision" not in one.data]
    conversations = sorted({one.conversation for one in news if one.conversation is not None})
    if conversations:
        await host.act(lambda acts: note(acts, host, conversations))
    if any(one.type != QUEUED for one in news):
        await _drain_all(host, [area for area, _, _ in await host.read(queues.waiting)])
    elif conversations:
        await _drain_all(host, await host.read(lambda db: queues.areas_of(db, conversations)))


async def look(host: Host) -> None:
    """See to everything: who waits, who left, what waited for too long, and who can be given something."""
    if await host.read(queues.is_quiet):
        return
    await host.act(lambda acts: note(acts, host))
    await give_back(host)
    areas = [area for area, _, _ in await host.read(queues.waiting)]
    await _drain_all(host, areas)
    for area in areas:
        await escalating.escalate(host, area)


async def _drain_all(host: Host, areas: Sequence[str]) -> None:
    until = time.monotonic() + BUDGET
    for area in areas:
        await drain(host, area, until)
        if time.monotonic() >= until:
            host.nudge(LOOK)
            return


def note(acts: Acts, host: Host, conversations: Sequence[int] | None = None) -> None:
    """Note who waits, of these or of all, and keep what goes in circles where somebody looks at it."""
    escalating.stop_circles(acts, host, waits.note(acts.db, acts.now, conversations))


async def forget(host: Host) -> None:
    """Forget decisions that are older than the settings say, and the ways of conversations that are closed."""
    before = host.clock.now() - host.settings["keep_days"] * DAY
    while await host.write(lambda db: decisions.forget(db, before, FORGOTTEN)) == FORGOTTEN:
        pass
    while await host.write(lambda db: queues.forget(db, FORGOTTEN)) == FORGOTTEN:
        pass


LISTENER = Listener(
    "routing.hear",
    {"es": "Repartir en cuanto se puede", "en": "Give out as soon as it can be done"},
    (QUEUED, *_FREED),
    hear,
    deadline=30.0,
)
JOBS = (
    Job(
        LOOK,
        {
            "es": "Repartir lo que espera y escalar lo que espera demasiado",
            "en": "Give out what waits, and escalate what waits too long",
        },
        look,
        every=lambda settings: float(settings["every_seconds"]),
    ),
    Job(
        "routing.forget",
        {"es": "Olvidar las decisiones antiguas", "en": "Forget old decisions"},
        forget,
        at="04:20",
    ),
)

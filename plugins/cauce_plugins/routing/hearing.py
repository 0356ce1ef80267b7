"""When routing works: as soon as something happened that lets it, and every few seconds, so that nothing waits for a word.

What a listener hears of may come late or twice, and much is never told: somebody joins an area, an area opens. So each time
it is looked at what is, and not at what was said.
"""

from __future__ import annotations

from collections.abc import Sequence

from cauce import Acts, Happened, Host, Job, Listener
from cauce_plugins.routing import decisions, escalating, queues, waits
from cauce_plugins.routing.draining import drain
from cauce_plugins.routing.returning import give_back

LOOK = "routing.look"
DAY = 86_400_000
FORGOTTEN = 500
"""How many decisions are forgotten in one transaction."""

_QUEUED = ("conversation.queued", "conversation.transferred")
_FREED = (
    "conversation.closed",
    "conversation.returned",
    "conversation.taken",
    "conversation.assigned",
    "user.presence",
)


async def hear(host: Host, happened: Sequence[Happened]) -> None:
    """Note who came to a queue or left one, and drain those that this is about; all of them, where somebody is free now."""
    conversations = sorted({one.conversation for one in happened if one.conversation is not None})
    await host.act(lambda acts: note(acts, host, conversations))
    if any(one.type in _FREED for one in happened):
        areas = await host.read(queues.waiting)
        names = [area for area, _, _ in areas]
    else:
        names = await host.read(lambda db: queues.areas_of(db, conversations))
    for area in names:
        await drain(host, area)


async def look(host: Host) -> None:
    """See to everything: who waits, who left, what waited for too long, and who can be given something."""
    if await host.read(queues.is_quiet):
        return
    await host.act(lambda acts: note(acts, host))
    await give_back(host)
    for area, _, _ in await host.read(queues.waiting):
        await drain(host, area)
        await escalating.escalate(host, area)


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
    (*_QUEUED, *_FREED),
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

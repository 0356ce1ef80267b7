"""`wait 2s`: let time pass."""

from __future__ import annotations

from cauce.engine import limits
from cauce.engine.build import Build, Waiting
from cauce.engine.running import Running
from cauce.engine.step import Next
from cauce.model.node_kind import NodeKind, Waits


def build(build: Build) -> Waiting:
    """Stop for the time; whatever else happens, go on when it is up."""
    time, step, follows = build.duration("time"), build.step, build.follows

    def enter(run: Running) -> Next:
        run.park(step, max(limits.SHORTEST_WAIT, time(run)))
        return None

    return Waiting(enter, timeout=lambda _: follows)


KIND = NodeKind(
    name="wait",
    title={"es": "Esperar", "en": "Wait"},
    summary={
        "es": "Deja pasar un tiempo y sigue. La espera sobrevive a un reinicio.",
        "en": "Lets time pass and goes on. The wait survives a restart.",
    },
    icon="clock",
    schema={
        "type": "object",
        "required": ["time"],
        "x-positional": ["time"],
        "properties": {
            "time": {"type": "string", "format": "duration", "title": "How long", "x-kind": "duration"},
        },
    },
    waits=Waits.CLOCK,
    example="wait 2s",
    build=build,
)

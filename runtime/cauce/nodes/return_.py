"""`return nota`: go back to the flow that called this one."""

from __future__ import annotations

from cauce.engine.build import Build
from cauce.engine.frames import give_back
from cauce.engine.running import Running
from cauce.engine.step import Enter, Next
from cauce.model.node_kind import NodeKind


def build(build: Build) -> Enter:
    """Go back with the value."""
    value = build.value("value")

    def enter(run: Running) -> Next:
        return give_back(run, value(run))

    return enter


KIND = NodeKind(
    name="return",
    title={"es": "Volver", "en": "Return"},
    summary={
        "es": "Vuelve al flujo que llamó a este, con un valor. Si nadie lo llamó, termina.",
        "en": "Goes back to the flow that called this one, with a value. Where none did, it ends.",
    },
    icon="corner-up-left",
    schema={
        "type": "object",
        "x-positional": ["value"],
        "properties": {"value": {"title": "Value", "x-kind": "expr"}},
    },
    terminal=True,
    example="return nota",
    build=build,
)

"""`call encuesta as nota`: run another flow and come back."""

from __future__ import annotations

from typing import Any

from cauce.engine.build import Build
from cauce.engine.frames import call
from cauce.engine.running import Running
from cauce.engine.step import Enter, Next
from cauce.model.node_kind import NodeKind


def build(build: Build) -> Enter:
    """Go into the flow with the values given; keep what it returns."""
    flow, step, follows, keep = build.text("flow"), build.step, build.follows, build.keep
    given = [(name, build.value(name)) for name in build.written if name != "flow"]

    def enter(run: Running) -> Next:
        return call(run, step, flow(run), {name: value(run) for name, value in given})

    def returned(run: Running, value: Any) -> Next:
        keep(run, value)
        return follows

    step.returned = returned
    return enter


KIND = NodeKind(
    name="call",
    title={"es": "Llamar a un flujo", "en": "Call a flow"},
    summary={
        "es": "Corre otro flujo, que ve solo lo que recibe y el contacto, y vuelve con un valor.",
        "en": "Runs another flow, which sees only what it is given and the contact, and comes back with a value.",
    },
    icon="corner-down-right",
    schema={
        "type": "object",
        "required": ["flow"],
        "x-positional": ["flow"],
        "properties": {"flow": {"type": "string", "title": "Flow", "x-kind": "ref:flow"}},
        "additionalProperties": {"x-kind": "expr"},
    },
    free=True,
    result={"es": "El valor que devuelve «return»", "en": "The value that “return” gives"},
    example="call encuesta as nota ticket=ticket.id",
    build=build,
)

"""`set nombre="Ana"`: keep values in variables."""

from __future__ import annotations

from cauce.engine.assign import assigning
from cauce.engine.build import Build
from cauce.engine.running import Running
from cauce.engine.step import Enter, Next
from cauce.model.node_kind import NodeKind


def build(build: Build) -> Enter:
    """Evaluate and keep, one after the other: a later value may use an earlier one."""
    pairs = [(assigning(name), build.value(name)) for name in build.written]
    follows = build.follows

    def enter(run: Running) -> Next:
        for keep, value in pairs:
            keep(run, value(run))
        return follows

    return enter


KIND = NodeKind(
    name="set",
    title={"es": "Guardar", "en": "Set"},
    summary={
        "es": "Guarda valores en variables del flujo o en campos del contacto.",
        "en": "Keeps values in variables of the flow or in fields of the contact.",
    },
    icon="equal",
    schema={"type": "object", "properties": {}, "additionalProperties": {"x-kind": "expr"}, "minProperties": 1},
    free=True,
    example='set total=precio * cantidad contact.plan="oro"',
    build=build,
)

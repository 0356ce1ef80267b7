"""`if contact.vip -> agente`: go by a condition. Its arms are ports `when` (with a guard) and `else`."""

from __future__ import annotations

from cauce.engine.build import Build
from cauce.engine.running import Running
from cauce.engine.step import Enter, Next, leave
from cauce.model.node_kind import NodeKind, PortSpec


def build(build: Build) -> Enter:
    """Leave by the first arm that holds, else by `else`, else go on below."""
    arms, otherwise, follows = build.arms(), build.exit("else"), build.follows

    def enter(run: Running) -> Next:
        for guard, target, edge in arms:
            if guard is None or guard(run):
                run.edge = edge
                return target
        return leave(otherwise, run) or follows

    return enter


KIND = NodeKind(
    name="if",
    title={"es": "Si", "en": "If"},
    summary={
        "es": "Sigue por la primera condición que se cumple.",
        "en": "Goes on by the first condition that holds.",
    },
    icon="split",
    schema={"type": "object", "properties": {}},
    ports={
        "when": PortSpec({"es": "Se cumple", "en": "Holds"}),
        "else": PortSpec({"es": "Ninguna se cumple", "en": "None holds"}),
    },
    example='if contact.vip -> agente\nelif contact.plan == "oro" -> oro\nelse\n  say "Hola"',
    build=build,
)

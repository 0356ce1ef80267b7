"""`tag moroso`: put a tag on the conversation, or take it off."""

from __future__ import annotations

from cauce.engine.build import Build
from cauce.engine.running import Running
from cauce.engine.step import Enter, Next
from cauce.model.node_kind import NodeKind


def build(build: Build) -> Enter:
    """Tag."""
    name, remove, follows = build.text("name"), build.value("remove"), build.follows

    def enter(run: Running) -> Next:
        run.tag(name(run), remove=bool(remove(run)))
        return follows

    return enter


KIND = NodeKind(
    name="tag",
    title={"es": "Etiquetar", "en": "Tag"},
    summary={
        "es": "Pone una etiqueta a la conversación, o la quita.",
        "en": "Puts a tag on the conversation, or takes it off.",
    },
    icon="tag",
    schema={
        "type": "object",
        "required": ["name"],
        "x-positional": ["name"],
        "properties": {
            "name": {"type": "string", "title": "Tag", "x-kind": "ref:tag"},
            "remove": {"type": "boolean", "title": "Take it off", "x-kind": "expr", "default": False},
        },
    },
    example="tag recado",
    build=build,
)

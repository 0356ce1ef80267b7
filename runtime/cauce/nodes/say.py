"""`say "Hola"`: send a text."""

from __future__ import annotations

from typing import Any

from cauce.engine.build import Build
from cauce.engine.running import Running
from cauce.engine.step import Enter, Next
from cauce.model.message import Outbound
from cauce.model.node_kind import NodeKind
from cauce.model.run import Say


def build(build: Build) -> Enter:
    """Say the text."""
    if "template" in build.written:
        return _with_template(build)
    line, follows = build.line("text"), build.follows

    def enter(run: Running) -> Next:
        line(run)
        return follows

    return enter


def _with_template(build: Build) -> Enter:
    text, template = build.text("text"), build.value("template")
    node, follows = build.node.id, build.follows

    def enter(run: Running) -> Next:
        value: Any = template(run)
        run.say(Say(Outbound(text(run), template=value if isinstance(value, dict) else None), node))
        return follows

    return enter


KIND = NodeKind(
    name="say",
    title={"es": "Decir", "en": "Say"},
    summary={
        "es": "Envía un texto a la persona y sigue.",
        "en": "Sends a text to the person and goes on.",
    },
    icon="message-circle",
    schema={
        "type": "object",
        "required": ["text"],
        "x-positional": ["text"],
        "properties": {
            "text": {"type": "string", "title": "Text", "x-kind": "text", "maxLength": 4096},
            "template": {
                "type": "object",
                "title": "Template of the channel, for when its window is closed",
                "x-kind": "expr",
            },
        },
    },
    example='say "¡Hola {contact.name}! 👋"',
    build=build,
)

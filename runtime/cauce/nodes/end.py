"""`end "Gracias"`: close the conversation."""

from __future__ import annotations

from cauce.engine.build import Build
from cauce.engine.running import Running
from cauce.engine.step import Enter, Next
from cauce.model.node_kind import NodeKind
from cauce.model.run import Close, Event


def build(build: Build) -> Enter:
    """Say the last words, if there are any, and close."""
    line = build.line("text") if "text" in build.written else None
    reason, fixed = build.text("reason"), build.plain("reason")
    closing, ended = Close(fixed or ""), Event("run.ended", "", {"reason": fixed})

    def enter(run: Running) -> Next:
        if line is not None:
            line(run)
        if fixed is None:
            return run.end(reason(run))
        run.effects.append(closing)
        return run.stop(ended)

    return enter


KIND = NodeKind(
    name="end",
    title={"es": "Terminar", "en": "End"},
    summary={
        "es": "Se despide, si lleva texto, y cierra la conversación.",
        "en": "Says goodbye, where it has a text, and closes the conversation.",
    },
    icon="flag",
    schema={
        "type": "object",
        "x-positional": ["text"],
        "properties": {
            "text": {"type": "string", "title": "Last words", "x-kind": "text"},
            "reason": {"type": "string", "title": "Reason kept", "x-kind": "ref:reason", "default": "end"},
        },
    },
    terminal=True,
    example='end "Gracias por escribir 💙" reason=resuelto',
    build=build,
)

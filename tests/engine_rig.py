"""Running flows in tests: compile a text with the core's words, talk to it, and write down all that happens."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from cauce.answers import TYPES
from cauce.engine import state as states
from cauce.engine.library import Library
from cauce.engine.scene import AreaView, Scene
from cauce.engine.sprint import sprint
from cauce.functions import FUNCTIONS
from cauce.model.diagnostic import Severity
from cauce.model.flow import Flow
from cauce.model.message import Inbound
from cauce.model.run import (
    Answer,
    Begin,
    Close,
    HandedBack,
    HandOff,
    Invoke,
    Keep,
    Reply,
    Resume,
    Say,
    Sprint,
    State,
    Tag,
    Timeout,
)
from cauce.model.vocabulary import Vocabulary
from cauce.nodes import KINDS
from cauce_dsl import register_flow_formats

VOCABULARY = Vocabulary(
    kinds={kind.name: kind for kind in KINDS},
    functions={function.name: function for function in FUNCTIONS},
    types={type_.name: type_ for type_ in TYPES},
)
NOW = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
HEADER = 'flow caso "Caso"\n  triggers = ["hola"]\n\n'
FORMAT = register_flow_formats()[0]


def read_flow(text: str, vocabulary: Vocabulary = VOCABULARY, *, checked: bool = True) -> Flow:
    """Compile a flow that must have no errors (where it is checked). One without a header gets the usual one."""
    reading = FORMAT.read(text if text.lstrip().startswith(("flow ", "#")) else HEADER + text, vocabulary)
    errors = [one for one in reading.diagnostics if one.severity is Severity.ERROR]
    assert not (checked and errors), errors
    assert reading.flow is not None
    return reading.flow


def library_of(*texts: str, vocabulary: Vocabulary = VOCABULARY, checked: bool = True) -> Library:
    """Return a library of these flows."""
    library = Library(vocabulary)
    for text in texts:
        library.add(read_flow(text, vocabulary, checked=checked))
    return library


def plain_scene(**words: Any) -> Scene:
    """Return a scene at a fixed time, with two areas: `mesa` is open, `ventas` closed."""
    areas = {"mesa": AreaView(True, "de 9 a 18 h", "Mesa"), "ventas": AreaView(False, "de 10 a 12 h", "Ventas")}
    return Scene(**{"now": NOW, "channel": "web", "areas": areas, "contact": {"name": "Ana"}, **words})


@dataclass
class Talk:
    """A conversation. Every state goes through its JSON on the way."""

    library: Library
    scene: Scene = field(default_factory=plain_scene)
    state: State | None = None
    last: Sprint = field(default_factory=lambda: Sprint(None, [], [], None))

    def wake(self, resume: Resume) -> list[str]:
        """Resume and return what happened, one line each."""
        self.last = outcome = sprint(self.library, self.state, resume, self.scene)
        self.state = outcome.state and states.load(states.dump(outcome.state))
        assert self.state == outcome.state
        for effect in outcome.effects:
            if isinstance(effect, Keep):
                self.scene.contact = {**self.scene.contact, effect.field: effect.value}
        return list(lines_of(outcome))

    def hear(self, message: Inbound | str) -> list[str]:
        """Let the person write; the first message starts a flow by its trigger."""
        said = Inbound(message) if isinstance(message, str) else message
        if self.state is not None:
            return self.wake(Reply(said))
        flow = self.library.start(said.text, self.scene.channel)
        return self.wake(Begin(flow, message=said)) if flow else ["(nobody)"]

    def said(self, *messages: str) -> list[str]:
        """Let the person write several times and return the texts that the last one brought."""
        for message in messages:
            self.hear(message)
        return [effect.message.numbered() for effect in self.last.effects if isinstance(effect, Say)]

    @property
    def errors(self) -> list[str]:
        """The codes of what went wrong in the last sprint."""
        return [str(event.data["code"]) for event in self.last.events if event.type == "run.error"]

    def play(self, script: str) -> str:
        """Play the lines of a script that wake the run, and return the whole script as it really goes.

        `> text` the person writes, `> [id]` presses a button, `@` the time is up, `~ json` the outside answers,
        `^` an operator gives the conversation back.
        """
        lines: list[str] = []
        for line in script.strip().split("\n"):
            if line[:1] in {">", "@", "~", "^"}:
                lines += [line, *self._woken(line)]
        return "\n".join(lines)

    def _woken(self, line: str) -> list[str]:
        rest = line[1:].strip()
        serial = self.state.serial if self.state else 0
        if line[0] == ">":
            pressed = rest.startswith("[")
            return self.hear(Inbound("?", choice=rest.strip("[]")) if pressed else Inbound(rest))
        if line[0] == "@":
            return self.wake(Timeout(serial))
        return self.wake(HandedBack() if line[0] == "^" else Answer(serial, **json.loads(rest)))


def lines_of(outcome: Sprint) -> Iterator[str]:
    """Write down a sprint: `<` messages, `*` other effects, `!` events, `=` what it waits for."""
    for effect in outcome.effects:
        yield _effect_line(effect)
    for event in outcome.events:
        if event.type == "run.error":
            yield f"! {event.data['code']} {event.data['kind']}"
        elif event.type not in {"run.started", "run.ended"}:
            yield f"! {event.type}"
    wait = outcome.wait
    if wait is not None:
        yield f"= {wait.kind} {wait.node}" + (f" {wait.seconds:g}s" if wait.seconds is not None else "")
    elif outcome.state is not None:
        yield "= unchanged"
    else:
        yield "= over"


def _effect_line(effect: object) -> str:
    match effect:
        case Say(message=message):
            shown = f"[{message.style}] " if message.style else ""
            file = f"({message.media.kind} {message.media.url}) " if message.media else ""
            template = f"{{{message.template['name']}}} " if message.template else ""
            return ("< " + shown + file + template + message.numbered().replace("\n", "\n  ")).rstrip()
        case Close(reason=reason):
            return f"* close {reason}"
        case HandOff(area=area, note=note):
            return f"* hand off {area} {note}".rstrip()
        case Keep(field=name, value=value):
            return f"* keep {name} {json.dumps(states.encode(value), ensure_ascii=False)}"
        case Tag(name=name, remove=remove):
            return f"* {'untag' if remove else 'tag'} {name}"
        case Invoke(kind=kind, params=params):
            return f"* invoke {kind} {json.dumps(states.encode(dict(params)), ensure_ascii=False)}"
    raise AssertionError(effect)

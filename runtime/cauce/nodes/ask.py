"""`ask "¿Tu nombre?" as nombre`: ask, check the answer, keep it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cauce.engine.assign import placed
from cauce.engine.build import Build, Waiting
from cauce.engine.evaluate import Closure
from cauce.engine.fault import Fault
from cauce.engine.frames import gave_up, interrupt
from cauce.engine.running import Running
from cauce.engine.scope import Scope
from cauce.engine.step import Next
from cauce.engine.suggestions import Suggestions
from cauce.model.message import Inbound
from cauce.model.node_kind import INVALID_PORT, NodeKind, Waits, told
from cauce.model.vocabulary import AnswerType

_NONE: Mapping[str, Any] = {}


class Ask:
    """One question, compiled."""

    def __init__(self, build: Build) -> None:
        self.step = build.step
        self.follows = build.follows
        self.text = build.text("text")
        self.line = build.line("text")
        self.retry = build.line("retry") if "retry" in build.written else None
        self.retries = build.value("retries")
        self.interrupts = build.value("interrupts")
        self.suggestions = Suggestions(build) if "choices" in build.written else None
        self.invalid = build.exit("invalid")
        self.keep = build.keep
        self.type = _type(build)
        self.named = {name: build.value(name) for name in ("min", "max", "country") if name in build.written}
        self.check = _Check(build) if "check" in build.written else None

    def ask(self, run: Running) -> Next:
        """Ask."""
        if self.suggestions is None:
            self.line(run)
        else:
            self.suggestions.show(run, self.text(run), self.step.id)
        run.park_for_person(self.step)
        return None

    def back(self, run: Running) -> Next:
        """Ask as for the first time."""
        run.attempts = 0
        return self.ask(run)

    def reply(self, run: Running, message: Inbound) -> Next:
        """Take the answer, if it holds."""
        if (run.frames or run.program.keywords) and self.interrupts(run):
            target = interrupt(run, message.text)
            if target is not None:
                return target
        if self.suggestions is not None:
            message = self.suggestions.picked(run, message, self.step.id)
        try:
            value = self.type.parse(message, self.options(run) if self.named else _NONE)
        except ValueError:
            return self.again(run, typed=True)
        if self.check and not self.check.holds(run, value):
            return self.again(run, typed=False)
        self.keep(run, value)
        return self.follows

    def options(self, run: Running) -> Mapping[str, Any]:
        """Return what the type is asked to look at besides the answer; what is null was not asked."""
        values = {name: option(run) for name, option in self.named.items()}
        return {name: value for name, value in values.items() if value is not None}

    def again(self, run: Running, *, typed: bool) -> Next:
        """Say that the answer does not hold, or give up."""
        run.attempts += 1
        if run.attempts > self.retries(run):
            return gave_up(run, self.step.id, self.invalid)
        if self.retry is not None:
            self.retry(run)
        elif typed and self.type.retry:
            run.speak(told(self.type.retry, run.lang), self.step.id)
        else:
            return self.ask(run)
        run.park_for_person(self.step)
        return None


class _Check:
    """`check=`: a condition that sees the candidate under the name that it would be kept by, and as `answer`."""

    def __init__(self, build: Build) -> None:
        self.condition: Closure = build.value("check")
        self.path = build.node.result

    def holds(self, run: Running, candidate: Any) -> bool:
        scope = Scope(run.scene, run.variables, run.contact)
        scope.fuel = run.fuel
        scope.lang, scope.flow, scope.answer = run.lang, run.program.words, run.answer
        root, *keys = (self.path or "answer").split(".")
        if root == "contact":
            scope.contact = {**run.contact, keys[0]: placed(run.contact.get(keys[0]), keys[1:], candidate)}
        else:
            scope.variables = {**run.variables, root: placed(run.variables.get(root), keys, candidate)}
        held = bool(self.condition(scope))
        run.fuel = scope.fuel
        return held


def _type(build: Build) -> AnswerType:
    """Return the answer type. One that no plugin has faults when the first answer comes."""
    name = build.plain("type") or ""
    known = build.vocabulary.types.get(name)
    if known is not None:
        return known

    def unknown(_message: Inbound, _options: Any) -> Any:
        raise Fault("E415", "type", type=name)

    return AnswerType(name, {}, unknown, {})


def build(build: Build) -> Waiting:
    """Ask, take answers, and ask again when an operator gives the conversation back."""
    ask = Ask(build)
    return Waiting(ask.ask, reply=ask.reply, back=ask.back)


KIND = NodeKind(
    name="ask",
    title={"es": "Preguntar", "en": "Ask"},
    summary={
        "es": "Hace una pregunta, revisa la respuesta y la guarda.",
        "en": "Asks a question, checks the answer and keeps it.",
    },
    icon="help-circle",
    schema={
        "type": "object",
        "required": ["text"],
        "x-positional": ["text"],
        "properties": {
            "text": {"type": "string", "title": "Question", "x-kind": "text"},
            "type": {"type": "string", "title": "Type of the answer", "x-kind": "ref:type", "default": "text"},
            "check": {"title": "Condition that the answer must meet", "x-kind": "expr", "x-candidate": True},
            "retry": {"type": "string", "title": "Said when the answer does not hold", "x-kind": "text"},
            "retries": {"type": "integer", "title": "Retries", "x-kind": "expr", "minimum": 0, "default": 2},
            "interrupts": {
                "type": "boolean",
                "title": "Global keywords interrupt the question",
                "x-kind": "expr",
                "default": True,
            },
            "choices": {
                "type": "array",
                "items": {"type": "string"},
                "title": "Suggested answers",
                "x-kind": "expr",
            },
            "min": {"title": "Smallest value, or shortest length", "x-kind": "expr"},
            "max": {"title": "Largest value, or longest length", "x-kind": "expr"},
            "country": {
                "type": "string",
                "title": "Country of phones without a prefix, as two letters",
                "x-kind": "text",
                "pattern": "^[A-Z]{2}$",
            },
        },
    },
    ports={"invalid": INVALID_PORT},
    result={"es": "La respuesta, con su tipo", "en": "The answer, in its type"},
    waits=Waits.PERSON,
    example='ask "¿Cuál es tu correo?" as correo type=email retries=2',
    build=build,
)

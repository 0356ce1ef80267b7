"""What the `build` of a node kind is given: the node as written, its ways out, and compilers for its values.

A kind that runs inside the engine has a `build(build: Build)` that returns what happens when a run enters the node: a
function of the run that returns the next step. It is called once per node and revision, so all that can be worked out
beforehand should be::

    def build(build: Build) -> Enter:
        amount, follows, keep = build.value("amount"), build.follows, build.keep

        def enter(run: Running) -> Next:
            keep(run, amount(run) * 2)
            return follows

        return enter

The function must be pure and quick: it may read the run (`cauce.engine.running.Running`), call its methods (`say`,
`put`, `tag`, `end`...), and raise `cauce.engine.fault.Fault`, which leaves by the node's `error` port. A kind that
waits returns a `Waiting` instead and stops the run with `run.park(build.step, seconds)`, returning None. A kind that
needs the outside (a network, a file, a clock) has no `build` at all but an `async run`: see `cauce.context`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cauce.engine import limits
from cauce.engine.assign import assigning
from cauce.engine.evaluate import Closure, compile_expression, failing
from cauce.engine.fault import Fault
from cauce.engine.frames import silent
from cauce.engine.operators import type_name
from cauce.engine.remote import remote
from cauce.engine.scene import Edge, Scene
from cauce.engine.scope import Scope
from cauce.engine.step import Enter, Exit, Keep, Next, Step, ignore
from cauce.engine.urls import compile_url
from cauce.engine.values import is_number
from cauce.model.expression import Duration, Expression, ListOf, Literal, Symbol, Text
from cauce.model.flow import Node, Port
from cauce.model.message import Inbound, Outbound
from cauce.model.node_kind import Waits
from cauce.model.run import Answer, Say
from cauce.model.wiring import Wires

if TYPE_CHECKING:
    from cauce.engine.program import Program
    from cauce.engine.running import Running

SHORT = 1_000
"""A text that every channel takes in one message."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The behaviour of a kind that stops the run: what happens on arrival and on each thing that may wake it."""

    enter: Enter
    reply: Callable[[Running, Inbound], Next] = ignore
    timeout: Enter = ignore  # of the kind itself; an author's `on timeout` needs nothing here
    back: Enter = ignore
    answer: Callable[[Running, Answer], Next] = ignore


@dataclass(frozen=True, slots=True)
class OptionLine:
    """A `- "..."` line: its values, whether it is shown (None: always), where it leads and the name of that edge."""

    params: Mapping[str, Expression]
    guard: Closure | None
    target: Step
    edge: Edge


class Build:
    """One node being compiled."""

    def __init__(self, program: Program, node: Node, step: Step, wires: Wires) -> None:
        self.program = program
        self.node = node
        self.step = step
        self.lang = program.lang
        self.vocabulary = program.vocabulary
        self.follows = program.step(wires.follows)
        self._targets = wires.ports
        kind = program.kind(node.kind)
        self._properties: Mapping[str, Any] = kind.schema.get("properties", {}) if kind else {}

    def finish(self) -> None:
        """Give the step its behaviour."""
        kind, step = self.program.kind(self.node.kind), self.step
        step.failed = self.exit("error")
        if kind is None or not (kind.build or kind.run):
            step.enter = failing("E415", type=self.node.kind)
            return
        step.waits = kind.waits if kind.build else Waits.ANSWER
        if timeouts := self.ports("timeout"):
            step.seconds = self._seconds_of(timeouts[0][0])
            step.timeout = silent(self.exit("timeout"))
        elif kind.waits is Waits.PERSON:
            step.timeout = silent(None)
        try:
            made = kind.build(self) if kind.build else remote(self, kind)
        except Exception as error:  # noqa: BLE001 -- a plugin's code; the flow loads, and this node faults
            step.enter = failing("E499", problem=type(error).__name__)
            return
        if not isinstance(made, Waiting):
            step.enter = made
            return
        step.enter, step.reply, step.back, step.answer = made.enter, made.reply, made.back, made.answer
        if made.timeout is not ignore:
            step.timeout = made.timeout

    def expression(self, expression: Expression, *, secrets: bool = False) -> Closure:
        """Compile an expression of the node."""
        return compile_expression(expression, self.vocabulary.functions, self.vocabulary.facts, secrets=secrets)

    def value(self, name: str) -> Closure:
        """Compile a parameter; where it was not written, its closure gives the default of the schema (or null)."""
        written = self.node.params.get(name)
        if written is None:
            default = self.default(name)
            return lambda _: default
        secrets = bool(self._property(name).get("x-secrets"))
        if isinstance(written, Text) and written.plain is None and self._property(name).get("x-url"):
            return compile_url(written, lambda part: self.expression(part, secrets=secrets))
        return self.expression(written, secrets=secrets)

    def text(self, name: str) -> Closure:
        """Compile a parameter that must be a text; anything else faults when it is evaluated."""
        value = self.value(name)
        if isinstance(self.node.params.get(name), Text | Symbol):
            return value

        def text(scope: Scope) -> str:
            made = value(scope)
            if not isinstance(made, str):
                raise Fault("E422", "type", name=name, expected="text", found=type_name(made))
            return made

        return text

    def line(self, name: str) -> Callable[[Running], None]:
        """Return what says a text parameter. A text that is always the same is made once, not once per person."""
        node, plain = self.node.id, self.plain(name)
        if plain and len(plain) <= SHORT:
            return _saying(Say(Outbound(plain), node))
        text = self.text(name)
        return lambda run: run.speak(text(run), node)

    def is_duration(self, name: str) -> bool:
        """Tell whether the schema says that a parameter is a length of time."""
        property_ = self._property(name)
        return property_.get("format") == "duration" or property_.get("x-kind") == "duration"

    def duration(self, name: str) -> Callable[[Scope], float]:
        """Compile a parameter that is a length of time, in seconds."""
        if name not in self.node.params:
            default = parsed(self.default(name))
            return lambda _: default
        value = self.value(name)
        return lambda scope: seconds(value(scope))

    def plain(self, name: str) -> str | None:
        """Return a text parameter in which nothing is interpolated, None for any other."""
        fixed = self.constant(name)
        return fixed if isinstance(fixed, str) else None

    def constant(self, name: str) -> Any:
        """Return a parameter that is the same in every run (or its default), None where it must be evaluated."""
        written = self.node.params.get(name)
        return self.default(name) if written is None else constant(written)

    def default(self, name: str) -> Any:
        """Return the default of a parameter."""
        return self._property(name).get("default")

    def _property(self, name: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self._properties.get(name, {})
        return found

    @property
    def written(self) -> Mapping[str, Expression]:
        """The parameters as written, without `id=`, which every statement may have and no kind looks at."""
        return {name: value for name, value in self.node.params.items() if name != "id" or "id" in self._properties}

    @property
    def keep(self) -> Keep:
        """What stores the node's result under the name after `as`; does nothing where there is none."""
        return assigning(self.node.result) if self.node.result else lambda _run, _value: None

    def ports(self, name: str) -> list[tuple[Port, Step]]:
        """Return the ports of that name as written, with where each leads."""
        return [
            (port, self.program.step(target))
            for port, target in zip(self.node.ports, self._targets, strict=True)
            if port.name == name
        ]

    def exit(self, name: str) -> Exit | None:
        """Return the way out of that name, None where the author wired none."""
        arms = [(self._guard(port), target) for port, target in self.ports(name)]
        return choosing(self.edge(name), arms) if arms else None

    def arms(self) -> list[tuple[Closure | None, Step, Edge]]:
        """Return the conditions of the `when` ports in order, with where each leads and the name of that edge."""
        return [
            (self._guard(port), target, self.edge(f"when:{number}"))
            for number, (port, target) in enumerate(self.ports("when"), 1)
        ]

    def options(self) -> list[OptionLine]:
        """Return the option lines."""
        return [
            OptionLine(port.params, self._guard(port), target, self.edge(f"option:{number}"))
            for number, (port, target) in enumerate(self.ports("option"), 1)
        ]

    def keywords(self) -> Iterator[tuple[list[str], Exit]]:
        """Yield the words of each `on keyword` line, with the way out."""
        for number, (port, target) in enumerate(self.ports("keyword"), 1):
            values = [constant(value) for value in (*port.params.values(), *port.args)]
            words = [word for value in values for word in (value if isinstance(value, list) else [value])]
            yield [str(word) for word in words], choosing(self.edge(f"keyword:{number}"), [(self._guard(port), target)])

    def constant_seconds(self, name: str) -> float | None:
        """Return the duration written on a port line, None for no port.

        One that is missing, or cannot be told beforehand, is the longest silence.
        """
        ports = self.ports(name)
        if not ports:
            return None
        try:
            return self._seconds_of(ports[0][0])(Scope(Scene()))
        except Fault:
            return limits.SILENCE_SECONDS

    def _seconds_of(self, port: Port) -> Callable[[Scope], float]:
        written = [*port.params.values(), *port.args]
        if not written:
            return lambda _: limits.SILENCE_SECONDS
        length = self.expression(written[0])
        return lambda scope: seconds(length(scope))

    def edge(self, port: str) -> Edge:
        """Return the name of a way out of the node, for whoever traces the run."""
        return (self.program.name, self.node.id, port)

    def _guard(self, port: Port) -> Closure | None:
        return self.expression(port.guard) if port.guard is not None else None


def choosing(edge: Edge, arms: list[tuple[Closure | None, Step]]) -> Exit:
    """Return a way out that leads by the first arm whose guard holds."""

    def leave(run: Running) -> Next:
        for guard, target in arms:
            if guard is None or guard(run):
                run.edge = edge
                return target
        return None

    return leave


def _saying(fixed: Say) -> Callable[[Running], None]:
    def say(run: Running) -> None:
        effects = run.effects
        if len(effects) < limits.REPLIES:
            effects.append(fixed)
        else:
            run.say(fixed)

    return say


def seconds(value: Any) -> float:
    """Return a duration, or a number, as seconds. Raises Fault for anything else."""
    if isinstance(value, timedelta):
        return value.total_seconds()
    if is_number(value):
        return float(value)
    raise Fault("E422", "type", name="", expected="duration", found=type_name(value))


def constant(expression: Expression) -> Any:
    """Return the value of an expression that looks at nothing, None for any other."""
    match expression:
        case Text():
            return expression.plain
        case Symbol(name=name):
            return name
        case Literal(value=value):
            return timedelta(seconds=value.seconds) if isinstance(value, Duration) else value
        case ListOf(items=items):
            return [constant(item) for item in items]
    return None


def parsed(default: Any) -> float:
    """Return the default of a duration in seconds: schemas write it as authors do, `10s`."""
    return float(Duration(default).seconds) if isinstance(default, str) else 0.0

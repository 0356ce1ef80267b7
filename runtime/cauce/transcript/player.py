"""Plays a script on a stage and compares what happens with what the script says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cauce.engine.fault import Fault
from cauce.engine.scene import Edge
from cauce.engine.scope import Scope
from cauce.engine.secrets import reveal, stand_in
from cauce.engine.values import show
from cauce.model.diagnostic import Diagnostic, Span
from cauce.model.message import Outbound
from cauce.model.run import Event
from cauce.transcript.cast import Cast
from cauce.transcript.outside import given_only
from cauce.transcript.pattern import matches
from cauce.transcript.printing import print_step, quote, shown
from cauce.transcript.script import Bot, Claim, Elapse, Given, HandBack, Person, Script, Step, Test
from cauce.transcript.stage import Nobody, NoSuchOption, Stage, Unanswered, inbound
from cauce.transcript.world import world_of


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a test failed.

    what: `said` (something else), `silent` (nothing), `extra` (more than expected), `claim`, `press`, `outside`,
    `nobody`. expected and received are as a transcript writes them. node: where the flow stood. events: what went wrong
    in the flow itself until then.
    """

    what: str
    span: Span
    expected: str = ""
    received: str = ""
    node: str = ""
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a test. `subject` is the flow under test, `walked` the edges it took."""

    test: Test
    failure: Failure | None
    walked: frozenset[Edge]
    subject: str


class _Failed(Exception):
    """The test is over. Carries the failure."""

    def __init__(self, what: str, span: Span, expected: str = "", received: str = "") -> None:
        super().__init__(what)
        self.failure = what, span, expected, received


def play(test: Test, script: Script, cast: Cast, flow: str) -> Outcome:
    """Play a test until its end, or until the first thing that is not as it says. `flow` is the one under test."""
    performance = _performance(test, script, cast, flow)
    stage = performance.stage
    failure = None
    try:
        performance.run(test.steps)
    except _Failed as failed:
        errors = tuple(event for event in stage.events if event.type == "run.error")
        node = stage.node or (stage.said[-1].node if stage.said else "")
        failure = Failure(*failed.failure, node, errors)
    return Outcome(test, failure, frozenset(stage.walked), stage.world.start.flow or flow)


def listen(test: Test, script: Script, cast: Cast, flow: str) -> list[list[str]]:
    """Play a test without expecting anything, and return what was said in each of its exchanges.

    Stops, without complaint, where the test can go no further.
    """
    performance = _performance(test, script, cast, flow)
    heard: list[list[str]] = [[]]
    try:
        for step in test.steps:
            if isinstance(step, Claim):
                continue
            if isinstance(step, Person | Elapse | HandBack):
                heard.append([])
            performance.move(step)
            heard[-1] += performance.pending
            performance.pending.clear()
    except _Failed:
        heard.pop()
    return heard


def _performance(test: Test, script: Script, cast: Cast, flow: str) -> _Performance:
    opening = []
    for step in test.steps:
        if not isinstance(step, Given):
            break
        opening.append(step)
    world = world_of((*script.world, *opening), cast.areas, cast.channels)
    outside = given_only(cast.vocabulary.kinds)
    stage = Stage(cast.library(world.calls), world, flow, outside)
    return _Performance(cast, stage, len(opening))


@dataclass(slots=True)
class _Performance:
    """A test being played. `pending` is what the bot said and no step has expected yet."""

    cast: Cast
    stage: Stage
    skip: int
    pending: list[str] = field(default_factory=list)

    def run(self, steps: Iterable[Step]) -> None:
        """Play the steps. Raises _Failed at the first that does not hold."""
        last = None
        for step in steps:
            if isinstance(step, Person | Elapse | HandBack):
                self.expect_silence(last)
            self.move(step)
            if isinstance(step, Bot):
                self.expect(step)
            elif isinstance(step, Claim):
                self.verify(step)
            last = step
        self.expect_silence(last)

    def move(self, step: Step) -> None:
        """Do what a step does to the conversation."""
        try:
            if isinstance(step, Given):
                self.change(step)
            elif isinstance(step, Person):
                self.hear(self.stage.hear(inbound(step, self.stage.screen)))
            else:
                if not self.stage.begun:
                    self.hear(self.stage.begin())
                if isinstance(step, Elapse):
                    self.hear(self.stage.elapse(step.seconds))
                elif isinstance(step, HandBack):
                    self.hear(self.stage.hand_back())
        except Unanswered as unanswered:
            raise _Failed("outside", step.span, received=unanswered.given) from None
        except NoSuchOption as missing:
            options = "\n".join(f"[{choice.key}] {choice.title}" for choice in missing.options)
            raise _Failed("press", step.span, f"[{missing.press}]", options) from None
        except Nobody:
            raise _Failed("nobody", step.span, "\n".join(print_step(step))) from None

    def change(self, given: Given) -> None:
        """Change the world, unless the line stood at the top and holds already."""
        if self.skip:
            self.skip -= 1
            return
        self.stage.world.apply(given, self.cast.channels)
        self.stage.library = self.cast.library(self.stage.world.calls)

    def hear(self, messages: Iterable[Outbound]) -> None:
        """Keep what the bot said until a step expects it."""
        self.pending += [shown(message) for message in messages]

    def expect(self, bot: Bot) -> None:
        """Compare the next thing that the bot said."""
        if not self.pending:
            raise _Failed("silent", bot.span, bot.pattern)
        message = self.pending.pop(0)
        if not matches(bot.pattern, message):
            raise _Failed("said", bot.span, bot.pattern, message)

    def expect_silence(self, last: Step | None) -> None:
        """Make sure that nothing the bot said was left out."""
        if self.pending and last is not None:
            raise _Failed("extra", last.span, received=self.pending[0])

    def verify(self, claim: Claim) -> None:
        """Make sure that a claim is true."""
        holds, received = _CLAIMS[claim.word](self, claim)
        if holds is claim.negated:
            raise _Failed("claim", claim.span, print_step(claim)[0], received)

    def at(self, claim: Claim) -> tuple[bool, str]:
        """`= at soporte/rut`, `= at soporte`, `= at encuesta.start`."""
        state = self.stage.state
        if state is None:
            return False, ""
        flow, dot, place = claim.value.partition(".")
        if not dot or flow not in self.cast.flows:
            flow, place = state.flow, claim.value
        here = place in {state.node, state.node.partition("/")[0]}
        return here and flow == state.flow, f"at {self.stage.node}"

    def redirect(self, claim: Claim) -> tuple[bool, str]:
        """`= redirect mesa note="..."`."""
        handed = self.stage.handed
        if handed is None:
            return False, ""
        note = claim.extra is None or matches(claim.extra, handed.note)
        return handed.area == claim.value and note, f"redirect {handed.area} note={quote(handed.note)}"

    def end(self, claim: Claim) -> tuple[bool, str]:
        """`= end reason=inactivo`."""
        stage = self.stage
        if stage.state is not None or not stage.begun:
            return False, f"at {stage.node}" if stage.node else ""
        return claim.extra is None or matches(claim.extra, stage.reason or ""), f"end reason={stage.reason}"

    def closed(self, claim: Claim) -> tuple[bool, str]:
        """`= closed mesa`."""
        return claim.value in self.stage.closed, _listed("closed", self.stage.closed)

    def tag(self, claim: Claim) -> tuple[bool, str]:
        """`= tag recado`."""
        return claim.value in self.stage.tags, _listed("tag", self.stage.tags)

    def flow(self, claim: Claim) -> tuple[bool, str]:
        """`= flow bienvenida`."""
        return claim.value == self.stage.current, f"flow {self.stage.current}"

    def expression(self, claim: Claim) -> tuple[bool, str]:
        """`= recado == "..."`."""
        condition = self.cast.claim(claim.value, claim.place)
        assert not isinstance(condition, tuple), "claims are checked before the test is played"
        variables = {**self.stage.variables, "request": last_request(self.stage)}
        scope = Scope(self.stage.scene(), variables, self.stage.world.contact)
        try:
            holds = bool(condition.holds(scope))
            values = [f"{path} = {_value(read(scope))}" for path, read in condition.reads]
        except Fault as fault:
            return claim.negated, f"{fault.code} {fault.data}"
        return holds, "\n".join(values)


_CLAIMS: Mapping[str, Callable[[_Performance, Claim], tuple[bool, str]]] = {
    "at": _Performance.at,
    "redirect": _Performance.redirect,
    "end": _Performance.end,
    "closed": _Performance.closed,
    "tag": _Performance.tag,
    "flow": _Performance.flow,
    "": _Performance.expression,
}


def check_claims(script: Script, cast: Cast) -> tuple[Diagnostic, ...]:
    """Return what is wrong with the expressions of a script."""
    found: list[Diagnostic] = []
    for test in script.tests:
        for step in test.steps:
            if isinstance(step, Claim) and not step.word:
                condition = cast.claim(step.value, step.place)
                if isinstance(condition, tuple):
                    found.extend(condition)
    return tuple(found)


def last_request(stage: Stage) -> Any:
    """Return the parameters of the last thing asked of the outside, secrets by their names; null if nothing was."""
    if not stage.requests:
        return None
    return reveal(dict(stage.requests[-1].params), stand_in)


def _listed(word: str, names: Iterable[str]) -> str:
    return "\n".join(f"{word} {name}" for name in sorted(names))


def _value(value: Any) -> str:
    try:
        return quote(value)
    except TypeError:
        return show(value)

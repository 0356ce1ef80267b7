"""A flow in a world where nothing is real: one conversation, its clock, and all that it did."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cauce.engine.library import Library
from cauce.engine.scene import Edge as Edge  # noqa: PLC0414 - the kit for tests takes it from here
from cauce.engine.scene import Scene
from cauce.engine.sprint import sprint
from cauce.model.message import Choice, Inbound, Media, Outbound
from cauce.model.run import (
    Answer,
    Begin,
    Close,
    Event,
    Frame,
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
    Wait,
)
from cauce.model.similar import fold
from cauce.transcript.printing import quote
from cauce.transcript.script import Person
from cauce.transcript.world import World

Outside = Callable[[Invoke, World], Answer]
"""Answers in place of the outside. Raises Unanswered where it has nothing to answer with."""

TIMERS = 10_000
"""How many timers may go off in one leap of time."""


class Unanswered(Exception):
    """A flow asked something of the outside, and no `given http` says what the outside answers."""

    def __init__(self, invoke: Invoke, method: str, url: str) -> None:
        super().__init__(f"{invoke.node}: {method} {url}")
        self.invoke = invoke
        self.method = method
        self.url = url

    @property
    def given(self) -> str:
        """The line that would answer."""
        return f"given http {self.method} {quote(self.url)} 200 {{}}"


class NoSuchOption(Exception):
    """The person pressed a button that is not on the screen. `options` are those that are."""

    def __init__(self, press: str, options: tuple[Choice, ...]) -> None:
        super().__init__(press)
        self.press = press
        self.options = options


class Nobody(Exception):
    """The person wrote, and no flow answers: the conversation is over and no trigger fits."""


@dataclass(slots=True)
class Stage:
    """One conversation on the real engine, with everything it did kept for whoever asks.

    flow: the one that begins it, "" for the one that the first message triggers. current: the one that runs now, or
    ran last. wait, due: what it waits for, and until when. said: all messages of the bot. requests: what was asked of
    the outside. handed: the area that has the conversation now, with its note. closed: areas that were found closed.
    reason: why the conversation was closed, None while it is open. walked: the edges taken. screen: the options shown
    last; their buttons stay where they are.
    """

    library: Library
    world: World
    flow: str
    outside: Outside
    state: State | None = None
    wait: Wait | None = None
    due: datetime | None = None
    said: list[Say] = field(default_factory=list)
    requests: list[Invoke] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    handed: HandOff | None = None
    closed: set[str] = field(default_factory=set)
    reason: str | None = None
    walked: set[Edge] = field(default_factory=set)
    variables: Mapping[str, Any] = field(default_factory=dict)
    screen: tuple[Choice, ...] = ()
    begun: bool = False
    current: str = ""

    def begin(self, message: Inbound | None = None) -> list[Outbound]:
        """Start the conversation as the world says, and return what the bot says."""
        start = self.world.start
        flow = start.flow or self.flow
        if start.triggers or not flow:
            flow = self._triggered(message)
        self.begun = True
        return self._turn(Begin(flow, start.label, message, dict(self.world.variables)))

    def hear(self, message: Inbound) -> list[Outbound]:
        """Let the person say something. One whose conversation is over starts another, by the triggers.

        Raises Nobody where no flow answers.
        """
        if not self.begun:
            return self.begin(message)
        if self.state is None:
            flow = self._triggered(message)
            self.handed, self.reason = None, None
            return self._turn(Begin(flow, None, message))
        return self._turn(Reply(message))

    def go(self, flow: str, label: str | None, variables: Mapping[str, Any]) -> list[Outbound]:
        """Leave whatever goes on and begin at a label."""
        self.begun, self.flow, self.handed, self.reason = True, flow, None, None
        return self._turn(Begin(flow, label, None, dict(variables)))

    def recast(self, library: Library) -> bool:
        """Go on with other revisions of the flows. False where one of them has no place like this any more."""
        self.library = library
        state = self.state
        if state is None:
            return True
        places: tuple[State | Frame, ...] = (*state.frames, state)
        for place in places:
            if place.flow not in library.names or place.node not in library.current(place.flow).steps:
                return False
        for place in places:
            place.revision = library.current(place.flow).revision
        return True

    def elapse(self, seconds: float) -> list[Outbound]:
        """Let time pass, waking the flow whenever its time is up."""
        until = self.world.now + timedelta(seconds=seconds)
        heard: list[Outbound] = []
        for _ in range(TIMERS):
            if self.state is None or self.due is None or self.due > until:
                break
            self.world.be(max(self.world.now, self.due))
            self.due = None
            heard += self._turn(Timeout(self.state.serial))
        self.world.be(until)
        return heard

    def hand_back(self) -> list[Outbound]:
        """Let the operator give the conversation back to the flow."""
        self.handed = None
        return self._turn(HandedBack()) if self.state is not None else []

    @property
    def node(self) -> str:
        """Where the flow waits: `soporte/rut`, with the flow's name before it in a sub-flow. "" when it is over."""
        if self.state is None:
            return ""
        inner = self.state.flow != self.flow
        return f"{self.state.flow}.{self.state.node}" if inner else self.state.node

    def scene(self) -> Scene:
        """Return the world as a sprint sees it now."""
        world = self.world
        return Scene(
            now=world.now,
            contact=world.contact,
            channel=world.channel,
            capabilities=world.capabilities,
            areas=world.areas,
            facts=world.facts,
            config=world.config,
            trace=self._trace,
        )

    def _trace(self, flow: str, node: str, port: str) -> None:
        self.walked.add((flow, node, port))
        self.current = flow

    def _triggered(self, message: Inbound | None) -> str:
        flow = self.library.start(message.text if message else "", self.world.channel)
        if flow is None:
            raise Nobody
        return flow

    def _turn(self, resume: Resume) -> list[Outbound]:
        """Run until the flow waits for something that is not the outside."""
        if isinstance(resume, Begin):
            self.flow = self.current = resume.flow
        before = len(self.said)
        waking: Resume | None = resume
        while waking is not None:
            waking = self._take(sprint(self.library, self.state, waking, self.scene()))
        return [say.message for say in self.said[before:]]

    def _take(self, step: Sprint) -> Answer | None:
        """Make the effects of a sprint true. Returns what the outside answers, if it was asked."""
        if step.wait is None and step.state is not None and not step.effects:
            return None  # nothing came of it: timers stand
        self.state = step.state
        if step.state is not None:
            self.current = step.state.flow
        self.variables = step.variables
        self.wait = step.wait
        seconds = step.wait.seconds if step.wait else None
        self.due = self.world.now + timedelta(seconds=seconds) if seconds is not None else None
        self.events += step.events
        self.closed |= {str(event.data["area"]) for event in step.events if event.type == "area.closed"}
        invoked = None
        for effect in step.effects:
            if isinstance(effect, Invoke):
                invoked = effect
            else:
                _EFFECTS[type(effect)](self, effect)
        if invoked is None:
            return None
        self.requests.append(invoked)
        return self.outside(invoked, self.world)

    def _say(self, effect: Say) -> None:
        self.said.append(effect)
        if effect.message.choices:
            self.screen = effect.message.choices

    def _hand_off(self, effect: HandOff) -> None:
        self.handed = effect

    def _keep(self, effect: Keep) -> None:
        if effect.value is None:
            self.world.contact.pop(effect.field, None)
        else:
            self.world.contact[effect.field] = effect.value

    def _tag(self, effect: Tag) -> None:
        (self.tags.discard if effect.remove else self.tags.add)(effect.name)

    def _close(self, effect: Close) -> None:
        self.reason = effect.reason


_EFFECTS: Mapping[type, Callable[[Stage, Any], None]] = {
    Say: Stage._say,  # noqa: SLF001 - a table of the class's own methods
    HandOff: Stage._hand_off,  # noqa: SLF001
    Keep: Stage._keep,  # noqa: SLF001
    Tag: Stage._tag,  # noqa: SLF001
    Close: Stage._close,  # noqa: SLF001
}


def inbound(person: Person, screen: tuple[Choice, ...]) -> Inbound:
    """Return what the person says as a transport would hand it over.

    Raises NoSuchOption for a button that is not on the screen.
    """
    if person.press is not None:
        return press(person.press, screen)
    if person.kind == "text":
        return Inbound(person.text)
    if person.kind == "location":
        latitude, _, longitude = person.attachment.partition(",")
        place = {"latitude": _number(latitude), "longitude": _number(longitude)}
        return Inbound(person.text, "location", data=place)
    if person.kind == "contact":
        return Inbound(person.text, "contact", data={"name": person.attachment})
    name = person.attachment
    media = Media(person.kind, url=name or None, name=name.rpartition("/")[2])
    return Inbound(person.text, person.kind, media=media)


def press(wanted: str, screen: tuple[Choice, ...]) -> Inbound:
    """Return the press of the button with that key or title."""
    for choice in screen:
        if wanted == choice.key or fold(wanted) == fold(choice.title):
            return Inbound(choice.title, "choice", choice.id)
    raise NoSuchOption(wanted, screen)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None

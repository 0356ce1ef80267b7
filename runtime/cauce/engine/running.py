"""A run while it runs: what a sprint has gathered so far, and what the behaviour of a node may do to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cauce.engine import limits
from cauce.engine.fault import Fault
from cauce.engine.scope import Scope
from cauce.engine.values import weigh
from cauce.model.message import Outbound
from cauce.model.node_kind import Waits
from cauce.model.run import Close, Effect, Event, Frame, HandOff, Invoke, Keep, Say, Tag, Wait

if TYPE_CHECKING:
    from cauce.engine.library import Library
    from cauce.engine.program import Program
    from cauce.engine.scene import Edge, Scene
    from cauce.engine.step import Next, Step


class Running(Scope):
    """The moving part of a sprint. Behaviours of nodes get it as their only argument; expressions see it as a Scope."""

    attempts: int = 0
    shown: tuple[int, ...] | None = None
    frames: tuple[Frame, ...] = ()
    rescues: int = 0
    alone: int = 0
    told: int = 0
    at: Step | None = None
    over: bool = False
    unchanged: bool = False
    parked: Step | None = None
    wait: Wait | None = None
    edge: Edge | None = None
    _owned: bool = False

    def __init__(
        self, library: Library, program: Program, scene: Scene, variables: dict[str, Any], serial: int
    ) -> None:
        self.library = library
        self.program = program
        self.lang = program.lang
        self.scene = scene
        self.contact = scene.contact
        self.variables = variables
        self.serial = serial
        self.effects: list[Effect] = []
        self.events: list[Event] = []

    @property
    def flow(self) -> Mapping[str, Any]:  # type: ignore[override]
        """What `flow.*` says of the running flow."""
        return self.program.words

    def say(self, line: Say) -> None:
        """Send a message. Raises Fault where one inbound message would get too many."""
        if len(self.effects) >= limits.REPLIES and self.replies >= limits.REPLIES:
            raise Fault("E411", "replies", limit=limits.REPLIES)
        self.effects.append(line)

    @property
    def replies(self) -> int:
        """How many messages were sent."""
        return sum(isinstance(effect, Say) for effect in self.effects)

    def speak(self, text: str, node: str) -> None:
        """Send a text, in as many messages as the channel needs; nothing where it is empty."""
        if 0 < len(text) <= self.scene.capabilities.text:
            self.say(Say(Outbound(text), node))
            return
        for piece in pieces(text, self.scene.capabilities.text):
            self.say(Say(Outbound(piece), node))

    def put(self, name: str, value: Any) -> None:
        """Keep a value in a variable. Raises Fault where it is too large."""
        if not isinstance(value, str) or len(value) > limits.VALUE_SIZE:
            weigh(value)
        if not self._owned:
            self.variables = self.variables.copy()
            self._owned = True
        self.variables[name] = value

    def put_contact(self, field: str, value: Any) -> None:
        """Keep a field of the contact; None forgets it."""
        weigh(value)
        self.contact = {**self.contact, field: value}
        self.effects.append(Keep(field, value))

    def become(self, program: Program, variables: dict[str, Any]) -> None:
        """Go on in another flow, or in the same with other variables."""
        self.program = program
        self.lang = program.lang
        self.variables = variables
        self._owned = False

    def park(self, step: Step, seconds: float | None, waits: Waits | None = None) -> None:
        """Stop here until something wakes the step. seconds: when its time is up, None for never.

        waits: for what, where that is not what the step always waits for.
        """
        serial = self.serial = self.serial + 1
        self.parked = step
        self.wait = Wait(waits or step.waits, step.id, serial, seconds)

    def park_for_person(self, step: Step) -> None:
        """Stop here until the person answers: for as long as the node says, else its flow, else a caller, else a day."""
        seconds = self.program.silence if step.seconds is None else step.seconds(self)
        if seconds is None:
            seconds = self._callers_patience() if self.frames else limits.SILENCE_SECONDS
        # As `park` does; most messages come by here.
        serial = self.serial = self.serial + 1
        self.parked = step
        self.wait = Wait(step.waits, step.id, serial, seconds)

    def _callers_patience(self) -> float:
        for frame in reversed(self.frames):
            seconds = self.library.get(frame.revision).silence
            if seconds is not None:
                return seconds
        return limits.SILENCE_SECONDS

    def invoke(self, step: Step, kind: str, params: Mapping[str, Any]) -> None:
        """Ask the outside to run a kind and wait for its answer."""
        self.effects.append(Invoke(step.id, kind, self.serial + 1, params))
        self.park(step, limits.ANSWER_SECONDS)

    def hand_off(self, area: str, note: str, node: str) -> None:
        """Give the conversation to an area."""
        self.effects.append(HandOff(area, note, node))

    def tag(self, name: str, *, remove: bool = False) -> None:
        """Put a tag on the conversation, or take it off."""
        self.effects.append(Tag(name, remove))

    def event(self, type_: str, node: str = "", **data: Any) -> None:
        """Note a fact."""
        self.events.append(Event(type_, node, data))

    def end(self, reason: str) -> Next:
        """Close the conversation; the run is over."""
        self.effects.append(Close(reason))
        return self.stop(Event("run.ended", "", {"reason": reason}))

    def stop(self, ended: Event) -> Next:
        """End the run without closing the conversation."""
        self.over = True
        self.parked = self.wait = None
        self.events.append(ended)
        return None


def pieces(text: str, limit: int) -> list[str]:
    """Cut a text into messages of at most `limit` code points, at line ends or spaces where there are any."""
    if len(text) <= limit or limit <= 0:
        return [text] if text else []
    made = []
    while len(text) > limit:
        cut = max(text.rfind("\n", 1, limit + 1), text.rfind(" ", limit // 2, limit + 1))
        cut = cut if cut > 0 else limit
        made.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [piece for piece in (*made, text) if piece]

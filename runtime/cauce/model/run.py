"""A flow being executed: its small plain state, what wakes it, what it asks for and what happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cauce.model.message import Inbound, Outbound
from cauce.model.node_kind import Waits
from cauce.model.record import record


@dataclass(slots=True)
class Frame:
    """A flow that called another and waits for it: where it stands and what it knows."""

    flow: str
    revision: str
    node: str
    variables: dict[str, Any]


@dataclass(slots=True)
class State:
    """Where a run stands between two messages. Small, plain, JSON by `cauce.engine.state`.

    node: the id of the node that waits. attempts: how many wrong answers it has had. serial: grows with each wait, so
    that a timer of an earlier one is known to be late. frames: the callers, outermost first. shown: which options of
    the menu that waits are on screen, counted from 0, None for all. alone: how many effects the flow has had, woken by
    timers and answers only, since a person last had a part in it. told: while it waits for an area to open, when the
    person was last told so, in seconds since 1970; 0 otherwise.
    """

    flow: str
    revision: str
    node: str = ""
    variables: dict[str, Any] = field(default_factory=dict)
    attempts: int = 0
    serial: int = 0
    frames: tuple[Frame, ...] = ()
    shown: tuple[int, ...] | None = None
    alone: int = 0
    told: int = 0


@record
class Begin:
    """Start a flow: by its trigger, by name, or at a label. `message` is what the person wrote, if anybody did."""

    flow: str
    label: str | None = None
    message: Inbound | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)


@record
class Reply:
    """The person answered."""

    message: Inbound


@record
class Timeout:
    """The time of the wait with this serial is up."""

    serial: int


@record
class Answer:
    """The outcome of an `Invoke`. port: "" for what follows, else the port to leave by (`error` with `error` filled)."""

    serial: int
    port: str = ""
    value: Any = None
    error: Mapping[str, Any] | None = None


@record
class HandedBack:
    """An operator gave the conversation back to the flow."""


Resume = Begin | Reply | Timeout | Answer | HandedBack


@record
class Say:
    """Send this to the person."""

    message: Outbound
    node: str


@record
class Invoke:
    """Run the `run` of a node kind outside the engine and resume with an `Answer` of this serial.

    `params` are evaluated; secrets are still references, which the host resolves with `cauce.engine.secrets.reveal`
    just before it runs the kind (`cauce.context.perform`). `cauce.engine.state.encode` makes JSON of them.
    """

    node: str
    kind: str
    serial: int
    params: Mapping[str, Any]


@record
class HandOff:
    """Give the conversation to an area."""

    area: str
    note: str
    node: str


@record
class Keep:
    """Store a field of the contact: `contact.comuna`. None forgets it."""

    field: str
    value: Any


@record
class Tag:
    """Put a tag on the conversation, or take it off."""

    name: str
    remove: bool = False


@record
class Close:
    """Close the conversation."""

    reason: str


Effect = Say | Invoke | HandOff | Keep | Tag | Close


@record
class Event:
    """A fact of the run: `run.started`, `run.ended`, `run.error`... Error events carry a 4xx code of the catalogue."""

    type: str
    node: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@record
class Wait:
    """What the run waits for. seconds: until a `Timeout` is due, counted from when the bot finished speaking."""

    kind: Waits
    node: str
    serial: int
    seconds: float | None = None


@dataclass(slots=True)
class Sprint:
    """The result of a sprint. state is None when the run is over; then `wait` is None too.

    A state without a wait is the one that was given: nothing has changed, and timers stand. variables: as the running
    flow left them, also where the run is over.
    """

    state: State | None
    effects: list[Effect]
    events: list[Event]
    wait: Wait | None
    variables: Mapping[str, Any] = field(default_factory=dict)

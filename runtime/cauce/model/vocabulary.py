"""All the words a document may use: what plugins registered and what the project has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cauce.model.message import Capabilities
from cauce.model.node_kind import NodeKind, Words


@dataclass(frozen=True, slots=True)
class AnswerType:
    """A type that `ask type=...` checks answers against.

    parse: `parse(message, options) -> value`, where `message` is a `cauce.model.message.Inbound` and `options` the
        `ask` node's own parameters; raises ValueError where the answer is not of the type. Pure and fast.
    retry: what is said when nothing else was written.
    examples / wrong: answers that hold and answers that do not; the reference page shows them, a test runs them.
    """

    name: str
    title: Words
    parse: Callable[[Any, Mapping[str, Any]], Any]
    retry: Words
    examples: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Function:
    """A pure function of expressions. `call(scene, *args, **named)`; raises ValueError with a plain sentence.

    `parameters` are names in order; those from index `required` on may be left out; `rest` takes any number more.
    `bounded` tells that its work never exceeds a few passes over its values, so that nobody need time it.
    """

    name: str
    summary: Words
    parameters: tuple[str, ...]
    call: Callable[..., Any]
    required: int = -1
    rest: bool = False
    example: str = ""
    bounded: bool = False

    @property
    def least(self) -> int:
        """How many of the parameters a call must give."""
        return len(self.parameters) if self.required < 0 else self.required

    @property
    def usage(self) -> str:
        """How it is called: `date(value, style?)`."""
        names = [name if index < self.least else f"{name}?" for index, name in enumerate(self.parameters)]
        return f"{self.name}({', '.join([*names, '…'] if self.rest else names)})"


@dataclass(frozen=True, slots=True)
class Fact:
    """A named, typed, read-only value: `hours.open`. `read(scene) -> value` is pure: it looks at what was loaded.

    load: what has to be looked up is found by `load(moment) -> value`, where moment is a `cauce.Moment`, within the
        transaction of the step, once in each step that reads it; then `read` need not be given.
    """

    name: str
    title: Words
    type: str
    read: Callable[[Any], Any] | None = None
    load: Callable[[Any], Any] | None = None


@dataclass(frozen=True, slots=True)
class FlowWords:
    """What other flows may use of a flow, and what it uses of them.

    labels: where they may jump to. leaves: the `flow.label` places that it jumps to. passes: the names of what it
    passes to the flows that it calls, by flow.
    """

    labels: frozenset[str]
    triggers: tuple[str, ...] = ()
    leaves: frozenset[str] = frozenset()
    passes: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything a name can mean. None for a set of names means: not known here, do not check.

    `shows` is what each network can show, by the name that people call it; None stands for WhatsApp's limits.
    """

    kinds: Mapping[str, NodeKind]
    functions: Mapping[str, Function] = field(default_factory=dict)
    types: Mapping[str, AnswerType] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    areas: frozenset[str] | None = None
    channels: frozenset[str] | None = None
    tags: frozenset[str] | None = None
    flows: Mapping[str, FlowWords] | None = None
    shows: Mapping[str, Capabilities] | None = None

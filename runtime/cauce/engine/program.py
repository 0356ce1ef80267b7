"""A flow compiled: one step per node, linked; what starts it, interrupts it and catches what goes wrong in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cauce.engine.build import Build, constant
from cauce.engine.fault import Fault
from cauce.engine.folding import fold
from cauce.engine.frames import give_back
from cauce.engine.running import Running
from cauce.engine.step import Exit, Next, Step
from cauce.model.flow import Flow, Jump
from cauce.model.node_kind import NodeKind
from cauce.model.run import Event
from cauce.model.vocabulary import Vocabulary
from cauce.model.wiring import Target, entry, wire


class Program:
    """One revision of a flow, ready to run. Immutable once made; shared by all its runs."""

    def __init__(self, flow: Flow, vocabulary: Vocabulary) -> None:
        self.flow = flow
        self.name = flow.name
        self.revision = flow.revision or flow.name
        self.vocabulary = vocabulary
        header = {name: constant(value) for name, value in flow.header.params.items()}
        self.lang = _text(header.get("lang")) or "es"
        self.area = _text(header.get("area"))
        self.triggers = _texts(header.get("triggers"))
        self.channels = frozenset(_texts(header.get("channels")))
        self.words: Mapping[str, Any] = {
            "name": self.name,
            "title": _text(header.get("title")) or self.name,
            "revision": self.revision,
            "lang": self.lang,
        }
        self.started = Event("run.started", "", {"flow": self.name, "revision": self.revision})
        self.ending = Step(self, "")
        self.ending.enter = run_out
        self._leaps: dict[Jump, Step] = {}
        self.steps = {node_id: Step(self, node_id) for node_id in flow.nodes}
        wires = wire(flow)
        for node_id, step in self.steps.items():
            Build(self, flow.nodes[node_id], step, wires[node_id]).finish()
        self._head(Build(self, flow.header, self.ending, wires[""]))
        self.start = self.entry()

    def _head(self, build: Build) -> None:
        """Read the flow's own `on` lines."""
        self.exits: dict[str, Exit] = {}
        for name in ("timeout", "invalid", "error"):
            way_out = build.exit(name)
            if way_out is not None:
                self.exits[name] = way_out
        self.silence = build.constant_seconds("timeout")
        self.keywords: dict[str, Exit] = {}
        for words, way_out in build.keywords():
            for word in words:
                self.keywords.setdefault(fold(word), way_out)

    def step(self, target: Target) -> Step:
        """Return the step that a wire leads to."""
        if target is None:
            return self.ending
        if isinstance(target, str):
            return self.steps[target]
        leap = self._leaps.get(target)
        if leap is None:
            leap = self._leaps[target] = Step(self, "")
            leap.enter = _leaping(target)
        return leap

    def entry(self, label: str | None = None) -> Step:
        """Return the first step, or the first at a label (one that does not exist faults when it is entered)."""
        return self.step(entry(self.flow, label))

    def kind(self, name: str) -> NodeKind | None:
        """Return the kind of that name, None where no plugin has it."""
        return self.vocabulary.kinds.get(name)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: Any) -> tuple[str, ...]:
    """Return a list of texts, or one text, without what is none."""
    listed = value if isinstance(value, list) else [value]
    return tuple(one for one in listed if isinstance(one, str) and one)


def run_out(run: Running) -> Next:
    """Come to the end of a section: back to the caller with nothing, or the end of the conversation."""
    return give_back(run, None) if run.frames else run.end("end")


def _leaping(jump: Jump) -> Exit:
    """Leave for a label of another flow, for good: with its own variables, but still owing the callers a return."""

    def leap(run: Running) -> Next:
        if not jump.flow:
            raise Fault("E413", "jump", target=jump.label)
        program = run.library.current(jump.flow)
        run.become(program, {})
        return program.entry(jump.label)

    return leap

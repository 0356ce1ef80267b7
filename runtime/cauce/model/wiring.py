"""The edges of a flow, derived from who is inside what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cauce.model.flow import NUMBERED, Flow, Jump, Node, Step

Target = str | Jump | None
"""Where an edge leads: a node id, a jump into another flow (or to a label that does not exist), or None: the end."""


class Wires(NamedTuple):
    """The ways out of one node: what follows it, and the target of each of its ports, in their order."""

    follows: Target
    ports: tuple[Target, ...]


class Entries:
    """Where each section begins. Sections that only jump to each other in a circle begin nowhere: None."""

    def __init__(self, flow: Flow) -> None:
        # Of two sections with one label the first counts, everywhere.
        self._bodies = {section.label: section.body for section in reversed(flow.sections)}
        self._found: dict[str, Target] = {}

    def at(self, jump: Jump) -> Target:
        """Return where a jump lands."""
        if jump.flow or jump.label not in self._bodies:
            return jump
        if jump.label not in self._found:
            self._follow(jump.label)
        return self._found[jump.label]

    def _follow(self, label: str) -> None:
        """Find where the section begins, and with it all sections that are passed on the way."""
        passed: dict[str, None] = {}
        target: Target = None
        while label not in passed:
            if label in self._found:
                target = self._found[label]
                break
            passed[label] = None
            body = self._bodies[label]
            step = body[0] if body else None
            if not isinstance(step, Jump) or step.flow or step.label not in self._bodies:
                target = step
                break
            label = step.label
        for name in passed:
            self._found[name] = target

    def first(self, body: tuple[Step, ...], after: Target) -> Target:
        """Return what a body begins with, or what comes after it where it is empty."""
        if not body:
            return after
        step = body[0]
        return step if isinstance(step, str) else self.at(step)


def wire(flow: Flow) -> dict[str, Wires]:
    """Return the wires of every node by id; those of the flow's own `on` lines are under ""."""
    entries = Entries(flow)
    wires: dict[str, Wires] = {}

    def lay(body: tuple[Step, ...], after: Target) -> None:
        for index, step in enumerate(body, 1):
            if isinstance(step, str):
                lay_node(flow.nodes[step], entries.first(body[index : index + 1], after))

    def lay_node(node: Node, follows: Target) -> None:
        if not node.ports:
            wires[node.id] = Wires(follows, ())
            return
        targets = [entries.at(port.to) if port.to else entries.first(port.body, follows) for port in node.ports]
        wires[node.id] = Wires(follows, tuple(targets))
        for port in node.ports:
            lay(port.body, follows)

    lay_node(flow.header, None)
    for section in flow.sections:
        lay(section.body, None)
    return wires


def entry(flow: Flow, label: str | None = None) -> Target:
    """Return where the flow starts: its first section, or the one with that label."""
    if label is None:
        if not flow.sections:
            return None
        label = flow.sections[0].label
    return Entries(flow).at(Jump(label))


def edges(flow: Flow) -> Iterator[tuple[str, str, Target]]:
    """Yield (node id, port, target) for every edge.

    Port is `next`, a port's name, or `option:1`, `when:1`... counted from 1 among the ports of that name.
    """
    for node_id, wires in wire(flow).items():
        node = flow.nodes[node_id] if node_id else flow.header
        counts: dict[str, int] = {}
        for port, target in zip(node.ports, wires.ports, strict=True):
            counts[port.name] = counts.get(port.name, 0) + 1
            yield node_id, f"{port.name}:{counts[port.name]}" if port.name in NUMBERED else port.name, target
        if node_id:
            yield node_id, "next", wires.follows

"""What every family of issues asks of a flow, worked out once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

from cauce.engine.issues.reading import Reads, read_all
from cauce.model.diagnostic import Diagnostic, Span
from cauce.model.findings import Findings
from cauce.model.flow import ELSE, OPTION, Flow, Jump, Node, Step
from cauce.model.node_kind import NodeKind, Waits
from cauce.model.vocabulary import Vocabulary
from cauce.model.wiring import Target, Wires, wire


@dataclass(frozen=True, slots=True)
class Broken:
    """The lines of a text that could not be read, and the words that stand on them, folded."""

    lines: frozenset[int] = frozenset()
    words: frozenset[str] = frozenset()


WHOLE = Broken()
"""Nothing is broken."""


class Survey:
    """One flow under inspection. Families read it and `report` to it."""

    def __init__(self, flow: Flow, vocabulary: Vocabulary, broken: Broken = WHOLE) -> None:
        self.flow = flow
        self.vocabulary = vocabulary
        self.broken = broken
        self.dead: set[str] = set()
        """Nodes that no run can come to; `reach` fills it."""
        self._findings = Findings(flow.file, broken.lines)
        self.report = self._findings.report
        self._kinds = vocabulary.kinds
        self._exits: dict[str, frozenset[str]] = {}

    @cached_property
    def wires(self) -> dict[str, Wires]:
        """The wires of every node by id, the flow's own under ""."""
        return wire(self.flow)

    @cached_property
    def order(self) -> dict[str, int]:
        """The place of every node in reading order."""
        return {node_id: index for index, node_id in enumerate(self.flow.nodes)}

    @cached_property
    def known(self) -> list[tuple[Node, NodeKind]]:
        """The nodes whose kind is registered, with it, in reading order."""
        kinds = self._kinds
        return [(node, kinds[node.kind]) for node in self.flow.nodes.values() if node.kind in kinds]

    def kind(self, node: Node) -> NodeKind | None:
        """Return the kind of a node, None where nobody registered it."""
        return self._kinds.get(node.kind)

    @cached_property
    def reads(self) -> Reads:
        """What the expressions read."""
        return read_all(self)

    def has_enough(self, code: str) -> bool:
        """Tell whether enough problems of this code were reported."""
        return self._findings.has_enough(code)

    def in_order(self) -> tuple[Diagnostic, ...]:
        """Return what was found, in reading order."""
        return self._findings.in_order()

    def targets(self, node: Node) -> list[Target]:
        """Return where a run may go from a node. Lines that are no ports of its kind are told elsewhere, and lead nowhere."""
        wires, kind = self.wires[node.id], self.kind(node)
        targets: list[Target] = []
        for port, target in zip(node.ports, wires.ports, strict=True):
            if kind is None or self._is_port(port.name, kind):
                targets.append(target)
        if not leaves_by_ports(node, kind):
            targets.append(wires.follows)
        return targets

    def _is_port(self, name: str, kind: NodeKind) -> bool:
        if kind.name not in self._exits:
            self._exits[kind.name] = frozenset(kind.exits)
        return kind.options if name == OPTION else name in self._exits[kind.name]

    def touched(self, span: Span) -> bool:
        """Tell whether a broken line stands between a line and the one that begins the next section."""
        if not self.broken.lines:
            return False
        starts = self._section_starts
        index = bisect_right(starts, span.line)
        end = starts[index] if index < len(starts) else float("inf")
        lines = self._broken_lines
        found = bisect_left(lines, span.line)
        return found < len(lines) and lines[found] < end

    @cached_property
    def _section_starts(self) -> list[int]:
        return sorted(section.span.line for section in self.flow.sections)

    @cached_property
    def _broken_lines(self) -> list[int]:
        return sorted(self.broken.lines)


def leaves_by_ports(node: Node, kind: NodeKind | None) -> bool:
    """Tell whether a run goes on from a node only by its ports, never straight to what follows."""
    if node.kind == "if":
        return any(port.name == ELSE for port in node.ports)
    if kind is None:
        return False
    return kind.terminal or (kind.options and any(port.name == OPTION for port in node.ports))


def pauses(kind: NodeKind) -> bool:
    """Tell whether a node stops the run until a person, an area or the clock lets it go on."""
    return kind.waits in {Waits.PERSON, Waits.AREA, Waits.CLOCK}


def step_span(flow: Flow, step: Step) -> Span:
    """Return the place of an entry of a body."""
    return step.span if isinstance(step, Jump) else flow.nodes[step].span

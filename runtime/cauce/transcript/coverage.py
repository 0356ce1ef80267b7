"""Which edges and steps of a flow its transcripts walked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cauce.engine.scene import Edge
from cauce.model.flow import Flow, Node
from cauce.model.node_kind import NodeKind
from cauce.model.wiring import edges, entry


@dataclass(frozen=True, slots=True)
class Coverage:
    """One flow: its edges and steps in reading order, and which of them were walked."""

    flow: str
    edges: tuple[tuple[str, str], ...]
    walked: frozenset[tuple[str, str]]
    nodes: tuple[str, ...]
    visited: frozenset[str]

    @property
    def missing(self) -> tuple[str, ...]:
        """The edges that no test walked: `soporte/rut:invalid`; `on timeout` for the flow's own lines."""
        return tuple(edge_name(*edge) for edge in self.edges if edge not in self.walked)

    @property
    def unvisited(self) -> tuple[str, ...]:
        """The steps that no test reached."""
        return tuple(node for node in self.nodes if node not in self.visited)

    @property
    def percent(self) -> float:
        """How many of 100 edges were walked; 100 for a flow without any."""
        return 100 * (1 - len(self.missing) / len(self.edges)) if self.edges else 100.0


def edge_name(node: str, port: str) -> str:
    """Return an edge as people are shown it."""
    return f"{node}:{port}" if node else f"on {port}"


def cover(flow: Flow, kinds: Mapping[str, NodeKind], walked: Iterable[Edge]) -> Coverage:
    """Return what the walked edges cover of a flow."""
    mine = {(node, port) for name, node, port in walked if name == flow.name}
    targets = {(node, port): target for node, port, target in edges(flow)}
    possible = tuple(edge for edge in targets if _is_open(flow.nodes.get(edge[0], flow.header), edge[1], kinds))
    visited = {node for node, _ in mine} | {target for edge in mine if isinstance(target := targets.get(edge), str)}
    first = entry(flow)
    if mine and isinstance(first, str):
        visited.add(first)
    return Coverage(flow.name, possible, frozenset(mine & set(possible)), tuple(flow.nodes), frozenset(visited))


def _is_open(node: Node, port: str, kinds: Mapping[str, NodeKind]) -> bool:
    """Tell whether an edge can be walked at all: nothing follows an `end`, or an `if` that has an `else`."""
    if port != "next":
        return True
    kind = kinds.get(node.kind)
    ports = {each.name for each in node.ports}
    if kind is not None and (kind.terminal or kind.options):
        return False
    return "else" not in ports

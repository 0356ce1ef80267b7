"""Circles in a graph: its strongly connected components, and the shortest way round in one."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from cauce.model.wiring import Target

Graph = Mapping[str, Sequence[Target]]
"""Where each node leads. Targets that are not nodes of the graph lead out of it."""


def circles(graph: Graph) -> Iterator[list[str]]:
    """Yield the components in which one can walk for ever, in linear time."""
    for component in _Walk(graph).components():
        if len(component) > 1 or component[0] in graph[component[0]]:
            yield component


def way_round(graph: Graph, first: str, inside: AbstractSet[str]) -> list[str]:
    """Return the shortest way from a node of a component back to itself, without the last step."""
    came: dict[str, str] = {}
    waiting = deque([first])
    while first not in came:
        current = waiting.popleft()
        for target in graph[current]:
            if isinstance(target, str) and target in inside and target not in came:
                came[target] = current
                waiting.append(target)
    path = [came[first]]
    while path[-1] != first:
        path.append(came[path[-1]])
    return path[::-1]


class _Walk:
    """Tarjan's walk, without recursion: flows may be long."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._order: dict[str, int] = {}
        self._low: dict[str, int] = {}
        self._open: dict[str, None] = {}

    def components(self) -> Iterator[list[str]]:
        """Yield every component, single nodes too."""
        for root in self._graph:
            if root not in self._order:
                yield from self._from(root)

    def _from(self, root: str) -> Iterator[list[str]]:
        work = [(root, self._enter(root))]
        while work:
            node, targets = work[-1]
            new = next((target for target in targets if self._look(node, target)), None)
            if isinstance(new, str):
                work.append((new, self._enter(new)))
                continue
            work.pop()
            if work:
                parent = work[-1][0]
                self._low[parent] = min(self._low[parent], self._low[node])
            if self._low[node] == self._order[node]:
                yield self._close(node)

    def _enter(self, node: str) -> Iterator[Target]:
        self._order[node] = self._low[node] = len(self._order)
        self._open[node] = None
        return iter(self._graph[node])

    def _look(self, node: str, target: Target) -> bool:
        """Tell whether a target is a node that nobody has been to."""
        if not isinstance(target, str) or target not in self._graph:
            return False
        if target in self._open:
            self._low[node] = min(self._low[node], self._order[target])
        return target not in self._order

    def _close(self, node: str) -> list[str]:
        component: list[str] = []
        while not component or component[-1] != node:
            component.append(self._open.popitem()[0])
        return component

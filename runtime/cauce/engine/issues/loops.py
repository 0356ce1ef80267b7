"""E303: the flow goes round without ever waiting. W303: it may, and only a condition lets it out."""

from __future__ import annotations

from collections.abc import Mapping

from cauce.engine.issues.components import Graph, circles, way_round
from cauce.engine.issues.survey import Survey, pauses
from cauce.model.flow import Jump
from cauce.model.node_kind import NodeKind
from cauce.model.shape import shape
from cauce.model.similar import fold
from cauce.model.wiring import Target

_SHOWN = 8
"""How many steps of a loop are named."""


def find(survey: Survey) -> None:
    """Report every loop once, at the line that closes it."""
    _find_circles(survey)
    graph: dict[str, list[Target]] = {node.id: survey.targets(node) for node, kind in survey.known if _restless(kind)}
    if _goes_back(survey, graph):
        for loop in circles(graph):
            _report(survey, graph, loop)


def _restless(kind: NodeKind) -> bool:
    """Tell whether a run goes through a node without stopping. What another flow does, nobody can tell here."""
    return not (pauses(kind) or shape(kind.schema, free=kind.free).calls)


def _goes_back(survey: Survey, graph: Graph) -> bool:
    """Tell whether any step leads up the page, as one of every loop does: most flows have none, and are soon done."""
    order = survey.order
    return any(
        isinstance(target, str) and order[target] <= order[node_id]
        for node_id, targets in graph.items()
        for target in targets
    )


def _report(survey: Survey, graph: Graph, loop: list[str]) -> None:
    first = min(loop, key=survey.order.__getitem__)
    if _touched(survey, {node_id.partition("/")[0] for node_id in loop}):
        return
    inside = frozenset(loop)
    path = way_round(graph, first, inside)
    way_out = any(target not in inside for node_id in loop for target in graph[node_id])
    last = survey.flow.nodes[path[-1]]
    survey.report("W303" if way_out else "E303", last.span, path=_shown(path))


def _touched(survey: Survey, labels: set[str]) -> bool:
    """Tell whether a line that could not be read stands in one of the sections: it may be the pause that is missed."""
    return bool(survey.broken.lines) and any(
        section.label in labels and survey.touched(section.span) for section in survey.flow.sections
    )


def _shown(path: list[str]) -> str:
    steps = path if len(path) <= _SHOWN else [*path[: _SHOWN - 2], "…", path[-1]]
    return " → ".join([*steps, path[0]])


def _find_circles(survey: Survey) -> None:
    """Report sections that do nothing but jump to each other in a circle."""
    leads: dict[str, Jump] = {}
    for section in survey.flow.sections:
        if section.body and isinstance(section.body[0], Jump) and not section.body[0].flow:
            leads.setdefault(section.label, section.body[0])
    for circle in circles({label: [jump.label] for label, jump in leads.items()}):
        if not any(fold(label) in survey.broken.words for label in circle):
            path = way_round({label: [leads[label].label] for label in circle}, _first(leads, circle), set(circle))
            survey.report("E303", leads[path[-1]].span, path=_shown(path))


def _first(leads: Mapping[str, Jump], circle: list[str]) -> str:
    """Return the section of a circle that stands first in the document."""
    members = set(circle)
    return next(label for label in leads if label in members)

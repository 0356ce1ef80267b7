"""W309: after a day of silence WhatsApp takes templates only, and here a plain text would be sent."""

from __future__ import annotations

from cauce.engine.issues.survey import Survey
from cauce.model.expression import Duration, Expression, Literal
from cauce.model.flow import Node
from cauce.model.node_kind import Waits

_DAY = 24 * 3600
_SPEAKS = frozenset({"say", "ask", "menu", "media", "end"})


def find(survey: Survey) -> None:
    """Report what speaks first after each wait of a day or more, without a template."""
    nodes = survey.flow.nodes
    waiting = [node for node, kind in survey.known if kind.waits is Waits.CLOCK and _is_long(node)]
    seen: set[str] = set()
    while waiting:
        node = waiting.pop()
        for target in survey.targets(node):
            if not isinstance(target, str) or target in seen:
                continue
            seen.add(target)
            if not _speaks(nodes[target]):
                waiting.append(nodes[target])
            elif "template" not in nodes[target].params:
                survey.report("W309", nodes[target].span, kind=nodes[target].kind)


def _is_long(node: Node) -> bool:
    return any(map(_over_a_day, node.params.values()))


def _over_a_day(value: Expression) -> bool:
    return isinstance(value, Literal) and isinstance(value.value, Duration) and value.value.seconds >= _DAY


def _speaks(node: Node) -> bool:
    return node.kind in _SPEAKS and bool(node.params)

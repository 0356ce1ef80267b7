"""W304: a person is asked, and the answer leads nowhere."""

from __future__ import annotations

from cauce.engine.issues.survey import Survey
from cauce.model.flow import OPTION, Node
from cauce.model.node_kind import Waits


def find(survey: Survey) -> None:
    """Report questions and options after which nothing comes."""
    for node, kind in survey.known:
        if kind.waits is not Waits.PERSON or node.id in survey.dead:
            continue
        if kind.options:
            _find_options(survey, node)
        elif survey.wires[node.id].follows is None and not kind.terminal and not survey.touched(node.span):
            survey.report("W304", node.span, kind=node.kind)


def _find_options(survey: Survey, node: Node) -> None:
    for port, target in zip(node.ports, survey.wires[node.id].ports, strict=True):
        leads_nowhere = target is None and port.to is None and not port.body
        if port.name == OPTION and leads_nowhere and not survey.touched(port.span):
            survey.report("W304", port.span, "option", kind=node.kind)

"""W306 and its like: a way out that the kind asks for is not wired."""

from __future__ import annotations

from cauce.engine.issues.survey import Survey
from cauce.model.flow import OPTION


def find(survey: Survey) -> None:
    """Report required ports that neither the node nor the flow has."""
    everywhere = {port.name for port in survey.flow.header.ports}
    for node, kind in survey.known:
        for name, spec in kind.ports.items():
            if not spec.required or name in everywhere or any(port.name == name for port in node.ports):
                continue
            # A way out that does not exist is told already, and was perhaps meant for this one.
            misspelt = any(port.name not in kind.exits for port in node.ports if port.name != OPTION)
            if not misspelt and not survey.touched(node.span):
                span = node.spans.get("kind", node.span)
                survey.report(spec.required, span, kind=node.kind, port=name)

"""W307, W310, W311: a menu asks for a style that a network cannot show."""

from __future__ import annotations

from cauce.engine.issues.options import inside
from cauce.engine.issues.survey import Survey
from cauce.model.expression import Symbol, Text
from cauce.model.flow import OPTION, Node
from cauce.model.message import Capabilities

WHATSAPP = Capabilities(buttons=3, button_text=20, rows=10, row_text=24, window_hours=24)
"""What WhatsApp shows: the narrowest network that most flows must fit."""


def find(survey: Survey) -> None:
    """Report menus whose written style has too many options, or too long ones. `auto` and `text` always fit."""
    shows = survey.vocabulary.shows
    networks = {"WhatsApp": WHATSAPP} if shows is None else shows
    for node in survey.flow.nodes.values():
        style = node.params.get("style")
        if isinstance(style, Symbol) and style.name in {"buttons", "list"}:
            for name, network in networks.items():
                _check(survey, node, style.name, name, network)


def _check(survey: Survey, node: Node, style: str, name: str, network: Capabilities) -> None:
    buttons = style == "buttons"
    options = [port for port in node.ports if port.name == OPTION]
    most, longest = (network.buttons, network.button_text) if buttons else (network.rows, network.row_text)
    if most and len(options) > most:
        span = node.spans.get("style=", node.span)
        survey.report(
            "W307" if buttons else "W310", span, channel=name, limit=most, count=len(options), rows=network.rows
        )
    for port in options if most else ():
        text = port.params.get("text")
        if isinstance(text, Text) and text.plain is not None and len(text.plain) > longest:
            survey.report("W311", inside(text.span), channel=name, style=style, limit=longest, count=len(text.plain))

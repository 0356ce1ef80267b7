"""Showing options: as buttons, as a list or as numbered lines, by what the channel can do."""

from __future__ import annotations

from cauce.engine.matching import Offer
from cauce.model.message import Capabilities, Choice, Outbound


def options_message(text: str, offer: Offer, style: str, capabilities: Capabilities) -> Outbound:
    """Return a message with the options below, in the wanted style or the next one that the channel can show."""
    choices = tuple(
        Choice(option.id, option.title, key) for option, key in zip(offer.options, offer.shown_keys, strict=True)
    )
    if not choices:
        return Outbound(text)
    return Outbound(text, choices, _style(choices, style, capabilities))


def _style(choices: tuple[Choice, ...], wanted: str, capabilities: Capabilities) -> str:
    longest = max(len(choice.title) for choice in choices)
    fits = {
        "buttons": len(choices) <= capabilities.buttons and longest <= capabilities.button_text,
        "list": len(choices) <= capabilities.rows and longest <= capabilities.row_text,
        "text": True,
    }
    preferred = [wanted] if wanted in fits else []
    return next(style for style in (*preferred, "buttons", "list", "text") if fits[style])

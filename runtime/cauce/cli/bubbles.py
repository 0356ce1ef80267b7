"""A message in the terminal, as the person sees it on a channel."""

from __future__ import annotations

from collections.abc import Iterator

from cauce.model.message import Outbound

WIDTH = 60


def bubble(message: Outbound) -> list[str]:
    """Return the lines of a message: its file, its text, and its options as buttons, as a list or as numbered text."""
    return list(_lines(message))


def _lines(message: Outbound) -> Iterator[str]:
    if message.media:
        media = message.media
        yield f"📎 {media.kind}: {media.name or media.url or media.id or ''}"
        if media.name and media.url:
            yield f"   {media.url}"
    if message.template:
        yield f"▤ {message.template.get('name', '')}"
    if message.text:
        yield from message.text.split("\n")
    if message.style == "buttons":
        yield from _buttons(message)
    elif message.style == "list":
        yield "╭" + "─" * 30
        for choice in message.choices:
            yield f"│ {choice.key:>2}  {choice.title}"
        yield "╰" + "─" * 30
    else:
        for choice in message.choices:
            yield f"{choice.key}. {choice.title}"


def _buttons(message: Outbound) -> Iterator[str]:
    """Yield rows of buttons that fit the width."""
    row = ""
    for choice in message.choices:
        button = f"[{choice.key} {choice.title}]"
        if row and len(row) + len(button) > WIDTH:
            yield row
            row = ""
        row = f"{row}  {button}" if row else button
    if row:
        yield row

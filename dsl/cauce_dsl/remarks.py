"""Comments and blank lines on their way to the items they belong to.

A comment line at or left of the next item goes above that item. One that stands deeper belongs to what came before:
to the deepest open item that starts at or left of it. Once one comment of a run goes to the next item the rest does
too, so that their order never changes. Of several blank lines one stays.
"""

from __future__ import annotations

from typing import Any

from cauce.model.flow import Notes


class Remarks:
    """The comments and blank lines since the last line of code."""

    def __init__(self) -> None:
        self.waiting: list[tuple[int, str]] = []

    def blank(self) -> None:
        """Take a blank line."""
        if not self.waiting or self.waiting[-1][1]:
            self.waiting.append((0, ""))

    def comment(self, indent: int, text: str) -> None:
        """Take a comment line and the width of its indentation."""
        self.waiting.append((indent, text.rstrip()))

    def all(self) -> tuple[str, ...]:
        """Hand over everything."""
        lines = tuple([text for _, text in self.waiting])
        self.waiting = []
        return lines

    def above(self, levels: list[Any], indent: int) -> tuple[str, ...]:
        """Give the deeper comments to the open items that they belong to; hand over the rest, for the next item.

        Levels that a comment leaves are closed: no later comment can go back into them.
        """
        while (comment := self._first_comment()) is not None and comment > indent:
            while levels[-1].indent > comment:
                levels.pop().close()
            owner = levels[-1].last
            if owner is None:
                break
            lines = self._take(max(indent + 1, levels[-1].indent))
            owner.notes = Notes(owner.notes.before, owner.notes.tail, owner.notes.after + lines)
        return self.all()

    def _first_comment(self) -> int | None:
        """Return the indentation of the first comment that waits."""
        return next((depth for depth, text in self.waiting if text), None)

    def _take(self, shallowest: int) -> tuple[str, ...]:
        """Hand over the comments up to the first one that stands less deep than that."""
        end = 0
        for index, (depth, text) in enumerate(self.waiting):
            if text:
                if depth < shallowest:
                    break
                end = index + 1
        lines = tuple([text for _, text in self.waiting[:end]])
        self.waiting = self.waiting[end:]
        return lines

    def rest(self, levels: list[Any]) -> tuple[str, ...]:
        """Hand over what stands below the last item, at the end of the file."""
        lines = self.above(levels, 0)
        first = not levels[0].items
        start = 1 if first and lines and not lines[0] else 0
        return lines[start : len(lines) - 1] if lines and not lines[-1] else lines[start:]

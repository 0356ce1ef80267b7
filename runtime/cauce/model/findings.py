"""The diagnostics of one document, as they are found."""

from __future__ import annotations

from collections import Counter

from cauce.model.diagnostic import Diagnostic, Span

ENOUGH = 100
"""How many problems of one code are told at once: who mends those sees the next ones, and checks stay short."""


class Findings:
    """Collects diagnostics. Lines that could not be read get none, and no place gets the same one twice."""

    def __init__(self, file: str, broken: frozenset[int] = frozenset()) -> None:
        """`broken` are the lines that could not be read."""
        self._file = file
        self._broken = broken
        self._found: dict[tuple[Span, str, int], Diagnostic] = {}
        self._counts: Counter[str] = Counter()

    def has_enough(self, code: str) -> bool:
        """Tell whether more problems of this code would go unheard, so that nobody need look for their remedies."""
        return self._counts[code] >= ENOUGH

    def report(self, code: str, span: Span, hint: str = "", /, **args: object) -> None:
        """Note a problem: its code, its place, the variant of the remedy and the words of its sentence."""
        if self.has_enough(code) or span.line in self._broken:
            return
        # Flows that were not read from a text have no places that could tell their problems apart.
        key = (span, code, 0 if span.line else len(self._found))
        if key not in self._found:
            self._found[key] = Diagnostic(code, span, self._file, args, hint)
            self._counts[code] += 1

    def in_order(self) -> tuple[Diagnostic, ...]:
        """Return what was found, in reading order."""
        return tuple(self._found[key] for key in sorted(self._found))

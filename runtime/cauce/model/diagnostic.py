"""A problem in an author's document: a value, never an exception."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How bad a problem is: an error refuses the document, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of source. Lines and columns count from 1, in code points; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


NOWHERE = Span(0, 0, 0, 0)
"""The span of what was not read from a text."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem: a catalogue code, its place and the words that fill the catalogue's sentence.

    `hint` names the variant of the remedy in the catalogue page ("" is the page's plain one).
    """

    code: str
    span: Span
    file: str = ""
    args: Mapping[str, object] = field(default_factory=dict)
    hint: str = ""

    @property
    def severity(self) -> Severity:
        """The severity, told by the letter of the code: E or W."""
        return Severity.WARNING if self.code.startswith("W") else Severity.ERROR


def has_errors(found: Iterable[Diagnostic]) -> bool:
    """Tell whether there is any error among problems, and not only warnings."""
    return any(one.severity is Severity.ERROR for one in found)

"""Quick making of frozen dataclasses.

A frozen dataclass sets each field through `object.__setattr__`, which costs more than all the rest of a parse. A draft
is a twin of such a class with the same slots and no lock: fill it field by field, then `finish` turns it, in place,
into the real thing. Drafts also let the reader add a block or notes to an item after its first line was read.
"""

from __future__ import annotations

from typing import Any

from cauce.model.diagnostic import Span
from cauce.model.expression import Attribute, Expression, Name


def draft_of(real: type[Any]) -> type[Any]:
    """Return the draft class of a frozen dataclass with slots. Making one sets no field: each must then be set."""
    return type(
        f"{real.__name__}Draft",
        real.__bases__,
        {
            "__slots__": real.__dict__["__slots__"],
            "__setattr__": object.__setattr__,
            "__delattr__": object.__delattr__,
            "__init__": object.__init__,
            "real": real,
        },
    )


def finish(draft: Any) -> None:
    """Turn a draft whose fields are all set into the real, frozen thing: the same object, of its proper class."""
    draft.__class__ = draft.real


_SpanDraft = draft_of(Span)
_NameDraft = draft_of(Name)
_AttributeDraft = draft_of(Attribute)


def span(line: int, column: int, end_line: int, end_column: int) -> Span:
    """Make a Span."""
    made = _SpanDraft()
    made.line = line
    made.column = column
    made.end_line = end_line
    made.end_column = end_column
    made.__class__ = Span
    return made  # type: ignore[no-any-return]


def across(first: Span, last: Span) -> Span:
    """Return the place from where one begins to where another ends."""
    return span(first.line, first.column, last.end_line, last.end_column)


def first_column(place: Span) -> Span:
    """Return the place of the first character of another."""
    return span(place.line, place.column, place.line, place.column + 1)


def name(word: str, place: Span) -> Name:
    """Make a Name."""
    made = _NameDraft()
    made.name = word
    made.span = place
    made.__class__ = Name
    return made  # type: ignore[no-any-return]


def attribute(target: Expression, word: str, line: int, end_column: int) -> Attribute:
    """Make an Attribute that ends at a column of a line."""
    begin = target.span
    made = _AttributeDraft()
    made.target = target
    made.name = word
    made.span = span(begin.line, begin.column, line, end_column)
    made.__class__ = Attribute
    return made  # type: ignore[no-any-return]

"""Document to text, in the one style there is.

Two spaces, one blank line between sections, at most one elsewhere; `as` before the pairs; pairs on the statement's line
while it fits, else below it; properties before everything else in a block; texts with line breaks between `\"\"\"`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from cauce.model.expression import Expression, Text
from cauce_dsl.document import (
    Arm,
    Branch,
    Condition,
    Divert,
    Document,
    Item,
    LabelLine,
    OnLine,
    Option,
    Pair,
    Property,
    Statement,
)
from cauce_dsl.expression_printer import print_argument, print_expression, print_text_source

__all__ = ["WIDTH", "print_document", "print_expression", "print_text_source"]

WIDTH = 100
"""Columns that a line may take, comments apart."""

_STEP = "  "


def print_document(document: Document) -> str:
    """Return the text of a document. Names must be names, and notes comments: nothing else is checked."""
    page = _Page()
    if document.header is not None:
        page.item(document.header, "", last=False)
    for section in document.sections:
        page.blank()
        page.item(section, "", last=False)
    page.remarks(document.end, "")
    return page.text()


class _Page:
    """The lines written so far."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def text(self) -> str:
        """Return the whole page."""
        if self._lines and not self._lines[-1]:
            self._lines.pop()
        return "\n".join(self._lines) + "\n" if self._lines else ""

    def blank(self) -> None:
        """Write a blank line, except after another one and at the top."""
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def remarks(self, remarks: Sequence[str], pad: str) -> None:
        """Write comments and blank lines."""
        for remark in remarks:
            if remark:
                self._lines.append(pad + remark)
            else:
                self.blank()

    def item(self, item: Item, pad: str, *, last: bool, first: bool = False) -> None:
        """Write an item with everything around and below it."""
        if isinstance(item, Condition):
            for arm in item.arms:
                self.item(arm, pad, last=last and arm is item.arms[-1], first=first and arm is item.arms[0])
            return
        notes = item.notes
        before = notes.before
        if before:
            self.remarks(before[1:] if first and not before[0] else before, pad)
        line, moved = _HEADS[type(item)](item, pad)
        self._lines += line if not notes.tail else [*line[:-1], f"{line[-1]}  {notes.tail}"]
        block = getattr(item, "block", ())
        if moved:
            block = (*moved, *block)
        if block:
            self._block(_in_order(block), pad + _STEP)
        if notes.after:
            self.remarks(notes.after, pad + _shift(last=last, filled=bool(block)))

    def _block(self, items: Sequence[Item], pad: str) -> None:
        """Write the items of a block."""
        end = len(items) - 1
        for number, item in enumerate(items):
            self.item(item, pad, last=number == end, first=not number)


def _in_order(items: tuple[Item, ...]) -> Sequence[Item]:
    """Return the items of a block with the properties first."""
    return sorted(items, key=_is_no_property) if Property in map(type, items) else items


def _is_no_property(item: Item) -> bool:
    return type(item) is not Property


def _shift(*, last: bool, filled: bool) -> str:
    """Return how much deeper than its item a comment after it must stand, to be read as belonging to it."""
    if last:
        return ""
    return " " if filled else _STEP


Head = tuple[list[str], Sequence[Property]]
"""The lines that an item starts with, and the pairs that did not fit in them."""


def _statement(item: Statement, pad: str) -> Head:
    words = [item.kind, *[_value(arg, pad, print_argument) for arg in item.args]]
    if item.result is not None:
        words += ["as", item.result]
    head = pad + " ".join(words)
    if not item.pairs:
        return head.split("\n"), ()
    lines = " ".join([head, *_pairs(item.pairs)]).split("\n")
    if any(map(_is_long, item.pairs)) or len(lines[0]) > WIDTH or len(lines[-1]) > WIDTH:
        return head.split("\n"), [Property(pair.key, pair.value) for pair in item.pairs]
    return lines, ()


def _is_long(pair: Pair) -> bool:
    """Tell whether a pair's value takes several lines."""
    return isinstance(pair.value, Text) and _is_block(pair.value)


def _pairs(pairs: Sequence[Pair]) -> list[str]:
    return [f"{pair.key}={print_expression(pair.value)}" for pair in pairs]


def _property(item: Property, pad: str) -> Head:
    return f"{pad}{item.key} = {_value(item.value, pad, print_expression)}".split("\n"), ()


def _value(value: Expression, pad: str, show: Callable[[Expression], str]) -> str:
    """Return a value, over several lines where it is a text that has them."""
    if isinstance(value, Text) and _is_block(value):
        inner = pad + _STEP
        rows = print_text_source(value).replace('"""', '\\"\\"\\"').split("\n")
        body = "\n".join([inner + row if row else "" for row in rows])
        return f'"""\n{body}\n{inner}"""'
    return show(value)


def _is_block(text: Text) -> bool:
    """Tell whether a text is better written over several lines: editors must not be able to trim it."""
    for part in text.parts:
        if isinstance(part, str) and "\n" in part:
            break
    else:
        return False
    rows = print_text_source(text).split("\n")
    return not any(row[-1:] in (" ", "\t") for row in rows)


def _option(item: Option, pad: str) -> Head:
    return _branch(item, pad, ["-", *map(print_argument, item.args), *_pairs(item.pairs), *_guard(item.guard)])


def _on_line(item: OnLine, pad: str) -> Head:
    words = ["on", item.port, *map(print_argument, item.args), *_pairs(item.pairs), *_guard(item.guard)]
    return _branch(item, pad, words)


def _arm(item: Arm, pad: str) -> Head:
    condition = [] if item.condition is None else [print_expression(item.condition)]
    return _branch(item, pad, [item.keyword, *condition])


def _guard(guard: Expression | None) -> list[str]:
    return [] if guard is None else ["if", print_expression(guard)]


def _branch(item: Branch, pad: str, words: list[str]) -> Head:
    if item.target is not None:
        words += ["->", item.target.path]
    return [pad + " ".join(words)], ()


def _divert(item: Divert, pad: str) -> Head:
    return [f"{pad}-> {item.target.path}"], ()


def _label(item: LabelLine, pad: str) -> Head:
    return [f"{pad}{item.label}:"], ()


_HEADS: dict[type[Item], Callable[[Any, str], Head]] = {
    Statement: _statement,
    Property: _property,
    Option: _option,
    OnLine: _on_line,
    Arm: _arm,
    Divert: _divert,
    LabelLine: _label,
}

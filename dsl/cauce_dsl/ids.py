"""The ids of nodes: `section/name`, made of names and never of texts, so that edits elsewhere rename nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from cauce.model.diagnostic import Span
from cauce.model.expression import Expression, Symbol, Text, dotted
from cauce_dsl.document import Branch, Condition, Item, LabelLine, Pair, Property, Statement

STRAY = "-"
"""The name of a node that only holds lines which stand where they cannot: no author can write it."""

_NAME = re.compile(r"[^\W\d][\w.-]*\Z")


def written_id(value: Expression) -> str | None:
    """Return the name that `id=` gives, as a bare word or a plain text; None where it is no name."""
    name = value.name if isinstance(value, Symbol) else value.plain if isinstance(value, Text) else dotted(value)
    return name if name and _NAME.match(name) else None


def claims_of(item: Statement) -> Iterator[Expression]:
    """Yield the values of the `id=` pairs of a statement, on its own line and below it."""
    for line in (*item.pairs, *item.block):
        if isinstance(line, Pair | Property) and line.key == "id":
            yield line.value


class Ids:
    """Hands out ids, section by section. Names that `id=` gives are kept for their nodes."""

    def __init__(self, repeated: Callable[[str, Span], None]) -> None:
        """Tell `repeated` the names that two nodes of a section claim by `id=`, with the place of the second."""
        self._repeated = repeated
        self._taken: set[str] = set()
        self._counts: dict[str, int] = {}
        self._claimed: set[str] = set()

    def enter(self, section: LabelLine) -> None:
        """Keep the names that a section's nodes claim for themselves."""
        for value in _claims(section.block):
            name = written_id(value)
            if name is None:
                continue
            claim = f"{section.label}/{name}"
            if claim in self._taken:
                self._repeated(name, value.span)
            self._taken.add(claim)
            self._claimed.add(claim)

    def take(self, label: str, name: str, *, claimed: bool = False) -> str:
        """Return the id of the next node of this name in the section."""
        wanted = f"{label}/{name}"
        if claimed and wanted in self._claimed:
            self._claimed.discard(wanted)
            return wanted
        if wanted not in self._taken:
            self._taken.add(wanted)
            return wanted
        count = self._counts.get(wanted, 1)
        while (numbered := f"{wanted}-{count + 1}") in self._taken:
            count += 1
        self._counts[wanted] = count + 1
        self._taken.add(numbered)
        return numbered


def _claims(items: Iterable[Item]) -> Iterator[Expression]:
    """Yield the values of all `id=` pairs of the statements in a block and below."""
    for item in items:
        if isinstance(item, Statement):
            yield from claims_of(item)
            if item.block:
                yield from _claims(item.block)
        elif isinstance(item, Condition):
            yield from _claims(item.arms)
        elif isinstance(item, Branch) and item.block:
            yield from _claims(item.block)

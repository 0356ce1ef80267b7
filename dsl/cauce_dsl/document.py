"""The document: a flow as written, with every comment, blank line and place.

Between the parse tree and the Flow. The printer writes it back; the compiler reads it. Equality ignores spans, so
`read(print(document)) == document`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from cauce.model.diagnostic import NOWHERE, Span
from cauce.model.expression import Expression
from cauce.model.flow import QUIET, Notes


@dataclass(frozen=True, slots=True)
class Evaluated(Expression):
    """`(name)`: a bare name in parentheses, so that it is evaluated where a bare word would name a thing.

    Only documents hold it, only around a name or a dotted one, and only as the whole value of an argument, a pair or
    a property: parentheses elsewhere are in the tree itself.
    """

    value: Expression


@dataclass(frozen=True, slots=True)
class Pair:
    """`key=value` on a statement's, option's or port's own line. The key may be dotted (`contact.plan`)."""

    key: str
    value: Expression
    key_span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Target:
    """The place after `->`: `label` or `flow.label`, as written."""

    path: str
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Item:
    """Anything that starts on a line of its own."""

    notes: Notes = field(default=QUIET, kw_only=True)
    span: Span = field(default=NOWHERE, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Statement(Item):
    """`kind args... as result key=value...` and the block below it. A bare word among `args` is a Name."""

    kind: str
    args: tuple[Expression, ...] = ()
    result: str | None = None
    pairs: tuple[Pair, ...] = ()
    block: tuple[Item, ...] = ()
    kind_span: Span = field(default=NOWHERE, compare=False, repr=False)
    result_span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Property(Item):
    """`key = value` on a line of its own, inside a statement's block."""

    key: str
    value: Expression
    key_span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Branch(Item):
    """What option lines, port lines and the arms of an `if` share: a target, or a block, or neither."""

    target: Target | None = field(default=None, kw_only=True)
    block: tuple[Item, ...] = field(default=(), kw_only=True)


@dataclass(frozen=True, slots=True)
class Option(Branch):
    """`- "Text" ["word"] key=0 if condition -> label`."""

    args: tuple[Expression, ...] = ()
    pairs: tuple[Pair, ...] = ()
    guard: Expression | None = None


@dataclass(frozen=True, slots=True)
class OnLine(Branch):
    """`on port args key=value if condition -> label`."""

    port: str
    args: tuple[Expression, ...] = ()
    pairs: tuple[Pair, ...] = ()
    guard: Expression | None = None
    port_span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Arm(Branch):
    """One of `if condition`, `elif condition`, `else`."""

    keyword: str
    condition: Expression | None = None


@dataclass(frozen=True, slots=True)
class Condition(Item):
    """An `if` with its arms. Its own notes are empty: each arm carries its own."""

    arms: tuple[Arm, ...]


@dataclass(frozen=True, slots=True)
class Divert(Item):
    """`-> label`."""

    target: Target


@dataclass(frozen=True, slots=True)
class LabelLine(Item):
    """`label:` at column 0 and what stands below it."""

    label: str
    block: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A whole file. `header` is the `flow` statement (None where the file has none yet).

    `end` are the comment lines after the last item; "" is a blank line.
    """

    header: Statement | None
    sections: tuple[LabelLine, ...] = ()
    end: tuple[str, ...] = ()
    file: str = field(default="", compare=False)

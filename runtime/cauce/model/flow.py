"""A flow: the graph that the engine runs, the builder draws and the text is printed from.

A tree stored flat: `body` tuples say who is inside what, edges are derived (`cauce.model.wiring`), never stored.
Comments and blank lines ride along in `notes`, so nothing an author wrote is lost on the way to a canvas and back.
Equality ignores spans and notes: two flows are equal when they do the same.

A document with problems is kept whole as well, though never run. What stands where it cannot be is held by a node of
kind "" (stray lines among statements) or by a port named "" (statements below one that takes none); a parameter
written twice gets `#2` after its name; a port line that is named like an arm or an option gets `on ` before it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from cauce.model.diagnostic import NOWHERE, Span
from cauce.model.expression import Expression, Name, Symbol

OPTION = "option"
WHEN = "when"
ELSE = "else"
NUMBERED = frozenset({OPTION, WHEN, "keyword"})
"""Names that several ports of one node may share; `wiring.edges` counts them."""


@dataclass(frozen=True, slots=True)
class Notes:
    """What an author wrote around an item. Comments keep their `#`; an empty string is a blank line.

    `before`: the lines above it, at its indentation. `tail`: the comment at the end of its line ("" for none).
    `after`: comment lines below it that belong to it (they were written deeper than what follows).
    """

    before: tuple[str, ...] = ()
    tail: str = ""
    after: tuple[str, ...] = ()


QUIET = Notes()


@dataclass(frozen=True, slots=True)
class Jump:
    """`-> label`, or `-> flow.label`. Flow is "" for the own one."""

    label: str
    flow: str = ""
    span: Span = field(default=NOWHERE, compare=False, repr=False)
    notes: Notes = field(default=QUIET, compare=False, repr=False)

    @property
    def path(self) -> str:
        """The target as authors write it."""
        return f"{self.flow}.{self.label}" if self.flow else self.label


Step = str | Jump
"""An entry of a body: the id of a node, or a jump. What stands below a jump is never reached."""


@dataclass(frozen=True, slots=True)
class Port:
    """A way out of a node as written below it.

    `name` is "option" for an option line, "when" and "else" for the arms of an `if`, else the port's own name
    (`invalid`, `timeout`, `closed`, `keyword`, ...). `guard` is the condition of a `when` arm, or what follows `if` on
    an option or port line. A port has `to`, or `body`, or neither (it rejoins after its node).
    `args` are positional values that the kind's schema has no name for, `named` the positional parameters that were
    written with their name; as `(name)` those whose value was a name in needless parentheses.
    """

    name: str
    params: dict[str, Expression] = field(default_factory=dict)
    args: tuple[Expression, ...] = ()
    guard: Expression | None = None
    to: Jump | None = None
    body: tuple[Step, ...] = ()
    named: frozenset[str] = field(default=frozenset(), compare=False, repr=False)
    span: Span = field(default=NOWHERE, compare=False, repr=False)
    spans: dict[str, Span] = field(default_factory=dict, compare=False, repr=False)
    notes: Notes = field(default=QUIET, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Node:
    """A step. `kind` is the registered name of its node kind; `result` the variable after `as`.

    `params` hold every named value, positional ones under the names of the kind's `x-positional`, in the order
    written. `args` are positional values without a name (an unknown kind, or too many), `named` the positional
    parameters that were written with their name, and as `(name)` those whose value was a name in needless
    parentheses. `block` maps each parameter that was written on a line of its own to
    its notes. `spans` gives the place of each parameter's value, under `name=` that of the whole pair, and
    under "kind" and "as" that of the words themselves (unless parameters have these names).
    """

    id: str
    kind: str
    result: str | None = None
    params: dict[str, Expression] = field(default_factory=dict)
    args: tuple[Expression, ...] = ()
    block: dict[str, Notes] = field(default_factory=dict, compare=False)
    ports: tuple[Port, ...] = ()
    named: frozenset[str] = field(default=frozenset(), compare=False, repr=False)
    span: Span = field(default=NOWHERE, compare=False, repr=False)
    spans: dict[str, Span] = field(default_factory=dict, compare=False, repr=False)
    notes: Notes = field(default=QUIET, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Section:
    """A named place: on the canvas, a group."""

    label: str
    body: tuple[Step, ...]
    span: Span = field(default=NOWHERE, compare=False, repr=False)
    notes: Notes = field(default=QUIET, compare=False, repr=False)

    @property
    def label_span(self) -> Span:
        """The place of the label, without its colon."""
        line, column = self.span.line, self.span.column
        return Span(line, column, line, column + len(self.label))


@dataclass(frozen=True, slots=True)
class Flow:
    """A whole document. `header` is the `flow` statement: its id is "", its ports are the flow's own `on` lines.

    `nodes` is in reading order. `text` is the canonical print, `revision` its hash; both are "" until printed.
    A header of kind "" means that the document has none. `notes.after` are the comments at the end of the file.
    """

    header: Node
    sections: tuple[Section, ...]
    nodes: dict[str, Node]
    notes: Notes = field(default=QUIET, compare=False, repr=False)
    file: str = field(default="", compare=False)
    text: str = field(default="", compare=False, repr=False)
    revision: str = field(default="", compare=False)

    @property
    def name(self) -> str:
        """The flow's name, as other flows and settings call it."""
        name = self.header.params.get("name")
        return name.name if isinstance(name, Name | Symbol) else ""

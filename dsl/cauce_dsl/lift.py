"""Flow to Document: the way back, for flows that were edited as a graph. Comments and blank lines come along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from cauce.model.expression import Attribute, Expression, ListOf, Name, Symbol, dotted
from cauce.model.flow import ELSE, OPTION, Flow, Jump, Node, Notes, Port, Step
from cauce.model.shape import Field, Shape
from cauce.model.vocabulary import Vocabulary
from cauce_dsl.document import (
    Arm,
    Condition,
    Divert,
    Document,
    Evaluated,
    Item,
    LabelLine,
    OnLine,
    Option,
    Pair,
    Property,
    Statement,
    Target,
)
from cauce_dsl.kinds import Kinds
from cauce_dsl.parameters import AGAIN, parameter_field
from cauce_dsl.values import EVALUATES


def lift(flow: Flow, vocabulary: Vocabulary) -> Document:
    """Return the document of a flow. The vocabulary tells which values are written without their name."""
    return _Lift(flow, Kinds(vocabulary)).document()


class _Lift:
    """One flow on its way back."""

    def __init__(self, flow: Flow, kinds: Kinds) -> None:
        self._flow = flow
        self._kinds = kinds

    def document(self) -> Document:
        """Return the whole document."""
        flow = self._flow
        header = self._statement(flow.header, self._kinds.header().shape) if flow.header.kind else None
        sections = tuple(
            LabelLine(section.label, tuple(self._body(section.body)), notes=section.notes) for section in flow.sections
        )
        return Document(header, sections, flow.notes.after, flow.file)

    def _body(self, steps: tuple[Step, ...]) -> Iterator[Item]:
        for step in steps:
            if isinstance(step, Jump):
                yield Divert(Target(step.path), notes=step.notes)
                continue
            node = self._flow.nodes[step]
            if node.kind == "if":
                yield Condition(tuple(self._arms(node)), notes=node.notes)
            elif node.kind:
                known = self._kinds.find(node.kind)
                yield self._statement(node, known.shape if known else None)
            else:
                yield from self._block(node)

    def _statement(self, node: Node, shape: Shape | None) -> Statement:
        args, pairs = written(node.params, node.args, shape, node.named, node.block)
        block = tuple(self._block(node))
        return Statement(node.kind, args, node.result, pairs, block, notes=node.notes)

    def _block(self, node: Node) -> Iterator[Item]:
        for name, notes in node.block.items():
            yield self._property(node, name, notes)
        for port in node.ports:
            yield from self._line(node, port)

    def _property(self, node: Node, name: str, notes: Notes) -> Property:
        known = self._kinds.of(node)
        value = unread(node.params[name], parameter_field(known.shape if known else None, name), name, node.named)
        return Property(bare(name), value, notes=notes)

    def _line(self, node: Node, port: Port) -> Iterator[Item]:
        target = Target(port.to.path) if port.to else None
        block = tuple(self._body(port.body))
        if not port.name:
            yield from block
            return
        known = self._kinds.of(node)
        args, pairs = written(port.params, port.args, known.line(port.name) if known else None, port.named, {})
        if port.name == OPTION:
            yield Option(args, pairs, port.guard, target=target, block=block, notes=port.notes)
        else:
            name = port.name.removeprefix("on ")
            yield OnLine(name, args, pairs, port.guard, target=target, block=block, notes=port.notes)

    def _arms(self, node: Node) -> Iterator[Arm]:
        for index, port in enumerate(node.ports):
            keyword = "else" if port.name == ELSE else "elif" if index else "if"
            target = Target(port.to.path) if port.to else None
            block = tuple(self._body(port.body))
            yield Arm(keyword, port.guard, target=target, block=block, notes=port.notes)


def bare(name: str) -> str:
    """Return the name of a parameter as authors write it."""
    return name.partition(AGAIN)[0]


def written(
    params: Mapping[str, Expression],
    args: tuple[Expression, ...],
    shape: Shape | None,
    named: AbstractSet[str],
    block: Mapping[str, Notes],
) -> tuple[tuple[Expression, ...], tuple[Pair, ...]]:
    """Return the values of a line as written: those without a name, and the pairs. What is in the block is neither."""
    values: list[Expression] = []
    taken: set[str] = set()
    for one in shape.positional if shape else ():
        value = params.get(one.name)
        if value is None or one.name in named or one.name in block:
            break
        if one.rest:
            if not isinstance(value, ListOf) or not value.items:
                break
            values.extend(unread(item, one.items or one) for item in value.items)
        else:
            values.append(unread(value, one, one.name, named))
        taken.add(one.name)
    pairs = (
        Pair(bare(name), unread(value, parameter_field(shape, name), name, named))
        for name, value in params.items()
        if name not in taken and name not in block
    )
    return (*values, *(unread(value, None) for value in args)), tuple(pairs)


def unread(value: Expression, field: Field | None, name: str = "", named: AbstractSet[str] = frozenset()) -> Expression:
    """Return the value as it is written: a symbol is a bare word, a variable stands in parentheses where it must."""
    if isinstance(value, Symbol):
        return spell(value.name)
    if isinstance(value, ListOf):
        return _unread_list(value)
    if isinstance(value, Name | Attribute) and dotted(value) is not None:
        evaluates = field is not None and field.reading in EVALUATES
        return value if evaluates and f"({name})" not in named else Evaluated(value)
    return value


def _unread_list(value: ListOf) -> ListOf:
    if not any(isinstance(item, Symbol | ListOf) for item in value.items):
        return value
    items = (
        spell(item.name) if isinstance(item, Symbol) else _unread_list(item) if isinstance(item, ListOf) else item
        for item in value.items
    )
    return ListOf(tuple(items), span=value.span)


def spell(path: str) -> Expression:
    """Return `a.b.c` as the tree that is read from it."""
    first, *rest = path.split(".")
    tree: Expression = Name(first)
    for name in rest:
        tree = Attribute(tree, name)
    return tree

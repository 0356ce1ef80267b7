"""What the expressions of a flow read: names, secrets and calls, with their places, in one pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cauce.engine.values import is_number
from cauce.model.expression import Attribute, Binary, Call, Expression, Literal, Name, Symbol, Text, children
from cauce.model.flow import Node
from cauce.model.shape import Shape, shape

if TYPE_CHECKING:
    from cauce.engine.issues.survey import Survey

_VAULT = "secret"
_QUIET = frozenset({Symbol, Literal})


@dataclass(slots=True)
class Reads:
    """What is read, in reading order but for what stands inside one value.

    `secrets` are those where none may stand. `numbers` stand alone between the braces of a text: `[A-Z]{2}`.
    """

    names: list[Name] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    secrets: list[Expression] = field(default_factory=list)
    numbers: list[Literal] = field(default_factory=list)


def read_all(survey: Survey) -> Reads:
    """Return what a flow's expressions read."""
    reads = Reads()
    for node in (survey.flow.header, *survey.flow.nodes.values()):
        if node.params:
            _look_at_params(node.params, _shape(survey, node), reads)
        for value in node.args:
            _look_at(value, reads)
        for port in node.ports:
            if port.params:
                _look_at_params(port.params, None, reads)
            for value in port.args:
                _look_at(value, reads)
            if port.guard is not None:
                _look_at(port.guard, reads)
    return reads


def _shape(survey: Survey, node: Node) -> Shape | None:
    kind = survey.kind(node)
    return None if kind is None else shape(kind.schema, free=kind.free)


def _look_at_params(params: Mapping[str, Expression], fields: Shape | None, reads: Reads) -> None:
    for name, value in params.items():
        if type(value) in _QUIET or (type(value) is Text and value.plain is not None):
            continue
        spec = fields.fields.get(name, fields.other) if fields else None
        _look_at(value, reads, secrets=spec is not None and spec.secrets)


def _look_at(expression: Expression, reads: Reads, *, secrets: bool = False) -> None:
    stack = [expression]
    while stack:
        current = stack.pop()
        if isinstance(current, Text):
            parts = [part for part in current.parts if isinstance(part, Expression)]
            stack += parts
            reads.numbers += [part for part in parts if isinstance(part, Literal) and is_number(part.value)]
        elif isinstance(current, Name | Attribute):
            stack += _look_at_name(current, reads, secrets=secrets)
        elif isinstance(current, Binary):
            stack += (current.left, current.right)
        elif isinstance(current, Call):
            reads.calls.append(current)
            # The name of a function is no variable.
            stack += current.args
            stack += [value for _, value in current.named]
        elif type(current) not in _QUIET:
            stack += children(current)


def _look_at_name(path: Name | Attribute, reads: Reads, *, secrets: bool) -> Sequence[Expression]:
    """Note a name, or a secret; return what else there is to look at."""
    if isinstance(path, Name):
        reads.names.append(path)
        is_secret = path.name == _VAULT
    elif isinstance(path.target, Name) and path.target.name == _VAULT:
        is_secret = True
    else:
        return (path.target,)
    if is_secret and not secrets:
        reads.secrets.append(path)
    return ()

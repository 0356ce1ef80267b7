"""The values of a line, by name: positional ones get theirs from the schema, and each is read as its kind asks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as filled

from cauce.model.diagnostic import Span
from cauce.model.expression import Expression, ListOf
from cauce.model.shape import Field, Shape
from cauce.model.similar import Similar
from cauce_dsl.document import Evaluated, Pair, Property
from cauce_dsl.forge import across
from cauce_dsl.spanish import PARAMETERS
from cauce_dsl.values import EVALUATES, Report, Values, unknown

AGAIN = "#"
"""Stands between the name of a parameter that was written twice and its number: no author can write it."""


def parameter_field(shape: Shape | None, name: str) -> Field | None:
    """Return what a parameter is, None where no schema says it. A second `x` is what the first is."""
    return None if shape is None else shape.fields.get(name.partition(AGAIN)[0], shape.other)


@dataclass(slots=True)
class Given:
    """What a line gives: see the fields of the same names in `cauce.model.flow.Node`.

    `repeats` is how often a name that came more than once has come.
    """

    params: dict[str, Expression] = filled(default_factory=dict)
    args: tuple[Expression, ...] = ()
    named: set[str] = filled(default_factory=set)
    spans: dict[str, Span] = filled(default_factory=dict)
    repeats: dict[str, int] = filled(default_factory=dict)


def _remember(given: Given, name: str, field: Field) -> None:
    """Note the parentheses around a value where they change nothing, so that they are written again."""
    if field.reading in EVALUATES:
        given.named.add(f"({name})")


class Parameters:
    """Reads the values of lines, telling names that do not exist, are missing or come twice."""

    def __init__(self, values: Values, report: Report) -> None:
        self._values = values
        self._report = report
        self._similar: dict[int, Similar] = {}

    def positional(self, owner: str, shape: Shape | None, args: tuple[Expression, ...]) -> Given:
        """Name the values that have no name. Without a shape (an unknown kind) they stay as they are."""
        given = Given()
        if shape is None:
            given.args = tuple(map(unknown, args))
            return given
        if not args:
            return given
        for index, (one, value) in enumerate(zip(shape.positional, args, strict=False)):
            if one.rest:
                self._rest(given, one, args[index:])
                return given
            given.params[one.name] = self._values.read(one, value)
            given.spans[one.name] = value.span
            if isinstance(value, Evaluated):
                _remember(given, one.name, one)
        if extra := args[len(shape.positional) :]:
            given.args = tuple(map(unknown, extra))
            place = across(extra[0].span, extra[-1].span)
            self._report("E215", place, owner=owner, count=len(shape.positional))
        return given

    def _rest(self, given: Given, one: Field, args: tuple[Expression, ...]) -> None:
        items = one.items or one
        given.params[one.name] = ListOf(tuple(self._values.read(items, arg) for arg in args))
        given.spans[one.name] = across(args[0].span, args[-1].span)

    def pairs(self, given: Given, owner: str, shape: Shape | None, pairs: Iterable[Pair]) -> None:
        """Add the pairs of the line itself."""
        for pair in pairs:
            name = self.add(given, owner, shape, pair)
            if shape is not None and name in shape.unnamed:
                given.named.add(name)

    def add(self, given: Given, owner: str, shape: Shape | None, pair: Pair | Property) -> str:
        """Add one pair and return the name that it got."""
        key, value = pair.key, pair.value
        name = key
        if name in given.params:
            name = self._again(given, owner, pair)
        field = parameter_field(shape, key)
        if field is not None:
            given.params[name] = self._values.read(field, value)
            if isinstance(value, Evaluated):
                _remember(given, name, field)
        else:
            given.params[name] = unknown(value)
            if shape is not None:
                self._unknown_name(owner, shape, pair)
        given.spans[name] = value.span
        given.spans[f"{name}="] = across(pair.key_span, value.span)
        return name

    def _again(self, given: Given, owner: str, pair: Pair | Property) -> str:
        self._report("E223", pair.key_span, owner=owner, name=pair.key)
        given.repeats[pair.key] = number = given.repeats.get(pair.key, 1) + 1
        return f"{pair.key}{AGAIN}{number}"

    def _unknown_name(self, owner: str, shape: Shape, pair: Pair | Property) -> None:
        similar = self._nearest(shape, pair.key)
        hint = "similar" if similar else "known" if shape.fields else ""
        self._report(
            "E206", pair.key_span, hint, owner=owner, name=pair.key, similar=similar, known=", ".join(shape.fields)
        )

    def _nearest(self, shape: Shape, name: str) -> str:
        if id(shape) not in self._similar:
            self._similar[id(shape)] = Similar(shape.fields, PARAMETERS)
        return self._similar[id(shape)].find(name) or ""

    def complete(self, given: Given, owner: str, shape: Shape | None, place: Span, example: str = "") -> None:
        """Tell the parameters that must be there and are not."""
        if shape is None:
            return
        for name in shape.required:
            if name not in given.params:
                self._report("E214", place, "example" if example else "", owner=owner, name=name, example=example)
        if len(given.params) < shape.least:
            self._report("E214", place, "example" if example else "", owner=owner, name="…=", example=example)

"""Constants against what their parameter's schema says beyond its type: limits by hand, the rest by a validator."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from cauce.model.expression import Duration, Expression, ListOf, Literal, MapOf, Symbol, Text
from cauce.model.shape import Field

_Outside = Callable[[Any, Any], bool]
_NUMBERS: Mapping[str, tuple[_Outside, str]] = {
    "minimum": (operator.lt, "minimum"),
    "exclusiveMinimum": (operator.le, "above"),
    "maximum": (operator.gt, "maximum"),
    "exclusiveMaximum": (operator.ge, "below"),
}
_LENGTHS: Mapping[str, tuple[type[Any], _Outside, str]] = {
    "minLength": (str, operator.lt, "longer"),
    "maxLength": (str, operator.gt, "shorter"),
    "minItems": (list, operator.lt, "more"),
    "maxItems": (list, operator.gt, "fewer"),
}


class Unfit(ValueError):
    """A constant does not fit. `hint` is the variant of the remedy in E207's page, `words` fill its sentence."""

    def __init__(self, hint: str, **words: object) -> None:
        super().__init__(hint)
        self.hint = hint
        self.words = words


def constant(value: Expression) -> Any:
    """Return a constant as JSON. Raises ValueError where it is not one."""
    if isinstance(value, ListOf):
        return [constant(item) for item in value.items]
    if isinstance(value, MapOf):
        return {key: constant(one) for key, one in value.pairs}
    if isinstance(value, Literal):
        return value.value.text if isinstance(value.value, Duration) else value.value
    plain = value.plain if isinstance(value, Text) else value.name if isinstance(value, Symbol) else None
    if plain is None:
        raise ValueError("not a constant")
    return plain


def check_limits(field: Field, value: Expression) -> None:
    """Check a value whose type is right. Raises Unfit; what is not constant passes."""
    try:
        plain = constant(value)
    except ValueError:
        if not isinstance(value, ListOf):
            return
        plain = [None] * len(value.items)
        _check_length(field, plain)
        return
    if isinstance(plain, int | float) and not isinstance(plain, bool):
        _check_number(field, plain)
    elif isinstance(plain, str | list):
        _check_length(field, plain)
    if field.more:
        _validate(field, plain)


def _check_number(field: Field, number: float) -> None:
    for keyword, (outside, hint) in _NUMBERS.items():
        limit = field.schema.get(keyword)
        if limit is not None and outside(number, limit):
            raise Unfit(hint, limit=limit)


def _check_length(field: Field, value: str | list[Any]) -> None:
    for keyword, (kind, outside, hint) in _LENGTHS.items():
        limit = field.schema.get(keyword)
        if limit is not None and isinstance(value, kind) and outside(len(value), limit):
            raise Unfit(hint, limit=limit, length=len(value))


@lru_cache(maxsize=256)
def _validator(field: Field) -> Any:
    """Return a field's validator; None where its schema is broken, which its plugin is told when it is loaded."""
    import jsonschema_rs

    try:
        return jsonschema_rs.validator_for(dict(field.schema))
    except ValueError:
        return None


def _validate(field: Field, plain: Any) -> None:
    """Ask a validator; it is costly to import, so only schemas that need it pay for it."""
    import jsonschema_rs

    validator = _validator(field)
    if validator is None:
        return
    try:
        validator.validate(plain)
    except jsonschema_rs.ValidationError as error:
        if error.kind.name == "pattern":
            raise Unfit("pattern", pattern=field.schema.get("pattern", "")) from None
        raise Unfit("schema", reason=error.message) from None

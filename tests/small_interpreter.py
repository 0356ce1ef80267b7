"""A second, slow and plain evaluator of expressions, written from the specification to hold the real one against."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from typing import Any

from cauce.model.expression import (
    Attribute,
    Binary,
    Call,
    Expression,
    Index,
    ListOf,
    Literal,
    MapOf,
    Name,
    Symbol,
    Text,
    Unary,
)

LARGEST = 2**53


class Wrong(Exception):
    """Carries the code that the real evaluator should fault with."""


def kind_of(value: Any) -> str:
    if value is None:
        return "null"
    if value is True or value is False:
        return "boolean"
    return {int: "number", float: "number", str: "text", list: "list", dict: "map"}[type(value)]


def truth(value: Any) -> bool:
    return not (value is None or value is False or value == 0 or value in ("", [], {}))


def equal(left: Any, right: Any) -> bool:
    if kind_of(left) != kind_of(right):
        return False
    if kind_of(left) == "list":
        return len(left) == len(right) and all(equal(a, b) for a, b in zip(left, right, strict=True))
    if kind_of(left) == "map":
        return set(left) == set(right) and all(equal(left[key], right[key]) for key in left)
    return left == right


def printed(value: Any) -> str:
    match kind_of(value):
        case "null":
            return ""
        case "text":
            return value
        case "boolean":
            return "sí" if value else "no"
        case "list":
            return ", ".join(printed(one) for one in value)
        case "number":
            whole = value == int(value) and abs(value) < LARGEST
            return str(int(value)) if whole or isinstance(value, int) else repr(value)
    import json

    return json.dumps(value, ensure_ascii=False)


def number(value: Any) -> Any:
    if isinstance(value, int) and abs(value) > LARGEST:
        raise Wrong("E407")
    if isinstance(value, float) and not isfinite(value):
        raise Wrong("E407")
    return value


def run(tree: Expression, variables: dict[str, Any]) -> Any:
    return RULES[type(tree)](tree, lambda inner: run(inner, variables), variables)


Run = Callable[[Expression], Any]


def text(tree: Text, run: Run, _: Any) -> str:
    return "".join(one if isinstance(one, str) else printed(run(one)) for one in tree.parts)


def attribute(tree: Attribute, run: Run, _: Any) -> Any:
    found = run(tree.target)
    return found.get(tree.name) if kind_of(found) == "map" else None


def unary(tree: Unary, run: Run, _: Any) -> Any:
    value = run(tree.operand)
    if tree.operator == "not":
        return not truth(value)
    if kind_of(value) != "number":
        raise Wrong("E404")
    return -value


def binary(tree: Binary, run: Run, _: Any) -> Any:
    value = run(tree.left)
    if tree.operator in ("and", "or"):
        return run(tree.right) if truth(value) == (tree.operator == "and") else value
    return operate(tree.operator, value, run(tree.right))


RULES: dict[type, Callable[[Any, Run, Any], Any]] = {
    Literal: lambda tree, _, __: tree.value,
    Symbol: lambda tree, _, __: tree.name,
    Name: lambda tree, _, variables: variables.get(tree.name),
    Text: text,
    Attribute: attribute,
    Index: lambda tree, run, _: pick(run(tree.target), run(tree.key)),
    ListOf: lambda tree, run, _: [run(one) for one in tree.items],
    MapOf: lambda tree, run, _: {key: run(one) for key, one in tree.pairs},
    Unary: unary,
    Binary: binary,
    Call: lambda tree, run, _: call(tree.function.name, [run(one) for one in tree.args]),
}


def pick(whole: Any, key: Any) -> Any:
    if kind_of(whole) == "map" and kind_of(key) == "text":
        return whole.get(key)
    if kind_of(whole) == "list" and type(key) is int:
        try:
            return whole[key]
        except IndexError:
            return None
    return None


def operate(operator: str, left: Any, right: Any) -> Any:
    kinds = kind_of(left), kind_of(right)
    if operator in ("==", "!="):
        return equal(left, right) == (operator == "==")
    if operator in ("in", "not in"):
        return inside(left, right) == (operator == "in")
    if operator in ("<", "<=", ">", ">="):
        if "null" in kinds:
            return False
        if kinds not in (("number", "number"), ("text", "text")):
            raise Wrong("E404")
        return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[operator]
    if operator == "+" and kinds in (("text", "text"), ("list", "list")):
        return left + right
    if kinds != ("number", "number"):
        raise Wrong("E404")
    if operator in ("/", "%") and right == 0:
        raise Wrong("E405")
    try:
        return number(eval(f"left {operator} right", {"left": left, "right": right}))
    except OverflowError:
        raise Wrong("E407") from None


def inside(one: Any, whole: Any) -> bool:
    match kind_of(whole):
        case "text":
            return kind_of(one) == "text" and one in whole
        case "list":
            return any(equal(one, other) for other in whole)
        case "map":
            return kind_of(one) == "text" and one in whole
    return False


def call(name: str, args: list[Any]) -> Any:
    [value] = args
    kind = kind_of(value)
    if name == "len":
        if kind in ("number", "boolean"):
            raise Wrong("E406")
        return 0 if kind == "null" else len(value)
    assert name == "upper"
    if kind not in ("text", "null"):
        raise Wrong("E406")
    return (value or "").upper()

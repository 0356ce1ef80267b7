"""Expressions and texts to closures: our own tree walked once, when a revision is compiled.

Nothing here touches Python attributes, `eval`, `format` or templates: a name is a key of a map, a call is an entry of
the vocabulary. A closure takes a `Scope` and returns a value of flows; all that can go wrong is a `Fault`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from time import thread_time
from typing import Any, TypeAlias

from cauce.engine import limits
from cauce.engine.fault import Fault
from cauce.engine.operators import BINARY, bounded, negate
from cauce.engine.scene import Scene
from cauce.engine.scope import Scope
from cauce.engine.secrets import Secret, SecretText
from cauce.engine.values import is_number, show, weigh
from cauce.model.expression import (
    Attribute,
    Binary,
    Call,
    Duration,
    Expression,
    Index,
    ListOf,
    Literal,
    MapOf,
    Name,
    Symbol,
    Text,
    Unary,
    children,
    dotted,
)
from cauce.model.vocabulary import Fact, Function

Closure: TypeAlias = Callable[[Scope], Any]

_MOMENT_PARTS: dict[str, Callable[[Any], Any]] = {
    "year": lambda moment: moment.year,
    "month": lambda moment: moment.month,
    "day": lambda moment: moment.day,
    "hour": lambda moment: moment.hour,
    "minute": lambda moment: moment.minute,
    "weekday": lambda moment: moment.isoweekday(),
}
_PARTS_OF: dict[type, frozenset[str]] = {
    datetime: frozenset(_MOMENT_PARTS),
    date: frozenset({"year", "month", "day", "weekday"}),
    time: frozenset({"hour", "minute"}),
}


_NOWHERE = Scope(Scene())


def compile_expression(
    expression: Expression, functions: Mapping[str, Function], facts: Mapping[str, Fact], *, secrets: bool = False
) -> Closure:
    """Return a closure that gives the expression's value.

    secrets: whether `secret.*` may be read; its value is a reference (`cauce.engine.secrets`).
    Never raises: what can never be evaluated gives a closure that faults.
    """
    try:
        size(expression)
        return _Compiler(functions, facts, secrets=secrets).compile(expression)
    except Fault as fault:
        return failing(fault.code, **fault.data)


def size(expression: Expression) -> int:
    """Return how many parts the expression has. Raises Fault where they are too many or too deep."""
    count, level = 0, [expression]
    for _ in range(limits.EXPRESSION_DEPTH):
        count += len(level)
        if count > limits.FUEL:
            raise Fault("E402", limit=limits.FUEL)
        level = [child for parent in level for child in children(parent)]
        if not level:
            break
    else:
        raise Fault("E409", depth=limits.EXPRESSION_DEPTH)
    return count


def failing(code: str, **data: Any) -> Closure:
    """Return a closure that faults."""

    def fail(_: Scope) -> Any:
        raise Fault(code, **data)

    return fail


def attribute(target: Any, name: str) -> Any:
    """Return a key of a map or a part of a time; null for everything else."""
    if isinstance(target, Mapping):
        return target.get(name)
    if name in _PARTS_OF.get(type(target), ()):
        return _MOMENT_PARTS[name](target)
    return None


def item(target: Any, key: Any) -> Any:
    """Return an entry of a list (counted from 0, from the end where negative) or a map; null where there is none."""
    if isinstance(key, str) and _is_python(key):
        raise Fault("E423", name=key)
    if isinstance(target, Mapping):
        return target.get(key) if isinstance(key, str) else None
    if isinstance(target, list) and isinstance(key, int) and not isinstance(key, bool):
        return target[key] if -len(target) <= key < len(target) else None
    return None


def _is_python(name: str) -> bool:
    """Tell names like `__class__`. They would only be null here, but whoever writes one should know that."""
    return name.startswith("__") and name.endswith("__")


def _areas(scope: Scope) -> dict[str, Any]:
    return {
        name: {"name": name, "open": area.open, "hours": area.hours, "title": area.title}
        for name, area in scope.scene.areas.items()
    }


_ROOTS: dict[str, Closure] = {
    "contact": lambda scope: dict(scope.contact),
    "now": lambda scope: scope.scene.now,
    "answer": lambda scope: scope.answer,
    "flow": lambda scope: dict(scope.flow),
    "area": _areas,
    "config": lambda scope: dict(scope.scene.config),
}
"""Names that are no variables. `error` is kept among the variables, `secret` is read in `_Compiler`."""

READ_ONLY = frozenset({"secret", "area", "flow", "now", "error", "answer", "config"})
"""Roots that no flow may assign to."""


class _Compiler:
    """Turns one tree into closures."""

    def __init__(self, functions: Mapping[str, Function], facts: Mapping[str, Fact], *, secrets: bool) -> None:
        self.functions = functions
        self.facts = facts
        self.secrets = secrets

    def compile(self, expression: Expression) -> Closure:
        """Return the closure of any expression."""
        return _COMPILERS[type(expression)](self, expression)

    def literal(self, expression: Literal) -> Closure:
        value = expression.value
        if is_number(value):
            bounded(value)
        constant: Any = timedelta(seconds=value.seconds) if isinstance(value, Duration) else value
        return lambda _: constant

    def symbol(self, expression: Symbol) -> Closure:
        name = expression.name
        return lambda _: name

    def name(self, expression: Name) -> Closure:
        name = expression.name
        if _is_python(name):
            return failing("E423", name=name)
        if name == "secret":
            return failing("E417")
        if name in self.facts:
            return self.fact(self.facts[name])
        return _ROOTS.get(name) or (lambda scope: scope.variables.get(name))

    def fact(self, fact: Fact) -> Closure:
        name = fact.name
        read = fact.read or (lambda scene: scene.facts[name])

        def look(scope: Scope) -> Any:
            try:
                value = read(scope.scene)
            except Exception as error:
                raise Fault("E406", function=fact.name, problem=type(error).__name__) from error
            weigh(value)
            return value

        return look

    def attribute(self, expression: Attribute) -> Closure:
        name = expression.name
        if _is_python(name):
            return failing("E423", name=name)
        if expression.target == Name("secret"):
            secret = Secret(name)
            return (lambda _: secret) if self.secrets else failing("E417")
        path = dotted(expression) or ""
        if path in self.facts:
            return self.fact(self.facts[path])
        if expression.target == Name("contact"):
            return lambda scope: scope.contact.get(name)
        target = self.compile(expression.target)
        return lambda scope: attribute(target(scope), name)

    def index(self, expression: Index) -> Closure:
        target, key = self.compile(expression.target), self.compile(expression.key)
        return lambda scope: item(target(scope), key(scope))

    def unary(self, expression: Unary) -> Closure:
        operand = self.compile(expression.operand)
        if expression.operator == "not":
            return lambda scope: not operand(scope)
        return lambda scope: negate(operand(scope))

    def binary(self, expression: Binary) -> Closure:
        left, right = self.compile(expression.left), self.compile(expression.right)
        if expression.operator == "and":
            return lambda scope: left(scope) and right(scope)
        if expression.operator == "or":
            return lambda scope: left(scope) or right(scope)
        operate = BINARY[expression.operator]
        if isinstance(expression.right, Literal):
            constant = right(_NOWHERE)
            return lambda scope: operate(left(scope), constant)
        if expression.operator not in {"+", "in", "not in", "==", "!="}:
            return lambda scope: operate(left(scope), right(scope))

        def costly(scope: Scope) -> Any:
            first, second = left(scope), right(scope)
            if not (type(first) in _TINY and type(second) in _TINY):
                _charge(scope, (first, second))
            return operate(first, second)

        return costly

    def list_of(self, expression: ListOf) -> Closure:
        items = [self.compile(one) for one in expression.items]

        def gather(scope: Scope) -> list[Any]:
            made = [one(scope) for one in items]
            scope.charge(_weigh_with_secrets(made) >> limits.FUEL_SHIFT)
            return made

        return gather

    def map_of(self, expression: MapOf) -> Closure:
        pairs = [(key, self.compile(value)) for key, value in expression.pairs]

        def gather(scope: Scope) -> dict[str, Any]:
            made = {key: value(scope) for key, value in pairs}
            scope.charge(_weigh_with_secrets(made) >> limits.FUEL_SHIFT)
            return made

        return gather

    def call(self, expression: Call) -> Closure:
        path = dotted(expression.function) or ""
        function = self.functions.get(path)
        if function is None or misfit(function, expression):
            return failing("E408", function=path)
        args = [self.compile(one) for one in expression.args]
        return _calling(function, args, {name: self.compile(one) for name, one in expression.named})

    def text(self, expression: Text) -> Closure:
        plain = expression.plain
        if plain is not None:
            return lambda _: plain
        parts = [part if isinstance(part, str) else self.compile(part) for part in expression.parts]
        if self.secrets and any(_reads_secret(part) for part in expression.parts):
            return _joining_secrets(parts)
        return _joining(parts)


_COMPILERS: dict[type, Callable[[_Compiler, Any], Closure]] = {
    Literal: _Compiler.literal,
    Text: _Compiler.text,
    Name: _Compiler.name,
    Symbol: _Compiler.symbol,
    Attribute: _Compiler.attribute,
    Index: _Compiler.index,
    Call: _Compiler.call,
    Unary: _Compiler.unary,
    Binary: _Compiler.binary,
    ListOf: _Compiler.list_of,
    MapOf: _Compiler.map_of,
}


def _joining(parts: list[str | Closure]) -> Closure:
    """Join texts and what closures give, printed."""
    holes: list[tuple[Closure, str]] = []
    start = ""
    for part in parts:
        if not isinstance(part, str):
            holes.append((part, ""))
        elif holes:
            holes[-1] = (holes[-1][0], part)
        else:
            start = part

    def join(scope: Scope) -> str:
        text = start
        for hole, after in holes:
            value = hole(scope)
            text += (value if type(value) is str else show(value, scope.lang)) + after
        if len(text) > limits.FREE_SIZE:
            charge_text(scope, text)
        return text

    return join


def _joining_secrets(parts: list[str | Closure]) -> Closure:
    """Join texts and what closures give, references to secrets as they are."""

    def join(scope: Scope) -> SecretText:
        made = (part if isinstance(part, str) else part(scope) for part in parts)
        return SecretText(tuple(one if isinstance(one, Secret) else show(one, scope.lang) for one in made))

    return join


def charge_text(scope: Scope, text: str) -> None:
    """Take the fuel that a text which was just put together costs. Raises Fault where it is too large."""
    if len(text) > limits.VALUE_SIZE:
        raise Fault("E403", limit=limits.VALUE_SIZE)
    scope.charge(len(text) >> limits.FUEL_SHIFT)


def _weigh_with_secrets(value: Any) -> int:
    """Weigh what was just made of weighed things, where references to secrets are welcome."""
    items = value.values() if isinstance(value, dict) else value
    total = 8 + sum(
        8
        if isinstance(one, Secret | SecretText)
        else _weigh_with_secrets(one)
        if isinstance(one, list | dict)
        else weigh(one)
        for one in items
    )
    if total > limits.VALUE_SIZE:
        raise Fault("E403", limit=limits.VALUE_SIZE)
    return total


def _reads_secret(part: str | Expression) -> bool:
    return isinstance(part, Attribute) and part.target == Name("secret")


def misfit(function: Function, call: Call) -> tuple[str, str] | None:
    """Return what is wrong with the arguments of a call, as a variant of the remedy and the name it is about."""
    parameters = function.parameters
    if len(call.args) > len(parameters) and not function.rest:
        return "many", str(len(parameters))
    given = set(parameters[: len(call.args)])
    for name, _ in call.named:
        if name not in parameters:
            return "unknown", name
        if name in given:
            return "twice", name
        given.add(name)
    missing = [name for name in parameters[: function.least] if name not in given]
    return ("missing", missing[0]) if missing else None


def _calling(function: Function, args: list[Closure], named: dict[str, Closure]) -> Closure:
    """Call a function of the vocabulary: whatever it does, a value or a Fault comes out, in time."""
    run, name, bounded = function.call, function.name, function.bounded

    def call(scope: Scope) -> Any:
        values = [arg(scope) for arg in args]
        others = {key: arg(scope) for key, arg in named.items()} if named else {}
        _charge(scope, values)
        if others:
            _charge(scope, others.values())
        started = 0.0 if bounded else thread_time()
        try:
            result = run(scope.scene, *values, **others)
        except Fault:
            raise
        except ValueError as error:
            raise Fault("E406", function=name, problem=str(error)) from error
        except Exception as error:
            raise Fault("E406", function=name, problem=type(error).__name__) from error
        if not bounded and thread_time() - started > limits.EXPRESSION_SECONDS:
            raise Fault("E402", limit=limits.FUEL)
        if type(result) not in _TINY:
            weigh(result)
            _charge(scope, (result,))
        return result

    return call


_TINY = frozenset({int, float, bool, type(None)})


def _charge(scope: Scope, values: Iterable[Any]) -> None:
    """Take the fuel that looking at all of these values costs; small ones are covered by the limit of steps."""
    size = 0
    for value in values:
        if isinstance(value, str):
            size += len(value)
        elif isinstance(value, list | dict):
            size += weigh(value)
    if size > limits.FREE_SIZE:
        scope.charge(size >> limits.FUEL_SHIFT)

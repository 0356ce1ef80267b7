"""What expressions give: by examples, and held against a second evaluator."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from time import thread_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cauce.engine import limits
from cauce.engine.assign import assigning
from cauce.engine.evaluate import compile_expression
from cauce.engine.fault import Fault
from cauce.engine.running import Running
from cauce.engine.scope import Scope
from cauce.engine.secrets import Secret, SecretText, reveal
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
)
from cauce.model.vocabulary import Fact, Function
from engine_rig import VOCABULARY, library_of, plain_scene
from small_interpreter import Wrong, run

VARIABLES: dict[str, Any] = {
    "n": 3,
    "f": 2.5,
    "t": "hola",
    "e": "",
    "y": True,
    "xs": [1, "a", [2]],
    "m": {"a": 1, "b": {"c": "d"}},
}


def value_of(tree: Expression, variables: dict[str, Any] | None = None, **scene: Any) -> Any:
    scope = Scope(plain_scene(**scene), VARIABLES if variables is None else variables)
    return compile_expression(tree, VOCABULARY.functions, VOCABULARY.facts)(scope)


def code_of(tree: Expression, variables: dict[str, Any] | None = None) -> str:
    with pytest.raises(Fault) as caught:
        value_of(tree, variables)
    return caught.value.code


literals = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 5), st.sampled_from([0.5, -1.5, 2.0, 1e15, 999_999_999_999_999])
).map(Literal)
texts = st.sampled_from(["", "a", "hola", "A b"]).map(lambda text: Text((text,) if text else ()))
names = st.sampled_from([*VARIABLES, "nada"]).map(Name)
keys = st.sampled_from(["a", "b", "c"])
OPERATORS = ["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "and", "or"]


def larger(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    return st.one_of(
        st.builds(Binary, st.sampled_from(OPERATORS), inner, inner),
        st.builds(Unary, st.sampled_from(["-", "not"]), inner),
        st.builds(Attribute, inner, keys),
        st.builds(Index, inner, inner),
        st.builds(ListOf, st.lists(inner, max_size=3).map(tuple)),
        st.builds(MapOf, st.dictionaries(keys, inner, max_size=2).map(lambda pairs: tuple(pairs.items()))),
        st.builds(Call, st.sampled_from([Name("len"), Name("upper")]), st.tuples(inner)),
        st.builds(lambda one, two: Text((one, "·", two)), inner, inner),
    )


trees = st.recursive(st.one_of(literals, texts, names), larger, max_leaves=20)


def told(evaluate: Callable[[], Any]) -> str:
    """Return a value, exactly, or the code of what went wrong."""
    try:
        return repr(evaluate())
    except (Fault, Wrong) as wrong:
        return str(wrong)


@settings(max_examples=600)
@given(trees)
def test_both_evaluators_agree(tree: Expression) -> None:
    assert told(lambda: value_of(tree)) == told(lambda: run(tree, VARIABLES))


@settings(max_examples=200)
@given(trees)
def test_evaluating_changes_nothing_and_gives_the_same_again(tree: Expression) -> None:
    before = repr(VARIABLES)
    assert told(lambda: value_of(tree)) == told(lambda: value_of(tree))
    assert repr(VARIABLES) == before


HOUR = Literal(Duration("1h30m"))
NOW = Name("now")


def test_times_and_durations() -> None:
    assert value_of(HOUR) == timedelta(minutes=90)
    assert value_of(Binary("+", NOW, HOUR)) == datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    assert value_of(Binary("+", HOUR, NOW)) == datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    assert value_of(Binary("-", NOW, Binary("-", NOW, HOUR))) == timedelta(minutes=90)
    assert value_of(Binary("*", HOUR, Literal(2))) == value_of(Binary("*", Literal(2), HOUR)) == timedelta(hours=3)
    assert value_of(Unary("-", HOUR)) == -timedelta(minutes=90)
    assert value_of(Binary("<", NOW, Binary("+", NOW, HOUR))) is True
    assert code_of(Binary("-", Name("d"), NOW), {"d": date(2026, 1, 1)}) == "E404"
    assert code_of(Binary("<", Name("d"), NOW), {"d": date(2026, 1, 1)}) == "E404"
    assert code_of(Binary("<", Name("d"), NOW), {"d": datetime(2026, 1, 1)}) == "E404"  # noqa: DTZ001
    assert code_of(Binary("-", Name("d"), NOW), {"d": datetime(2026, 1, 1)}) == "E407"  # noqa: DTZ001


@pytest.mark.parametrize(
    ("name", "expected"),
    [("year", 2026), ("month", 3), ("day", 2), ("hour", 10), ("minute", 30), ("weekday", 1), ("second", None)],
)
def test_parts_of_a_time(name: str, expected: int | None) -> None:
    assert value_of(Attribute(NOW, name)) == expected


def test_parts_of_dates_and_hours() -> None:
    variables = {"d": date(2026, 3, 2), "h": time(9, 5)}
    assert value_of(Attribute(Name("d"), "weekday"), variables) == 1
    assert value_of(Attribute(Name("d"), "hour"), variables) is None
    assert value_of(Attribute(Name("h"), "minute"), variables) == 5
    assert value_of(Attribute(Name("h"), "year"), variables) is None


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (None, ""),
        (True, "sí"),
        (2.0, "2"),
        (2.5, "2.5"),
        (datetime(2026, 3, 2, 9, 5, tzinfo=UTC), "2026-03-02 09:05"),
        (date(2026, 3, 2), "2026-03-02"),
        (time(9, 5), "09:05"),
        (timedelta(days=1, minutes=2), "1d2m"),
        (-timedelta(seconds=5), "-5s"),
        (timedelta(0), "0s"),
        ([1, None, "a"], "1, , a"),
        ({"a": date(2026, 3, 2)}, '{"a": "2026-03-02"}'),
    ],
)
def test_how_values_print(value: Any, printed: str) -> None:
    text = compile_expression(Text((Name("v"),)), {}, {})
    assert text(Scope(plain_scene(), {"v": value})) == printed


def test_booleans_print_in_the_language_of_the_flow() -> None:
    scope = Scope(plain_scene(), {"v": [True, False]})
    scope.lang = "en"
    assert compile_expression(Text((Name("v"),)), {}, {})(scope) == "yes, no"
    scope.lang = "pt"
    assert compile_expression(Text((Name("v"),)), {}, {})(scope) == "yes, no"


def test_the_roots_that_are_no_variables() -> None:
    areas = Attribute(Attribute(Name("area"), "mesa"), "hours")
    assert value_of(areas) == "de 9 a 18 h"
    assert value_of(Attribute(Name("contact"), "name")) == "Ana"
    assert value_of(Name("contact")) == {"name": "Ana"}
    assert value_of(Attribute(Name("config"), "pais"), config={"pais": "CL"}) == "CL"
    assert value_of(Name("answer")) is None
    assert value_of(Name("flow")) == {}
    assert value_of(Symbol("ventas")) == "ventas"


def test_facts_are_read_by_their_dotted_name() -> None:
    def broken(_: object) -> Any:
        raise LookupError

    facts = {
        "hours.open": Fact("hours.open", {}, "boolean", lambda scene: scene.facts["open"]),
        "noon": Fact("noon", {}, "time", lambda scene: scene.now),
        "broken": Fact("broken", {}, "text", broken),
    }
    scope = Scope(plain_scene(facts={"open": True}), {"hours": {"open": "mine"}})
    assert compile_expression(Attribute(Name("hours"), "open"), {}, facts)(scope) is True
    assert compile_expression(Attribute(Name("noon"), "hour"), {}, facts)(scope) == 10
    with pytest.raises(Fault, match="E406"):
        compile_expression(Name("broken"), {}, facts)(scope)


def test_secrets_are_references_where_they_may_be_read() -> None:
    secret = Attribute(Name("secret"), "andina")
    text = Text(("Bearer ", secret, " ", Literal(1)))
    made = compile_expression(MapOf((("a", secret), ("b", ListOf((text,))))), {}, {}, secrets=True)(
        Scope(plain_scene())
    )
    assert made == {"a": Secret("andina"), "b": [SecretText(("Bearer ", Secret("andina"), " ", "1"))]}
    assert reveal(made, str.upper) == {"a": "ANDINA", "b": ["Bearer ANDINA 1"]}
    for tree in (secret, text, Name("secret"), Binary("+", secret, Text(("x",)))):
        assert code_of(tree) == "E417"
    with pytest.raises(Fault, match="E417"):
        compile_expression(Text((ListOf((secret,)), "x")), {}, {}, secrets=True)(Scope(plain_scene()))


def _slow(_: object) -> int:
    end = thread_time() + limits.EXPRESSION_SECONDS * 1.5
    while thread_time() < end:
        pass
    return 1


def _raise(_: object) -> int:
    raise ZeroDivisionError


def _named(_: object, a: int, b: int = 2, c: int = 3) -> str:
    return f"{a}{b}{c}"


FUNCTIONS = {
    "slow": Function("slow", {}, (), _slow),
    "raises": Function("raises", {}, (), _raise),
    "set": Function("set", {}, (), lambda _: {1}),
    "crm.named": Function("crm.named", {}, ("a", "b", "c"), _named, required=1),
}


@pytest.mark.parametrize(
    ("name", "code"),
    [("slow", "E402"), ("raises", "E406"), ("set", "E418"), ("unknown", "E408"), ("crm.named", "E408")],
)
def test_functions_that_misbehave_fault(name: str, code: str) -> None:
    with pytest.raises(Fault, match=code):
        compile_expression(Call(_dotted(name)), FUNCTIONS, {})(Scope(plain_scene()))


def _dotted(name: str) -> Expression:
    tree: Expression = Name(name.split(".", maxsplit=1)[0])
    for part in name.split(".")[1:]:
        tree = Attribute(tree, part)
    return tree


def test_values_may_be_given_by_name_in_any_order() -> None:
    def call(*args: int, **named: int) -> Any:
        given = tuple((key, Literal(value)) for key, value in named.items())
        tree = Call(_dotted("crm.named"), tuple(map(Literal, args)), given)
        return compile_expression(tree, FUNCTIONS, {})(Scope(plain_scene()))

    assert call(1, c=9) == "129"
    assert call(c=7, a=5) == "527"
    for args, named in (((1,), {"a": 2}), ((1,), {"z": 2}), ((), {"b": 2}), ((1, 2, 3, 4), {})):
        with pytest.raises(Fault, match="E408"):
            call(*args, **named)


def test_a_tree_that_is_too_deep_or_too_large_only_faults_when_it_runs() -> None:
    deep: Expression = Literal(1)
    for _ in range(limits.EXPRESSION_DEPTH):
        deep = Unary("not", deep)
    assert code_of(deep) == "E409"
    assert code_of(ListOf((Literal(1),) * (limits.FUEL + 1))) == "E402"


def test_fuel_runs_out_over_all_expressions_of_a_scope() -> None:
    scope = Scope(plain_scene(), {"t": "a" * 60_000})
    tree = compile_expression(Binary("in", Text(("b",)), Name("t")), {}, {})
    for _ in range(limits.FUEL // (60_000 >> limits.FUEL_SHIFT)):
        tree(scope)
    with pytest.raises(Fault, match="E402"):
        tree(scope)


@pytest.mark.parametrize(
    ("tree", "code"),
    [
        (Binary("+", Name("big"), Name("big")), "E403"),
        (Binary("+", Name("long"), Name("long")), "E403"),
        (Binary("*", HOUR, Literal(1e300)), "E407"),
        (Binary("*", HOUR, Name("infinite")), "E407"),
        (Binary("+", NOW, Binary("*", HOUR, Literal(99_999_999))), "E407"),
        (Binary("/", Literal(1e308), Literal(1e-10)), "E407"),
        (Binary("*", Literal(1e308), Literal(1e308)), "E407"),
        (Literal(2**60), "E407"),
        (Index(Name("t"), Text(("__class__",))), "E423"),
    ],
)
def test_what_grows_too_large_faults(tree: Expression, code: str) -> None:
    variables = {"big": "a" * 40_000, "long": ["a" * 20_000] * 2, "infinite": float("inf"), "t": "x"}
    assert code_of(tree, variables) == code


def test_what_no_flow_may_write_is_refused() -> None:
    for name in ("now", "secret.x", "contact", "area.mesa.open", "answer", "error.kind"):
        run = library_of("start:\n  tag x\n")
        keep = assigning(name)
        running = Running(run, run.current("caso"), plain_scene(), {}, 0)
        with pytest.raises(Fault, match="E421"):
            keep(running, 1)


def test_equality_looks_inside_and_never_mixes_types() -> None:
    variables = {"a": [1, {"k": [True]}], "b": [1, {"k": [True]}], "c": [1, {"k": [1]}], "d": [1], "e": {"k": 1}}
    for name, equal in (("a", True), ("b", True), ("c", False), ("d", False), ("e", False)):
        assert value_of(Binary("==", Name("a"), Name(name)), variables) is equal
        assert value_of(Binary("!=", Name("a"), Name(name)), variables) is not equal

"""Flows as authors write them, and worse: strategies of documents that print to text without syntax errors."""

from __future__ import annotations

from hypothesis import strategies as st

from cauce.model.expression import (
    Attribute,
    Binary,
    Call,
    Duration,
    Index,
    ListOf,
    Literal,
    MapOf,
    Name,
    Text,
    Unary,
)
from cauce.model.flow import Notes
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
from dsl.documents import joined

NAMES = st.sampled_from(["rut", "nombre", "año", "n", "onda", "list"])
LABELS = ["inicio", "ventas", "atención", "fin", "_", "x1"]
PATHS = NAMES | st.sampled_from(["contact.comuna", "otro.inicio"])
WORDS = st.text(st.sampled_from("aáñ 👋{}\"'\\#\n\t-ß"), min_size=1, max_size=12)


def names() -> st.SearchStrategy[Name | Attribute]:
    """Bare words: a name, or a dotted one."""
    return NAMES.map(Name) | st.tuples(NAMES, NAMES).map(lambda two: Attribute(Name(two[0]), two[1]))


LITERALS = st.one_of(
    st.integers(-5, 10**12),
    st.floats(0, 10**6, allow_nan=False).map(lambda number: round(number, 3)),
    st.booleans(),
    st.none(),
    st.sampled_from(["90s", "1h30m", "2d", "500ms"]).map(Duration),
).map(Literal)


def _texts(inner: st.SearchStrategy) -> st.SearchStrategy[Text]:
    parts = st.lists(WORDS | inner, max_size=3).map(joined)
    return parts.map(Text)


def _larger(inner: st.SearchStrategy) -> st.SearchStrategy:
    few = st.lists(inner, max_size=3).map(tuple)
    return st.one_of(
        few.map(ListOf),
        st.lists(st.tuples(NAMES | st.just("a b"), inner), max_size=2).map(lambda pairs: MapOf(tuple(pairs))),
        st.builds(Binary, st.sampled_from(["+", "-", "*", "==", "<", "in", "not in", "and", "or"]), inner, inner),
        st.builds(Unary, st.just("not"), inner),
        st.builds(Index, names(), inner),
        st.builds(Call, names(), few, st.lists(st.tuples(NAMES, inner), max_size=1).map(tuple)),
    )


EXPRESSIONS = st.recursive(names() | LITERALS | _texts(names()), _larger, max_leaves=6)
VALUES = EXPRESSIONS | names() | names().map(Evaluated) | _texts(names())
ARGUMENTS = st.lists(VALUES, max_size=3).map(tuple)
KEYS = st.sampled_from(["text", "type", "retries", "style", "id", "key", "words", "after", "algo", "contact.plan"])
PAIRS = st.lists(st.builds(Pair, KEYS, VALUES), max_size=3).map(tuple)

COMMENTS = st.sampled_from(["# nota", "# 👋 otra", "#", ""])
NOTES = st.builds(Notes, st.lists(COMMENTS, max_size=2).map(tuple), st.sampled_from(["", "", "# al lado"]), st.just(()))
TARGETS = st.sampled_from([*LABELS, "otro.inicio", "perdida"]).map(Target)
KINDS = st.sampled_from(
    ["say", "ask", "menu", "redirect", "set", "http", "call", "wait", "end", "tag", "flow", "crm.x"]
)
PORTS = st.sampled_from(["invalid", "timeout", "error", "closed", "keyword", "otra", "option", "when", "else"])
GUARDS = st.none() | EXPRESSIONS


def _items(inner: st.SearchStrategy[Item]) -> st.SearchStrategy[Item]:
    block = st.lists(inner, max_size=3).map(tuple)
    ways = st.fixed_dictionaries({"target": TARGETS}) | st.fixed_dictionaries({"block": block}) | st.just({})
    branch = st.builds(lambda args, pairs, guard, notes, way: (args, pairs, guard, notes, way),
                       ARGUMENTS, PAIRS, GUARDS, NOTES, ways)  # fmt: skip
    return st.one_of(
        st.builds(
            Statement, KINDS, ARGUMENTS, st.none() | PATHS, PAIRS, block, notes=NOTES
        ),
        branch.map(lambda it: Option(it[0], it[1], it[2], notes=it[3], **it[4])),
        st.builds(lambda port, it: OnLine(port, it[0], it[1], it[2], notes=it[3], **it[4]), PORTS, branch),
        st.builds(_condition, st.lists(st.tuples(EXPRESSIONS, NOTES, ways), min_size=1, max_size=3), st.booleans()),
    )  # fmt: skip


def _condition(arms: list, last_else: bool) -> Condition:
    made = []
    for index, (condition, notes, way) in enumerate(arms):
        if index and last_else and index == len(arms) - 1:
            made.append(Arm("else", notes=notes, **way))
        else:
            made.append(Arm("elif" if index else "if", condition, notes=notes, **way))
    return Condition(tuple(made))


ITEMS = st.recursive(
    st.builds(Divert, TARGETS, notes=NOTES) | st.builds(Property, KEYS, VALUES, notes=NOTES), _items, max_leaves=8
)
BLOCKS = st.lists(ITEMS, min_size=1, max_size=5).map(tuple)
SECTIONS = st.lists(
    st.builds(LabelLine, st.sampled_from(LABELS), BLOCKS, notes=NOTES), max_size=4, unique_by=lambda one: one.label
).map(tuple)
HEADERS = st.builds(
    Statement,
    st.just("flow"),
    st.lists(VALUES, max_size=2).map(lambda rest: (Name("mesa"), *rest)),
    block=st.lists(
        st.builds(Property, KEYS, VALUES, notes=NOTES)
        | st.builds(OnLine, PORTS, ARGUMENTS, target=st.none() | TARGETS, notes=NOTES),
        max_size=3,
    ).map(tuple),
    notes=NOTES,
)
DOCUMENTS = st.builds(Document, HEADERS, SECTIONS, st.lists(COMMENTS, max_size=2).map(tuple))
"""Any document at all: lines that stand where they cannot, unknown kinds, values of the wrong kind, comments."""

"""Documents, expressions and texts of every sort, for hypothesis: all in the form that reading gives them."""

from __future__ import annotations

from dataclasses import replace
from unicodedata import normalize

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
from cauce.model.flow import QUIET, Notes
from cauce_dsl.document import (
    Arm,
    Condition,
    Divert,
    Document,
    Evaluated,
    LabelLine,
    OnLine,
    Option,
    Pair,
    Property,
    Statement,
    Target,
)
from cauce_dsl.lexer import WORDS
from cauce_dsl.printer import WIDTH, print_document, print_expression

LETTERS = "abcxyzABCñÑáéüØßжщ日本_"
OPERATORS = ["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "and", "or"]

names = st.builds(
    lambda first, rest: normalize("NFC", first + rest),
    st.sampled_from(LETTERS),
    st.text(LETTERS + "0123456789", max_size=5),
).filter(lambda name: name not in WORDS)
paths = st.lists(names, min_size=1, max_size=3).map(".".join)
strings = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
awkward = st.text("\"'{}\\#\n\t\r :=->ñ\u0303\u0301\u2028\x00\u00a0\u200d😀", max_size=12)
plain = st.one_of(strings, awkward, st.text("ab \n", max_size=20))


def joined(parts):
    """Return the parts of a text with neighbouring strings joined and empty ones left out."""
    found = []
    for part in parts:
        if isinstance(part, str) and found and isinstance(found[-1], str):
            found[-1] += part
        elif part != "":
            found.append(part)
    return tuple(found)


def _negated(operand):
    """Return `-operand` as it reads: a number takes the sign itself."""
    value = operand.value if isinstance(operand, Literal) else None
    if type(value) in (int, float) and not str(value).startswith("-"):
        return Literal(-value)
    return Unary("-", operand)


def texts_with(values):
    return st.builds(lambda parts: Text(joined(parts)), st.lists(st.one_of(plain, values), max_size=4))


plain_texts = plain.map(lambda text: Text((text,) if text else ()))
literals = st.one_of(
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.none(),
    st.sampled_from(["90s", "10m", "1h30m", "2d", "250ms", "1w"]).map(Duration),
).map(Literal)
leaves = st.one_of(names.map(Name), literals, plain_texts)
dotted = st.builds(
    lambda path: _attributes(path.split(".")),
    paths,
)


def _attributes(words):
    value = Name(words[0])
    for word in words[1:]:
        value = Attribute(value, word)
    return value


def _over(values):
    several = st.lists(values, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Attribute, values, names),
        st.builds(Index, values, values),
        st.builds(Call, dotted, several, st.lists(st.tuples(names, values), max_size=2).map(tuple)),
        st.builds(Unary, st.just("not"), values),
        values.map(_negated),
        st.builds(Binary, st.sampled_from(OPERATORS), values, values),
        st.builds(ListOf, several),
        st.builds(MapOf, st.lists(st.tuples(st.one_of(names, plain), values), max_size=3).map(tuple)),
        texts_with(values),
    )


expressions = st.recursive(leaves, _over, max_leaves=8)
texts = texts_with(expressions)
small = st.one_of(
    leaves, dotted, texts_with(dotted), st.lists(leaves, max_size=2).map(lambda items: ListOf(tuple(items)))
)
wholes = st.one_of(small, small, dotted.map(Evaluated))
values = st.one_of(wholes, wholes, expressions)


comments = plain.map(lambda text: normalize("NFC", "#" + text.replace("\n", " ").replace("\r", " ")).rstrip())
lines = st.lists(st.one_of(comments, st.just("")), max_size=3).map(
    lambda found: tuple(line for index, line in enumerate(found) if line or not index or found[index - 1])
)
notes = st.one_of(
    st.just(QUIET),
    st.just(QUIET),
    st.builds(
        Notes,
        lines,
        st.one_of(st.just(""), comments),
        st.one_of(st.just(()), lines.map(lambda found: found[:-1] if found and not found[-1] else found)),
    ),
)
targets = st.builds(Target, paths)
pairs = st.lists(st.builds(Pair, paths, wholes), max_size=2).map(tuple)
args = st.lists(values, max_size=2).map(tuple)
guards = st.one_of(st.none(), small)
properties = st.builds(Property, paths, values, notes=notes)


def _ways(block):
    return st.one_of(
        targets.map(lambda target: {"target": target}), block.map(lambda items: {"block": items}), st.just({})
    )


def _arms(block):
    ways = _ways(block)
    first = st.builds(lambda c, w, n: Arm("if", c, notes=n, **w), st.one_of(small, expressions), ways, notes)
    middle = st.builds(lambda c, w, n: Arm("elif", c, notes=n, **w), st.one_of(small, expressions), ways, notes)
    last = st.builds(lambda w, n: Arm("else", None, notes=n, **w), ways, notes)
    return st.builds(
        lambda a, b, c: Condition((a, *b, *c)), first, st.lists(middle, max_size=2), st.lists(last, max_size=1)
    )


def _items(inner):
    block = st.builds(
        lambda first, rest: (*first, *rest), st.lists(properties, max_size=2), st.lists(inner, max_size=3)
    )
    way = _ways(st.lists(inner, min_size=1, max_size=2).map(tuple))
    result = st.one_of(st.none(), paths)
    return st.one_of(
        st.builds(lambda k, a, r, p, b, n: Statement(k, a, r, p, b, notes=n), paths, args, result, pairs, block, notes),
        st.builds(lambda a, p, g, w, n: Option(a, p, g, notes=n, **w), args, pairs, guards, way, notes),
        st.builds(lambda t, a, p, g, w, n: OnLine(t, a, p, g, notes=n, **w), names, args, pairs, guards, way, notes),
        _arms(st.lists(inner, min_size=1, max_size=2).map(tuple)),
    )


simple = st.one_of(
    st.builds(lambda k, a, n: Statement(k, a, notes=n), paths, args, notes),
    st.builds(lambda t, n: Divert(t, notes=n), targets, notes),
)
items = st.recursive(simple, _items, max_leaves=6)
statements = _items(items).filter(lambda item: isinstance(item, Statement))
sections = st.builds(
    lambda label, block, n: LabelLine(label, tuple(block), notes=n),
    names,
    st.lists(items, min_size=1, max_size=3),
    notes,
)


def settled(document: Document) -> Document:
    """Return the document as reading its text gives it: pairs that do not fit below, no blank line where none stays."""
    header = document.header and _settled(document.header, 0, first=True)
    found = [_settled(section, 0, first=True) for section in document.sections]
    end = document.end[:-1] if document.end and not document.end[-1] else document.end
    empty = header is None and not found
    return Document(header, tuple(found), end[1:] if empty and end and not end[0] else end)


def _settled(item, depth, *, first):
    if isinstance(item, Condition):
        arms = [_settled(arm, depth, first=first and not number) for number, arm in enumerate(item.arms)]
        return Condition(tuple(arms))
    before = item.notes.before
    if first and before and not before[0]:
        item = replace(item, notes=replace(item.notes, before=before[1:]))
    if isinstance(item, Statement) and item.pairs and not _fits(item, depth):
        moved = tuple(Property(pair.key, pair.value) for pair in item.pairs)
        item = replace(item, pairs=(), block=(*moved, *item.block))
    if getattr(item, "block", ()):
        block = tuple(_settled(one, depth + 1, first=not number) for number, one in enumerate(item.block))
        item = replace(item, block=block)
    return item


def _fits(statement, depth):
    bare = replace(statement, pairs=(), block=(), notes=QUIET)
    head = print_document(Document(bare))[:-1].split("\n")
    tail = "".join(f" {pair.key}={print_expression(pair.value)}" for pair in statement.pairs)
    long = any(isinstance(pair.value, Text) and _is_long(pair.value) for pair in statement.pairs)
    return not long and max(len(head[0]) + (0 if head[1:] else len(tail)), len(head[-1] + tail)) + 2 * depth <= WIDTH


def _is_long(text):
    """Tell whether a text is printed over several lines."""
    return len(print_document(Document(Statement("a", (text,)))).split("\n")) > 2


documents = st.builds(
    lambda header, found, end: settled(Document(header, tuple(found), end)),
    st.one_of(statements, statements, st.none()),
    st.lists(sections, max_size=3),
    lines,
)

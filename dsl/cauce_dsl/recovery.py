"""What stands in for a line that does not parse, so that everything around it is read as if it did.

A broken `menu` still holds its options, a broken label still names its section, `as` still gives its variable: what
can be told without grammar is kept, and the compiler leaves such lines alone.
"""

from __future__ import annotations

import re
from typing import Any

from cauce.model.diagnostic import Span
from cauce.model.expression import NAME, PATH, Name, Text
from cauce.model.flow import QUIET
from cauce_dsl.document import Pair
from cauce_dsl.forge import span
from cauce_dsl.lexer import Line
from cauce_dsl.making import (
    ArmDraft,
    LabelDraft,
    OnLineDraft,
    OptionDraft,
    PropertyDraft,
    StatementDraft,
)

_LABEL = re.compile(r"([^\s\"'#:=][^\"'#:=]*):[ \t]*(?:#.*)?$")
_LABEL_ROW = re.compile(rf"({NAME})[ \t]*:")
_ENOUGH = 1000
_PROPERTY = re.compile(rf"({PATH})[ \t]*=(?!=)")
_PORT = re.compile(rf"on[ \t]+({NAME})")
_OPTION = re.compile(r"(?:[-•·*–—]|\d+[.)])[ \t]*\S")
_ARM = re.compile(r"(if|elif|else)\b")
_STATEMENT = re.compile(rf"({PATH})(?:[ \t]+({PATH}))?")
_RESULT = re.compile(rf"\bas[ \t]+({PATH})")
_PAIR = re.compile(rf"(?<![\w.])({PATH})[ \t]*=(?!=)")


def stand_in(line: Line, raw: str, place: Span) -> Any:
    """Return the draft of an item that keeps what a broken line still tells. `raw` is the line without its indentation."""
    made = _shaped(line, raw[:_ENOUGH], place)
    made.notes = QUIET
    made.span = place
    return made


def label_stand_in(raw: str, row: int) -> Any:
    """Return the draft of an empty section for a source line that is a label; None for any other line."""
    label = _LABEL_ROW.match(raw)
    if label is None:
        return None
    made = LabelDraft()
    made.label, made.block, made.notes = label[1], (), QUIET
    made.span = span(row, 1, row, label.end() + 1)
    return made


def _shaped(line: Line, raw: str, place: Span) -> Any:
    """Return a draft of the kind that the line seems to be."""
    if line.indent == 0 and (label := _LABEL.match(raw)):
        made = LabelDraft()
        made.label = "_".join(re.findall(r"\w+", label[1])) or "_"
        made.block = ()
        return made
    if _OPTION.match(raw):
        return _branch(OptionDraft())
    if port := _PORT.match(raw):
        made = OnLineDraft()
        made.port, made.port_span = port[1], place
        return _branch(made)
    if arm := _ARM.match(raw):
        made = ArmDraft()
        made.keyword, made.target, made.block = arm[1], None, ()
        made.condition = None if arm[1] == "else" else Text((), span=place)
        return made
    if line.indent and (key := _PROPERTY.match(raw)):
        made = PropertyDraft()
        made.key, made.value, made.key_span = key[1], Text((), span=place), place
        return made
    return _statement(raw, place)


def _branch(made: Any) -> Any:
    """Fill what options and ports share."""
    made.args, made.pairs, made.guard, made.target, made.block = (), (), None, None, ()
    return made


def _statement(raw: str, place: Span) -> Any:
    """Return a statement of the kind that the line begins with; of kind "" where it begins with no name."""
    made = StatementDraft()
    match = _STATEMENT.match(raw)
    result = _RESULT.search(raw)
    made.kind = match[1] if match else ""
    made.args = (Name(match[2], span=place),) if match and match[2] and made.kind == "flow" else ()
    made.result = result[1] if result else None
    made.pairs = tuple(Pair(key, Text((), span=place), place) for key in _PAIR.findall(raw))
    made.block = ()
    made.kind_span = made.result_span = place
    return made

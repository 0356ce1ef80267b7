"""Fourth stage: lines to the document, by their indentation.

Reading is total. A line that does not parse is told of and gets a stand-in, so that what stands around and below it is
read all the same. Indentation that fits nothing is told of once per section, since all that follows it there is
guesswork; the next section starts afresh.
"""

from __future__ import annotations

from typing import Any

from cauce.model.flow import Notes
from cauce_dsl import mistakes
from cauce_dsl.automaton import automaton
from cauce_dsl.document import Condition, Divert, Document
from cauce_dsl.forge import finish, first_column, span
from cauce_dsl.lexer import TAB, Line, read_line, width
from cauce_dsl.limits import CODE_LINES, LEVELS, SYNTAX_ERRORS, TOKENS
from cauce_dsl.making import ArmDraft, LabelDraft, StatementDraft
from cauce_dsl.misfit import Misfit
from cauce_dsl.mistakes import SPACES
from cauce_dsl.recovery import label_stand_in, stand_in
from cauce_dsl.remarks import Remarks
from cauce_dsl.syntax_error import FlowSyntaxError


class Level:
    """The items of one indentation, of a block that is still open. The arms of an `if` are a list among them."""

    __slots__ = ("indent", "items", "owner")

    def __init__(self, indent: int, owner: Any, items: list[Any]) -> None:
        self.indent = indent
        self.owner = owner
        self.items = items

    @property
    def last(self) -> Any:
        """The item that a deeper line would belong to; None where there is none yet."""
        if not self.items:
            return None
        item = self.items[-1]
        return item[-1] if type(item) is list else item

    def close(self) -> None:
        """Give the items to their owner: nothing more can come."""
        if self.owner is not None:
            self.owner.block = finished(self.items)


def finished(items: list[Any]) -> tuple[Any, ...]:
    """Turn the drafts of a block into items."""
    for position, item in enumerate(items):
        if type(item) is list:
            for arm in item:
                finish(arm)
            items[position] = Condition(tuple(item), span=item[0].span)
        else:
            finish(item)
    return tuple(items)


class Reader:
    """Reads one source, once. `errors` and `broken` (the rows with a syntax error) say what was wrong with it."""

    def __init__(self, lines: list[str]) -> None:
        """Take the lines of a source in its normal form."""
        self._lines = lines
        self._build = automaton().build
        self._levels = [Level(0, None, [])]
        self._remarks = Remarks()
        self._blank_sign = ""
        self._first_indented = 0
        self._lost = False
        self.errors: list[FlowSyntaxError] = []
        self.broken: set[int] = set()

    def read(self) -> Document:
        """Return the document, whatever the source."""
        lines, remarks, count = self._lines, self._remarks, len(self._lines)
        index = code_rows = tokens = 0
        while index < count:
            raw = lines[index]
            bare = raw.lstrip(" \t")
            if not bare:
                remarks.blank()
                index += 1
            elif bare[0] == "#":
                remarks.comment(width(raw, bare), bare)
                index += 1
            elif bare[0] in SPACES:
                lines[index] = self._evened(index, raw, bare)
            elif code_rows < CODE_LINES and tokens < TOKENS and len(self.errors) < SYNTAX_ERRORS:
                line, after = self._read_code(index, raw, bare)
                code_rows += after - index
                tokens += len(line.texts) + line.inside
                index = after
            else:
                self._give_up(index)
                break
        return self._document()

    def _give_up(self, index: int) -> None:
        """Leave the rest of a source that is too long, or of which enough was told; all but its labels."""
        lines = self._lines
        if len(self.errors) < SYNTAX_ERRORS:
            self._tell(FlowSyntaxError("E106", span(index + 1, 1, index + 1, len(lines[index]) + 1), "lines"))
        self.broken.update(range(index + 1, len(lines) + 1))
        self._lost = True
        self._remarks.all()
        self._close_to(0)
        rest = range(index, min(index + CODE_LINES, len(lines)))
        labels = (label_stand_in(lines[row], row + 1) for row in rest)
        self._levels[0].items.extend(label for label in labels if label is not None)

    def _document(self) -> Document:
        """Close everything and return the document."""
        end = self._remarks.rest(self._levels)
        self._close_to(0)
        items = self._levels[0].items
        if items:
            self._check_filled(items[-1])
        header = items[0] if items and type(items[0]) is StatementDraft else None
        sections = [item for item in items if type(item) is LabelDraft]
        finished(items)
        return Document(header, tuple(sections), end)

    # ---- one line

    def _read_code(self, index: int, raw: str, bare: str) -> tuple[Line, int]:
        """Read the line of tokens that starts at an index; return it and the index after it."""
        start = len(raw) - len(bare)
        indent = start
        if start and (self._blank_sign != " " or raw[:start] != " " * start):
            indent = self._measure(index, raw[:start])
        line, after = read_line(self._lines, index, indent, start)
        item = self._item(line, bare, after)
        if self._lost and type(item) is not LabelDraft:
            self.broken.update(range(index + 1, after + 1))
        self._place(item, indent, line)
        return line, after

    def _evened(self, index: int, raw: str, bare: str) -> str:
        """Return a line whose indentation has odd spaces with common ones instead; tell, where code follows."""
        rest = bare.lstrip(SPACES + " \t")
        if rest and rest[0] != "#":
            column = len(raw) - len(bare) + 1
            place = span(index + 1, column, index + 1, column + 1)
            self._tell(FlowSyntaxError("E105", place, character=f"U+{ord(bare[0]):04X}"))
        return raw[: len(raw) - len(bare)] + " " * (len(bare) - len(rest)) + rest

    def _measure(self, index: int, sign: str) -> int:
        """Return the width of an indentation; tell where it mixes tabs and spaces."""
        if not self._blank_sign:
            self._blank_sign = sign[0]
            self._first_indented = index + 1
        if sign.strip(self._blank_sign) and not self._lost:
            place = span(index + 1, 1, index + 1, len(sign) + 1)
            hint = "" if sign[0] == self._blank_sign else "other"
            self._tell(FlowSyntaxError("E104", place, hint, line=self._first_indented))
            self._lost = True
        return len(sign.expandtabs(TAB))

    def _item(self, line: Line, bare: str, after: int) -> Any:
        """Return the draft of a line, or its stand-in."""
        try:
            made = self._build("line", line)
            if type(made) is Misfit:
                error = mistakes.explain(line, made)
            elif type(made) is LabelDraft and line.indent:
                error = FlowSyntaxError("E107", line.span(1, 1))
            else:
                return made
        except FlowSyntaxError as found:
            error = found
        self._tell(error)
        self.broken.update(range(line.row, after + 1))
        return stand_in(line, bare, line.span(0, len(line.texts) - 1))

    def _tell(self, error: FlowSyntaxError) -> None:
        """Keep an error, and the row it is about."""
        self.errors.append(error)
        self.broken.add(error.diagnostic.span.line)

    # ---- where it belongs

    def _place(self, item: Any, indent: int, line: Line) -> None:
        """Put an item where its indentation says, with the remarks above it."""
        levels = self._levels
        level = levels[-1]
        before: tuple[str, ...] = ()
        if indent > level.indent:
            if self._remarks.waiting:
                before = self._remarks.all()
            level = self._open(level, indent, item)
        else:
            if self._remarks.waiting:
                before = self._remarks.above(levels, indent)
            if indent < levels[-1].indent:
                self._close_to(indent, item)
            level = levels[-1]
        if indent == 0:
            self._check_top(item, level)
            drop_blank = not level.items or type(item) is LabelDraft
        else:
            drop_blank = not level.items
        if before and drop_blank and not before[0]:
            before = before[1:]
        if line.comments:
            before += line.comments
        if before or line.tail:
            item.notes = Notes(before, line.tail)
        if type(item) is ArmDraft:
            self._place_arm(item, level)
        else:
            level.items.append(item)

    def _open(self, level: Level, indent: int, item: Any) -> Level:
        """Open a level below the last item, or beside it where it takes nothing below."""
        owner = level.last
        deep = len(self._levels) > LEVELS
        if owner is not None and not deep and hasattr(owner, "block") and getattr(owner, "target", None) is None:
            opened = Level(indent, owner, [])
        else:
            opened = Level(indent, None, level.items)
            if not self._lost and (owner is None or owner.span.line not in self.broken):
                under = 0 if owner is None else owner.span.line
                self._tell(
                    FlowSyntaxError("E106", item.span, "levels")
                    if deep
                    else FlowSyntaxError("E115", item.span, "under" if under else "", line=under)
                )
            self._lost = self._lost or deep
        self._levels.append(opened)
        return opened

    def _close_to(self, indent: int, item: Any = None) -> None:
        """Close the levels deeper than an indentation. Tell where none of them has just this one."""
        levels = self._levels
        columns = [level.indent + 1 for level in levels]
        while levels[-1].indent > indent:
            levels.pop().close()
        if levels[-1].indent != indent and not self._lost:
            self._tell(FlowSyntaxError("E103", first_column(item.span), columns=", ".join(map(str, columns))))
            self._lost = True

    def _check_top(self, item: Any, level: Level) -> None:
        """Tell of an item that cannot stand at the margin, and of a section that stayed empty."""
        if level.items:
            self._check_filled(level.items[-1])
        if type(item) is LabelDraft:
            self._lost = False
        elif not self._lost and item.span.line not in self.broken and (level.items or type(item) is not StatementDraft):
            self._tell(FlowSyntaxError("E115", item.span, "outside"))

    def _check_filled(self, item: Any) -> None:
        """Tell of a section without a line."""
        if type(item) is LabelDraft and not item.block and not self._lost and item.span.line not in self.broken:
            self._tell(FlowSyntaxError("E117", item.span))

    def _place_arm(self, arm: Any, level: Level) -> None:
        """Put an arm with those it belongs to. A lonely `elif` or `else` becomes a statement of that name."""
        items = level.items
        if arm.keyword == "if":
            items.append([arm])
        elif items and type(items[-1]) is list and items[-1][-1].keyword != "else":
            items[-1].append(arm)
        else:
            items.append(_lonely(arm))


def _lonely(arm: Any) -> Any:
    """Return the statement that stands for an arm without an `if`."""
    made = StatementDraft()
    made.kind, made.result, made.pairs = arm.keyword, None, ()
    made.args = () if arm.condition is None else (arm.condition,)
    made.block = () if arm.target is None else (Divert(arm.target, span=arm.target.span),)
    made.notes, made.span = arm.notes, arm.span
    begin = arm.span
    made.kind_span = made.result_span = span(begin.line, begin.column, begin.line, begin.column + len(arm.keyword))
    return made

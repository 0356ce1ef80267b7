"""How wide characters are in a terminal, for carets that stand where they should."""

from __future__ import annotations

from unicodedata import category, combining, east_asian_width

_JOINER = "\u200d"
_EMOJI_STYLE = "\ufe0f"
_TAB = "    "
_MARK = "…"


def widths(text: str) -> list[int]:
    """Return how many columns each character takes: the parts of one emoji count with its first."""
    found: list[int] = []
    joined = False
    for character in text:
        if joined or "\U0001f3fb" <= character <= "\U0001f3ff":
            width = 0
        elif character == _EMOJI_STYLE:
            width = 1 if found and found[-1] == 1 else 0
        elif character == _JOINER or combining(character) or category(character) in ("Mn", "Me", "Cf"):
            width = 0
        else:
            width = 2 if east_asian_width(character) in "WF" else 1
        joined = character == _JOINER
        found.append(width)
    return found


def shown(line: str) -> str:
    """Return a source line as it can be printed: tabs as spaces, control and lone surrogate characters as `�`."""
    return "".join(
        _TAB if character == "\t" else "�" if category(character) in ("Cc", "Cs") else character for character in line
    )


def window(line: str, start: int, end: int, columns: int) -> tuple[str, int, int]:
    """Return a line, cut to a number of columns around a stretch, with the column and width of that stretch.

    `start` and `end` are positions in the line; columns count from 0.
    """
    before, marked, after = shown(line[:start]), shown(line[start:end]), shown(line[end:])
    if _width(before) + _width(marked) + _width(after) <= columns:
        return before + marked + after, _width(before), max(1, _width(marked))
    room = columns - 2
    before, was_cut = _last(before, max(room // 2, room - _width(marked) - _width(after)))
    head = _MARK + before if was_cut else before
    body, cut = _fitting(marked + after, columns - _width(head) - 1)
    width = min(_width(marked), _width(body))
    return head + body + (_MARK if cut else ""), _width(head), max(1, width)


def _width(text: str) -> int:
    return sum(widths(text))


def _fitting(text: str, columns: int) -> tuple[str, bool]:
    """Return as much of a text's beginning as fits, and whether something is missing."""
    used = 0
    for index, width in enumerate(widths(text[: columns * 4 + 4])):
        used += width
        if used > columns:
            return text[:index], True
    return text[: columns * 4 + 4], len(text) > columns * 4 + 4


def _last(text: str, columns: int) -> tuple[str, bool]:
    """Return as much of a text's end as fits, and whether something is missing."""
    kept, used = 0, 0
    for width in reversed(widths(text[-columns * 4 - 4 :])):
        used += width
        if used > columns:
            break
        kept += 1
    return text[len(text) - kept :], kept < len(text)

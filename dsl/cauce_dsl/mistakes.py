"""What an author most likely meant where a line does not parse: the choice of a diagnostic.

The automaton only knows that a token does not fit. Each function below knows one common mistake by its looks; the
first that recognises the place gives the diagnostic, and E114 or E120 say the rest in plain words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from cauce_dsl.forge import first_column, span
from cauce_dsl.lexer import TOO_MUCH, Line
from cauce_dsl.misfit import Misfit
from cauce_dsl.syntax_error import FlowSyntaxError
from cauce_dsl.table import END

_TYPOGRAPHIC = "“”„«»‘’`´"
_ARROWS = {"=>", "-->", "→", "⇒", "➜", "➔", "➡", "›", "⟶"}
_BULLETS = "•·●▪◦–—*"
SPACES = "\u00a0\u2007\u202f\u2009\u3000\u200b\ufeff"
"""Characters that look like a space, or like nothing, and are none to us."""

_CLOSERS = {"(": ")", "[": "]", "{": "}"}
_LONGEST = 30
_WORD = re.compile(r"\w+")

Guess = Callable[[Line, Misfit], FlowSyntaxError | None]


def explain(line: Line, misfit: Misfit) -> FlowSyntaxError:
    """Return the error to report for a line that does not parse."""
    for guess in _GUESSES:
        if error := guess(line, misfit):
            return error
    return _unexpected(line, misfit)


def _found(line: Line, misfit: Misfit) -> tuple[str, str]:
    """Return kind and text of the token that does not fit; END where the line ends too soon."""
    if misfit.index >= len(line.texts):
        return END, ""
    return line.shape[misfit.index], line.texts[misfit.index]


def _bullet(line: Line, misfit: Misfit) -> FlowSyntaxError | None:
    """E109: an option that starts with its number, or with another kind of bullet."""
    if misfit.index > 1 or not line.shape:
        return None
    numbered = line.shape[0] == "d" and line.shape[1:2] in (".", ")", "s", "-")
    if numbered or (misfit.index == 0 and line.texts[0][0] in _BULLETS):
        return FlowSyntaxError("E109", line.span(0, 0))
    return None


def _label(line: Line, _misfit: Misfit) -> FlowSyntaxError | None:
    """E116: a label of several words."""
    label = line.texts[:-1]
    if line.columns[:1] != [1] or not line.shape.endswith(":") or not label or line.places:
        return None
    if not all(_WORD.fullmatch(text) or text in ("-", ".") for text in label):
        return None
    words = "_".join(text for text in label if text not in ("-", "."))
    similar = f"_{words}" if words[:1].isdigit() else words
    return FlowSyntaxError("E116", line.span(0, len(label) - 1), similar=similar)


def _colon(line: Line, misfit: Misfit) -> FlowSyntaxError | None:
    """E107: a colon that belongs to no label, or that should be `=`."""
    index = misfit.index
    after_colon = index >= 2 and line.shape[index - 1] == ":" and not _due(line, index)
    if after_colon and line.shape[index : index + 1] not in (":", "→"):
        return FlowSyntaxError("E107", line.span(index - 1, index - 1), "equals")
    if _found(line, misfit)[0] != ":":
        return None
    last = index == len(line.texts) - 1
    return FlowSyntaxError("E107", line.span(index, index), "" if last else "equals")


def _equals(line: Line, misfit: Misfit) -> FlowSyntaxError | None:
    """E108: `=` in a comparison."""
    if _found(line, misfit)[0] == "=" and "≡" in misfit.expected:
        return FlowSyntaxError("E108", line.span(misfit.index, misfit.index))
    return None


def _arrow(line: Line, misfit: Misfit) -> FlowSyntaxError | None:
    """E110: an arrow that is not `->`."""
    kind, text = _found(line, misfit)
    if text in _ARROWS or (kind == ">" and misfit.index == 0):
        return FlowSyntaxError("E110", line.span(misfit.index, misfit.index))
    return None


def _quotes(line: Line, misfit: Misfit) -> FlowSyntaxError | None:
    """E101, E102, E121: quotes of the wrong kind, or that do not close."""
    kind, text = _found(line, misfit)
    if kind not in "?q" or text[0] not in f"\"'{_TYPOGRAPHIC}":
        return None
    place = line.span(misfit.index, misfit.index)
    if text[0] == "'":
        return FlowSyntaxError("E121", place)
    if text[0] in _TYPOGRAPHIC:
        return FlowSyntaxError("E101", first_column(place))
    if text.startswith('"""'):
        return FlowSyntaxError("E102", place, "long" if text.strip() == '"""' else "start")
    if text[-1] in "“”„":
        end = place.end_column
        return FlowSyntaxError("E101", span(place.line, end - 1, place.line, end))
    return FlowSyntaxError("E102", place)


def _space(line: Line, misfit: Misfit) -> FlowSyntaxError | None:
    """E105: a space that is none of ours."""
    text = _found(line, misfit)[1]
    if text and text[0] in SPACES:
        return FlowSyntaxError("E105", line.span(misfit.index, misfit.index), character=f"U+{ord(text[0]):04X}")
    return None


def _bracket(line: Line, misfit: Misfit) -> FlowSyntaxError | None:
    """E112, E106: a bracket that does not close, or that is too deep inside others."""
    kind, text = _found(line, misfit)
    place = line.span(misfit.index, misfit.index) if text else line.origin
    if kind == TOO_MUCH:
        return FlowSyntaxError("E106", place, "brackets" if text in _CLOSERS else "tokens")
    if kind == "?" and text in _CLOSERS:
        return FlowSyntaxError("E112", place, brace=_CLOSERS[text])
    return None


def _number(line: Line, misfit: Misfit) -> FlowSyntaxError | None:
    """E118, E119: `007` and `3,5`; E114: `3px`."""
    kind, text = _found(line, misfit)
    index = misfit.index
    if kind == "," and line.shape[index - 1] == "d" and line.texts[index + 1 : index + 2]:
        after = line.texts[index + 1]
        if after[0].isdigit() and line.columns[index + 1] == line.columns[index] + 1:
            written = f"{line.texts[index - 1]}.{after}"
            return FlowSyntaxError("E119", line.span(index - 1, index + 1), number=written)
    if kind == "?" and text[0].isdigit():
        place = line.span(index, index)
        if text[0] == "0" and text.isdigit():
            return FlowSyntaxError("E118", place, number=text.lstrip("0") or "0")
        if text.isdigit():
            return FlowSyntaxError("E106", place, "digits")
        return FlowSyntaxError("E114", place, "unit", found=_short(text))
    return None


_GUESSES: tuple[Guess, ...] = (
    _bullet, _label, _colon, _equals, _arrow, _quotes, _space, _bracket, _number,
)  # fmt: skip


def _unexpected(line: Line, misfit: Misfit) -> FlowSyntaxError:
    """E114, E120: say what does not fit, and what would."""
    kind, text = _found(line, misfit)
    hint = next(_hints(line, misfit, kind), "")
    if kind == END:
        return FlowSyntaxError("E120", line.end(), hint if hint not in ("end", "order", "quotes") else "")
    return FlowSyntaxError(
        "E114", line.span(misfit.index, misfit.index), hint, found=_short(text), brace=_due(line, misfit.index)
    )


def _hints(line: Line, misfit: Misfit, kind: str) -> Iterator[str]:
    """Yield the hints that suit, the best one first."""
    expected, before = misfit.expected, line.shape[: misfit.index]
    if after := {"→": "label", "O": "port", "A": "variable"}.get(before[-1:]):
        yield after
    if kind in ")]}" and _due(line, misfit.index):
        yield "close"
    if kind == "≡" and "=" in expected:
        yield "assign"
    if before.endswith("n") and kind in ",?!" and "=" not in before:
        yield "quotes"
    if kind in "sldt[" and END in expected and ("=" in before or "A" in before):
        yield "order"
    if "=" in expected and expected <= {"=", "."}:
        yield "equals"
    if {"s", "n"} <= expected and END not in expected:
        yield "value"
    if END in expected:
        yield "end"
    if expected <= {"n"}:
        yield "name"


def _due(line: Line, index: int) -> str:
    """Return the sign that would close the innermost bracket open before a token; "" where none is open."""
    waiting: list[str] = []
    for kind in line.shape[:index]:
        if kind in _CLOSERS:
            waiting.append(_CLOSERS[kind])
        elif waiting and kind == waiting[-1]:
            waiting.pop()
    return waiting[-1] if waiting else ""


def _short(text: str) -> str:
    """Return a token as a message can hold it."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"

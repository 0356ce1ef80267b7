"""The words of `given` lines, for tests written in Python."""

from __future__ import annotations

from cauce.model.diagnostic import Diagnostic
from cauce.transcript.reading import read_step
from cauce.transcript.script import Given, Step


def read_line(line: str) -> Step:
    """Return what a line of a transcript says. Raises ValueError, with what is wrong and a remedy."""
    step = read_step(line)
    if isinstance(step, Diagnostic):
        from cauce import catalogue

        message, hint = catalogue.message(step, "en"), catalogue.hint(step, "en")
        raise ValueError(f"{line}: {step.code} {message}; {hint}")  # noqa: TRY004 - the words are wrong, not their type
    return step


def read_given(line: str) -> Given:
    """Return what a `given` line says; the word itself is not written. Raises ValueError."""
    step = read_line(f"given {line}")
    assert isinstance(step, Given)
    return step

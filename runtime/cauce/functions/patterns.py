"""Patterns of flow authors, on an engine whose time is linear in the text."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from cauce.engine import limits
from cauce.engine.fault import Fault


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Any:
    import re2  # some milliseconds that most flows never need

    if len(pattern) > limits.PATTERN_SIZE:
        raise Fault("E410", pattern=pattern[:40], problem=f"more than {limits.PATTERN_SIZE} characters")
    options = re2.Options()
    options.max_mem = limits.PATTERN_MEMORY
    options.log_errors = False
    try:
        return re2.compile(pattern, options=options)
    except re2.error as error:
        raise Fault("E410", pattern=pattern[:40], problem=_sentence(error)) from error


def _sentence(error: Exception) -> str:
    problem = error.args[0] if error.args else ""
    return problem.decode("utf-8", "replace") if isinstance(problem, bytes) else str(problem)


def whole_match(pattern: str, text: str) -> bool:
    """Tell whether the whole text fits the pattern. Raises Fault where the pattern cannot be read."""
    return _compiled(pattern).fullmatch(text) is not None

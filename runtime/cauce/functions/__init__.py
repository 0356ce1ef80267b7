"""The functions of expressions: a fixed, pure set. Each takes the scene first and raises ValueError with a sentence."""

from __future__ import annotations

from dataclasses import replace

from cauce.functions import areas, lists, numbers, texts, times
from cauce.hookspecs import hookimpl
from cauce.model.vocabulary import Function

FUNCTIONS: tuple[Function, ...] = tuple(
    replace(function, bounded=True) for module in (texts, numbers, lists, times, areas) for function in module.FUNCTIONS
)


@hookimpl
def register_functions() -> tuple[Function, ...]:
    """Hand over the core's functions."""
    return FUNCTIONS

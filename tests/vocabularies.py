"""The words that tests of flows may use: the core's kinds, types and functions, and a project as needed."""

from __future__ import annotations

from typing import Any

from cauce.answers import register_answer_types
from cauce.functions import register_functions
from cauce.model.vocabulary import FlowWords, Vocabulary
from cauce.nodes import KINDS

DESK: dict[str, Any] = {
    "areas": frozenset({"mesa", "ventas"}),
    "flows": {"encuesta": FlowWords(frozenset({"start"}))},
}
"""The project of the service desk."""


def core_vocabulary(**project: Any) -> Vocabulary:
    """Return the core's words and those of a project (`areas`, `flows`, `channels`, `tags`, `kinds`...)."""
    kinds = {kind.name: kind for kind in (*KINDS, *project.pop("kinds", ()))}
    functions = {function.name: function for function in register_functions()}
    types = {one.name: one for one in register_answer_types()}
    return Vocabulary(kinds, functions, types, **project)

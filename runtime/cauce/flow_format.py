"""What a flow format is: a language that flows are written in. Ours, `.flow`, is one like any other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from cauce.model.diagnostic import Diagnostic
from cauce.model.flow import Flow
from cauce.model.vocabulary import FlowWords, Vocabulary


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of a text.

    `flow` is None only where nothing could be made of it; with errors it may be partial and must not be run.
    `diagnostics` are in reading order.
    """

    flow: Flow | None
    diagnostics: tuple[Diagnostic, ...]


class FlowFormat(Protocol):
    """One language. All methods are total: any text gives diagnostics, never an exception."""

    suffix: str

    def read(self, text: str, vocabulary: Vocabulary, file: str = "") -> Reading:
        """Compile a text."""

    def outline(self, text: str) -> FlowWords | None:
        """Return what other flows may use of this one, cheaply; None where it cannot be told."""

    def name(self, text: str) -> str | None:
        """Return the name that the text declares."""

    def format(self, text: str, file: str = "") -> tuple[str | None, tuple[Diagnostic, ...]]:
        """Return the text in its one style, or None and why not."""

    def to_graph(self, flow: Flow, vocabulary: Vocabulary) -> dict[str, Any]:
        """Return the flow as the JSON that the builder draws."""

    def from_graph(self, graph: Mapping[str, Any], vocabulary: Vocabulary) -> str:
        """Return the text of an edited graph. Raises ValueError with a JSON path where it is not a graph."""

"""The way that a sprint took through its flow, as the log of events tells it: on the last fact of the sprint, in no row of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from cauce.engine.scene import Edge
from cauce.model.run import Sprint, State

Base = tuple[str, str]
"""A flow and its revision."""


def told(
    edges: Sequence[Edge], before: State | None, outcome: Sprint, revision: Callable[[str], str]
) -> dict[str, Any] | None:
    """Return what is told of a sprint: its `edges`, and `at` which node it waits. None where it stayed where it was.

    Each edge is a node and a port; a node of another flow than that which the run began with has flow and revision behind it.
    revision: returns the published one of a flow, for those that were called and left within the sprint.
    """
    after = outcome.state
    if not edges and (after is None or (before is not None and _at(before) == _at(after))):
        return None
    base = _begun(outcome) or _base(before) or _base(after) or ("", "")
    known = dict(_flows(before)) | dict(_flows(after))

    def shown(flow: str, *place: str) -> list[str]:
        return [*place] if flow == base[0] else [*place, flow, known.get(flow) or revision(flow)]

    path: dict[str, Any] = {"edges": [shown(*edge) for edge in edges]}
    if after is not None:
        path["at"] = shown(after.flow, after.node)
    return path


def _at(state: State) -> tuple[str, str, str]:
    return state.flow, state.revision, state.node


def _begun(outcome: Sprint) -> Base | None:
    """Return the flow that a run began with, where it began in this sprint."""
    for event in outcome.events:
        if event.type == "run.started":
            return event.data["flow"], event.data["revision"]
    return None


def _base(state: State | None) -> Base | None:
    """Return the flow that a run began with."""
    return next(iter(_flows(state)), None)


def _flows(state: State | None) -> list[Base]:
    """Return the flows that a run is in, the outermost first."""
    if state is None:
        return []
    return [*((frame.flow, frame.revision) for frame in state.frames), (state.flow, state.revision)]

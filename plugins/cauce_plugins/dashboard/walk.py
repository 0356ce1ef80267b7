"""The way of a run through its flow: which nodes it reached, by which ports it left them, and where it came to an end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cauce_plugins.dashboard.ledger import Page
from cauce_plugins.dashboard.talk import Heard, Node, Talk

_TAKEN = ("conversation.taken", "conversation.assigned")
_BOTS = ("bot", "paused")


def follow(talk: Talk, heard: Heard, page: Page) -> None:
    """Count what an event says of the run."""
    if heard.type == "run.started":
        _start(talk, heard, page)
    path = heard.data.get("walk")
    if isinstance(path, Mapping):
        _walk(talk, heard, path, page)
    if not talk.flow:
        return
    whole = (talk.flow, talk.revision, "")
    if heard.type == "run.ended":
        _drop(talk, heard.at, page)
        page.step(heard.at, whole, "ended")
        talk.flow = talk.revision = ""
    elif heard.type == "run.error":
        page.step(heard.at, whole, "errors")
    elif heard.type == "conversation.queued" and "node" in heard.data:
        page.step(heard.at, whole, "handed")
    elif heard.type in _TAKEN and talk.owner == "bot" and talk.at is not None:
        page.step(heard.at, talk.at, "taken")


def _start(talk: Talk, heard: Heard, page: Page) -> None:
    _drop(talk, heard.at, page)
    talk.flow, talk.revision = str(heard.data.get("flow", "")), str(heard.data.get("revision", ""))
    page.step(heard.at, (talk.flow, talk.revision, ""), "started")


def _walk(talk: Talk, heard: Heard, path: Mapping[str, Any], page: Page) -> None:
    for name, port, *flow in path.get("edges", ()):
        node = _node(talk, name, flow)
        if node != talk.at:
            page.step(heard.at, node, "reached")
        talk.at = None
        page.step(heard.at, node, f"port:{port}")
    if path.get("at"):
        name, *flow = path["at"]
        talk.at = _node(talk, name, flow)
        page.step(heard.at, talk.at, "reached")


def _node(talk: Talk, name: str, flow: Sequence[str]) -> Node:
    """Return a node of the flow that is named with it, of the one that the run began with where none is."""
    return (flow[0], flow[1], name) if len(flow) == 2 else (talk.flow, talk.revision, name)


def _drop(talk: Talk, at: int, page: Page) -> None:
    """Count a run that was given up where it waited, unless people had come to its help."""
    if talk.at is not None and talk.owner in _BOTS:
        page.step(at, talk.at, "dropped")
    talk.at = None

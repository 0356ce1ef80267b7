"""The core node kinds, one per file, handed over by the same hook that strangers use."""

from __future__ import annotations

from cauce.hookspecs import hookimpl
from cauce.model.node_kind import NodeKind
from cauce.nodes import ask, call, end, flow, http, if_, media, menu, redirect, return_, say, set, tag, wait  # noqa: A004

KINDS: tuple[NodeKind, ...] = tuple(
    module.KIND for module in (say, ask, menu, redirect, end, media, set, tag, http, call, return_, wait, if_, flow)
)
"""In the order that a palette shows them."""


@hookimpl
def register_node_kinds() -> tuple[NodeKind, ...]:
    """Hand over the core's kinds."""
    return KINDS

"""Running a node kind alone, as the host does, without a flow around it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cauce.context import Context, perform
from cauce.model.node_kind import NodeKind
from cauce.model.run import Answer, Invoke
from cauce.testing.givens import read_given
from cauce.transcript.outside import GivenHttp, wait_for
from cauce.transcript.world import World


def run_kind(
    kind: NodeKind, params: Mapping[str, Any], *, given: Iterable[str] = (), secrets: Mapping[str, str] | None = None
) -> Answer:
    """Run a kind's own `run` with these parameters and return its outcome: `port`, `value` and `error`.

    `given` are lines as in a transcript, without the word: `http GET "https://..." 200 {"id": 7}`. A kind that calls a
    system of which nothing was given leaves by `error`, as it would where the system does not answer. Raises ValueError
    for a line that cannot be read.
    """
    world = World()
    for line in given:
        world.apply(read_given(line))
    context = Context(GivenHttp(world), now=world.now, contact=world.contact, secret=dict(secrets or {}).__getitem__)
    return wait_for(perform(kind, Invoke("test", kind.name, 1, params), context))

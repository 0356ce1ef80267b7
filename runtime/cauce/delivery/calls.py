"""Calls: the part of a flow that runs outside the engine, after the step that asked for it was committed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cauce.context import Context, Http, perform
from cauce.delivery import codec
from cauce.delivery.world import World
from cauce.engine import limits
from cauce.guard import Guard, Trouble
from cauce.model.node_kind import NodeKind
from cauce.model.run import Answer, Invoke
from cauce.store.conversations import Standing
from cauce.store.outbox import Effect

REPEATABLE = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
"""Methods of which a second request does what the first did."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Carries out calls. `owner` names the plugin of a kind, so that one that misbehaves is fenced off by name."""

    kinds: Mapping[str, NodeKind]
    world: World
    guard: Guard
    http: Http
    secret: Callable[[str], str]
    owner: Callable[[object], str]

    def is_repeatable(self, effect: Effect) -> bool:
        """Tell whether a call may be made again when nobody knows how the first try ended."""
        call = codec.load_call(effect.body)
        kind = self.kinds.get(call.kind)
        if kind is None:
            return False
        properties = kind.schema.get("properties", {})
        method = call.params.get("method", properties.get("method", {}).get("default"))
        return "method" in properties and str(method).upper() in REPEATABLE

    async def perform(self, effect: Effect, standing: Standing) -> Answer:
        """Make a call and return its outcome. Whatever goes wrong is an outcome, too."""
        call = codec.load_call(effect.body)
        kind = self.kinds.get(call.kind)
        if kind is None or kind.run is None:
            return failed(call, "missing")
        run = perform(kind, call, self._context(standing))
        outcome = await self.guard.call(
            self.owner(kind), f"node {kind.name}", lambda: run, deadline=limits.ANSWER_SECONDS + 1
        )
        run.close()
        return failed(call, outcome.reason.value) if isinstance(outcome, Trouble) else outcome

    def _context(self, standing: Standing) -> Context:
        scene = self.world.scene(standing, self.world.clock.now())
        return Context(
            http=self.http,
            now=scene.now,
            contact=scene.contact,
            channel=scene.channel,
            conversation=standing.conversation,
            secret=self.secret,
        )


def failed(call: Invoke, kind: str) -> Answer:
    """Return the outcome of a call that came to nothing."""
    return Answer(call.serial, "error", None, {"kind": kind})

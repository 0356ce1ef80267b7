"""The behaviour of kinds that need the outside: ask for it, wait, go on with what came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cauce.engine.fault import Fault
from cauce.engine.step import leave
from cauce.engine.values import plain
from cauce.model.node_kind import NodeKind
from cauce.model.run import Answer

if TYPE_CHECKING:
    from cauce.engine.build import Build, Waiting
    from cauce.engine.running import Running
    from cauce.engine.step import Next


def remote(build: Build, kind: NodeKind) -> Waiting:
    """Return the behaviour of a kind with an `async run`: its parameters, evaluated, travel in an `Invoke`."""
    from cauce.engine.build import Waiting  # it imports this module

    names = dict.fromkeys((*kind.schema.get("properties", {}), *build.written))
    params = {
        name: build.duration(name) if build.is_duration(name) else build.value(name)
        for name in names
        if name in build.written or build.default(name) is not None
    }
    step, follows, keep = build.step, build.follows, build.keep
    exits = {port: build.exit(port) for port in kind.ports}

    def enter(run: Running) -> Next:
        run.invoke(step, kind.name, {name: value(run) for name, value in params.items()})
        return None

    def answer(run: Running, outcome: Answer) -> Next:
        if outcome.port == "error":
            error = dict(outcome.error or {})
            raise Fault("E416", str(error.pop("kind", "failed")), type=kind.name, **_texts(error))
        if outcome.port and outcome.port not in exits:
            raise Fault("E416", "port", type=kind.name, port=outcome.port)
        keep(run, plain(outcome.value))
        return leave(exits.get(outcome.port), run) or follows

    return Waiting(enter, answer=answer)


def _texts(error: dict[str, Any]) -> dict[str, Any]:
    """Return what an outside says of its failure, without what would clash with a Fault's own words."""
    return {str(key): plain(value) for key, value in error.items() if key not in {"code", "type", "self"}}

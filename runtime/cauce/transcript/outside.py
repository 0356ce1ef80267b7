"""What answers in place of the outside: the `given` lines. What a kind makes of them is its own, real code."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable, Collection, Coroutine, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from cauce.context import Context, Response, perform
from cauce.engine.secrets import stand_in
from cauce.model.node_kind import NodeKind
from cauce.model.run import Answer, Invoke
from cauce.transcript.script import GivenAnswer
from cauce.transcript.stage import Outside, Unanswered
from cauce.transcript.world import World

if TYPE_CHECKING:
    import asyncio


class GivenHttp:
    """The way to other systems in a world where only `given http` lines answer."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.unanswered: tuple[str, str] | None = None

    async def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        timeout: float = 10.0,  # noqa: ASYNC109 - the signature of cauce.context.Http
    ) -> Response:
        """Return what was given for the request. Raises what a real one would raise where that was given."""
        del headers, json, timeout
        given = self._world.answer_to("http", {"method": method, "url": url})
        if given is None:
            self.unanswered = method, url
            raise OSError(f"nothing was given for {method} {url}")
        if given.error == "timeout":
            raise TimeoutError
        if given.error is not None:
            raise OSError(given.error)
        return Response(given.status or 200, body=given.value)


def given_only(kinds: Mapping[str, NodeKind]) -> Outside:
    """Return what answers with what was given.

    A plugin's kind for which nothing was given answers with its own stub; one without a stub really runs, and finds
    only the systems that `given http` lines pretend.
    """

    def answer(invoke: Invoke, world: World) -> Answer:
        given = world.answer_to(invoke.kind, invoke.params, use=False)
        if given is not None and given.status is None:
            world.answer_to(invoke.kind, invoke.params)
            return answer_of(given, invoke)
        kind = kinds[invoke.kind]
        if kind.stub is not None and "." in kind.name:
            return Answer(invoke.serial, value=kind.stub)
        http = GivenHttp(world)
        context = Context(http, world.now, world.contact, world.channel, secret=stand_in)
        outcome = wait_for(perform(kind, invoke, context))
        if http.unanswered:
            raise Unanswered(invoke, *http.unanswered)
        return outcome

    return answer


def answer_of(given: GivenAnswer, invoke: Invoke) -> Answer:
    """Return what the line says, as the host would have handed it over."""
    if given.error is not None:
        details = given.value if isinstance(given.value, dict) else {}
        return Answer(invoke.serial, "error", error={**details, "kind": given.error})
    return Answer(invoke.serial, given.port, given.value)


def really(
    kind: NodeKind, invoke: Invoke, world: World, secret: Callable[[str], str], allowed: Collection[str] = ()
) -> Answer:
    """Run a kind with the real way out, and return its outcome. allowed: what it may reach besides, as in `egress.allow`."""
    from cauce.egress import Egress

    async def call() -> Answer:
        egress = Egress(allowed)
        try:
            return await perform(kind, invoke, Context(egress, world.now, world.contact, world.channel, secret=secret))
        finally:
            await egress.close()

    return wait_for(call())


def given_of(invoke: Invoke, answer: Answer) -> GivenAnswer:
    """Return the line that would give the same answer again."""
    error = dict(answer.error or {})
    kind = str(error.pop("kind", "failed")) if answer.port == "error" else None
    url, method = (str(invoke.params.get(name, "")) for name in ("url", "method"))
    value = (error or None) if kind else answer.value
    return GivenAnswer(invoke.kind, method, url, None, value, answer.port, kind)


@cache
def _runner() -> asyncio.Runner:
    import asyncio  # most flows ask nothing of the outside

    runner = asyncio.Runner()
    atexit.register(runner.close)
    return runner


def wait_for(task: Coroutine[Any, Any, Answer]) -> Answer:
    """Run a coroutine to its end, whether or not an event loop is running here already."""
    import asyncio

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return _runner().run(task)
    return _in_a_thread(lambda: asyncio.run(task))


def _in_a_thread(work: Callable[[], Answer]) -> Answer:
    results: list[Answer] = []
    thread = threading.Thread(target=lambda: results.append(work()))
    thread.start()
    thread.join()
    return results[0]

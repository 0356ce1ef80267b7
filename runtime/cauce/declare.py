"""The short way to declare a node kind: a decorator over the function that runs it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from cauce.model.node_kind import NodeKind, PortSpec, Words

Run = Callable[..., Awaitable[Any]]


def node(  # noqa: PLR0913 - the fields of a declaration, by name
    name: str,
    *,
    title: str | Words,
    schema: Mapping[str, Any],
    summary: str | Words = "",
    ports: Mapping[str, str | Words | PortSpec] | None = None,
    result: str | Words = "",
    **more: Any,
) -> Callable[[Run], NodeKind]:
    """Make a node kind of an `async run(context, **params)`.

    Words may be given by language or as one text for all. `more` are the other fields of `NodeKind`: `icon`, `stub`,
    `example`... The function's docstring is the summary where none is given.

        @node("weather.today", title="Weather", schema={"type": "object", "properties": {"city": {"type": "string"}}})
        async def today(context, city):
            return ...
    """

    def declare(run: Run) -> NodeKind:
        return NodeKind(
            name=name,
            title=_words(title),
            summary=_words(summary or (run.__doc__ or "").strip()),
            schema=schema,
            ports={port: _port(words) for port, words in (ports or {}).items()},
            result=_words(result),
            run=run,
            **more,
        )

    return declare


def _words(given: str | Words) -> Words:
    if not given:
        return {}
    return {"es": given, "en": given} if isinstance(given, str) else given


def _port(given: str | Words | PortSpec) -> PortSpec:
    return given if isinstance(given, PortSpec) else PortSpec(_words(given))

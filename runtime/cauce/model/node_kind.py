"""What a node kind is: one definition that is statement, checks, form, reference page and behaviour."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Words = Mapping[str, str]
"""One text per language: `{"es": "Preguntar", "en": "Ask"}`. Spanish and English are always there for core kinds."""


def told(words: Words, lang: str) -> str:
    """Return the words in a language: in English where it is not among them, else in the one they come in."""
    return words.get(lang) or words.get("en") or next(iter(words.values()), "")


class Waits(StrEnum):
    """What a node may stop the run for. OPENING: for an area that is closed, which has the conversation when it opens."""

    NOTHING = ""
    PERSON = "person"
    AREA = "area"
    OPENING = "opening"
    CLOCK = "clock"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class PortSpec:
    """A way out that authors may write as `on name ...`.

    `schema` describes the values of the line like `NodeKind.schema` does (`on timeout 10m`, `on keyword "menu"`).
    `required` asks a warning with that code of a node that leaves the port unwired ("" for none).
    """

    title: Words
    schema: Mapping[str, Any] = field(default_factory=dict)
    required: str = ""


INVALID_PORT = PortSpec({"es": "Agotó los reintentos", "en": "Out of retries"})
"""`on invalid`, which kinds that check an answer have."""

ERROR_PORT = PortSpec({"es": "Algo falló", "en": "Something failed"})
"""`on error`, which every kind has."""

TIMEOUT_PORT = PortSpec(
    {"es": "No hubo respuesta", "en": "No answer came"},
    schema={
        "type": "object",
        "x-positional": ["after"],
        "properties": {
            "after": {"type": "string", "format": "duration", "x-kind": "duration", "title": "After", "default": "24h"}
        },
    },
)
"""`on timeout 10m`, which every kind that waits has."""


@dataclass(frozen=True, slots=True)
class NodeKind:
    """A type of statement. Names without a dot are the core's.

    schema: JSON Schema (2020-12) of the parameters, an object. `x-positional` lists those that may be written
        without their name; the last of them may be marked `"x-rest": true` to take all that remain as a list.
        Each property may carry `x-kind`: `text` (quoted, may interpolate; the default of strings), `expr` (any
        expression), `ref:area|label|flow|tag|variable|channel` or `enum` (bare words; parentheses force evaluation),
        `duration`; a property with an `enum` of strings is of kind `enum`. Other `ref:` names (`ref:type` of answers,
        `ref:reason`, `ref:name`) are bare words too. `"x-secrets": true` lets a value hold `secret.*`.
        `"x-url": true` keeps what is interpolated within its part of the address.
    ports: the named ways out besides the one to what follows; `exits` adds those that every kind has.
    result: what `as variable` keeps, "" where the kind gives none.
    options: whether `- "..."` lines may stand below it; `option_schema` describes their values.
    free: whether unknown `key=value` pairs are welcome (`set`, `call`).
    waits / terminal: what the checks and the engine must know of control flow.
    build: for kinds that run inside the engine: see `cauce.engine.build`.
    run: for kinds that need the outside: `async run(context, **params)`; its return value is the result, or
        `context.port(name, value)` leaves by that port. It is called after the step that asked for it was
        committed, and its outcome comes back as a resume.
    stub: what a simulator pretends `run` returned when nothing was given.
    """

    name: str
    title: Words
    summary: Words
    schema: Mapping[str, Any]
    ports: Mapping[str, PortSpec] = field(default_factory=dict)
    icon: str = "box"
    result: Words = field(default_factory=dict)
    options: bool = False
    option_schema: Mapping[str, Any] = field(default_factory=dict)
    free: bool = False
    waits: Waits = Waits.NOTHING
    terminal: bool = False
    build: Callable[..., Any] | None = None
    run: Callable[..., Awaitable[Any]] | None = None
    stub: Any = None
    example: str = ""
    version: int = 1

    @property
    def positional(self) -> tuple[str, ...]:
        """The parameters that may be written without their name, in order."""
        return tuple(self.schema.get("x-positional", ()))

    @property
    def exits(self) -> dict[str, PortSpec]:
        """All ports that authors may write: the kind's own, `error`, and `timeout` where it waits."""
        everybody = {"error": ERROR_PORT}
        if self.waits in {Waits.PERSON, Waits.AREA}:
            everybody["timeout"] = TIMEOUT_PORT
        return {**self.ports, **{name: spec for name, spec in everybody.items() if name not in self.ports}}

"""What a node kind's `async run` is given: the outside, through doors that the host guards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from cauce.engine import limits
from cauce.engine.secrets import redact, reveal
from cauce.model.node_kind import NodeKind
from cauce.model.run import Answer, Invoke


@dataclass(frozen=True, slots=True)
class Response:
    """What a system answered. `body` is parsed where it is JSON, else the text."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None


class Http(Protocol):
    """The only way to other systems. It refuses addresses that the project must not reach."""

    async def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        timeout: float = 10.0,  # noqa: ASYNC109 -- part of what the author wrote, handed on
    ) -> Response:
        """Send a request and return the answer, whatever its status.

        timeout: seconds for all of it. Raises TimeoutError, or OSError (with a sentence) where nothing was reached.
        """


@dataclass(frozen=True, slots=True)
class Exit:
    """Leave the node by a port of its kind, with a value for `as`."""

    port: str
    value: Any = None


class Failed(Exception):
    """Leave the node by `error`. `kind` is what authors compare with `error.kind`; `data` become other keys of `error`."""

    def __init__(self, kind: str, **data: Any) -> None:
        super().__init__(kind)
        self.kind = kind
        self.data = data


class UnknownSecret(Exception):
    """A flow asks for a secret that the project does not have."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def no_secrets(name: str) -> str:
    """Look up a secret where there are none. Raises UnknownSecret."""
    raise UnknownSecret(name)


@dataclass(slots=True)
class Context:
    """Everything that the `run` of a kind may use.

    http: the way out. now, contact, channel: as the flow sees them. lang: of the flow. conversation: its number.
    secret: the value of a secret by name, raising UnknownSecret.
    """

    http: Http
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    contact: Mapping[str, Any] = field(default_factory=dict)
    channel: str = ""
    lang: str = "es"
    conversation: int = 0
    secret: Callable[[str], str] = no_secrets

    @staticmethod
    def port(name: str, value: Any = None) -> Exit:
        """Return this from `run` to leave by a port."""
        return Exit(name, value)


async def perform(kind: NodeKind, invoke: Invoke, context: Context) -> Answer:
    """Run a kind for an `Invoke` and return the resume that its outcome is.

    Secrets are put in place of their references here, and taken out of what comes back. Whatever the kind raises becomes
    the `error` port; only cancellation goes through.
    """
    import asyncio  # checking a flow needs none of this

    assert kind.run is not None
    revealed: list[str] = []

    def lookup(name: str) -> str:
        revealed.append(context.secret(name))
        return revealed[-1]

    try:
        params = reveal(dict(invoke.params), lookup)
        async with asyncio.timeout(limits.ANSWER_SECONDS):
            outcome = await kind.run(context, **params)
    except Exception as error:  # noqa: BLE001 -- a stranger's code: whatever it raises is its node's error
        return Answer(invoke.serial, "error", error=redact(_told(error), revealed))
    if isinstance(outcome, Exit):
        return Answer(invoke.serial, outcome.port, redact(outcome.value, revealed))
    return Answer(invoke.serial, "", redact(outcome, revealed))


def _told(error: Exception) -> dict[str, Any]:
    """Return what `error.*` says of an exception. Only sentences that are known to hold no secrets are told."""
    match error:
        case Failed():
            return {**error.data, "kind": error.kind}
        case TimeoutError():
            return {"kind": "timeout"}
        case UnknownSecret():
            return {"kind": "secret", "message": error.name}
        case OSError():
            return {"kind": "unreachable", "message": str(error)}
    return {"kind": "failed", "message": type(error).__name__}

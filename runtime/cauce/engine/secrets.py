"""References to secrets: what travels through the engine in place of a password."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Secret:
    """`secret.andina`: a name. Only the host knows the value, and only when it runs what asked for it."""

    name: str


@dataclass(frozen=True, slots=True)
class SecretText:
    """A text with secrets inside: `"Bearer {secret.andina}"`."""

    parts: tuple[str | Secret, ...]


def reveal(value: Any, lookup: Callable[[str], str]) -> Any:
    """Return the value with every reference replaced by `lookup(name)`, at any depth.

    For hosts, on the params of an `Invoke`, just before its kind's `run`. What `lookup` raises goes through.
    """
    if isinstance(value, Secret):
        return lookup(value.name)
    if isinstance(value, SecretText):
        return "".join(part if isinstance(part, str) else lookup(part.name) for part in value.parts)
    if isinstance(value, dict):
        return {key: reveal(item, lookup) for key, item in value.items()}
    if isinstance(value, list):
        return [reveal(item, lookup) for item in value]
    return value


def stand_in(name: str) -> str:
    """Return what stands for a secret where people look on, and where there is none: its name."""
    return f"<secret.{name}>"


HIDDEN = "•••"
"""What stands where a secret was."""

SHORTEST = 6
"""Shorter secrets are left where they are: they are part of too many innocent texts."""


def redact(value: Any, secrets: Collection[str]) -> Any:
    """Return the value without these secrets, at any depth: other systems say back what they are told."""
    longest_first = sorted({one for one in secrets if len(one) >= SHORTEST}, key=len, reverse=True)
    return _without(value, longest_first) if longest_first else value


def _without(value: Any, secrets: list[str]) -> Any:
    if isinstance(value, str):
        for one in secrets:
            value = value.replace(one, HIDDEN)
        return value
    if isinstance(value, dict):
        return {_without(key, secrets): _without(item, secrets) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without(item, secrets) for item in value]
    return value

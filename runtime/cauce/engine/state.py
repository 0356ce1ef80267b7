"""A run's state as JSON and back: strict, and told apart by version."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from cauce.engine.secrets import Secret, SecretText
from cauce.model.run import Frame, State

VERSION = 1


def dump(state: State) -> str:
    """Return the state as a line of JSON. Equal states give equal lines."""
    small: dict[str, Any] = {"v": VERSION, "flow": state.flow, "rev": state.revision, "node": state.node}
    if state.variables:
        small["vars"] = encode(state.variables)
    if state.attempts:
        small["tries"] = state.attempts
    if state.serial:
        small["serial"] = state.serial
    if state.frames:
        small["frames"] = [[one.flow, one.revision, one.node, encode(one.variables)] for one in state.frames]
    if state.alone:
        small["alone"] = state.alone
    if state.told:
        small["told"] = state.told
    if state.shown is not None:
        small["shown"] = list(state.shown)
    return json.dumps(small, ensure_ascii=False, separators=(",", ":"))


def load(text: str) -> State:
    """Return the state of a line that `dump` made. Raises ValueError where it is none."""
    try:
        small = json.loads(text)
        if small.pop("v") != VERSION:
            raise ValueError("a state of another version")
        state = State(
            flow=_text(small.pop("flow")),
            revision=_text(small.pop("rev")),
            node=_text(small.pop("node")),
            variables=_map(decode(small.pop("vars", {}))),
            attempts=_count(small.pop("tries", 0)),
            serial=_count(small.pop("serial", 0)),
            frames=tuple(
                Frame(_text(flow), _text(revision), _text(node), _map(decode(variables)))
                for flow, revision, node, variables in small.pop("frames", ())
            ),
            alone=_count(small.pop("alone", 0)),
            told=_count(small.pop("told", 0)),
            shown=tuple(map(_count, small.pop("shown"))) if "shown" in small else None,
        )
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"no state of a run: {error}") from error
    if small:
        raise ValueError(f"unknown parts of a state: {', '.join(small)}")
    return state


def encode(value: Any) -> Any:
    """Return a value of flows as JSON: times, durations and references to secrets become maps with one `$` key."""
    if isinstance(value, dict):
        made = {key: encode(item) for key, item in value.items()}
        return {"$map": made} if any(key.startswith("$") for key in made) else made
    if isinstance(value, list):
        return [encode(item) for item in value]
    tag = _TAGS.get(type(value))
    return {tag: _WRITE[tag](value)} if tag else value


def decode(value: Any) -> Any:
    """Return the value that `encode` made JSON of. Raises ValueError for a `$` key that it does not write."""
    if isinstance(value, list):
        return [decode(item) for item in value]
    if not isinstance(value, dict):
        return value
    tag = next(iter(value), "")
    if len(value) != 1 or not tag.startswith("$"):
        return {key: decode(item) for key, item in value.items()}
    if tag == "$map":
        return {key: decode(item) for key, item in value["$map"].items()}
    if tag not in _READ:
        raise ValueError(f"unknown kind of value {tag}")
    return _READ[tag](value[tag])


_TAGS = {
    datetime: "$time",
    date: "$date",
    time: "$clock",
    timedelta: "$seconds",
    Secret: "$secret",
    SecretText: "$text",
}
_WRITE: dict[str, Callable[[Any], Any]] = {
    "$time": datetime.isoformat,
    "$date": date.isoformat,
    "$clock": time.isoformat,
    "$seconds": timedelta.total_seconds,
    "$secret": lambda secret: secret.name,
    "$text": lambda text: [encode(part) for part in text.parts],
}
_READ: dict[str, Callable[[Any], Any]] = {
    "$time": datetime.fromisoformat,
    "$date": date.fromisoformat,
    "$clock": time.fromisoformat,
    "$seconds": lambda seconds: timedelta(seconds=seconds),
    "$secret": Secret,
    "$text": lambda parts: SecretText(tuple(decode(part) for part in parts)),
}


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("a text was expected")
    return value


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError("a count was expected")
    return value


def _map(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError("a map was expected")
    return value

"""A project whose numbers are those of a fake: in memory only, and never the platform's."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from msgspec.structs import replace as changed

from cauce.project import Project
from cauce.settings_file import ChannelPart
from cauce.testing.graph.envelope import Number

TRANSPORT = "whatsapp_cloud"
NAME = "whatsapp"
SHARED = "/webhooks/whatsapp"
FIRST_ID, FIRST_NUMBER = 108_700_000_000_001, 5_493_515_550_100

_MADE_UP = ("access_token", "app_secret", "verify_token")


@dataclass(frozen=True, slots=True)
class Faked:
    """A project, and its numbers by the names of their channels."""

    project: Project
    numbers: Mapping[str, Number]


def fake(project: Project, graph_url: str) -> Faked:
    """Point the WhatsApp numbers of a project at a fake; without one it gets one. What secrets lack is made up.

    A secret that is set is used as it is: the fake asks for it, and nobody else is shown it.
    """
    settings = project.settings
    parts = list(settings.values.channels)
    if not any(part.transport == TRANSPORT for part in parts):
        parts.append(_made(parts))
    numbers: dict[str, Number] = {}
    for place, part in enumerate(parts):
        if part.transport == TRANSPORT:
            values = _filled(part.settings, settings.environment, graph_url, len(numbers))
            parts[place] = changed(part, settings=values)
            numbers[part.name] = _number(values, len(numbers))
    host = graph_url.partition("://")[2]
    egress = changed(settings.values.egress, allow=(*settings.values.egress.allow, host))
    values_now = changed(settings.values, channels=tuple(parts), egress=egress)
    return Faked(Project(replace(settings, values=values_now), project.plugins), numbers)


def _made(parts: Sequence[ChannelPart]) -> ChannelPart:
    """Return a channel under a name that is free."""
    taken = {part.name for part in parts}
    names = (NAME, *(f"{NAME}{place}" for place in range(2, len(taken) + 3)))
    free = next(name for name in names if name not in taken)
    return ChannelPart(name=free, transport=TRANSPORT, settings={"mark_read": True})


def _filled(written: Mapping[str, Any], environment: Mapping[str, str], url: str, place: int) -> dict[str, Any]:
    """Return the settings of a number with the fake's address, and something in place of each secret that is not there."""
    values = {key: _known(value, environment) for key, value in written.items()}
    made = {key: secrets.token_hex(16) for key in _MADE_UP if not values.get(key)}
    ids = {} if values.get("phone_number_id") else {"phone_number_id": str(FIRST_ID + place)}
    found = {key: value for key, value in values.items() if value is not None}
    return {**found, **made, **ids, "graph_url": url}


def _known(value: Any, environment: Mapping[str, str]) -> Any:
    """Return a value, or that of the variable it names: None where that is not set."""
    if isinstance(value, str) and value.startswith("env:"):
        return environment.get(value.removeprefix("env:")) or None
    return value


def _number(values: Mapping[str, Any], place: int) -> Number:
    account = str(values.get("business_account_id") or Number.account)
    return Number(
        token=str(values["access_token"]),
        secret=str(values["app_secret"]),
        number_id=str(values["phone_number_id"]),
        display=str(FIRST_NUMBER + place),
        account=account,
        verify_token=str(values["verify_token"]),
    )

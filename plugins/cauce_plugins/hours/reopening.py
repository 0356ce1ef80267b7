"""Conversations that wait for an area to open are looked at again where its hours changed."""

from __future__ import annotations

from collections.abc import Sequence

from cauce import Happened, Host, Listener
from cauce_plugins.hours.rules import CHANGED


async def hear(host: Host, happened: Sequence[Happened]) -> None:  # noqa: ARG001 - any change may open any area
    """Have them looked at now: who is open by now has what waits for them."""
    await host.look_again()


LISTENER = Listener(
    "hours.reopen",
    {"es": "Entregar lo que espera si un área abre antes", "en": "Hand over what waits where an area opens earlier"},
    (CHANGED,),
    hear,
    deadline=60.0,
)

"""What one of us says on the phone, outside Cauce: it takes the conversation from the bot, for a person is at it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from cauce.delivery import codec
from cauce.delivery.step import Step
from cauce.model.message import Inbound
from cauce.store import audit, events, outbox, ownership
from cauce.store.audit import By
from cauce.store.conversations import Standing
from cauce.store.ownership import Owned


def take(step: Step, standing: Standing, message: Inbound) -> None:
    """Let the flow wait: nobody of the desk has the conversation, and whoever wants it takes it.

    Nothing happens where a person has it already, for what are no words, and for what may be the echo of what is being
    said at this moment.
    """
    before = ownership.get(step.db, standing.conversation)
    if not before.opened or before.owner == "human" or message.kind == "unknown":
        return
    if standing.speaker and message.text in _being_said(step, standing):
        return
    after = Owned(True, "human", before.area)
    ownership.give(step.db, standing.conversation, before, after, step.now)
    steps = {"reason": "", "from": _shown(before), "to": _shown(after)}
    told = {"by": "phone", **steps}
    events.tell(step.db, standing.conversation, [("conversation.taken", told)], step.now)
    audit.record(
        step.db, By(None, "phone", step.now), "conversation.taken", f"conversation:{standing.conversation}", steps
    )
    step.given(standing, "human", opened=True)


def _being_said(step: Step, standing: Standing) -> set[str]:
    """Return what is on its way to the person, whose network may echo it before it answers."""
    return {codec.outbound(body).numbered() for body in outbox.being_said(step.db, standing.identity)}


def _shown(one: Owned) -> dict[str, Any]:
    shown = asdict(one)
    del shown["opened"]
    return shown

"""A fake of the Graph API on this machine: it takes messages as the platform does, misbehaves on demand, and signs webhooks.

async with FakeGraph(webhook="http://127.0.0.1:4000/webhooks/whatsapp") as graph:
    await graph.say("hola")
    assert graph.texts() == ["¡Hola!"]

As a process of its own: `python -m cauce.testing.graph --webhook http://127.0.0.1:4000/webhooks/whatsapp`.
"""

from __future__ import annotations

from cauce.testing.graph.acts import PERSON
from cauce.testing.graph.envelope import NUMBER_ID, Number, signed, written
from cauce.testing.graph.fake import FakeGraph
from cauce.testing.graph.ledger import Call, Post
from cauce.testing.graph.modes import MODES
from cauce.testing.graph.people import Person
from cauce.testing.graph.templates import Template

__all__ = [
    "MODES",
    "NUMBER_ID",
    "PERSON",
    "Call",
    "FakeGraph",
    "Number",
    "Person",
    "Post",
    "Template",
    "signed",
    "written",
]

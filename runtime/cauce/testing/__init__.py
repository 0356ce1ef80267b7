r"""Tests for those who write flows and plugins, without a network, a database or a clock that moves by itself.

A bot in one line, and a conversation with it::

    bot = Bot.load("flows")
    assert bot.talk("hola") == ["¡Hola! ¿En qué te ayudamos?\n1. Ventas\n2. Soporte"]

With pytest, `pytest_plugins = ["cauce.testing"]` in the project's top `conftest.py` brings the fixtures of
`cauce.testing.fixtures`, and collects `.chat` files as tests.
"""

from __future__ import annotations

from cauce.clock import FrozenClock
from cauce.testing.bot import Bot, UnsoundFlows
from cauce.testing.graph import FakeGraph
from cauce.testing.kinds import run_kind
from cauce.testing.projects import make_project
from cauce.testing.server import StubServer
from cauce.testing.transport import FakeTransport
from cauce.transcript.stage import Nobody, NoSuchOption, Unanswered

pytest_plugins = ("cauce.testing.fixtures", "cauce.testing.chats")
"""What pytest loads besides when this package is one of its plugins."""

__all__ = [
    "Bot",
    "FakeGraph",
    "FakeTransport",
    "FrozenClock",
    "NoSuchOption",
    "Nobody",
    "StubServer",
    "Unanswered",
    "UnsoundFlows",
    "make_project",
    "run_kind",
]

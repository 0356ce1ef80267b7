"""Fixtures for pytest, brought by `pytest_plugins = ["cauce.testing"]`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from cauce.clock import FrozenClock
from cauce.project import Project
from cauce.testing.bot import Bot
from cauce.testing.projects import make_project
from cauce.testing.server import StubServer
from cauce.testing.transport import FakeTransport


@pytest.fixture
def bot(pytestconfig: pytest.Config) -> Bot:
    """A bot of the flows in `flows/` of the project that pytest runs in."""
    return Bot.load(pytestconfig.rootpath / "flows")


@pytest.fixture
def bot_of() -> Callable[..., Bot]:
    """A function that makes a bot of the text of a flow, its margin removed."""

    def make(text: str, **more: Any) -> Bot:
        return Bot.of(dedent(text).lstrip("\n"), **more)

    return make


@pytest.fixture
def project_of(tmp_path: Path) -> Callable[..., Project]:
    """A function that makes a throw-away project of files: `project_of({"flows/hola.flow": "..."})`."""

    def make(files: Mapping[str, str], **plugins: Any) -> Project:
        return make_project(tmp_path, files, **plugins)

    return make


@pytest.fixture
def fake_transport() -> FakeTransport:
    """A transport that keeps what is sent."""
    return FakeTransport()


@pytest.fixture
def frozen_clock() -> FrozenClock:
    """A clock that stands still until it is told to move."""
    return FrozenClock()


@pytest.fixture
async def stub_server() -> AsyncIterator[StubServer]:
    """A real HTTP server that answers what it is given. Needs pytest-asyncio."""
    async with StubServer() as server:
        yield server

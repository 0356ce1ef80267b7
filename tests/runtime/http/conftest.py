"""What tests of the web layer share: a server over given routes, and a client for it."""

from __future__ import annotations

import aiohttp
import pytest
from aiohttp import web

from cauce.http.app import application


@pytest.fixture
async def serve():
    """A function that serves routes on a free port and returns a client session that knows the address."""
    opened = []

    async def start(*routes, **more):
        runner = web.AppRunner(application(routes, **more), access_log=None, shutdown_timeout=2)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        session = aiohttp.ClientSession(f"http://{host}:{port}")
        session.port = port
        session.runner = runner
        opened.append((runner, session))
        return session

    yield start
    for runner, session in opened:
        await session.close()
        await runner.cleanup()

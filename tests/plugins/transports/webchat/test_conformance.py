"""The web chat keeps to what every transport owes."""

from __future__ import annotations

import contextlib

from aiohttp.test_utils import TestClient, TestServer

from cauce.http.app import application
from cauce.testing.conformance import Connection, KeptIngress, TransportConformance
from cauce.transport import Channel
from cauce_plugins.transports.webchat.transport import Webchat


class TestWebchat(TransportConformance):
    """Over the real routes. There is no network behind it: what is said is in the transcript already."""

    settings_refused = ({"no_such_setting": 1}, {"accent": "green"})

    @contextlib.asynccontextmanager
    async def connect(self):
        transport, ingress = Webchat(), KeptIngress()
        here = Channel("web", "webchat", {"origins": ["*"]})
        await transport.open(here, ingress)
        async with TestClient(TestServer(application(transport.routes()))) as client:
            async with client.post("/webchat/web/visits", json={}) as answer:
                token = (await answer.json())["token"]
            [(_, address)] = ingress.known

            async def arrive(text, key):
                headers = {"Authorization": f"Bearer {token}"}
                async with client.post(
                    "/webchat/web/messages", json={"id": key, "text": text}, headers=headers
                ) as answer:
                    assert answer.status in {200, 202}

            yield Connection(transport, here, ingress, address, arrive)

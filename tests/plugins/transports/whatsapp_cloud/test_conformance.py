"""WhatsApp keeps to what every transport owes."""

from __future__ import annotations

import contextlib
import time

from aiohttp.test_utils import TestServer

from cauce.http.app import application
from cauce.model.message import Inbound
from cauce.testing.conformance import Connection, KeptIngress, TransportConformance
from cauce.testing.graph import PERSON, FakeGraph
from cauce.transport import Line
from cauce_plugins.transports.whatsapp_cloud.transport import WhatsAppCloud
from whatsapp_rig import channel


class TestWhatsApp(TransportConformance):
    """Over the fake Graph API and the real routes."""

    settings_refused = (
        {"no_such_setting": 1},
        {"phone_number_id": "+54 9"},
        {"access_token": ""},
        {"graph_url": "graph.facebook.com"},
        {"graph_url": "https://a.example@b.example"},
        {"graph_version": "latest"},
        {"list_button": "x" * 21},
    )

    @contextlib.asynccontextmanager
    async def connect(self):
        transport, ingress = WhatsAppCloud(), KeptIngress()
        ingress.lines.append(Line(1, "contact", "wamid.0", time.time_ns() // 1_000_000, Inbound("hola")))
        async with FakeGraph() as graph, TestServer(application(transport.routes())) as server:
            graph.webhook = str(server.make_url("/webhooks/whatsapp"))
            here = channel(graph_url=graph.url)
            await transport.open(here, ingress)

            async def arrive(text, key):
                assert await graph.say(text, id=key) == 200

            def break_off(mode):
                graph.modes.append({"refused": "template", "unreachable": "429"}[mode])

            def about():
                for body in (call.body for call in graph.taken()):
                    if body["type"] == "reaction":
                        yield "reaction", body["reaction"]["message_id"], body["reaction"]["emoji"]
                    elif "context" in body:
                        yield "quote", body["context"]["message_id"], body["text"]["body"]

            async def react(of, emoji):
                assert await graph.react(of, emoji) == 200

            person = ("phone", PERSON)
            yield Connection(
                transport, here, ingress, person, arrive, graph.texts, break_off, lambda: [*about()], react
            )
            await transport.close(here)

"""`cauce run --fake-whatsapp`: a WhatsApp of one's own beside the server, and a page that plays the customer's phone."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cauce.testing.graph.fake import FakeGraph
from cauce.testing.graph.project import SHARED, fake

if TYPE_CHECKING:
    from cauce.app import Service
    from cauce.project import Project


@dataclass(frozen=True, slots=True)
class Beside:
    """A fake that is to run beside the server, and the project whose numbers are its own."""

    project: Project
    graph: FakeGraph

    def connect(self, service: Service) -> None:
        """Tell the fake where the server is that has started: every webhook goes there, over HTTP and signed."""
        webhook = service.server.addresses[0].rstrip("/") + SHARED
        for number in self.graph.numbers():
            number.webhook = webhook


def beside(project: Project) -> Beside:
    """Take a free port of this machine, and point the numbers of a project there."""
    listening = socket.create_server(("127.0.0.1", 0))
    faked = fake(project, f"http://127.0.0.1:{listening.getsockname()[1]}")
    first, *others = faked.numbers.values()
    graph = FakeGraph(
        token=first.token,
        secret=first.secret,
        number_id=first.number_id,
        verify_token=first.verify_token,
        display=first.display,
        account=first.account,
        others={one.number_id: one for one in others},
        names={one.number_id: name for name, one in faked.numbers.items()},
        statuses=("sent", "delivered"),
        delay=30.0,
        phone=True,
        listening=listening,
    )
    return Beside(faked.project, graph)

"""What the tests of the store stand on: each database that there is, empty, and a way to the server that can be broken."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import pytest

import databases
from cauce.store import channels
from cauce.store.mysql import Mysql
from served import Port
from tcp_proxy import Proxy

collect_ignore_glob = [] if "mariadb" in databases.KINDS else ["test_mysql*.py"]


@pytest.fixture(autouse=True)
def _patience():
    with pytest.MonkeyPatch.context() as patch:
        databases.be_patient(patch)
        yield


@pytest.fixture(params=databases.KINDS)
def kind(request):
    databases.prepare(request.param)
    return request.param


@pytest.fixture
def place(kind, tmp_path):
    """An empty database."""
    return databases.fresh(kind, tmp_path)


@pytest.fixture
def db(place):
    """A connection to one."""
    with contextlib.closing(place.connect()) as found:
        yield found


@pytest.fixture
def channel(db):
    """A channel in it, by its number."""
    return channels.enrol(db, "linea", "record", 1)


@pytest.fixture
def server(tmp_path):
    """An empty database on a server."""
    databases.prepare("mariadb")
    return databases.fresh("mariadb", tmp_path)


class Way(Proxy):
    """Keeps its port while it refuses."""

    def listen(self) -> None:
        if not self.port:
            self._kept = Port()
            self.port = self._kept.number
        super().listen()

    def close(self) -> None:
        super().close()
        self._kept.close()


@pytest.fixture
def proxy(server):
    """A way to it that can be broken."""
    found = Way(server.address.host, server.address.port)
    yield found
    found.close()


@pytest.fixture
def through(server, proxy):
    """The same database by that way."""
    return Mysql(replace(server.address, host="127.0.0.1", port=proxy.port), seconds=databases.PATIENCE)

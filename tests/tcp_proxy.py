"""A way to a MySQL server that can be frozen, refused or cut, also in the middle of a commit."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections import deque

COMMIT = b"\x03COMMIT"
"""The packet, without its length: https://mariadb.com/kb/en/com_query/."""


class Proxy:
    """Listens on `port` of this machine and passes everything on.

    at_commit: what happens to the next commits, in order. `before`: the connection is cut and the server never sees it;
    `after`: it is cut when the server has answered; `late`: it is cut, and the server sees it when `let_go` is set.
    """

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._open = threading.Event()
        self._open.set()
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._swallow: set[socket.socket] = set()
        self._listener: socket.socket | None = None
        self.port = 0
        self.met = 0
        self.at_commit: deque[str] = deque()
        self.let_go = threading.Event()
        self.listen()

    def listen(self) -> None:
        """Take connections, again on the same port."""
        self._listener = socket.create_server(("127.0.0.1", self.port), backlog=16)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def refuse(self) -> None:
        """Cut what there is and take no more."""
        listener, self._listener = self._listener, None
        if listener is not None:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        self.cut()

    def freeze(self) -> None:
        """Take everything and pass nothing on."""
        self._open.clear()

    def thaw(self) -> None:
        """Pass on what was held back, and go on."""
        self._open.set()

    def cut(self) -> None:
        """End the connections that there are."""
        for pair in self._pairs:
            _end(*pair)
        self._pairs.clear()

    def close(self) -> None:
        self.refuse()
        self.thaw()
        self.let_go.set()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
                server = socket.create_connection(self._target)
            except OSError:
                return
            self.met += 1
            self._pairs.append((client, server))
            for pump in (self._ask, self._answer):
                threading.Thread(target=pump, args=(client, server), daemon=True).start()

    def _ask(self, client: socket.socket, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := client.recv(65536):
                self._open.wait()
                if COMMIT in data and self.at_commit:
                    self._meddle(self.at_commit.popleft(), data, client, server)
                else:
                    server.sendall(data)
        _end(client, server)

    def _meddle(self, how: str, data: bytes, client: socket.socket, server: socket.socket) -> None:
        self._swallow.add(client)
        if how == "before":
            _end(client, server)
        elif how == "late":
            _end(client)
            self.let_go.wait(10)
        with contextlib.suppress(OSError):
            server.sendall(data)
            self.let_go.wait(10)

    def _answer(self, client: socket.socket, server: socket.socket) -> None:
        greeted = False
        with contextlib.suppress(OSError):
            while data := server.recv(65536):
                self._open.wait()
                if client in self._swallow:
                    break
                client.sendall(data if greeted else _without_encryption(data))
                greeted = True
        _end(client, server)


def _without_encryption(greeting: bytes) -> bytes:
    """Return what a server says first, without its offer to encrypt: we have to see what is said."""
    flags = greeting.index(b"\0", 5) + 1 + 4 + 8 + 1
    return greeting[: flags + 1] + bytes([greeting[flags + 1] & ~0x08]) + greeting[flags + 2 :]


def _end(*sockets: socket.socket) -> None:
    for one in sockets:
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()

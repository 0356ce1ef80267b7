"""What the projects have in common that tests and benches serve as processes of their own: a port, and a flow that counts."""

from __future__ import annotations

import socket

COUNTER = """
flow contador
  triggers = ["*"]

start:
  set n=1
  -> otra

otra:
  ask "{n}" as texto
  set n=n + 1
  -> otra
"""
"""Answers each message with how many there were."""


class Port:
    """A port of this machine that nobody else is given, also while the process that is to listen on it does not run.

    It is bound and never listened on: who comes is refused, and whoever knows its number may listen.
    """

    def __init__(self) -> None:
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", 0))
        self.number = int(self._socket.getsockname()[1])

    def close(self) -> None:
        """Let anybody have it."""
        self._socket.close()

"""One way out: no module but `cauce.egress` opens a connection, with a short list of exceptions, each with its reason."""

from __future__ import annotations

import ast

import pytest

from house.sources import modules, short, tree

EGRESS = "runtime/cauce/egress/"
EXCEPTIONS = {
    "plugins/cauce_plugins/transports/whatsapp_cloud/client.py": "calls the one host that the settings of the channel name",
    "runtime/cauce/testing/graph/courier.py": "the platform that tests play: calls the webhook that the test names",
    "runtime/cauce/store/mysql": "connects to the database that the settings name",
}
"""By how their paths begin."""

CLIENTS = {
    "aiomysql", "ftplib", "http.client", "httpx", "imaplib", "nntplib", "poplib", "pycurl", "pymysql", "requests", "smtplib",
    "telnetlib", "urllib.request", "urllib3", "websockets", "xmlrpc.client",
}  # fmt: skip
CALLS = {
    "ClientSession", "TCPConnector", "UnixConnector", "create_connection", "create_datagram_endpoint",
    "create_unix_connection", "getaddrinfo", "gethostbyname", "gethostbyname_ex", "open_connection",
    "open_unix_connection", "sock_connect", "start_connection", "ws_connect",
}  # fmt: skip


def ways_out(module: ast.AST) -> set[str]:
    """Return what a module names that opens connections."""
    return {name for node in ast.walk(module) for name in _named(node) if _opens(name)}


def _named(node: ast.AST) -> list[str]:
    match node:
        case ast.Import():
            return [alias.name for alias in node.names]
        case ast.ImportFrom(module=str(module)):
            return [module, *(f"{module}.{alias.name}" for alias in node.names)]
        case ast.Attribute(value=ast.Name(id=owner), attr=attr):
            return [f"{owner}.{attr}"]
        case ast.Attribute(attr=attr):
            return [attr]
    return []


def _opens(name: str) -> bool:
    within = any(name == client or name.startswith(f"{client}.") for client in CLIENTS)
    return within or name.rpartition(".")[2] in CALLS or name == "socket.socket"


def found() -> dict[str, set[str]]:
    """Return the modules that open connections, with what they use."""
    all_of_them = {short(path): ways_out(tree(path)) for path in modules()}
    return {name: ways for name, ways in all_of_them.items() if ways and not name.startswith(EGRESS)}


def test_no_other_module_opens_a_connection():
    assert {name: ways for name, ways in found().items() if not name.startswith(tuple(EXCEPTIONS))} == {}


def test_every_exception_is_still_one():
    assert [one for one in EXCEPTIONS if not any(name.startswith(one) for name in found())] == []


def test_the_way_out_itself_is_seen():
    assert any(ways_out(tree(path)) for path in modules() if short(path).startswith(EGRESS))


@pytest.mark.parametrize(
    "text",
    [
        "import urllib.request",
        "from urllib.request import urlopen",
        "from urllib import request",
        "import http.client as web",
        "from http import client",
        "from aiohttp import ClientSession",
        "def f():\n    import aiohttp\n    aiohttp.ClientSession()",
        "import socket\nsocket.create_connection(('a', 1))",
        "from socket import create_connection",
        "from socket import socket",
        "import socket\nsocket.socket()",
        "import asyncio\nasyncio.open_connection('a', 1)",
        "asyncio.get_running_loop().create_connection(None, 'a', 1)",
        "import smtplib",
        "import requests",
    ],
)
def test_a_way_out_is_noticed(text):
    assert ways_out(ast.parse(text))


@pytest.mark.parametrize(
    "text",
    [
        "from urllib.parse import urlsplit",
        "import socket\nsocket.gethostname()",
        "from aiohttp import web",
        "import http",
    ],
)
def test_what_opens_nothing_is_not(text):
    assert not ways_out(ast.parse(text))

"""The database's address, as settings write it."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from cauce.errors import SettingsError
from cauce.store.backend import Backend
from cauce.store.migrations import Plugins

PORT = 3306


def backend_at(url: str, plugins: Plugins = ()) -> Backend:
    """Return the database at a `sqlite://` or `mysql://` address. Raises SettingsError for any other.

    plugins: the tables of plugins that are to be in it, beside those of Cauce.

    `sqlite:///srv/cauce.db` and `sqlite:////srv/cauce.db` are the same absolute path; `sqlite://cauce.db` is relative.
    `mysql://user:password@host:3306/cauce` names a database on a server; `?ssl_ca=/file.pem` encrypts the way there.
    """
    scheme, _, rest = url.partition("://")
    if scheme in {"mysql", "mariadb"}:
        return _server(url, plugins)
    if scheme != "sqlite" or not rest.strip("/") or ":memory:" in rest:
        raise _wrong(url)
    from cauce.store.sqlite import Sqlite

    return Sqlite(_file(rest), plugins)


def _file(rest: str) -> Path:
    path = unquote(urlsplit(f"//{rest}").path if rest.startswith("/") else rest.split("?", 1)[0])
    return Path("/" + path.lstrip("/")) if rest.startswith("/") else Path(path).absolute()


def _server(url: str, plugins: Plugins) -> Backend:
    from cauce.store.mysql import SECONDS, Address, Mysql

    try:
        parts = urlsplit(url)
        port = parts.port or PORT
    except ValueError:
        raise _wrong(url) from None
    name = unquote(parts.path.strip("/"))
    if not parts.hostname or not parts.username or not re.fullmatch(r"[\w.$-]{1,64}", name):
        raise _wrong(url)
    ca = parse_qs(parts.query).get("ssl_ca", [""])[0]
    at = Address(parts.hostname, port, unquote(parts.username), unquote(parts.password or ""), name, ca)
    return Mysql(at, SECONDS, plugins)


def _shown(url: str) -> str:
    """Return an address as far as no password can be in it, however it was written."""
    scheme, separator, rest = url.partition("://")
    if scheme == "sqlite" or not separator:
        return url
    _, at, place = rest.rpartition("@")
    return f"{scheme}://…@{place.partition('?')[0]}" if at else f"{scheme}://…"


def _wrong(url: str) -> SettingsError:
    shown = _shown(url)
    return SettingsError(
        {
            "es": f"«{shown}» no es la dirección de una base de datos. Usa sqlite:///carpeta/cauce.db o "
            "mysql://usuario:clave@servidor:3306/cauce.",
            "en": f"“{shown}” is not the address of a database. Use sqlite:///folder/cauce.db or "
            "mysql://user:password@server:3306/cauce.",
        }
    )

"""Addresses of databases: which are taken, for what, and that no password is ever shown."""

from __future__ import annotations

import pytest

from cauce.errors import SettingsError
from cauce.store.address import backend_at
from cauce.store.mysql import Address, Mysql
from cauce.store.sqlite import Sqlite


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///srv/cauce.db", "/srv/cauce.db"),
        ("sqlite:////srv/cauce.db", "/srv/cauce.db"),
        ("sqlite:///srv/con%20espacio.db", "/srv/con espacio.db"),
        ("sqlite:///srv/cauce.db?mode=rw", "/srv/cauce.db"),
    ],
)
def test_addresses_of_files(url, path):
    place = backend_at(url)
    assert isinstance(place, Sqlite)
    assert str(place) == path


def test_a_relative_address_is_below_the_current_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert backend_at("sqlite://datos/cauce.db").path == tmp_path / "datos/cauce.db"


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("mysql://ana:secreto@db/cauce", Address("db", 3306, "ana", "secreto", "cauce")),
        ("mariadb://ana@[::1]:3307/mi-base", Address("::1", 3307, "ana", "", "mi-base")),
        (
            "mysql://ana:p%40ss%2Fw%3A@db/cauce?ssl_ca=/etc/ca.pem",
            Address("db", 3306, "ana", "p@ss/w:", "cauce", "/etc/ca.pem"),
        ),
    ],
)
def test_addresses_of_servers(url, address):
    place = backend_at(url)
    assert isinstance(place, Mysql)
    assert place.address == address


def test_a_server_is_shown_without_its_password():
    place = backend_at("mysql://ana:secreto@db:3307/cauce")
    assert str(place) == "mysql://ana@db:3307/cauce"
    assert "secreto" not in repr(place.address)


@pytest.mark.parametrize(
    "url",
    [
        "postgres://x", "sqlite://", "sqlite://:memory:", "http://x", "cauce.db", "mysql://ana:secreto@db",
        "mysql://ana:secreto@db/una/otra", "mysql://:secreto@db/cauce", "mysql://ana:secreto@db:99999/cauce",
        "mysql://ana:secreto@/cauce", "mysql://ana:secreto", "mysql://ana:secreto/cauce", "mysql://ana:secreto#db/cauce",
        "mysql://ana:se@creto@db/a`b", "postgres://ana:secreto@db/x", "mysql://ana@db?password=secreto",
        "mysql://[ana:secreto@db/x",
    ],
)  # fmt: skip
def test_addresses_that_are_none_are_refused_without_their_password(url):
    with pytest.raises(SettingsError) as caught:
        backend_at(url)
    for language in ("es", "en"):
        assert "sqlite:///" in caught.value.say(language)
        assert "secreto" not in caught.value.say(language)
        assert "creto@" not in caught.value.say(language)

"""`cauce run` as an administrator meets it: addresses, signals, and trouble told in one line with its remedy."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

import pytest

from databases import fresh

START = "import sys; from cauce.cli import main; raise SystemExit(main())"
HELLO = 'flow hello\n  triggers = ["*"]\n\nstart:\n  say "Hello"\n'


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder with a flow and a database that is up to date, and nothing in the environment that would matter."""
    for name in ("CAUCE_LANG", "LANG", "LC_ALL", "CAUCE_PORT", "PORT", "DATABASE_URL", "CAUCE_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows/hello.flow").write_text(HELLO)
    (tmp_path / "data").mkdir()
    fresh("sqlite", tmp_path / "data")
    return tmp_path


@contextmanager
def running(folder, *arguments: str, **environment: str):
    """Run `cauce run` on a free port; yield the process and what it said until it was ready."""
    with subprocess.Popen(
        [sys.executable, "-c", START, "run", "--port", "0", *arguments],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **environment},
    ) as process:  # fmt: skip
        assert process.stdout is not None
        said = []
        while line := process.stdout.readline():
            said.append(line.rstrip("\n"))
            if "Ctrl+C" in line:
                break
        try:
            yield process, said
        finally:
            process.kill()


def refused(folder, *arguments: str, **environment: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-c", START, "run", "--port", "0", *arguments],
        cwd=folder, capture_output=True, text=True, timeout=60, check=False, env={**os.environ, **environment},
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


def test_it_tells_its_addresses_serves_and_stops_when_asked(place):
    with running(place) as (process, said):
        address = said[1].strip()
        assert said[0] == "Cauce está en marcha"
        assert f"Chat: {address}chat/web" in said
        with urllib.request.urlopen(f"{address}health/ready") as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=30)
        assert process.returncode == 0
        assert out == "Deteniendo…\n"
        assert "Traceback" not in err


def test_the_first_time_it_makes_an_admin_whose_password_is_told_once_and_never_in_the_log(place):
    with running(place, "--log-level", "debug") as (process, said):
        [line] = [one for one in said if one.startswith("Primer usuario: admin; contraseña, solo esta vez: ")]
        password = line.rpartition(" ")[2]
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=30)
        assert password not in out + err
    with sqlite3.connect(place / "data/cauce.db") as db:
        [(hashed,)] = db.execute("SELECT password FROM users")
    assert hashed.startswith("$argon2id$")
    with running(place) as (_, said):
        assert not any("Primer usuario" in one for one in said)


def test_the_first_admin_may_come_from_the_environment_and_a_weak_one_stops_it(place):
    code, told = refused(place, "--lang", "en", ADMIN_PASSWORD="admin123")
    assert (code, told.strip()) == (2, "cauce: ADMIN_PASSWORD: The password must have 12 characters at least.")
    with running(place, "--lang", "en", ADMIN_PASSWORD="un río que no vuelve", ADMIN_EMAIL="r@b.cl") as (_, said):
        assert "First user: admin, with the password of ADMIN_PASSWORD" in said


def test_it_speaks_english_and_takes_a_host(place):
    with running(place, "--lang", "en", "--host", "127.0.0.1", "--dev") as (process, said):
        assert said[0] == "Cauce is running"
        assert "Flows are taken up as they are saved." in said
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
        assert process.returncode == 0


def test_a_hangup_makes_it_read_the_flows_again(place):
    with running(place, "--log-format", "json") as (process, _):
        (place / "flows/more.flow").write_text(HELLO.replace("hello", "more").replace('"*"', '"more"'))
        process.send_signal(signal.SIGHUP)
        assert process.stderr is not None
        deadline = time.monotonic() + 20
        for line in process.stderr:
            assert time.monotonic() < deadline
            if "the flow more is published" in line:
                assert line.startswith('{"at": "')
                break
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def test_diagnostics_of_broken_flows_are_shown_and_the_rest_is_served(place):
    (place / "flows/bad.flow").write_text("flow bad\n\nstart:\n  sya x\n")
    with running(place) as (process, said):
        assert any(line.startswith("Flujos: hello") for line in said)
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=30)
        assert "bad.flow:4:3" in err


def test_a_second_process_on_the_same_database_is_refused_by_number(place):
    with running(place) as (process, _):
        code, err = refused(place)
    assert code == 1
    assert f"ya la está usando el proceso {process.pid}" in err


def test_a_port_in_use_is_told(place):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        code, err = refused(place, "--port", port)
    assert code == 1
    assert f"El puerto {port} ya está en uso" in err


def test_a_newer_database_is_told(place):
    with sqlite3.connect(place / "data/cauce.db") as db:
        db.execute("INSERT INTO tortoise_migrations (app, name, applied_at) VALUES ('cauce', '0099_x', '2030-01-01')")
    db.close()
    code, err = refused(place)
    assert code == 1
    assert "0099_x" in err
    assert "Actualiza Cauce" in err


@pytest.mark.parametrize(
    ("environment", "code", "told"),
    [
        ({"CAUCE_DATABASE_URL": "oracle://x"}, 2, "no es la dirección de una base de datos"),
        ({"CAUCE_PORT": "high"}, 2, "CAUCE_PORT"),
        ({"CAUCE_DATA_DIR": "flows/hello.flow"}, 1, "No se puede escribir"),
    ],
)
def test_wrong_settings_are_told_with_their_names(place, environment, code, told):
    got, err = refused(place, **environment)
    assert (got, told in err) == (code, True), err


def test_a_file_that_is_no_database_is_told(place):
    (place / "data/cauce.db").write_text("hello " * 1000)
    code, err = refused(place)
    assert code == 1
    assert "no es una base de datos SQLite" in err


def test_an_empty_folder_gets_a_database_and_the_samples(tmp_path):
    with running(tmp_path) as (process, said):
        assert any("mesa_ayuda" in line for line in said)
        assert (tmp_path / "data/cauce.db").exists()
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def test_the_second_signal_ends_it_at_once(place):
    with running(place) as (process, _):
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) in {0, 130}

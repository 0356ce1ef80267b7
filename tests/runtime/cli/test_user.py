"""`cauce user`: who works here is added, listed, given another password and switched off, at the machine itself."""

from __future__ import annotations

import json
import sys
from contextlib import closing

import pytest

from cauce.access import passwords
from cauce.cli import user
from cauce.store.sqlite import connect

PASSWORD = "un río que no vuelve"


@pytest.fixture(autouse=True)
def ready(cauce, write):
    """A project that was never run: its database is there, its roles are not."""
    write("cauce.toml", '[areas.Ventas]\ntitle = "Ventas"\n')
    assert cauce("migrate").code == 0


def rows(folder, sql) -> list[tuple]:
    with closing(connect(folder / "data/cauce.db")) as db:
        return db.execute(sql).fetchall()


def told_password(done) -> str:
    return done.out.strip().rpartition(" ")[2]


def is_password_of(folder, username, password) -> bool:
    [(hashed,)] = rows(folder, f"SELECT password FROM users WHERE username = '{username}'")
    return passwords.verify_now(hashed, password)


def test_somebody_is_added_with_a_random_password_that_is_shown_once(cauce, folder):
    assert cauce("user", "list").out == "Todavía no hay nadie\n"
    done = cauce(
        "user", "add", "Ana", "--email", "Ana@b.cl", "--name", "Ana Soto", "--role", "SALES", "--area", "Ventas"
    )
    assert done.code == 0
    assert done.out.startswith("ana ya puede entrar (SALES)\nContraseña, solo esta vez: ")
    assert is_password_of(folder, "ana", told_password(done))
    listed = cauce("user", "list")
    assert listed.out == "ana  SALES  Ana Soto  ana@b.cl  Ventas  (no ha entrado)\n"
    [one] = json.loads(cauce("user", "list", "--json").out)
    assert (one["username"], one["areas"], one["active"], "password" in one) == ("ana", ["Ventas"], True, False)
    assert rows(folder, "SELECT action, who, user_id FROM audit") == [
        ("user.added", "cauce", None), ("area.joined", "cauce", None),
    ]  # fmt: skip


def test_a_password_may_be_given_by_a_program_on_its_input(cauce, folder):
    done = cauce("user", "add", "ana", "--ask", "--lang", "en", given=f"{PASSWORD}\n")
    assert done.out == "ana can log in now (OPERATOR)\n"
    assert is_password_of(folder, "ana", PASSWORD)


def test_a_password_is_typed_twice_and_unseen(cauce, folder, monkeypatch):
    typed = []

    def prompt(text, **options):
        typed.append((text, options))
        return PASSWORD

    monkeypatch.setattr(user.click, "prompt", prompt)
    monkeypatch.setattr(sys, "stdin", type("Terminal", (), {"isatty": lambda self: True})())
    assert user._asked() == PASSWORD
    assert typed == [("Contraseña", {"hide_input": True, "confirmation_prompt": "Otra vez"})]


def test_what_is_wrong_adds_nobody(cauce, folder):
    assert "12 caracteres" in cauce("user", "add", "ana", "--ask", given="corta\n").err
    assert "No hay ningún rol «JEFA»" in cauce("user", "add", "ana", "--role", "JEFA").err
    nowhere = cauce("user", "add", "ana", "--area", "Nada", "--lang", "en")
    assert (nowhere.code, "There is no area “Nada”" in nowhere.err) == (1, True)
    assert rows(folder, "SELECT COUNT(*) FROM users") == [(0,)]
    assert rows(folder, "SELECT COUNT(*) FROM audit") == [(0,)]


def test_a_password_is_reset_and_ends_the_logins(cauce, folder):
    cauce("user", "add", "ana", "--email", "ana@b.cl")
    with closing(connect(folder / "data/cauce.db")) as db:
        db.execute(
            "INSERT INTO logins (hash, user_id, created_at, seen_at, ends_at, address, agent) VALUES ('x', 1, 1, 1, 9, '', '')"
        )
    done = cauce("user", "reset-password", "ANA@b.cl")
    assert done.out.startswith("Contraseña cambiada; sus entradas terminaron\n")
    assert is_password_of(folder, "ana", told_password(done))
    assert rows(folder, "SELECT COUNT(*) FROM logins") == [(0,)]


def test_somebody_is_switched_off_and_on(cauce, folder):
    cauce("user", "add", "ana")
    assert cauce("user", "deactivate", "ana").out == "ana ya no puede entrar\n"
    assert "(desactivado)" in cauce("user", "list").out
    assert cauce("user", "activate", "ana").out == "ana puede entrar\n"
    with closing(connect(folder / "data/cauce.db")) as db:
        db.execute("UPDATE users SET login_at = 1760000000000")
    assert "(logged in 2025-10-0" in cauce("user", "list", "--lang", "en").out


def test_the_last_admin_stays(cauce):
    cauce("user", "add", "jefa", "--role", "ADMIN")
    refused = cauce("user", "deactivate", "jefa")
    assert (refused.code, "último ADMIN" in refused.err) == (1, True)


def test_who_is_not_there_and_what_makes_no_sense_are_told(cauce):
    assert "No hay ningún usuario «eva»" in cauce("user", "deactivate", "eva").err
    assert cauce("user", "add").code == 2
    assert cauce("user", "remove", "eva").code == 2

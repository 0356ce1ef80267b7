"""`cauce user`: who works here, for whoever sits at the machine. No password is ever written on the command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from cauce.cli import surface
from cauce.cli.language import say
from cauce.cli.opened import database, written
from cauce.cli.surface import format_option, option
from cauce.clock import SystemClock
from cauce.errors import CauceError, UsageError

if TYPE_CHECKING:
    from cauce.access.doing import Doing
    from cauce.store.connection import Connection
    from cauce.store.users import User

ACTIONS = ("list", "add", "reset-password", "deactivate", "activate")
PAGE = 500
"""How many are read at a time."""

Result = TypeVar("Result")


@surface.command(
    "user",
    "Usuarios: quiénes trabajan aquí\n\nACCIÓN es list, add, reset-password, deactivate o activate; CUENTA, un usuario o su "
    "correo. La contraseña es al azar y se muestra una vez; con --ask se escribe. Cauce puede estar en marcha mientras tanto.",
    "Users: who works here\n\nACTION is list, add, reset-password, deactivate or activate; ACCOUNT, a username or an e-mail. "
    "The password is random and shown once; with --ask it is typed. Cauce may be running meanwhile.",
)
@click.argument("action", type=click.Choice(ACTIONS))
@click.argument("account", required=False)
@option("--email", es="add: su correo.", en="add: their e-mail.")
@option("--name", default="", es="add: su nombre.", en="add: their name.")
@option("--role", default="OPERATOR", es="add: su rol.", en="add: their role.")
@option(
    "--area",
    "areas",
    multiple=True,
    es="add: un área suya; se puede repetir.",
    en="add: an area of theirs; may be repeated.",
)
@option("--ask", is_flag=True, es="Preguntar la contraseña.", en="Ask for the password.")
@format_option
def command(  # noqa: PLR0913 - one each for the options
    action: str, account: str | None, *, email: str | None, name: str, role: str, areas: tuple[str, ...], ask: bool,
    as_json: bool,
) -> int:  # fmt: skip
    """Do it, and return the exit code."""
    from cauce.store.users import User

    if action == "list":
        return _list(as_json=as_json)
    if account is None:
        raise UsageError(
            {"es": f"Di quién: cauce user {action} CUENTA.", "en": f"Say who: cauce user {action} ACCOUNT."}
        )
    if action == "add":
        return _add(User(0, account, email, name, role), areas, ask=ask)
    if action == "reset-password":
        return _reset(account, ask=ask)
    return _switch(account, active=action == "activate")


def _list(*, as_json: bool) -> int:
    from cauce.store import areas, users

    found: list[tuple[User, list[str]]] = []
    with database(writing=False) as db:
        while page := users.after(db, found[-1][0].id if found else 0, PAGE):
            found += [(one, [area.name for area in areas.of_user(db, one.id)]) for one in page]
    if as_json:
        click.echo(
            json.dumps([{**asdict(one), "areas": within} for one, within in found], ensure_ascii=False, indent=2)
        )
        return 0
    if not found:
        click.echo(say({"es": "Todavía no hay nadie", "en": "Nobody is here yet"}))
    for one, within in found:
        parts = [one.username, one.role, one.name, one.email or "", ", ".join(within), _state(one)]
        click.echo("  ".join(part for part in parts if part))
    return 0


def _state(user: User) -> str:
    if not user.active:
        return say({"es": "(desactivado)", "en": "(deactivated)"})
    if user.login_at is None:
        return say({"es": "(no ha entrado)", "en": "(never logged in)"})
    when = datetime.fromtimestamp(user.login_at / 1000).astimezone().strftime("%Y-%m-%d %H:%M")
    return say({"es": "(entró {when})", "en": "(logged in {when})"}, when=when)


def _add(user: User, within: tuple[str, ...], *, ask: bool) -> int:
    from cauce.access import areas, users
    from cauce.store import areas as rows

    password, hashed = _password(user.username, ask=ask)

    def job(db: Connection, doing: Doing) -> User:
        added = users.add(db, doing, user, hashed)
        for name in within:
            area = rows.named(db, name)
            if area is None:
                raise CauceError({"es": f"No hay ningún área «{name}».", "en": f"There is no area “{name}”."})
            areas.join(db, doing, area.id, added.id)
        return added

    added = _done(job)
    click.echo(say({"es": "{name} ya puede entrar ({role})", "en": "{name} can log in now ({role})"},
                   name=added.username, role=added.role))  # fmt: skip
    _tell(password, asked=ask)
    return 0


def _reset(account: str, *, ask: bool) -> int:
    from cauce.access import users

    password, hashed = _password(account, ask=ask)
    _done(lambda db, doing: users.set_password(db, doing, _find(db, account), hashed))
    click.echo(
        say({"es": "Contraseña cambiada; sus entradas terminaron", "en": "Password changed; their logins ended"})
    )
    _tell(password, asked=ask)
    return 0


def _switch(account: str, *, active: bool) -> int:
    from cauce.access import users

    changed = _done(lambda db, doing: users.set_active(db, doing, _find(db, account), active))
    on = {"es": "{name} puede entrar", "en": "{name} can log in"}
    off = {"es": "{name} ya no puede entrar", "en": "{name} can no longer log in"}
    click.echo(say(on if active else off, name=changed.username))
    return 0


def _find(db: Connection, account: str) -> int:
    from cauce.access.users import fold
    from cauce.store import users

    found = users.account(db, fold(account))
    if found is None:
        raise CauceError({"es": f"No hay ningún usuario «{account}».", "en": f"There is no user “{account}”."})
    return found.id


def _done(job: Callable[[Connection, Doing], Result]) -> Result:
    """Do something in the name of whoever sits here, in one transaction."""
    from cauce.access.doing import Doing, console
    from cauce.access.door import enrol
    from cauce.project import Project

    project = Project.open(Path.cwd())
    known, now = project.plugins.permissions, SystemClock().now()
    titles = {name: area.title for name, area in (project.settings.areas or {}).items()}

    def whole(db: Connection) -> Result:
        enrol(db, known, titles, now)
        return job(db, Doing(console(known), now, known))

    with database(writing=True, project=project) as db:
        return written(db, whole)


def _password(account: str, *, ask: bool) -> tuple[str, str]:
    """Return a password and its hash. Raises Invalid for one that is not good enough."""
    from cauce.access import passwords

    password = _asked() if ask else passwords.make_up()
    passwords.check(password, account)
    return password, passwords.hash_now(password)


def _asked() -> str:
    """Return the password that is typed, twice and unseen; or the line that a program gives."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    words = {"es": "Contraseña", "en": "Password"}
    again = {"es": "Otra vez", "en": "Again"}
    return str(click.prompt(say(words), hide_input=True, confirmation_prompt=say(again)))


def _tell(password: str, *, asked: bool) -> None:
    if not asked:
        words = {"es": "Contraseña, solo esta vez: {password}", "en": "Password, only this once: {password}"}
        click.echo(say(words, password=password))

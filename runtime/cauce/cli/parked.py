"""`cauce parked`: what was set aside because it could not be dealt with, and what is to become of it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from cauce.cli import report, surface
from cauce.cli.language import say
from cauce.cli.opened import database, written
from cauce.cli.surface import format_option, option
from cauce.clock import SystemClock
from cauce.errors import CauceError, UsageError

if TYPE_CHECKING:
    from cauce.store.connection import Connection
    from cauce.store.parked import Parked

PAGE = 200
"""How many are shown at once."""
SHOWN = 4000
"""How many characters of a body are shown."""


@surface.command(
    "parked",
    "Muestra lo que se apartó\n\nUn mensaje cuyo paso falló tres veces, o un cuerpo que nadie pudo leer, se aparta con su "
    "motivo y la conversación sigue. Cauce puede estar en marcha mientras tanto: retoma lo repetido en segundos.",
    "Show what was set aside\n\nA message whose step failed three times, or a body that nobody could read, is set aside "
    "with its reason, and the conversation goes on. Cauce may be running meanwhile: it takes up in seconds what is replayed.",
)
@click.argument("number", required=False, type=int)
@option("--replay", is_flag=True, es="Intentarlo otra vez.", en="Try it again.")
@option("--drop", is_flag=True, es="Darlo por perdido.", en="Give it up.")
@format_option
def command(number: int | None, *, replay: bool, drop: bool, as_json: bool) -> int:
    """List, show, replay or drop, and return the exit code."""
    if replay and drop:
        raise UsageError({"es": "Elige --replay o --drop, no los dos.", "en": "Choose --replay or --drop, not both."})
    if number is None:
        if replay or drop:
            raise UsageError({"es": "Di cuál: cauce parked NÚMERO.", "en": "Say which one: cauce parked NUMBER."})
        return _list(as_json=as_json)
    if not replay and not drop:
        return _show(number, as_json=as_json)
    return _settle(number, replay=replay)


def _list(*, as_json: bool) -> int:
    from cauce.store import parked

    with database(writing=False) as db:
        found = parked.after(db, 0, PAGE)
        total = parked.count(db)
    if as_json:
        report.write_object([_plain(one) for one in found])
        return 0
    if not found:
        click.echo(say({"es": "No hay nada apartado", "en": "Nothing is set aside"}))
    for one in found:
        click.echo(f"{one.id:>6}  {_when(one)}  {one.channel}  {one.kind}  {_last_line(one.reason)}")
    if total > len(found):
        click.echo(say({"es": "… y {more} más", "en": "… and {more} more"}, more=total - len(found)))
    return 0


def _show(number: int, *, as_json: bool) -> int:
    from cauce.store import parked

    with database(writing=False) as db:
        one = parked.get(db, number)
    if one is None:
        raise _unknown(number)
    if as_json:
        report.write_object(_plain(one))
        return 0
    words = {"es": "{id}: {kind} de {channel}, {when}", "en": "{id}: {kind} of {channel}, {when}"}
    click.echo(say(words, id=one.id, kind=one.kind, channel=one.channel, when=_when(one)))
    content = one.payload or (one.body or b"").decode("utf-8", "replace")
    for text in (content[:SHOWN], one.reason):
        if text.strip():
            click.echo("\n" + _printable(text.rstrip()))
    return 0


def _settle(number: int, *, replay: bool) -> int:
    from cauce.store import parked

    def job(db: Connection) -> bool:
        now = SystemClock().now()
        return parked.replay(db, number) if replay else parked.drop(db, number, now)

    with database(writing=True) as db:
        one = parked.get(db, number)
        if one is None:
            raise _unknown(number)
        if not written(db, job):
            raise CauceError(
                {
                    "es": f"El {number} es un cuerpo que ningún transporte pudo leer: no se puede repetir.",
                    "en": f"{number} is a body that no transport could read: it cannot be replayed.",
                }
            )
    done = {"es": "{id} vuelve a intentarse", "en": "{id} is tried again"}
    gone = {"es": "{id} se da por perdido", "en": "{id} is given up"}
    click.echo(say(done if replay else gone, id=number))
    return 0


def _unknown(number: int) -> CauceError:
    return CauceError(
        {
            "es": f"No hay nada apartado con el número {number}.",
            "en": f"Nothing is set aside under the number {number}.",
        }
    )


def _plain(one: Parked) -> dict[str, Any]:
    return {
        "id": one.id, "kind": one.kind, "channel": one.channel, "key": one.key, "conversation": one.conversation,
        "received_at": one.received_at, "reason": one.reason, "payload": json.loads(one.payload) if one.payload else None,
        "body": None if one.body is None else one.body.decode("utf-8", "replace"),
    }  # fmt: skip


def _when(one: Parked) -> str:
    return datetime.fromtimestamp(one.received_at / 1000).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def _last_line(reason: str) -> str:
    return _printable(reason.strip().rsplit("\n", 1)[-1])[:160]


def _printable(text: str) -> str:
    """Return a text without what would drive the terminal."""
    return "".join(char if char.isprintable() or char == "\n" else "\N{REPLACEMENT CHARACTER}" for char in text)

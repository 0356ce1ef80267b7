"""A pipeline with a team in front of it, which does what the API would have it do."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass

from cauce.access.conversations import find_seen
from cauce.access.door import Access, Lasting, enrol
from cauce.access.permissions import EVERY, granted
from cauce.access.principal import Principal
from cauce.delivery.pipeline import _pause
from cauce.delivery.team import Team
from cauce.delivery.wish import Wish
from cauce.store.database import Database
from delivery_rig import Rig

DESK = """
flow mesa
  triggers = ["hola"]

start:
  say "Te paso con ventas"
  redirect Ventas
    note = "quiere planes"
    on timeout 10m -> nadie
    on done -> sigue

nadie:
  say "Nadie contesta"
  end

sigue:
  say "Soy el bot otra vez"
  ask "¿Algo más?" as x timeout=5m
  say "Chao"
"""

ASKS = """
flow pregunta
  triggers = ["hola"]

start:
  ask "¿Comuna?" as comuna
    on timeout 5m -> tarde
  say "Gracias"
  end

tarde:
  say "¿Sigues ahí?"
  end
"""


def person(number: int, role: str = "OPERATOR") -> Principal:
    permissions = frozenset(granted(role, EVERY))
    return Principal(number, f"u{number}", f"U{number}", role, permissions, frozenset({"Ventas"}))


ANA, BETO, JEFA = person(1), person(2), person(3, "SUPERVISOR")
STRANGER = Principal(4, "u4", "", "OPERATOR", ANA.permissions, frozenset({"Otra"}))


@dataclass
class Desk:
    """A pipeline with a team in front of it."""

    rig: Rig
    team: Team

    async def seen(self, conversation: int = 1):
        return await self.rig.database.read(lambda db: find_seen(db, JEFA, conversation))

    async def do(self, who, rule, *given, seen=None, **named):
        found = seen or await self.seen()
        owned = await self.team.move(who, "10.0.0.1", found, rule, *given, **named)
        await self.rig.quiet()
        return owned

    async def say(self, who, text, key="", mark=""):
        said = await self.team.say(who, "10.0.0.1", await self.seen(), Wish(text, key, mark))
        await self.rig.quiet()
        return said

    async def pause(self):
        """Let the bot be silent for a while, as where it talks with a machine."""
        [(identity,)] = await self.rig.rows("SELECT id FROM identities")
        now = self.rig.clock.now()
        assert await self.rig.database.write(lambda db: _pause(db, identity, "x", now))

    async def run(self):
        [row] = await self.rig.rows("SELECT state IS NOT NULL, wait, due FROM runs")
        return row


def team_of(rig: Rig, database: Database | None = None) -> Team:
    access = Access(database or rig.database, rig.clock, Lasting())
    return Team(access, database or rig.database, rig.pipeline.stage, rig.pipeline.go)


def staff(db) -> None:
    enrol(db, EVERY, {"Ventas": "", "Soporte": ""}, 1)
    for number, role in ((1, "OPERATOR"), (2, "OPERATOR"), (3, "SUPERVISOR"), (4, "OPERATOR")):
        db.execute(
            "INSERT INTO users (id, username, name, password, role_id, active, locale, presence, capacity, created_at, "
            "updated_at) SELECT ?, ?, '', '', id, 1, 'es', 'offline', 0, 1, 1 FROM roles WHERE name = ?",
            (number, f"u{number}", role),
        )


@asynccontextmanager
async def running(folder, *flows, transport=None):
    async with Rig(folder, *flows, transport=transport) as rig:
        await rig.database.write(staff)
        yield Desk(rig, team_of(rig))

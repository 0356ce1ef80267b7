"""Areas with hours in tests: calendars in the database of a rig, and a pipeline that looks at them."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

import databases
from cauce.app import Options, Service
from cauce.delivery.moment import Hours
from cauce.model.area_hours import AreaHours
from cauce.project import Project
from cauce_plugins.hours import store
from cauce_plugins.hours.calendar import Window
from cauce_plugins.hours.looking import look
from cauce_plugins.hours.plan import Plan
from desk_rig import PASSWORD, Client
from team_rig import running

WEEKDAYS = frozenset(range(5))
NINE_TO_SIX = Plan("Oficina", "UTC", windows=(Window(9 * 60, 18 * 60, WEEKDAYS),), areas=("Ventas",))
UNTIL_NINE = 400
"""How many seconds it is until it opens: the clock of the rigs stands at 8:53:20 on a Thursday, in UTC."""
TOML = 'zone = "America/Asuncion"\n[areas.ventas]\n[areas.soporte]\n{more}'
COURTESY = (
    "Nuestro horario de atención es de lunes a viernes de 9 a 18 h. "
    "Te responderemos apenas volvamos a estar disponibles, hoy a las 9."
)
HANDS_OVER = """
flow mesa
  triggers = ["hola"]
  on keyword "menu" -> menu

start:
  say "Te paso con ventas"
  redirect Ventas
    note = "quiere planes"
    on timeout 10m -> nadie
    on done -> sigue

menu:
  ask "¿Qué necesitas?" as que
  say "Anotado"

nadie:
  say "Nadie contesta"
  end

sigue:
  say "Soy el bot otra vez"
  end
"""


def with_hours(rig: Any, **settings: Any) -> None:
    """Let the pipeline of a rig know the calendars."""
    rig.pipeline.stage.world.hours = Hours([(AreaHours("hours.calendar", {"en": "x"}, look), settings)])


async def keep(rig: Any, plan: Plan) -> Plan:
    """Keep a calendar: a new one, or that of its number."""

    def job(db: Any) -> Plan:
        return store.save(db, plan.id, plan, 1) if plan.id else store.add(db, plan, 1)

    return await rig.database.write(job)


class Nothing:
    """A contract that is held elsewhere: schemathesis asks every operation of the document."""

    def check(self, *_: object) -> None:
        """Hold nothing."""


@asynccontextmanager
async def serving(folder, place, more=""):
    """A Cauce over a database, with its administrator."""
    folder.mkdir(exist_ok=True)
    (folder / "flows").mkdir(exist_ok=True)
    url = f"mysql://{databases.SERVER.rpartition('/')[2]}/{place.address.database}" if hasattr(place, "address") else ""
    line = f'[database]\nurl = "{url}"\n' if url else ""
    (folder / "cauce.toml").write_text(TOML.format(more=f"{more}\n{line}"), "utf-8")
    service = Service(Project.open(folder, {"ADMIN_PASSWORD": PASSWORD}), Options(port=0), lambda _: None)
    await asyncio.to_thread(service.prepare)
    await service.start()
    try:
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(service.server.addresses[0], cookie_jar=jar) as session:
            client = Client(session, Nothing())
            client.service = service
            assert (await client.log_in("admin")).status == 200
            yield client
    finally:
        await service.stop()


@asynccontextmanager
async def closed(folder: Path, plan: Plan = NINE_TO_SIX, flow: str = HANDS_OVER, **settings: Any) -> Any:
    """A pipeline with a team in front of it, and an area that is closed for now."""
    async with running(folder, flow) as desk:
        desk.plan = await keep(desk.rig, plan)
        with_hours(desk.rig, **settings)
        yield desk


async def owner(rig: Any) -> Any:
    """Return who has the conversation, and in which area."""
    [row] = await rig.rows("SELECT opened, owner, area FROM conversations")
    return row

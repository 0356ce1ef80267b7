"""Contacts in a whole Cauce: served where the plugin is on, and the core's own where it is off; flows read what the team says."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from contextlib import asynccontextmanager

import aiohttp

import databases
from cauce.app import Options, Service
from cauce.project import Project
from desk_rig import PASSWORD


@asynccontextmanager
async def serving(folder, *off):
    """A whole Cauce in a folder, and an admin at its API."""
    databases.prepare("sqlite")
    (folder / "data").mkdir(exist_ok=True)
    if not (folder / "data" / "cauce.db").exists():
        databases.fresh("sqlite", folder / "data")
    lines = "\n".join(f'"{name}",' for name in off)
    (folder / "cauce.toml").write_text(f"[plugins]\ndisable = [{lines}]\n", "utf-8")
    service = Service(Project.open(folder, {"ADMIN_PASSWORD": PASSWORD}), Options(port=0), lambda _: None)
    await asyncio.to_thread(service.prepare)
    await service.start()
    address = service.server.addresses[0].replace("localhost", "127.0.0.1")
    try:
        async with aiohttp.ClientSession(address, cookie_jar=aiohttp.CookieJar(unsafe=True)) as admin:
            given = {"account": "admin", "password": PASSWORD}
            assert (await admin.post("/api/auth/login", json=given)).status == 200
            yield admin
    finally:
        await service.stop()


async def test_switched_off_the_core_serves_its_own_and_on_again_nothing_is_lost(tmp_path):
    async with serving(tmp_path) as admin:
        made = await (await admin.post("/api/contacts", json={"name": "Ana", "phone": "0981123456"})).json()
        assert made["phone"] == "+595981123456"
    async with serving(tmp_path, "cauce_plugins.contacts") as admin:
        told = await (await admin.get(f"/api/contacts/{made['id']}")).json()
        assert (told["name"], told["fields"]) == ("Ana", {"phone": "+595981123456"})
        assert (await admin.post("/api/contacts", json={"name": "Ana"})).status == 405
        assert (await admin.get("/api/contacts/groups")).status == 404
    async with serving(tmp_path) as admin:
        assert (await (await admin.get(f"/api/contacts/{made['id']}")).json())["phone"] == "+595981123456"


async def test_an_import_is_stored_by_the_service_itself(tmp_path):
    async with serving(tmp_path) as admin:
        told = await (await admin.post("/api/contacts/import?commit=true", data=b"name\nAna\nBeto\n")).json()
        async with asyncio.timeout(120):
            while told["state"] != "done":
                await asyncio.sleep(0.05)
                told = await (await admin.get(f"/api/contacts/imports/{told['id']}")).json()
        assert len((await (await admin.get("/api/contacts")).json())["items"]) == 2


def test_the_migrations_say_what_the_models_say(tmp_path):
    config = {
        "connections": {"default": f"sqlite://{tmp_path}/x.db"},
        "apps": {
            "contacts": {"models": ["cauce_plugins.contacts.tables"], "migrations": "cauce_plugins.contacts.migrations"}
        },
    }
    code = (
        "import asyncio\n"
        "from tortoise import Tortoise\n"
        "from tortoise.migrations.autodetector import MigrationAutodetector\n"
        f"config = {config!r}\n"
        "async def main():\n"
        "    await Tortoise.init(config=config, init_connections=False)\n"
        "    for models in Tortoise.apps.values():\n"
        "        for model in models.values(): model._meta.table_description = ''\n"
        "    print('changes:', await MigrationAutodetector(Tortoise.apps, config['apps']).changes())\n"
        "asyncio.run(main())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() in {"changes: []", "changes: {}"}

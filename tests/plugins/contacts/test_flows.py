"""What flows read and keep of a person is what the team reads and changes: one truth, on each side."""

from __future__ import annotations

from dataclasses import replace

import pytest

import databases
import delivery_rig
from cauce_plugins.contacts.tagging import FUNCTIONS
from contacts_rig import serving
from delivery_rig import Rig

FLOW = """
flow saludo
  triggers = ["hola"]

start:
  say "{contact.name}, {contact.dni}, {contact.area}, {contact.phone}, {join(contact.tags, '+')}"
  ask "¿DNI?" as contact.dni type=dni
  set contact.tags=contacts.tagged(contact.tags, "habla")
  say "{contact.dni}"
"""


@pytest.fixture(params=databases.KINDS, autouse=True)
def each(request, monkeypatch):
    """Each kind of database that there is, and the functions of the plugin in every flow."""
    databases.prepare(request.param)
    monkeypatch.setattr(delivery_rig, "kind", request.param)
    functions = {**delivery_rig.VOCABULARY.functions, **{one.name: one for one in FUNCTIONS}}
    monkeypatch.setattr(delivery_rig, "VOCABULARY", replace(delivery_rig.VOCABULARY, functions=functions))


async def test_flows_read_what_the_team_says_and_the_team_what_flows_keep(tmp_path):
    async with Rig(tmp_path, FLOW) as rig, serving(rig.backend, tmp_path, rig) as people:
        await people.desk.area("Ventas")
        await rig.arrive("antes")
        await rig.quiet()
        [(one,)] = await rig.rows("SELECT id FROM contacts")
        given = {"name": "Ana", "dni": "1.234.567", "area": "Ventas", "phone": "0981123456", "tags": ["vip"]}
        assert (await people.patch(one, **given)).status == 200
        said = await rig.say("hola")
        assert said[0] == "Ana, 1234567, Ventas, +595981123456, vip"
        assert (await rig.say("7.654.321"))[-1] == "7654321"
        await people.heard(1)
        contact = await people.get(one)
        assert (contact["dni"], contact["tags"], contact["name"]) == ("7654321", ["vip", "habla"], "Ana")
        assert await people.list(tag="habla", q="7654321") == [one]

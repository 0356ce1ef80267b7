"""Contacts that a network knows by one telephone become one; a number that somebody typed links nobody."""

from __future__ import annotations

from cauce.store.conversations import keep
from cauce_plugins.contacts import linking
from contacts_rig import ROOT


async def test_who_writes_with_the_number_of_one_of_the_catalogue_is_that_one(people):
    known = await people.add(name="Juan Pérez", phone="+54 351 555-1234", dni="12345678")
    contact, talk = await people.meet("5493515551234", "juancito")
    assert contact != known
    await people.heard(talk)
    assert await people.meet("5493515551234") == (known, talk)
    told = await people.get(known)
    assert (told["name"], told["dni"], told["identities"][0]["value"]) == ("Juan Pérez", "12345678", "5493515551234")
    [merge] = (await people.admin("GET", f"{ROOT}/{known}/merges")).body["items"]
    assert (merge["reason"], merge["gone"]) == ("phone", contact)
    back = await people.admin("POST", f"{ROOT}/{known}/unmerge", {"merge": merge["id"]})
    assert (back.body["id"], back.body["name"]) == (contact, "juancito")
    assert await people.meet("5493515551234") == (contact, talk)


async def test_one_person_on_two_channels_is_one_contact(people):
    first, one = await people.meet("595981123456", "Ana", "linea1")
    second, two = await people.meet("595981123456", "Ana", "linea2")
    assert first != second
    await people.heard(one, two)
    assert await people.list() == [first]
    assert [found["id"] for found in (await people.admin("GET", f"{ROOT}/{first}/history")).body["items"]] == [two, one]


async def test_a_number_that_somebody_only_typed_links_nobody(people):
    victim, talk = await people.meet("595981123456", "Víctima")
    await people.heard(talk)
    liar, other = await people.meet("visita", "", "web", "visitor")
    await people.desk.database.write(lambda db: keep(db, liar, '{"phone":"+595981123456"}', 1))
    await people.heard(other, talk)
    assert sorted(await people.list()) == [victim, liar]
    assert (await people.rows("SELECT phone FROM contact_cards WHERE contact_id = ?", liar)) == [(None,)]
    # Nor does who typed it first become whoever has it.
    early, third = await people.meet("otra", "", "web", "visitor")
    await people.desk.database.write(lambda db: keep(db, early, '{"phone":"+595971000000"}', 1))
    await people.heard(third)
    late, fourth = await people.meet("595971000000")
    await people.heard(fourth)
    assert sorted(await people.list()) == [victim, liar, early, late]


async def test_what_the_team_has_named_apart_stays_apart(people):
    known = await people.add(name="Juan", phone="0981123456")
    contact, talk = await people.meet("595981123456", "x")
    await people.patch(contact, name="Otro Juan")
    await people.heard(talk)
    assert sorted(await people.list()) == [known, contact]


async def test_those_who_were_there_before_the_plugin_are_taken_up(people):
    contact, _ = await people.meet("595981123456", "Ana")
    assert await people.list(q="0981123456") == []
    await linking.catch_up(people.host)
    assert await people.list(q="0981123456") == [contact]
    assert (await people.get(contact))["name_source"] == "pushname"


async def test_hearing_the_same_again_changes_nothing(people):
    _, talk = await people.meet("595981123456", "Ana")
    await people.heard(talk)
    before = await people.rows("SELECT * FROM contact_cards")
    await people.heard(talk, talk)
    assert await people.rows("SELECT * FROM contact_cards") == before

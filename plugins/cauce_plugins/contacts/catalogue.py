"""What somebody does to a contact: make it, change it, take it away, and put tags on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from typing import Any

from cauce import Acts, CauceError, desk
from cauce.desk import Conflict, Invalid, Principal
from cauce.sql import Connection
from cauce_plugins.contacts import cards, definitions, documents, names, phones, rows, seeing, values
from cauce_plugins.contacts.cards import Contact
from cauce_plugins.contacts.values import Definition

MOST_FIELDS = 100
"""How many fields a contact has at most, as in the core."""
OWN = ("phone", "dni", "area", "tags")
"""What every contact may have beside a name and fields. It is kept among the fields, where flows read it."""


def add(acts: Acts, who: Principal, given: Mapping[str, Any], country: str) -> Contact:
    """Make a contact. Raises Invalid, or Conflict where the telephone is somebody's already."""
    one = Contact(0, "", {}, acts.now, acts.now, creator=who.user or None)
    known = definitions.every(acts.db)
    _apply(acts.db, one, given, known, country)
    if not (one.name or one.phone or one.fields.get("dni")):
        raise Invalid("name", "Hace falta un nombre, un teléfono o un DNI.", "It takes a name, a telephone or a DNI.")
    _require(known, one)
    _refuse_taken(acts.db, who, one)
    cards.add_all(acts.db, [one], acts.now)
    acts.record("contact.added", f"contact:{one.id}")
    return one


def change(  # noqa: PLR0913, PLR0917 - each is said by the one who asks
    acts: Acts, who: Principal, contact: int, given: Mapping[str, Any], country: str, check: Callable[[Contact], None],
    *, whole: bool = False,
) -> Contact:  # fmt: skip
    """Change some of a contact, or all of it. Null takes away. Raises Unknown, Invalid or Conflict.

    check: told how it is before, and raises where that is not as the one who does it saw it.
    """
    desk.hold_contact(acts.db, contact)
    before = seeing.see(acts.db, who, contact)
    check(before)
    one, known = deepcopy(before), definitions.every(acts.db)
    if whole:
        _empty(one)
    _apply(acts.db, one, given, known, country)
    if whole or any(name in given for name in ("fields", *OWN)):
        _require(known, one)
    if changed := _changed(before, one):
        if one.phone and one.phone != before.phone:
            _refuse_taken(acts.db, who, one)
        cards.save(acts.db, one, acts.now)
        acts.record("contact.changed", f"contact:{one.id}", {"changed": changed})
    return one


def _empty(one: Contact) -> None:
    """Take away what a contact says of itself; a whole one says all that is to be."""
    one.fields, one.phone = {}, ""
    one.name, one.source = "", names.NONE


def _changed(before: Contact, after: Contact) -> list[str]:
    """Return the names of what changed; the audit has no need of what people are like."""
    fields = sorted({*before.fields, *after.fields})
    found = [name for name in fields if before.fields.get(name) != after.fields.get(name)]
    if after.phone != before.phone and "phone" not in found:
        found.insert(0, "phone")
    return ["name", *found] if (before.name, before.source) != (after.name, after.source) else found


def remove(acts: Acts, who: Principal, contact: int) -> None:
    """Take away a contact of whom there is no conversation. Raises Unknown, or Conflict where there is one."""
    desk.hold_contact(acts.db, contact)
    seeing.see(acts.db, who, contact)
    if acts.db.execute("SELECT 1 FROM conversations WHERE contact_id = ? LIMIT 1", (contact,)).fetchone():
        raise Conflict(
            "Tiene conversaciones, que no se borran con él. Fusiónalo con otro contacto, o quita lo que dice de él.",
            "It has conversations, which are not deleted with it. Merge it into another one, or empty what it says.",
        )
    # The other addresses of a person point to the main one.
    acts.db.execute("DELETE FROM identities WHERE contact_id = ? AND main_id IS NOT NULL", (contact,))
    acts.db.execute("DELETE FROM identities WHERE contact_id = ?", (contact,))
    cards.remove(acts.db, contact)
    acts.record("contact.deleted", f"contact:{contact}")


def label(acts: Acts, who: Principal, contact: int, more: Sequence[str], less: Sequence[str]) -> list[str]:
    """Put tags on a contact and take others off, whatever else is put on meanwhile. Raises Unknown or Invalid."""
    desk.hold_contact(acts.db, contact)
    one = seeing.see(acts.db, who, contact)
    before = one.tags
    after = _tags([*(tag for tag in before if tag not in less or tag in more), *more])
    if after != before:
        _put(one, "tags", after or None)
        cards.save(acts.db, one, acts.now)
        acts.record("contact.changed", f"contact:{contact}", {"changed": ["tags"]})
    return after


def _apply(db: Connection, one: Contact, given: Mapping[str, Any], known: Sequence[Definition], country: str) -> None:
    """Let a contact be as it is given. Raises Invalid, naming the field."""
    if "name" in given:
        one.name = names.tidy(given["name"])
        one.source = names.MANUAL if one.name else names.NONE
        # What a person told a flow goes no further than until the team knows better.
        one.fields.pop("name", None)
    for name, value in given.get("fields", {}).items():
        _put(one, name, _valued(name, value, known, country))
    if "phone" in given:
        one.phone = _phone(given["phone"], country)
        _put(one, "phone", one.phone or None)
    if "dni" in given:
        _put(one, "dni", _dni(given["dni"]))
    if "area" in given:
        _put(one, "area", _area(db, given["area"]))
    if "tags" in given:
        _put(one, "tags", _tags(given["tags"] or ()) or None)
    if len(one.fields) > MOST_FIELDS:
        raise Invalid("fields", f"Son más de {MOST_FIELDS} campos.", f"There are more than {MOST_FIELDS} fields.")


def _put(one: Contact, name: str, value: Any) -> None:
    if value is None:
        one.fields.pop(name, None)
    else:
        one.fields[name] = value


def _valued(name: str, value: Any, known: Sequence[Definition], country: str) -> Any:
    """Return the value of a field as it is kept. What is not defined is kept as flows do: as it is."""
    if name in OWN or name == "name":
        raise Invalid(
            f"fields/{name}", f"«{name}» se da aparte, no entre los campos.", f"“{name}” is given beside the fields."
        )
    definition = next((one for one in known if one.name == name), None)
    if value is None or definition is None:
        return value
    try:
        return values.read(definition, value, country)
    except values.NoValue as error:
        raise Invalid(f"fields/{name}", error.say("es"), error.say("en")) from None


def _phone(given: str | None, country: str) -> str:
    if not given:
        return ""
    try:
        return phones.read(given, country).e164
    except phones.NoPhone as error:
        raise Invalid("phone", error.say("es"), error.say("en")) from None


def _dni(given: str | None) -> str | None:
    try:
        return documents.read(given) if given else None
    except ValueError:
        raise Invalid("dni", "No es un documento de identidad.", "It is no identity number.") from None


def _area(db: Connection, given: str | None) -> str | None:
    if not given:
        return None
    found = desk.area_named(db, given)
    if found is None:
        raise Invalid("area", f"No hay ningún área «{given}».", f"There is no area “{given}”.")
    return found.name


def _tags(given: Sequence[str]) -> list[str]:
    try:
        return rows.tags(given)
    except CauceError as error:
        raise Invalid("tags", error.say("es"), error.say("en")) from None


def _require(known: Sequence[Definition], one: Contact) -> None:
    for name in values.missing(known, one.fields):
        raise Invalid(f"fields/{name}", f"Falta «{name}».", f"“{name}” is missing.")


def _refuse_taken(db: Connection, who: Principal, one: Contact) -> None:
    """Raise Conflict where another contact has this telephone; whoever sees that one is told which it is."""
    other = cards.having_phones(db, [one.phone]).get(one.phone) if one.phone else None
    if other is None or other == one.id:
        return
    which = f" (contacto {other})" if seeing.find(db, who, other) else ""
    raise Conflict(
        f"Otro contacto{which} ya tiene el teléfono {one.phone}: fusiónalos, o corrige el número.",
        f"Another contact{which.replace('contacto', 'contact')} has the telephone {one.phone} already: merge them, or mend it.",
    )

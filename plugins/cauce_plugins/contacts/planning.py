"""What becomes of each row of a file: a new contact, a change to one, nothing, two that are one, or a complaint."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cauce.desk import Principal
from cauce.sql import Connection
from cauce_plugins.contacts import cards, names, phones, seeing, values
from cauce_plugins.contacts.cards import Contact
from cauce_plugins.contacts.rows import TAGS, Given
from cauce_plugins.contacts.values import Definition

CREATE, UPDATE, SKIP, MERGE, ERROR = "create", "update", "skip", "merge", "error"
OUTCOMES = (CREATE, UPDATE, SKIP, MERGE, ERROR)
"""What may become of a row. skip: the contact is as the row says already."""


@dataclass(slots=True)
class Plan:
    """What becomes of a row. contact: as it is to be. other: who becomes part of it. problems: with `field` and words."""

    given: Given
    outcome: str
    contact: Contact | None = None
    other: Contact | None = None
    problems: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Known:
    """Who is known by the telephones and identity numbers of some rows. seen: those of them that the one who asks sees."""

    by_phone: Mapping[str, int]
    by_dni: Mapping[str, Sequence[int]]
    contacts: Mapping[int, Contact]
    seen: frozenset[int]


def look_up(db: Connection, who: Principal, rows: Sequence[Given]) -> Known:
    """Return who is known of some rows, with a few statements for all."""
    by_phone = cards.having_phones(db, [one.phone for one in rows if one.phone])
    by_dni = cards.having_mark(db, cards.DNI, [one.dni for one in rows if one.dni])
    ids = sorted({*by_phone.values(), *(one for found in by_dni.values() for one in found)})
    return Known(by_phone, by_dni, cards.get_all(db, ids), frozenset(seeing.seen_among(db, who, ids)))


def plan(given: Given, known: Known, definitions: Sequence[Definition], *, merges: bool) -> Plan:
    """Return what becomes of a row. merges: whether two contacts become one where a row says that they are."""
    if given.problems:
        return Plan(given, ERROR, problems=[dict(one) for one in given.problems])
    phone = known.by_phone.get(given.phone) if given.phone else None
    papers = list(known.by_dni.get(given.dni, ())) if given.dni else []
    if refused := _refused(given, known, phone, papers):
        return refused
    others = [one for one in papers if one != phone]
    if phone is None and not papers:
        return _created(given, definitions)
    if phone is None or not others or phone in papers:
        return _updated(given, known.contacts[phone if phone is not None else papers[0]])
    return _merged(given, known, phone, others, merges=merges)


def _refused(given: Given, known: Known, phone: int | None, papers: Sequence[int]) -> Plan | None:
    """Return the complaint about a row that is of nobody in particular, or of somebody whom the one who asks does not see."""
    if phone is None and len(papers) > 1:
        return _wrong(given, "dni", "Varios contactos tienen ese DNI.", "Several contacts have that DNI.")
    if any(one not in known.seen for one in (phone, *papers) if one is not None):
        at = "phone" if phone is not None and phone not in known.seen else "dni"
        return _wrong(given, at, "Ya es de un contacto que no ves.", "It is of a contact already that you do not see.")
    return None


def _merged(given: Given, known: Known, phone: int, others: Sequence[int], *, merges: bool) -> Plan:
    if not merges or len(others) > 1:
        return _wrong(
            given, "dni", f"El teléfono es del contacto {phone} y el DNI del {others[0]}.",
            f"The telephone is contact {phone}'s and the DNI contact {others[0]}'s.",
        )  # fmt: skip
    after = applied(known.contacts[phone], given)
    return Plan(given, MERGE, after, known.contacts[others[0]])


def _wrong(given: Given, name: str, es: str, en: str) -> Plan:
    return Plan(given, ERROR, problems=[{"field": name, "es": es, "en": en}])


def _created(given: Given, definitions: Sequence[Definition]) -> Plan:
    one = applied(Contact(0, "", {}, 0, 0), given)
    lacking: Iterable[str] = values.missing(definitions, one.fields)
    problems = [{"field": name, "es": f"Falta «{name}».", "en": f"“{name}” is missing."} for name in lacking]
    return Plan(given, ERROR if problems else CREATE, one, problems=problems)


def _updated(given: Given, before: Contact) -> Plan:
    after = applied(before, given)
    return Plan(given, SKIP if after == before else UPDATE, after)


def applied(before: Contact, given: Given) -> Contact:
    """Return a contact with what a row says of it. An empty cell says nothing; a name goes before one of a lesser source."""
    one = replace(before, fields=dict(before.fields))
    if given.name and names.is_better(given.source, one.source):
        one.name, one.source = given.name, given.source
        one.fields.pop("name", None)
    one.fields.update(given.fields)
    if given.phone and given.phone not in phones.forms(one.phone):
        one.phone = given.phone
    for name, value in (("phone", one.phone if given.phone else ""), ("dni", given.dni), ("area", given.area)):
        if value:
            one.fields[name] = value
    if given.tags:
        one.fields[cards.TAGS] = list(dict.fromkeys([*one.tags, *given.tags]))[:TAGS]
    return one

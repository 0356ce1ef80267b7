"""An import from its file to its end: read by a child process, checked row by row, then stored in pieces by a job."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from functools import partial
from typing import Any

from cauce import Acts, Host, desk
from cauce.desk import Conflict, Invalid, Principal
from cauce.sql import Connection
from cauce_plugins.contacts import cards, definitions, imports, merging, phones, planning, reading
from cauce_plugins.contacts.imports import COMMITTING, Import
from cauce_plugins.contacts.planning import Plan
from cauce_plugins.contacts.rows import Given
from cauce_plugins.contacts.sheets import Refused
from cauce_plugins.contacts.values import Definition

log = logging.getLogger("cauce.contacts")

JOB = "contacts.import"
CHECKED_AT_ONCE, STORED_AT_ONCE = 100, 50
"""How many rows are looked up at a time, and how many are stored in one transaction."""
SECONDS = 40
"""How long the job goes on before it lets others have a turn."""
DAY_MS = 24 * 3_600_000
HOUR_MS = 3_600_000


async def check(host: Host, who: Principal, raw: bytes, *, merges: bool) -> int:
    """Read a file and find out what would become of each row. Returns the import's number. Raises Invalid for a bad file."""
    digest = hashlib.sha256(raw).hexdigest()
    known = await host.read(definitions.every)
    areas = [area.name for area in await host.read(desk.every_area)]
    number = await host.write(lambda db: imports.begin(db, who.user, digest, host.clock.now(), merges=merges))
    told = reading.read(raw, reading.options(host.settings["country"], known, areas))
    try:
        first = await anext(told)
        await host.write(lambda db: imports.describe(db, number, first["kind"], first["encoding"], first["columns"]))
        await _check_rows(_Checking(host, who, number, known, merges), told)
        await host.write(lambda db: imports.turn(db, number, imports.CHECKED, host.clock.now()))
    except BaseException as error:
        # Also where whoever asked has gone: nothing half read is left to be stored.
        await host.write(lambda db: imports.turn(db, number, imports.FAILED, host.clock.now()))
        if isinstance(error, Refused):
            raise Invalid("file", error.say("es"), error.say("en")) from None
        raise
    finally:
        await told.aclose()  # type: ignore[attr-defined]
    return number


class _Checking:
    """What is known while a file is checked. first: in which row a telephone or identity number came first."""

    def __init__(self, host: Host, who: Principal, number: int, known: Sequence[Definition], merges: bool) -> None:  # noqa: FBT001
        self.host = host
        self.who = who
        self.number = number
        self.known = known
        self.merges = merges
        self.first: dict[str, int] = {}


async def _check_rows(checking: _Checking, told: AsyncIterator[Mapping[str, Any]]) -> None:
    piece: list[Mapping[str, Any]] = []
    async for one in told:
        piece.append(one)
        if len(piece) == CHECKED_AT_ONCE:
            await _check_piece(checking, piece)
            piece = []
    if piece:
        await _check_piece(checking, piece)


async def _check_piece(checking: _Checking, piece: Sequence[Mapping[str, Any]]) -> None:
    host = checking.host
    plans = [_noted(checking, plan) for plan in await host.read(partial(_planned, checking=checking, piece=piece))]
    await host.write(lambda db: imports.add_rows(db, checking.number, plans, host.clock.now()))


def _planned(db: Connection, checking: _Checking, piece: Sequence[Mapping[str, Any]]) -> list[Plan]:
    """Return what becomes of some rows. It is thought about where it was looked up: nobody else waits for it there."""
    rows = [Given(**one) for one in piece]
    found = planning.look_up(db, checking.who, rows)
    return [planning.plan(one, found, checking.known, merges=checking.merges) for one in rows]


def _noted(checking: _Checking, plan: Plan) -> Plan:
    """Return what becomes of a row after those before it: whoever one of them makes is not made again."""
    given = plan.given
    keys = [key for key in (given.phone, given.dni and f"dni {given.dni}") if key]
    earlier = next((checking.first[key] for key in keys if key in checking.first), None)
    if earlier is not None and plan.outcome == planning.CREATE:
        plan.outcome, plan.contact = planning.UPDATE, None
        note = {
            "es": f"Es el mismo contacto de la fila {earlier}.",
            "en": f"It is the same contact as in row {earlier}.",
        }
        plan.problems = [{"field": "row", **note}]
    if plan.outcome != planning.ERROR:
        for key in keys:
            checking.first.setdefault(key, given.number)
    return plan


def commit(acts: Acts, who: Principal, number: int) -> Import:
    """Have an import stored, from now on. Again, it changes nothing. Raises Unknown, or Conflict for one that is not checked."""
    found = imports.hold(acts.db, who, number)
    if found.state == imports.CHECKED:
        imports.turn(acts.db, number, COMMITTING, acts.now, who)
        acts.record("contacts.imported", f"contact_import:{number}", {"rows": found.total, "hash": found.hash})
    elif found.state not in {COMMITTING, imports.DONE}:
        raise Conflict("Ese archivo no se terminó de leer.", "That file was not read to its end.")
    return imports.see(acts.db, who, number)


async def store(host: Host) -> None:
    """Store what was asked for, piece by piece, from where whoever did so before left off."""
    ends = host.clock.now() + SECONDS * 1000
    while (found := await host.read(imports.next_due)) is not None:
        if not await host.act(partial(store_piece, number=found.id)):
            log.info("an import is stored", extra={"import": found.id})
        if host.clock.now() > ends:
            host.nudge(JOB)
            return


def store_piece(acts: Acts, number: int) -> bool:
    """Store the next rows of an import. False where there are none left. What was stored before is not stored again."""
    db = acts.db
    found = imports.find(db, number)
    if found is None or not imports.claim(db, number, found.done):
        return False
    rows = imports.rows_of(db, number, found.done, STORED_AT_ONCE)
    if not rows:
        imports.turn(db, number, imports.DONE, acts.now)
        return False
    asker, known = imports.asker_of(found), definitions.every(db)
    piece = _apart([row.given for row in rows if row.outcome != planning.ERROR])
    looked = planning.look_up(db, asker, piece)
    plans = _unmixed([planning.plan(one, looked, known, merges=found.merges) for one in piece])
    _store(acts, plans, asker)
    whole = len(plans) == sum(row.outcome != planning.ERROR for row in rows)
    imports.settle(db, number, plans, rows[-1].number if whole else plans[-1].given.number, acts.now)
    return True


def _apart(rows: Sequence[Given]) -> list[Given]:
    """Return the rows up to the first one that is of a contact of one before: it has to find what that one makes."""
    seen: set[str] = set()
    for place, one in enumerate(rows):
        keys = {key for key in (*_forms(one), one.dni and f"dni {one.dni}") if key}
        if keys & seen:
            return list(rows[:place])
        seen |= keys
    return list(rows)


def _unmixed(plans: Sequence[Plan]) -> list[Plan]:
    """Return what becomes of the rows up to the first one of a contact of one before, however it was found."""
    seen: set[int] = set()
    for place, plan in enumerate(plans):
        ids = {one.id for one in (plan.contact, plan.other) if one is not None and one.id}
        if ids & seen:
            return list(plans[:place])
        seen |= ids
    return list(plans)


def _forms(one: Given) -> list[str]:
    return list(phones.forms(one.phone)) if one.phone else []


def _store(acts: Acts, plans: Sequence[Plan], asker: Principal) -> None:
    db = acts.db
    new = [plan.contact for plan in plans if plan.outcome == planning.CREATE and plan.contact]
    for one in new:
        one.creator = asker.user or None
    cards.add_all(db, new, acts.now)
    for plan in plans:
        if plan.contact is None or plan.outcome not in {planning.UPDATE, planning.MERGE}:
            continue
        one = plan.contact
        desk.hold_contact(db, one.id)
        cards.save(db, one, acts.now)
        if plan.other is not None:
            desk.hold_contact(db, plan.other.id)
            plan.contact = merging.unite(acts, one, plan.other, merging.BY_FILE, asker)


async def sweep(host: Host) -> None:
    """Forget imports that are old, and what was left half read by a process that died."""
    now = host.clock.now()
    before, abandoned = now - host.settings["keep_imports_days"] * DAY_MS, now - HOUR_MS
    while (one := await host.read(lambda db: imports.old(db, before, abandoned))) is not None:
        await forget(host, one)


async def forget(host: Host, one: int) -> None:
    """Forget an import with all its rows, piece by piece."""
    while not await host.write(_forgetting(one)):
        pass


def _forgetting(one: int) -> Any:
    def job(db: Connection) -> bool:
        return imports.remove(db, one, 500)

    return job

"""Indexing: what was stored is taken up into the indexes of `cauce.store.search`, some time after its commit.

Rows are followed by id. Where several processes write, a row may be seen before one with a smaller id: the place that is kept
does not pass a gap before whoever might still fill it has given up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cauce.store import rows
from cauce.store.connection import Connection
from cauce.store.dialect import locking, upsert
from cauce.store.search import SOURCES, Source, spelled

BATCH = 50
"""How many rows are taken up at a time: whoever writes meanwhile waits for all of them."""
GRACE_MS = 30_000
"""How long an id that is missing may still come: longer than any transaction may last."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of a source that have new words. before, after: the place that it was read from, and the one to keep then.

    last: up to which row it was looked. done: the notes that it answers.
    """

    source: Source
    before: int
    after: int
    last: int
    words: Mapping[int, str]
    done: Sequence[int] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return self.before == self.after and not self.words and not self.done


_PLACE = locking("SELECT place FROM indexed WHERE source = ?")
_BEGIN = upsert("INSERT INTO indexed (source, place) VALUES (?, ?)", ["source"])


def changed(db: Connection, source: Source, row: int) -> None:
    """Note that a row has other words now, in the commit that changed them."""
    db.execute("INSERT INTO rewords (source, item) VALUES (?, ?)", (source.name, row))


def place_of(db: Connection, source: Source) -> int:
    """Return up to which row a source is taken up."""
    row = db.execute("SELECT place FROM indexed WHERE source = ?", (source.name,)).fetchone()
    return int(row[0]) if row else 0


def read(db: Connection, source: Source, beyond: int, now: int) -> Batch:
    """Return the next rows that are to be taken up. beyond: up to where it was looked already, though gaps were left."""
    before = place_of(db, source)
    sql = (
        f"SELECT f.id, f.{source.row}, f.created_at, w.id FROM {source.follows} f "  # noqa: S608 - ours
        f"LEFT JOIN {source.table} w ON w.id = f.{source.row} WHERE f.id > ? ORDER BY f.id LIMIT ?"
    )
    start = max(before, beyond)
    found = db.execute(sql, (start, BATCH)).fetchall()
    after = start if start == before else before
    if start == before:
        after = _passed(db, [(row[0], row[2]) for row in found], before, now)
    notes = db.execute("SELECT id, item FROM rewords WHERE source = ? ORDER BY id LIMIT ?", (source.name, BATCH))
    told = notes.fetchall()
    # Another address of a contact that is known already is news of it.
    fresh = {row[1] for row in found if row[3] is None or source.row != "id"}
    ids = sorted(fresh | {row for _, row in told})
    texts = {one: text for part in rows.parts(db, ids) for one, text in source.texts(db, part).items()}
    words = {one: spelled(db, source, one, text) for one, text in texts.items()}
    # What is the same is left alone, for an index never quite forgets what it had.
    for part in rows.parts(db, ids):
        old = f"SELECT id, words FROM {source.table} WHERE id IN ({rows.marks(part)})"  # noqa: S608 - ours
        for one, had in db.execute(old, part):
            if words.get(one) == had:
                del words[one]
    return Batch(source, before, after, found[-1][0] if found else start, words, [note for note, _ in told])


def _passed(db: Connection, found: Sequence[tuple[int, int]], place: int, now: int) -> int:
    """Return up to where nothing can come any more."""
    for row, at in found:
        if db.dialect != "sqlite" and row != place + db.stride and at > now - GRACE_MS:
            break
        place = row
    return place


def write(db: Connection, batch: Batch) -> bool:
    """Store a batch. False where somebody else was quicker, and nothing was stored."""
    source = batch.source
    db.execute(_BEGIN[db.dialect], (source.name, 0))
    [place] = db.execute(_PLACE[db.dialect], (source.name,)).fetchone()
    if place != batch.before:
        return False
    put = upsert(f"INSERT INTO {source.table} (id, words) VALUES (?, ?)", ["id"], ["words"])  # noqa: S608 - ours
    for part in rows.parts(db, sorted(batch.words)):
        values = ", ".join(["(?, ?)"] * len(part))
        sql = put[db.dialect].replace("VALUES (?, ?)", f"VALUES {values}")
        db.execute(sql, [value for row in part for value in (row, batch.words[row])])
    for part in rows.parts(db, batch.done):
        done = f"DELETE FROM rewords WHERE id IN ({rows.marks(part)})"  # noqa: S608 - ours
        db.execute(done, part)
    if batch.after != place:
        db.execute("UPDATE indexed SET place = ? WHERE source = ?", (batch.after, source.name))
    return True


def catch_up(db: Connection, now: int) -> int:
    """Take up all that there is, within one transaction, and return how many rows that were."""
    count = 0
    for source in SOURCES:
        batch = read(db, source, 0, now)
        while not batch.is_empty:
            write(db, batch)
            count += len(batch.words)
            batch = read(db, source, batch.last, now)
    return count

"""The rows of files: what is known of each, who sees it, and what is still to be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cauce.desk import Condition, Principal, seen
from cauce.sql import Connection

_COLUMNS = (
    "f.id, f.file, f.state, f.reason, f.direction, f.kind, f.mime, f.name, f.sha256, f.size, f.width, f.height, f.duration, "
    "f.store, f.file_key, f.thumbnail_key, f.user_id, f.created_at, f.stored_at"
)
_ONE = f"SELECT {_COLUMNS} FROM media_files f WHERE f.file = ?"  # noqa: S608 - ours
_USE = "SELECT u.conversation_id, u.message_id, u.channel_id FROM media_uses u {join}WHERE u.file_id = ?{also} ORDER BY u.id"
_JOIN = "JOIN conversations c ON c.id = u.conversation_id "
_UNSENT = (
    "SELECT id, store, file_key, thumbnail_key FROM media_files WHERE state = 'stored' AND direction = 'out' AND stored_at < ? "
    "AND NOT EXISTS (SELECT 1 FROM media_uses u WHERE u.file_id = media_files.id) ORDER BY id LIMIT ?"
)
_STALE = "SELECT id, store, file_key, thumbnail_key FROM media_files WHERE "


@dataclass(frozen=True, slots=True)
class File:
    """A file, as its row says."""

    row: int
    id: str
    state: str
    reason: str | None
    direction: str
    kind: str
    mime: str
    name: str
    sha256: str | None
    size: int | None
    width: int | None
    height: int | None
    duration: int | None
    store: str
    key: str | None
    thumbnail: str | None
    user: int | None
    created_at: int
    stored_at: int | None


@dataclass(frozen=True, slots=True)
class Use:
    """A message that brings a file."""

    conversation: int
    message: int
    channel: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A file that somebody sees, and the first message of those they see that brings it; None of one not sent yet."""

    file: File
    use: Use | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found out about bytes on their way in. duration: in milliseconds."""

    kind: str
    mime: str
    name: str
    sha256: str
    size: int
    width: int | None = None
    height: int | None = None
    duration: int | None = None


@dataclass(frozen=True, slots=True)
class Bytes:
    """The bytes of a row. keys: of the file and its thumbnail, None where there is none."""

    row: int
    store: str
    key: str | None
    thumbnail: str | None


def find(db: Connection, file: str) -> File | None:
    """Return a file by its public name, whoever may see it."""
    row = db.execute(_ONE, (file,)).fetchone()
    return File(*row) if row else None


def find_seen(db: Connection, who: Principal, file: str) -> Shown | None:
    """Return a file that somebody sees: one of a conversation that they see, or their own upload that was not sent yet."""
    found = find(db, file)
    if found is None:
        return None
    condition = seen(who)
    sql = _USE.format(join=_JOIN, also=f" AND {condition.sql}") + " LIMIT 1"
    row = db.execute(sql, (found.row, *condition.values)).fetchone()
    if row:
        return Shown(found, Use(*row))
    return Shown(found, None) if _is_own(db, who, found) else None


def _is_own(db: Connection, who: Principal, found: File) -> bool:
    if not who.user or found.user != who.user:
        return False
    return db.execute(_USE.format(join="", also="") + " LIMIT 1", (found.row,)).fetchone() is None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which files. before: the row that the page before ended with."""

    conversation: int | None = None
    channel: str | None = None
    kind: str | None = None
    before: int | None = None
    limit: int = 50


def page(db: Connection, who: Principal, wanted: Wanted) -> list[tuple[int, Shown]]:
    """Return a page of the messages with files that somebody sees, the last first, each with its place in the list."""
    conditions = [seen(who)]
    if wanted.conversation is not None:
        conditions.append(Condition("u.conversation_id = ?", (wanted.conversation,)))
    if wanted.channel is not None:
        conditions.append(Condition("n.name = ?", (wanted.channel,)))
    if wanted.kind is not None:
        conditions.append(Condition("f.kind = ?", (wanted.kind,)))
    if wanted.before is not None:
        conditions.append(Condition("u.id < ?", (wanted.before,)))
    which = " AND ".join(one.sql for one in conditions)
    sql = (
        f"SELECT u.id, u.conversation_id, u.message_id, u.channel_id, {_COLUMNS} FROM media_uses u "  # noqa: S608 - ours
        "JOIN media_files f ON f.id = u.file_id JOIN channels n ON n.id = u.channel_id "
        f"{_JOIN}WHERE {which} ORDER BY u.id DESC LIMIT ?"
    )
    values = [value for one in conditions for value in one.values]
    return [(row[0], Shown(File(*row[4:]), Use(*row[1:4]))) for row in db.execute(sql, (*values, wanted.limit))]


def begin(db: Connection, upload: File, declared: str, user: int, now: int) -> None:
    """Write that the bytes of an upload are being kept, and where: what never gets further is found, and swept."""
    db.execute(
        "INSERT INTO media_files (file, state, direction, kind, mime, declared, name, store, file_key, thumbnail_key, "
        "user_id, attempts, created_at) VALUES (?, 'storing', 'out', ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)",
        (
            upload.id,
            upload.kind,
            upload.mime,
            declared,
            upload.name,
            upload.store,
            upload.key,
            upload.thumbnail,
            user,
            now,
        ),
    )


def finish(db: Connection, file: str, facts: Facts, thumbnail: str | None, now: int) -> bool:
    """Write that all the bytes are there. False where it was swept meanwhile, or is stored already."""
    return (
        db.execute(
            "UPDATE media_files SET state = 'stored', reason = NULL, kind = ?, mime = ?, name = ?, sha256 = ?, size = ?, "
            "width = ?, height = ?, duration = ?, thumbnail_key = ?, due_at = NULL, source = NULL, stored_at = ? "
            "WHERE file = ? AND state IN ('storing', 'pending')",
            (
                facts.kind, facts.mime, facts.name, facts.sha256, facts.size, facts.width, facts.height, facts.duration,
                thumbnail, now, file,
            ),
        ).rowcount
        == 1
    )  # fmt: skip


def use(db: Connection, row: int, one: Use, direction: str) -> bool:
    """Write that a message brings a file. False where that is known."""
    if db.execute("SELECT 1 FROM media_uses WHERE message_id = ?", (one.message,)).fetchone():
        return False
    db.execute(
        "INSERT INTO media_uses (file_id, conversation_id, message_id, channel_id, direction) VALUES (?, ?, ?, ?, ?)",
        (row, one.conversation, one.message, one.channel, direction),
    )
    return True


def uses(db: Connection, row: int) -> list[Use]:
    """Return every message that brings a file."""
    return [Use(*found) for found in db.execute(_USE.format(join="", also=""), (row,))]


def lose(db: Connection, row: int, state: str, reason: str) -> bool:
    """Write that a file is refused or gone, and why. Its bytes are somebody's to delete before. False where it was."""
    return (
        db.execute(
            "UPDATE media_files SET state = ?, reason = ?, file_key = NULL, thumbnail_key = NULL, due_at = NULL, "
            "source = NULL WHERE id = ? AND state <> ?",
            (state, reason, row, state),
        ).rowcount
        == 1
    )


def forget(db: Connection, row: int) -> None:
    """Remove the row of an upload that never was one."""
    db.execute("DELETE FROM media_files WHERE id = ? AND state = 'storing'", (row,))


def stale(db: Connection, before: int, limit: int) -> Sequence[Bytes]:
    """Return uploads that began before a moment and were never finished."""
    sql = _STALE + "state = 'storing' AND due_at IS NULL AND created_at < ? ORDER BY id LIMIT ?"
    return [Bytes(*row) for row in db.execute(sql, (before, limit))]


def unsent(db: Connection, before: int, limit: int) -> Sequence[Bytes]:
    """Return uploads that were stored before a moment and that no message brings."""
    return [Bytes(*row) for row in db.execute(_UNSENT, (before, limit))]


def old(db: Connection, kind: str, before: int, limit: int) -> Sequence[Bytes]:
    """Return files of a kind that were stored before a moment."""
    sql = _STALE + "state = 'stored' AND kind = ? AND stored_at < ? ORDER BY stored_at LIMIT ?"
    return [Bytes(*row) for row in db.execute(sql, (kind, before, limit))]


def remote(db: Connection, row: int, channel: int, now: int) -> str | None:
    """Return by which name a channel's network knows a file, None where it does not, or soon will not."""
    sql = "SELECT remote FROM media_remotes WHERE file_id = ? AND channel_id = ? AND until > ?"
    found = db.execute(sql, (row, channel, now)).fetchone()
    return str(found[0]) if found else None


def keep_remote(db: Connection, row: int, channel: int, name: str, until: int) -> None:
    """Write by which name a channel's network knows a file, and for how long."""
    db.execute("DELETE FROM media_remotes WHERE file_id = ? AND channel_id = ?", (row, channel))
    db.execute(
        "INSERT INTO media_remotes (file_id, channel_id, remote, until) VALUES (?, ?, ?, ?)",
        (row, channel, name, until),
    )


def get_secret(db: Connection) -> str | None:
    """Return what addresses are signed with, None where nothing was yet."""
    row = db.execute("SELECT secret FROM media_secrets WHERE id = 1").fetchone()
    return str(row[0]) if row else None


def secret(db: Connection, fresh: str) -> str:
    """Return what addresses are signed with, which is `fresh` where there was nothing yet."""
    found = get_secret(db)
    if found is None:
        db.execute("INSERT INTO media_secrets (id, secret) VALUES (1, ?)", (fresh,))
    return found or fresh

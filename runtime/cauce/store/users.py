"""Users: who they are and what became of them. Who loses what let them in loses it in the same commit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from cauce.store import audit, logins, resets, rows, tokens
from cauce.store.audit import By
from cauce.store.connection import Connection
from cauce.store.dialect import locking

_COLUMNS = (
    "SELECT u.id, u.username, u.email, u.name, r.name, u.active, u.locale, u.presence, u.capacity, u.created_at, "
    "u.updated_at, u.login_at FROM users u JOIN roles r ON r.id = u.role_id "
)
_HOLD = locking("SELECT id FROM users WHERE id = ?")


@dataclass(frozen=True, slots=True)
class User:
    """One of them, without the password. role: its name. presence: available, away or offline; capacity: 0 for any number."""

    id: int
    username: str
    email: str | None
    name: str
    role: str
    active: bool = True
    locale: str = "es"
    presence: str = "offline"
    capacity: int = 0
    created_at: int = 0
    updated_at: int = 0
    login_at: int | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """What a login is checked against."""

    id: int
    username: str
    password: str
    active: bool


def _user(row: Sequence[object]) -> User:
    values = list(row)
    values[5] = bool(values[5])
    return User(*values)  # type: ignore[arg-type]


def add(db: Connection, by: By, user: User, role: int, password: str) -> int:
    """Add somebody and return their number. password: its hash."""
    row = db.execute(
        "INSERT INTO users (username, email, name, password, role_id, active, locale, presence, capacity, created_at, "
        "updated_at) VALUES (?, ?, ?, ?, ?, 1, ?, 'offline', ?, ?, ?)",
        (user.username, user.email, user.name, password, role, user.locale, user.capacity, by.at, by.at),
    ).lastrowid
    assert row
    audit.record(db, by, "user.added", f"user:{row}", {"username": user.username, "role": user.role})
    return row


def get(db: Connection, user: int) -> User | None:
    """Return somebody, None where there is nobody of that number."""
    row = db.execute(f"{_COLUMNS} WHERE u.id = ?", (user,)).fetchone()
    return _user(row) if row else None


def account(db: Connection, called: str) -> Account | None:
    """Return what a login by username or e-mail is checked against. called: written small."""
    column = "email" if "@" in called else "username"
    if column == "username" and not called.isascii():
        # No username is like that, and MariaDB does not compare such a text with the column that holds them.
        return None
    which = f"{column} = ?"
    row = db.execute(f"SELECT id, username, password, active FROM users WHERE {which}", (called,)).fetchone()  # noqa: S608 - ours
    return Account(row[0], row[1], row[2], bool(row[3])) if row else None


def called(db: Connection, names: Sequence[str]) -> list[User]:
    """Return those who are called so, by their usernames, written small."""
    if not names:
        return []
    which = f"u.username IN ({rows.marks(names)})"
    return [_user(row) for row in db.execute(f"{_COLUMNS} WHERE {which} ORDER BY u.id", names)]


def hold(db: Connection, user: int) -> None:
    """Keep other processes from changing somebody until the transaction ends."""
    db.execute(_HOLD[db.dialect], (user,)).fetchone()


def after(db: Connection, user: int, limit: int) -> list[User]:
    """Return those after somebody, by number."""
    return [_user(row) for row in db.execute(f"{_COLUMNS} WHERE u.id > ? ORDER BY u.id LIMIT ?", (user, limit))]


def is_empty(db: Connection) -> bool:
    """Tell whether nobody was ever added."""
    return db.execute("SELECT 1 FROM users LIMIT 1").fetchone() is None


def others_with(db: Connection, role: str, user: int) -> int:
    """Return how many others have a role and are active."""
    row = db.execute(
        "SELECT COUNT(*) FROM users u JOIN roles r ON r.id = u.role_id WHERE r.name = ? AND u.active = 1 AND u.id <> ?",
        (role, user),
    ).fetchone()
    return int(row[0])


def save(db: Connection, by: By, before: User, after: User, role: int) -> None:
    """Change e-mail, name, role, locale and capacity. Another role ends every login. role: the number of `after.role`."""
    db.execute(
        "UPDATE users SET email = ?, name = ?, role_id = ?, locale = ?, capacity = ?, updated_at = ? WHERE id = ?",
        (after.email, after.name, role, after.locale, after.capacity, by.at, before.id),
    )
    if after.role != before.role:
        logins.end_all(db, before.id)
    old = asdict(before)
    changed = {name: value for name, value in asdict(after).items() if value != old[name]}
    audit.record(db, by, "user.changed", f"user:{before.id}", changed)


def set_password(db: Connection, by: By, user: int, password: str, keep: int = 0) -> None:
    """Set the hash of somebody's password. It ends every login but the one that is to be kept, and every other way to it."""
    db.execute("UPDATE users SET password = ?, updated_at = ? WHERE id = ?", (password, by.at, user))
    resets.end_all(db, user)
    ended = logins.end_all(db, user, keep)
    audit.record(db, by, "user.password", f"user:{user}", {"logins_ended": ended})


def rehash(db: Connection, user: int, former: str, password: str) -> None:
    """Keep the same password by a better hash, where it is still the same."""
    db.execute("UPDATE users SET password = ? WHERE id = ? AND password = ?", (password, user, former))


def set_active(db: Connection, by: By, user: int, *, active: bool) -> None:
    """Let somebody in, or no longer. Who is switched off loses every login and token, and is offline."""
    if active:
        db.execute("UPDATE users SET active = 1, updated_at = ? WHERE id = ?", (by.at, user))
        audit.record(db, by, "user.activated", f"user:{user}")
        return
    db.execute("UPDATE users SET active = 0, presence = 'offline', updated_at = ? WHERE id = ?", (by.at, user))
    resets.end_all(db, user)
    ended = {"logins_ended": logins.end_all(db, user), "tokens_ended": tokens.end_all(db, user)}
    audit.record(db, by, "user.deactivated", f"user:{user}", ended)


def set_presence(db: Connection, user: int, presence: str) -> bool:
    """Say whether somebody takes conversations now. False where that is no news."""
    sql = "UPDATE users SET presence = ? WHERE id = ? AND active = 1 AND presence <> ?"
    return db.execute(sql, (presence, user, presence)).rowcount > 0


def logged_in(db: Connection, user: int, now: int) -> None:
    """Remember when somebody came in."""
    db.execute("UPDATE users SET login_at = ? WHERE id = ?", (now, user))

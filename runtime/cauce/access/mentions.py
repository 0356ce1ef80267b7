"""Whom a note names: `@ana`, where ana sees the conversation. Nobody else is told of what they do not see."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cauce.access import visibility
from cauce.access.conversations import find_seen, see
from cauce.access.doing import Doing
from cauce.access.errors import Invalid, Unknown
from cauce.access.permissions import expand
from cauce.access.principal import Principal
from cauce.store import areas, notes, roles, users
from cauce.store.connection import Connection
from cauce.store.users import User

MOST = 20
"""How many a note may name."""

_NAMED = re.compile(r"(?<![\w@.+-])@([A-Za-z0-9][A-Za-z0-9._-]{1,63})")
_MINE = (
    "SELECT m.id, m.conversation_id, m.note_id, n.author_id, u.name, n.text, m.unseen, m.created_at FROM mentions m "
    "JOIN notes n ON n.id = m.note_id JOIN users u ON u.id = n.author_id JOIN conversations c ON c.id = m.conversation_id "
    "WHERE m.user_id = ? AND (m.unseen < ? OR (m.unseen = ? AND m.id < ?)) AND {seen} "
    "ORDER BY m.unseen DESC, m.id DESC LIMIT ?"
)
FIRST = (1, 2**62)
"""Before the first of a list."""


@dataclass(frozen=True, slots=True)
class Mention:
    """That a note names the one who asks. author: who wrote it, with their name."""

    id: int
    conversation: int
    note: int
    author: int
    name: str
    text: str
    unseen: int
    created_at: int

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands in the list."""
        return self.unseen, self.id


def named_in(db: Connection, doing: Doing, conversation: int, text: str) -> list[int]:
    """Return whom a text names, of those who see the conversation and are not who writes it. Raises Invalid."""
    # "@ana." may name ana, at the end of a sentence, or somebody who is called so.
    found = [word.lower() for word in _NAMED.findall(text)]
    if len(set(found)) > MOST:
        raise Invalid("text", f"Nombra a más de {MOST} personas.", f"It names more than {MOST} people.")
    known = {one.username: one for one in users.called(db, sorted({*found, *(word.rstrip("._-") for word in found)}))}
    named = dict.fromkeys(word if word in known else word.rstrip("._-") for word in found)
    people = [known[word] for word in named if word in known]
    return [
        one.id
        for one in people
        if one.active and one.id != doing.who.user and find_seen(db, _standing(db, doing, one), conversation)
    ]


def _standing(db: Connection, doing: Doing, user: User) -> Principal:
    """Return somebody of the team as they would stand at the door."""
    role = roles.named(db, user.role)
    permissions = expand(role.permissions if role else (), doing.known)
    theirs = frozenset(area.name for area in areas.of_user(db, user.id))
    return Principal(user.id, user.username, user.name, user.role, permissions, theirs)


def listed(db: Connection, who: Principal, after: tuple[int, int], limit: int) -> list[Mention]:
    """Return the notes that name somebody, the unseen first, the last first: those of conversations that they see still."""
    condition = visibility.seen(who)
    values = (who.user, after[0], *after, *condition.values, limit)
    return [Mention(*row) for row in db.execute(_MINE.format(seen=condition.sql), values)]


def mark_seen(db: Connection, doing: Doing, mention: int) -> None:
    """Record that one has seen that one is named. Raises Unknown."""
    conversation = notes.mentioned_in(db, mention, doing.who.user)
    if conversation is None:
        raise Unknown
    see(db, doing.who, conversation)
    notes.mark_seen(db, mention)

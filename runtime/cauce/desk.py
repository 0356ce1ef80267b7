"""Who may see and do what, for plugins: everything that asks or tells that of conversations, contacts and people."""

from __future__ import annotations

from cauce.access.conversations import Seen, find_seen, hold, see, seen_among
from cauce.access.errors import Conflict, Denied, Invalid, TooLate, TooMany, Unknown
from cauce.access.principal import Principal
from cauce.access.visibility import READ, READ_ALL, Condition, seen, seen_contact, sees, ways
from cauce.store.audit import By, record, record_all
from cauce.store.events import tell, tell_all, tell_team
from cauce.store.indexing import changed
from cauce.store.ownership import Owned

__all__ = [
    "READ",
    "READ_ALL",
    "By",
    "Condition",
    "Conflict",
    "Denied",
    "Invalid",
    "Owned",
    "Principal",
    "Seen",
    "TooLate",
    "TooMany",
    "Unknown",
    "changed",
    "find_seen",
    "hold",
    "record",
    "record_all",
    "see",
    "seen",
    "seen_among",
    "seen_contact",
    "sees",
    "tell",
    "tell_all",
    "tell_team",
    "ways",
]

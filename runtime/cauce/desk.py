"""Who may see and do what, for plugins: everything that asks or tells that of conversations, contacts and people."""

from __future__ import annotations

from cauce.access.conversations import Seen, find_seen, hold, see, seen_among
from cauce.access.errors import Conflict, Denied, Invalid, TooLate, TooMany, Unknown
from cauce.access.principal import Principal
from cauce.access.visibility import READ, READ_ALL, Condition, seen, seen_contact, sees, ways
from cauce.store.areas import every as every_area
from cauce.store.areas import named as area_named
from cauce.store.audit import By, record, record_all
from cauce.store.contacts import hold as hold_contact
from cauce.store.contacts import identities
from cauce.store.events import tell, tell_all, tell_team
from cauce.store.folding import words
from cauce.store.indexing import changed
from cauce.store.ownership import Owned
from cauce.store.search import CONTACTS

__all__ = [
    "CONTACTS",
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
    "area_named",
    "changed",
    "every_area",
    "find_seen",
    "hold",
    "hold_contact",
    "identities",
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
    "words",
]

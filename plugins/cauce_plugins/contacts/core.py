"""What contacts need of the core and is not public yet, each by the name that it has there. No other module of this plugin does."""

from __future__ import annotations

from cauce.http.cursor import PAGING, limit_of, page, page_of
from cauce.http.cursor import read as read_cursor
from cauce.http.etag import refuse_unseen, seen_tag, tagged
from cauce.http.schema import ID, MOMENT, MOST, choice, listed, or_null, parts, text, thing
from cauce.store import areas
from cauce.store.contacts import hold, identities
from cauce.store.folding import words
from cauce.store.search import CONTACTS

__all__ = [
    "CONTACTS", "ID", "MOMENT", "MOST", "PAGING", "areas", "choice", "hold", "identities", "limit_of", "listed", "or_null",
    "page", "page_of", "parts", "read_cursor", "refuse_unseen", "seen_tag", "tagged", "text", "thing", "words",
]  # fmt: skip

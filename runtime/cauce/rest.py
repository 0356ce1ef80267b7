"""What routes of the API share, for plugins: the pieces of schemas, pages with cursors, and versions that `If-Match` asks for."""

from __future__ import annotations

from cauce.http.cursor import PAGING, limit_of, page, page_of
from cauce.http.cursor import read as read_cursor
from cauce.http.etag import refuse_unseen, seen_tag, tagged
from cauce.http.schema import ID, MOMENT, MOST, choice, listed, or_null, parts, text, thing

__all__ = [
    "ID",
    "MOMENT",
    "MOST",
    "PAGING",
    "choice",
    "limit_of",
    "listed",
    "or_null",
    "page",
    "page_of",
    "parts",
    "read_cursor",
    "refuse_unseen",
    "seen_tag",
    "tagged",
    "text",
    "thing",
]

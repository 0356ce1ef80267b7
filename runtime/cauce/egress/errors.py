"""What goes wrong on the way out. The sentences never hold a header, a body or more of an address than its host."""

from __future__ import annotations


class Forbidden(OSError):
    """An address that the project must not reach, or a request that says something it may not."""


class TooLarge(OSError):
    """An answer with more bytes than were allowed."""

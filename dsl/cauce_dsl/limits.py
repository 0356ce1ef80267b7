"""How much of anything a flow's text may hold. Beyond these an author gets E106, and nobody a stack overflow.

The language's own limits keep every later stage shallow enough for plain recursion; the sizes keep the check of any
file whatsoever short.
"""

from __future__ import annotations

SOURCE_BYTES = 256 * 1024
"""The size of a file, as UTF-8."""

LEVELS = 64
"""Levels of indentation."""

BRACKETS = 64
"""Brackets inside brackets."""

NODES = 100
"""Expressions inside expressions."""

TEXTS = 4
"""Texts inside the {...} of texts."""

CODE_LINES = 8_000
"""Lines that hold more than a comment."""

LINE_TOKENS = 4_096
"""Words, signs and values of a line."""

TOKENS = 32_000
"""Words, signs and values of a file."""

SYNTAX_ERRORS = 100
"""Broken lines that are told of; the author has enough to do."""

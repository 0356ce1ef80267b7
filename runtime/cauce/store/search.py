"""Search: the sources of words that are searched, and how their indexes are asked, with one answer on every database.

What stands in an index is spelled here too: ` 1z_hola 1z_ana `. A server takes out all that it has for a word before it looks
at anything else, and a file does so for the beginning of one: so each word has the mark of its stretch of ids before it, and
the newest stretches are asked first. None of a server's stopwords has a mark, and no word with one is too short for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from cauce.store import rows
from cauce.store.connection import Connection
from cauce.store.folding import Term, words

ASKED = {"sqlite": 1, "mysql": 256}
"""How many words one question may have, where there is more than one stretch to it."""

Texts = Callable[[Connection, Sequence[int]], Mapping[int, str]]


@dataclass(frozen=True, slots=True)
class Source:
    """Something that is searched: add one to SOURCES, and a migration with its table of words and its `WordIndex`.

    table: where its words are, by the ids of what they are of. follows: the table whose new rows bring new words, which
    are those of the row that `row` names there. texts: returns the texts of rows by id. stretch: how many ids share a mark,
    by database, as a power of two: a file is quicker with the words of many, but not with many words that begin alike.
    """

    name: str
    table: str
    follows: str
    row: str
    texts: Texts
    stretch: Mapping[str, int]


class _Body(msgspec.Struct):
    """What is searched of a message."""

    text: str = ""


_BODY = msgspec.json.Decoder(_Body)


def _of_messages(db: Connection, ids: Sequence[int]) -> dict[int, str]:
    sql = f"SELECT id, body FROM messages WHERE id IN ({rows.marks(ids)})"  # noqa: S608 - ours
    return {row: _BODY.decode(body).text for row, body in db.execute(sql, ids)}


def _of_contacts(db: Connection, ids: Sequence[int]) -> dict[int, str]:
    sql = f"SELECT id, name FROM contacts WHERE id IN ({rows.marks(ids)})"  # noqa: S608 - ours
    found = {row: [name] for row, name in db.execute(sql, ids)}
    sql = f"SELECT contact_id, value FROM identities WHERE contact_id IN ({rows.marks(ids)})"  # noqa: S608 - ours
    for row, value in db.execute(sql, ids):
        found[row].append(value)
    return {row: " ".join(parts) for row, parts in found.items()}


MESSAGES = Source("messages", "message_words", "messages", "id", _of_messages, {"sqlite": 17, "mysql": 14})
CONTACTS = Source("contacts", "contact_words", "identities", "contact_id", _of_contacts, {"sqlite": 14, "mysql": 14})
SOURCES = (MESSAGES, CONTACTS)


def spelled(db: Connection, source: Source, row: int, text: str) -> str:
    """Return the words of a row as they stand in its index."""
    mark = _in_letters(row >> _size(db, source))
    return " " + "".join([f"{mark}_{word} " for word in words(text)])


def _size(db: Connection, source: Source) -> int:
    return source.stretch[db.dialect]


def _in_letters(number: int) -> str:
    digits = ""
    while number or not digits:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits


def contained(term: Term) -> str:
    """Return what stands in the words of whatever has a term."""
    return f"_{term.word}" if term.prefix else f"_{term.word} "


@dataclass(frozen=True, slots=True)
class Question:
    """One question to an index: the ids that it is about, from, and below; how many are before them; and their marks."""

    first: int
    below: int
    left: int
    marks: Sequence[str]


def questions(db: Connection, source: Source, count: int, below: int) -> Iterator[Question]:
    """Yield what to ask, one after the other, to find the newest rows first. count: of the words that are asked for."""
    # One by one: SQLite finds either end by the key, and both together by reading everything.
    ends = [f"SELECT {end}(id) FROM {source.table}" for end in ("MIN", "MAX")]  # noqa: S608 - ours
    least, most = (db.execute(sql).fetchone()[0] or 0 for sql in ends)
    size = _size(db, source)
    top, last, width = min(below - 1, most) >> size, least >> size, 1
    while top >= last:
        stretches = range(max(last, top - width + 1), top + 1)
        first = stretches[0] << size
        marks = [f"{_in_letters(one)}_" for one in stretches]
        yield Question(first, min(below, (top + 1) << size), max(0, first - least), marks)
        top -= width
        width = max(1, min(width * 2, ASKED[db.dialect] // count))


def matching(db: Connection, terms: Sequence[Term], one: Question) -> str:
    """Return the words of a question as its database takes them."""
    if db.dialect == "sqlite":
        return " ".join(f'"{one.marks[0]}{term.word}"{" *" * term.prefix}' for term in terms)
    each = [[f"{mark}{term.word}{'*' * term.prefix}" for mark in one.marks] for term in terms]
    return " ".join(f"+({' '.join(marked)})" for marked in each)

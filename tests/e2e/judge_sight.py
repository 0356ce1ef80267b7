"""What the oracle knows of who may see what: worked out from areas and conversations, and not from what Cauce answers."""

from __future__ import annotations

from collections.abc import Iterator

from e2e.daybook import Daybook, Seen, Talk

Wrong = tuple[str, str]


def seen(book: Daybook) -> Iterator[Wrong]:
    """Everybody was shown what is theirs, and nothing else."""
    for one in book.seen:
        for conversation, area, assignee in one.talks:
            if not _theirs(one, area, assignee):
                yield "seen", f"{one.mate.name} was shown conversation {conversation} of {area} ({assignee})"
        if one.before:
            yield "seen", f"{one.mate.name} was told more of what was taken from them: {one.before[:2]}"
        mine = [talk for talk in book.talks.values() if _theirs(one, talk.area, talk.assignee)]
        yield from _people(book, one, mine)
        yield from _files(book, one, mine)


def _theirs(one: Seen, area: str | None, assignee: int | None) -> bool:
    return one.mate.leads or area in one.mate.areas or assignee == one.mate.id


def _people(book: Daybook, one: Seen, mine: list[Talk]) -> Iterator[Wrong]:
    wanted = {talk.contact for talk in mine} | {
        who.id for who in book.people if one.mate.leads or who.area in one.mate.areas
    }
    if more := one.people - wanted:
        yield "seen", f"{one.mate.name} was shown contacts {sorted(more)[:3]}"
    if less := wanted - one.people:
        yield "hidden", f"{one.mate.name} was not shown contacts {sorted(less)[:3]} of theirs"


def _files(book: Daybook, one: Seen, mine: list[Talk]) -> Iterator[Wrong]:
    ids = {talk.id for talk in mine}
    wanted = {file for file, conversation, *_ in book.files if conversation in ids}
    if more := one.files - wanted:
        yield "seen", f"{one.mate.name} was shown files {sorted(more)[:3]}"
    if less := wanted - one.files:
        yield "hidden", f"{one.mate.name} was not shown files {sorted(less)[:3]} of theirs"

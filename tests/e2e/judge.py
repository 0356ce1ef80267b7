"""The oracle of the day of the plugins: compares the books, and names whatever is lost, doubled, misrouted or seen by others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from e2e import judge_routing, judge_sight, judge_silence
from e2e.daybook import Daybook

Wrong = tuple[str, str]
"""What kind of wrong it is, and what is told of it."""


def judged(book: Daybook) -> list[Wrong]:
    """Return everything that is wrong."""
    found: list[Wrong] = [("damaged", one) for one in book.damage]
    for check in (
        kept, told, courteous, imported, people, files, figures, over,
        judge_routing.owned, judge_routing.routed, judge_silence.silences, judge_sight.seen,
    ):  # fmt: skip
        found += check(book)
    return found


def kept(book: Daybook) -> Iterator[Wrong]:
    """Everything that was acknowledged is stored, once, and nothing else."""
    stored = Counter(one.provider_id for one in book.messages if one.author == "contact")
    acked = {key for keys in book.acked.values() for key in keys}
    for key in sorted(acked - stored.keys()):
        yield "lost", f"{key} was acknowledged, and is not stored"
    for key in sorted(key for key, count in stored.items() if count > 1 or key not in acked):
        yield "doubled", f"{key} is stored {stored[key]} times"
    for person, line in book.lines.items():
        mine = Counter(
            (one.author, one.text) for one in book.messages if one.person == person and not _reminds(book, one.text)
        )
        for (author, text), count in (Counter(line) - mine).items():
            yield "lost", f"{person}: «{text}» of {author} is missing {count} times"
        for (author, text), count in (mine - Counter(line)).items():
            yield "doubled", f"{person}: «{text}» of {author} is there {count} times too often"


def told(book: Daybook) -> Iterator[Wrong]:
    """Everybody was told what they had to be, in order, and each once; twice only what is known to have been repeated."""
    repeated = {f"m{one.id}" for one in book.messages if one.repeated}
    for tag in book.copies:
        if tag not in repeated:
            yield "doubled", f"{tag} was brought twice"
    for person, line in book.lines.items():
        wanted = [text for author, text in line if author != "contact"]
        found = [text for _, text in book.brought.get(person, ()) if not _reminds(book, text)]
        if found != wanted:
            yield ("lost" if len(found) < len(wanted) else "doubled"), f"{person} was told {found}, and not {wanted}"
    for person in book.brought.keys() - book.lines.keys():
        yield "misrouted", f"{person} never wrote, and was told something"


def _reminds(book: Daybook, text: str) -> bool:
    return text in book.reminders


def courteous(book: Daybook) -> Iterator[Wrong]:
    """Who writes to a closed area is told so once; nobody else is."""
    for person in book.lines:
        area = book.closed_to.get(person)
        for other, text in book.courtesies.items():
            times = sum(said == text for _, said in book.brought.get(person, ()))
            if times != (other == area):
                yield "courtesy", f"{person} was told {times} times that {other} is closed"


def imported(book: Daybook) -> Iterator[Wrong]:
    """Every row of a file is accounted for, in order."""
    for place, (wanted, found) in enumerate(book.imports):
        if list(found) != list(wanted):
            odd = [pair for pair in zip(wanted, found, strict=False) if pair[0] != pair[1]]
            yield "import", f"file {place}: {len(found)} of {len(wanted)} rows; {odd[:3]}"


def people(book: Daybook) -> Iterator[Wrong]:
    """Everybody is known once, by the name that they were imported under, and has their conversations."""
    known = Counter(one.phone for one in book.people)
    by_phone = {one.phone: one for one in book.people}
    for phone, name in book.wanted.items():
        if known[phone] != 1:
            yield "contact", f"{phone} is known {known[phone]} times"
        elif by_phone[phone].name != name:
            yield "contact", f"{phone} is called {by_phone[phone].name}, and not {name}"
    if strangers := [one for one in book.people if one.phone not in book.wanted]:
        yield "contact", f"{len(strangers)} contacts are of nobody: {strangers[:3]}"
    for talk in book.talks.values():
        one = by_phone.get(f"+{talk.person}")
        if one is None or one.id != talk.contact:
            yield "contact", f"conversation {talk.id} of {talk.person} is of contact {talk.contact}"


def files(book: Daybook) -> Iterator[Wrong]:
    """Each file is stored once, with the bytes that were sent, and came out as these; strangers are told of none."""
    stored = Counter(
        (file, conversation, digest) for file, conversation, digest, state in book.stored if state == "stored"
    )
    for file, conversation, wanted, found in book.files:
        if stored[file, conversation, wanted] != 1:
            yield (
                "file",
                f"{file} of {conversation} is stored {stored[file, conversation, wanted]} times with its bytes",
            )
        if found != wanted:
            yield "file", f"{file} of {conversation} came out as something else"
    if len(book.stored) != len(book.files):
        yield "file", f"{len(book.stored)} files are stored, and {len(book.files)} were sent"
    if odd := [status for status in book.refused if status != 404]:
        yield "seen", f"who does not see a file was answered {odd}"


def figures(book: Daybook) -> Iterator[Wrong]:
    """The dashboard tells what is so."""
    for name, (found, wanted) in book.figures.items():
        if found != wanted:
            yield "figure", f"{name} is told as {found}, and is {wanted}"


def over(book: Daybook) -> Iterator[Wrong]:
    """Whatever was to end has ended."""
    for talk in book.talks.values():
        if talk.opened != (talk.person in book.left_open):
            yield "ended", f"conversation {talk.id} of {talk.person} is {'open' if talk.opened else 'closed'}"

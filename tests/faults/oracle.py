"""The oracle: compares the books and names every promise that was broken (I1 to I6, I9 and the fence)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from faults import books as bookkeeping
from faults.books import Books, Row
from faults.crowd import Crowd
from faults.platform_process import STATUSES, Said
from faults.shop import Shop

DOUBTFUL = frozenset({1, 2, 131000, 131016, 133004})
"""Codes after which nobody knows whether a message left."""
RANKS = {"queued": 0, "sent": 1, "failed": 2, "delivered": 3, "read": 4, "played": 4}
READ = RANKS["read"]

Violation = tuple[str, str]


@dataclass
class Report:
    """What was found: violations by promise, and figures."""

    violations: list[Violation] = field(default_factory=list)
    figures: Counter[str] = field(default_factory=Counter)

    def of(self, promise: str) -> list[str]:
        """Return what was found against a promise."""
        return [told for name, told in self.violations if name == promise]

    def check(self) -> None:
        """Raise AssertionError, with all figures, where a promise was broken."""
        if self.violations:
            found = "\n".join(f"{name}: {told}" for name, told in self.violations[:40])
            raise AssertionError(f"{dict(self.figures)}\n{found}")


async def audit(shop: Shop, crowd: Crowd, *, poison: Sequence[str] = (), asleep: bool = False) -> Report:
    """Compare the books.

    poison: ids of messages that no step can take, and that have to be set aside. asleep: whether a process was stopped and
    woken: what it had handed to its network may leave then, late, next to the copy that is known as one.
    """
    return compare(await bookkeeping.read(shop, crowd), crowd, poison, asleep=asleep)


def compare(books: Books, crowd: Crowd, poison: Sequence[str] = (), *, asleep: bool = False) -> Report:
    """Compare books that were read."""
    report = Report()
    people: dict[str, list[Row]] = defaultdict(list)
    for row in books.messages:
        people[row.person].append(row)
    calls: dict[str, list[Said]] = defaultdict(list)
    for one in books.ledger:
        if _may_have_left(one):
            calls[one.person].append(one)
    for checks in (
        _sound(books), _acknowledged(books, crowd), _parked(books, poison), _told(books), _statuses(books),
        _fenced(books, asleep=asleep), _answers(crowd), _once_due(crowd, people),
    ):  # fmt: skip
        report.violations += checks
    states = dict(books.runs)
    for person, rows in people.items():
        if person not in crowd.reminded:
            report.violations += _person(person, rows, states.get(person), set(poison))
        report.violations += _provider(person, rows, calls[person], asleep=asleep)
        if person not in crowd.unordered:
            report.violations += _in_order(person, rows, crowd)
    _count(report, books, crowd)
    return report


def _may_have_left(one: Said) -> bool:
    return bool(one.id) or one.error in DOUBTFUL


def _sound(books: Books) -> Iterator[Violation]:
    for told in books.damage:
        yield "sound", told


def _acknowledged(books: Books, crowd: Crowd) -> Iterator[Violation]:
    """I1: what was acknowledged is stored. I2: nothing is stored that nobody sent."""
    keys = {key for _, key, _ in books.inbox}
    for person, acked in crowd.acked.items():
        if lost := [key for key in acked if key not in keys]:
            yield "I1", f"{person}: {len(lost)} of {len(acked)} acknowledged messages are not stored: {lost[:3]}"
    if foreign := keys - crowd.tried:
        yield "I2", f"stored, but never sent: {sorted(foreign)[:3]}"


def _parked(books: Books, poison: Sequence[str]) -> Iterator[Violation]:
    aside = {key for _, key, state in books.inbox if state == "parked"}
    if aside != set(poison):
        yield "I12", f"set aside: {sorted(aside)[:3]}, expected {sorted(poison)[:3]}"


def _person(
    person: str, rows: Sequence[Row], state: Mapping[str, object] | None, poison: set[str]
) -> Iterator[Violation]:
    """I2 and I3: one effect for each message, none torn: the n-th message is answered by n, and the state says n."""
    heard = [row for row in rows if row.direction == "in" and row.provider_id not in poison]
    said = [row.text for row in rows if row.direction == "out"]
    if len({row.provider_id for row in heard}) != len(heard):
        yield "I2", f"{person}: a message took effect twice"
    if said != [str(place + 1) for place in range(len(heard))]:
        yield "I3", f"{person}: {len(heard)} messages were answered by {_short(said)}"
    counted = state and state.get("vars", {}).get("n")  # type: ignore[attr-defined]
    if counted != len(heard) and heard:
        yield "I3", f"{person}: {len(heard)} messages, and the state has counted {counted}"


def _provider(person: str, rows: Sequence[Row], calls: Sequence[Said], *, asleep: bool) -> Iterator[Violation]:
    """I4 and I5: each reply left once, twice where that is known, and in order; none is missing that is not given up."""
    ours = {row.tag: row for row in rows if row.direction == "out"}
    times = Counter(one.tag for one in calls)
    for tag, count in times.items():
        row = ours.get(tag)
        if row is None:
            yield "I3", f"{person}: {tag} was said, and is not stored"
        elif count > 2 or (count > 1 and not row.repeated):
            yield "I4", f"{person}: {tag} left {count} times, repeated={row.repeated}"
    places = {tag: place for place, tag in enumerate(ours)}
    order = [places[one.tag] for one in calls if one.tag in places]
    if asleep:
        order = list(dict.fromkeys(order))
    over = {place for tag, place in places.items() if ours[tag].error is not None}
    if order != sorted(order) or set(range(max(order, default=0))) - over - set(order):
        yield "I5", f"{person}: said in the order {_short(order)} of {len(ours)}"
    for tag, row in ours.items():
        given_up = row.error is not None and row.repeated
        if tag not in times and not given_up:
            yield "I3", f"{person}: {tag} ({row.text}) is stored and was never said; its error is {row.error}"


def _in_order(person: str, rows: Sequence[Row], crowd: Crowd) -> Iterator[Violation]:
    """I5: what a person said one after the other is in the transcript in that order."""
    heard = [row.provider_id for row in rows if row.direction == "in"]
    if heard != crowd.acked.get(person, heard):
        yield "I5", f"{person}: what was heard is not in the order in which it was said: {_short(heard)}"


def _once_due(crowd: Crowd, people: Mapping[str, Sequence[Row]]) -> Iterator[Violation]:
    """I9: what was due came once."""
    for person in crowd.reminded:
        said = [row.text for row in people.get(person, ()) if row.direction == "out"]
        if said != ["ya"]:
            yield "I9", f"{person}: what was due once was said as {said}"


def _told(books: Books) -> Iterator[Violation]:
    """I6: in the events, too, a status only rises."""
    ranks: dict[int, int] = {}
    for _, message, status in books.news:
        rank = RANKS[status]
        if rank <= ranks.get(message, 0):
            yield "I6", f"m{message}: told as {status} after a status of rank {ranks[message]}"
        ranks[message] = max(rank, ranks.get(message, 0))


def _statuses(books: Books) -> Iterator[Violation]:
    """I6: each message stands where the last of its statuses is, and no status is lost once it was acknowledged."""
    known = {one.id for one in books.ledger if one.id}
    for row in books.messages:
        if row.channel != "linea1" or row.direction != "out" or row.provider_id is None:
            continue
        if row.provider_id not in known:
            yield "I6", f"{row.tag}: the platform knows nothing of {row.provider_id}"
        elif books.told.get(row.provider_id, 0) >= len(STATUSES) and row.status != READ:
            yield "I6", f"{row.tag}: was read, and stands at {row.status}"


def _fenced(books: Books, *, asleep: bool) -> Iterator[Violation]:
    """T16: nothing was attempted, or sent, under an epoch that had been given up.

    A process that was stopped may have been past its last look at the lease, on the way of one message to the network.
    """
    ends = {epoch: ended for epoch, _, _, ended in books.nodes}
    for message, _, epoch, attempted in books.outbox:
        if attempted and (ended := ends.get(epoch)) and attempted > ended:
            yield "fence", f"m{message}: attempted {attempted - ended} ms after epoch {epoch} was given up"
    lives: dict[int, list[tuple[int, int | None]]] = defaultdict(list)
    for _, pid, started, ended in books.nodes:
        lives[pid].append((started, ended))
    late: Counter[tuple[int, int]] = Counter()
    for pid, at, tag in books.sends:
        under = [ended for started, ended in lives[pid] if started <= at]
        if under and under[-1] is not None and under[-1] < at:
            late[pid, under[-1]] += 1
            if not asleep or late[pid, under[-1]] > 1:
                yield "fence", f"{tag}: sent {at - under[-1]} ms after its process was given up"


def _answers(crowd: Crowd) -> Iterator[Violation]:
    """Whatever is wrong, a webhook is answered by 200 or 503, or not at all."""
    if odd := {status: count for status, count in crowd.answers.items() if status not in {0, 200, 503}}:
        yield "answers", f"webhooks were answered by {odd}"


def _count(report: Report, books: Books, crowd: Crowd) -> None:
    figures = report.figures
    said = [row for row in books.messages if row.direction == "out"]
    times = Counter(one.tag for one in books.ledger if _may_have_left(one))
    figures["acked"] = sum(map(len, crowd.acked.values()))
    figures["stored"] = len({key for _, key, _ in books.inbox})
    figures["replies"] = len(said)
    figures["calls"] = len(books.ledger)
    figures["repeated"] = sum(row.repeated for row in said)
    figures["twice"] = sum(times[row.tag] > 1 for row in said)
    figures["given up"] = sum(row.repeated and row.tag not in times for row in said)
    figures["lost"] = len(report.of("I1"))
    figures["duplicated"] = len(report.of("I2")) + len(report.of("I4"))
    figures["reordered"] = len(report.of("I5"))
    figures["violations"] = len(report.violations)


def _short(found: Sequence[object]) -> str:
    return str(list(found)) if len(found) < 40 else f"{list(found[:20])} … {list(found[-10:])}"

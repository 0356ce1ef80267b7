"""The moment of a step: what facts of plugins are loaded from, and areas as they are just then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from functools import partial
from typing import Any

from cauce.engine.scene import AreaView
from cauce.guard import Guard, Trouble
from cauce.model.area_hours import AreaHours, Opening
from cauce.model.vocabulary import Fact
from cauce.store import areas
from cauce.store.connection import Connection, Cursor
from cauce.store.trouble import trouble_of


class Watched:
    """A connection that remembers that the database was in trouble, whoever swallowed the exception since.

    A statement that is wrong is none: that is for whoever wrote it.
    """

    def __init__(self, db: Connection) -> None:
        self._db = db
        self.trouble: Exception | None = None

    def __getattr__(self, name: str) -> Any:
        """Be the connection in everything else."""
        return getattr(self._db, name)

    def execute(self, sql: str, parameters: Sequence[Any] = (), /) -> Cursor:
        """Run one statement."""
        try:
            return self._db.execute(sql, parameters)
        except Exception as error:
            self._note(error)
            raise

    def executemany(self, sql: str, parameters: Iterable[Sequence[Any]], /) -> Cursor:
        """Run one statement for each row of values."""
        try:
            return self._db.executemany(sql, parameters)
        except Exception as error:
            self._note(error)
            raise

    def _note(self, error: Exception) -> None:
        if trouble_of(error) is not None:
            self.trouble = error


@dataclass(slots=True)
class Moment:
    """What a fact is loaded from, within the transaction of a step. It only looks.

    now: milliseconds since 1970. conversation, contact: their numbers. channel: its name. zone: of the project.
    settings: those of the plugin whose fact it is. openings: `(db, area, at) -> Opening`, None for an area that nobody has
        hours for.
    """

    db: Any
    now: int
    conversation: int
    contact: int
    channel: str
    zone: tzinfo | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    openings: Callable[[Connection, str, int], Opening | None] = lambda _db, _area, _at: None

    @property
    def area(self) -> str | None:
        """The area that the conversation was given to last, None where it never was."""
        row = self.db.execute("SELECT area FROM conversations WHERE id = ?", (self.conversation,)).fetchone()
        return None if row is None else row[0]

    def opening(self, area: str) -> Opening | None:
        """Return whether an area attends now, None where nobody has hours for it."""
        return self.openings(self.db, area, self.now)


@dataclass(frozen=True, slots=True)
class Hours:
    """All who know when areas attend, each with the settings of its plugin. The first that knows an area is believed.

    Whoever raises, or takes too long again and again, is passed over: a conversation never waits for a plugin.
    """

    known: Sequence[tuple[AreaHours, Mapping[str, Any]]] = ()
    guard: Guard = field(default_factory=Guard)

    def __call__(self, db: Connection, area: str, at: int) -> Opening | None:
        """Return whether an area attends at a time, None where nobody knows."""
        for hours, settings in self.known:
            look = partial(_look, hours, db, area, at, settings)
            opening = self.guard.run(hours.name, "hours", look)
            if isinstance(opening, Exception):
                raise opening
            if isinstance(opening, Opening):
                return opening
        return None


def _look(
    hours: AreaHours, db: Connection, area: str, at: int, settings: Mapping[str, Any]
) -> Opening | Exception | None:
    """Ask one, and return the trouble that the database was in: that is no fault of the plugin's."""
    try:
        return hours.look(db, area, at, settings)
    except Exception as error:
        if trouble_of(error) is None:
            raise
        return error


class Areas(Mapping[str, AreaView]):
    """The areas as a step sees them: those of the settings and those that the team made, with their hours just now."""

    def __init__(self, base: Mapping[str, AreaView], moment: Moment) -> None:
        self._base = base
        self._moment = moment
        self._found: dict[str, AreaView] = {}

    def __getitem__(self, name: str) -> AreaView:
        """Return an area. Raises KeyError where there is none of that name."""
        found = self._found.get(name)
        if found is None:
            found = self._found[name] = self._look(name)
        return found

    def __iter__(self) -> Iterator[str]:
        """List the names."""
        made = [area.name for area in areas.every(self._moment.db) if area.active]
        return iter(dict.fromkeys([*self._base, *made]))

    def __len__(self) -> int:
        """Count them."""
        return len(list(iter(self)))

    def _look(self, name: str) -> AreaView:
        view = self._view(name)
        opening = self._moment.opening(name)
        if opening is None:
            return view
        opens = None if opening.opens_at is None else datetime.fromtimestamp(opening.opens_at / 1000, UTC)
        if opens is not None:
            opens = opens.astimezone(self._moment.zone)
        return AreaView(
            opening.open, opening.hours or view.hours, view.title, opens, opening.courtesy, again=opening.again
        )

    def _view(self, name: str) -> AreaView:
        try:
            return self._base[name]
        except KeyError:
            made = areas.named(self._moment.db, name)
            if made is None or not made.active:
                raise
            return AreaView(title=made.description or name)


class Facts(Mapping[str, Any]):
    """What the facts of plugins are just now: each looked up when it is read, and then kept for the step."""

    def __init__(self, facts: Mapping[str, tuple[Fact, Mapping[str, Any]]], moment: Moment, guard: Guard) -> None:
        self._facts = facts
        self._moment = moment
        self._guard = guard
        self._found: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        """Return what a fact is. Raises KeyError for what is none, LookupError for one that took too long too often."""
        if name not in self._found:
            fact, settings = self._facts[name]
            assert fact.load is not None
            load = partial(fact.load, replace(self._moment, settings=settings))
            # What it raises is the flow's to deal with; what it keeps everybody waiting for is a strike.
            found = self._guard.run(name, "fact", load, expected=(Exception,))
            if isinstance(found, Trouble):
                raise LookupError(name)
            self._found[name] = found
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        """List their names."""
        return iter(self._facts)

    def __len__(self) -> int:
        """Count them."""
        return len(self._facts)

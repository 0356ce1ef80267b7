"""The shelf: flows as they were published. Files become immutable revisions; a broken file leaves the last good one."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from cauce.engine.library import Library
from cauce.flow_format import FlowFormat
from cauce.model.flow import Flow
from cauce.model.vocabulary import Vocabulary
from cauce.store import revisions
from cauce.store.connection import Connection
from cauce.store.database import Database
from cauce.store.revisions import Text

log = logging.getLogger("cauce.flows")


class Shelf:
    """Keeps the database and the library of one mind about which flows there are."""

    def __init__(
        self, database: Database, formats: Mapping[str, FlowFormat], vocabulary: Vocabulary, now: Callable[[], int]
    ) -> None:
        self._database = database
        self._formats = formats
        # What was published stays readable when an area or another flow that it names is gone.
        self._vocabulary = replace(vocabulary, areas=None, channels=None, tags=None, flows=None)
        self._now = now
        self.library = Library(vocabulary, self.load)

    def load(self, revision: str) -> Flow | None:
        """Return a published revision, None where there is none, or nobody can read it any more."""
        with self._database.reading() as db:
            found = revisions.by_hash(db, revision)
        return self._read(found) if found else None

    def _read(self, found: Text) -> Flow | None:
        language = self._formats.get(found.format)
        if language is None:
            log.error("no plugin reads %s any more, in which revision %s is written", found.format, found.hash)
            return None
        flow = language.read(found.text, self._vocabulary, f"{found.flow}{found.format}").flow
        return None if flow is None else replace(flow, text=found.text, revision=found.hash)

    async def publish(self, flows: Sequence[tuple[Flow, str]], broken: Sequence[str] = ()) -> list[str]:
        """Make these the flows that there are, each with the suffix of its language. Returns the names that changed.

        Of the names in `broken` the last published revision goes on; every other flow is withdrawn.
        """
        sealed = [seal(flow) for flow, _ in flows]
        texts = [
            Text(flow.name, flow.revision, suffix, flow.text) for flow, (_, suffix) in zip(sealed, flows, strict=True)
        ]
        kept = {flow.name for flow in sealed} | set(broken)

        def job(db: Connection) -> list[str]:
            now = self._now()
            for old in revisions.current(db):
                if old.flow not in kept:
                    revisions.withdraw(db, old.flow, now)
            changed = [text.flow for text in texts if revisions.publish(db, text, now)]
            # Programs are looked up in this thread only, so a step never sees half a change.
            self._put(sealed, [text for text in revisions.current(db) if text.flow in broken], kept)
            return changed

        return await self._database.write(job)

    def _put(self, flows: Sequence[Flow], last_good: Sequence[Text], kept: set[str]) -> None:
        for name in self.library.names:
            if name not in kept:
                self.library.remove(name)
        for flow in flows:
            self.library.add(flow)
        for text in last_good:
            old = None if text.flow in self.library.names else self._read(text)
            if old is not None:
                self.library.add(old)


def seal(flow: Flow) -> Flow:
    """Return a flow with its revision: the hash of its text."""
    if flow.revision:
        return flow
    return replace(flow, revision=hashlib.sha256(flow.text.encode()).hexdigest())

"""The one writer: a thread that runs jobs against the database and commits all that wait together.

A job is a function of the connection. It runs inside a transaction that others share, so it must leave no trace
outside the database: when one of a group fails, the group is undone and each job runs again by itself. It may run more
than once, for where several processes share the database they stand in each other's way at times.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import random
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from cauce.errors import Unavailable
from cauce.store.backend import Backend
from cauce.store.connection import Connection
from cauce.store.dialect import locking
from cauce.store.trouble import Fenced, StoreError, Trouble, refusal, trouble_of

Result = TypeVar("Result")
Job = Callable[[Connection], Result]

GROUP = 256
"""How many jobs one commit takes at most."""
LINGER = 0.004
"""How long a job that nobody waits for may wait for company, in seconds."""
DEADLINE = 5.0
"""How long anybody waits for a commit, in seconds."""
PATIENCE = 1.0
"""After how many seconds a deferred job is tried again, where the database could not take it."""
QUEUE = 10_000
"""How many jobs may wait before more are refused."""
COLLISIONS = 8
"""How often a job is tried where another process stands in its way."""

log = logging.getLogger("cauce.store")


class _Order:
    """A job, and who waits for it.

    `future` is None where nobody does. `then` is called with the result once it is committed, even where whoever waited
    has given up. `held` says that nothing is to be told of it before its commit is no longer in doubt.
    """

    __slots__ = ("error", "future", "held", "job", "result", "then", "tries")

    def __init__(
        self, job: Job[Any], future: asyncio.Future[Any] | None, then: Callable[[Any], None] | None = None
    ) -> None:
        self.job = job
        self.future = future
        self.then = then
        self.result: Any = None
        self.error: BaseException | None = None
        self.tries = 0
        self.held = False

    def copy(self) -> _Order:
        """Return the same, with its result, for whoever asks after its commit later."""
        again = _Order(self.job, self.future, self.then)
        again.result = self.result
        return again


class _Proof:
    """Under which epoch this process works, and how many commits it has made since it joined."""

    __slots__ = ("commits", "epoch")

    def __init__(self, epoch: int) -> None:
        self.epoch = epoch
        self.commits = 0


class Writer:
    """Takes jobs from the event loop, gives back their results once they are durable.

    Where other processes share the database, nothing is committed without proof that they have not given this one up.
    """

    def __init__(self, backend: Backend, db: Connection) -> None:
        self._backend = backend
        self._db: Connection | None = db
        self._queue: queue.SimpleQueue[_Order | None] = queue.SimpleQueue()
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._work, name="cauce-writer", daemon=True)
        self._waiting: dict[asyncio.Future[Any], float] = {}
        self._watch: asyncio.TimerHandle | None = None
        self._proof: _Proof | None = None
        self._doubt: tuple[list[_Order], _Proof] | None = None
        self._closed = False
        self.commits = 0
        self.watchers: list[Callable[[], None]] = []
        self._thread.start()

    async def write(self, job: Job[Result], then: Callable[[Result], None] | None = None) -> Result:
        """Run a job and return its result when it is committed. `then` is called with it, however long that takes.

        Raises what the job raises, and Unavailable where the database cannot take it, or not in time. In the latter
        case it may still be stored later, so what is written must bear being written twice.
        """
        future = self._submit(job, then)
        try:
            result: Result = await future
            return result
        finally:
            self._waiting.pop(future, None)

    def prove(self, epoch: int) -> None:
        """Work under an epoch from the next commit on."""
        self._proof = _Proof(epoch) if self._backend.shared else None

    def _submit(self, job: Job[Any], then: Callable[[Any], None] | None) -> asyncio.Future[Any]:
        if self._closed or self._queue.qsize() >= QUEUE:
            raise Unavailable({"es": "Hay demasiado por guardar.", "en": "Too much is waiting to be stored."})
        future = self._loop.create_future()
        self._waiting[future] = time.monotonic()
        if self._watch is None:
            self._watch = self._loop.call_later(DEADLINE, self._refuse_late)
        self._queue.put(_Order(job, future, then))
        return future

    def defer(self, job: Job[Result], then: Callable[[Result], None] | None = None) -> None:
        """Run a job soon, together with the next ones. Nobody waits for it; what it raises is logged.

        `then` is called with its result once it is committed.
        """
        self._queue.put(_Order(job, None, then))

    def _refuse_late(self) -> None:
        self._watch = None
        late = time.monotonic() - DEADLINE
        for future, since in list(self._waiting.items()):
            if since > late + 0.01:
                self._watch = self._loop.call_later(since - late, self._refuse_late)
                break
            self._refuse([future])

    def _refuse(self, futures: list[asyncio.Future[Any]]) -> None:
        """Tell those who wait that the database does not answer."""
        for future in futures:
            if not future.done():
                words = {"es": "La base de datos no responde.", "en": "The database does not answer."}
                future.set_exception(Unavailable(words))
            self._waiting.pop(future, None)

    async def close(self) -> None:
        """Commit what waits and end the thread. A database that does not answer is left behind after the deadline."""
        self._closed = True
        self._queue.put(None)
        await self._loop.run_in_executor(None, self._thread.join, DEADLINE)
        if self._watch is not None:
            self._watch.cancel()
        if self._thread.is_alive():
            self._refuse(list(self._waiting))
            log.error(
                "the database did not end in time: it is left as it is, and what it did not confirm is not stored"
            )
            return
        if self._db is not None:
            self._db.close()

    def _work(self) -> None:
        ended = False
        while not ended:
            group, ended = self._gather()
            if group:
                self._commit(group)
                self._hand_back([order for order in group if not order.held])
        if self._doubt is not None and self._asked(self._doubt[1]) is None:
            log.error("it could not be learnt whether the last commit was made")

    def _gather(self) -> tuple[list[_Order], bool]:
        """Return all that waits, up to a group's size; True where the end was asked for."""
        order = self._queue.get()
        group: list[_Order] = []
        while order is not None:
            group.append(order)
            if len(group) >= GROUP:
                return group, False
            try:
                order = self._queue.get_nowait()
            except queue.Empty:
                if any(waiting.future for waiting in group):
                    return group, False
                try:
                    order = self._queue.get(timeout=LINGER)
                except queue.Empty:
                    return group, False
        return group, True

    def _commit(self, group: list[_Order]) -> None:
        """Run the jobs of a group and commit them, or give each its error."""
        proof, committing = self._proof, False
        try:
            db = self._connected()
            db.begin()
            if proof is not None:
                _count(db, proof)
            for order in group:
                order.result = order.job(db)
            committing = True
            db.commit()
            self._done(proof)
        except BaseException as error:  # noqa: BLE001 - whatever a job raises is for whoever waits for it
            self._undo()
            trouble = trouble_of(error)
            if trouble is Trouble.LOST:
                self._leave()
                if committing and proof is not None and self._came_through(group, proof):
                    return
            self._fail(group, error, trouble)

    def _done(self, proof: _Proof | None) -> None:
        self.commits += 1
        if proof is not None:
            proof.commits += 1

    def _connected(self) -> Connection:
        """Return the connection; make a new one where it was lost, and learn what became of what was in doubt."""
        if self._db is None:
            self._db = self._backend.connect()
        if self._doubt is not None:
            group, proof = self._doubt
            through = _counted(self._db, proof) > proof.commits
            self._doubt = None
            self._tell_of(group, proof, through=through)
        return self._db

    def _tell_of(self, group: list[_Order], proof: _Proof, *, through: bool) -> None:
        """Tell what became of a commit that was in doubt. Those who waited know already that it was not confirmed."""
        if through:
            self._done(proof)
        else:
            group = [order for order in group if order.future is None]
        for order in group:
            order.error = None if through else refusal(ConnectionError("the connection was lost"))
        self._hand_back(group)

    def _came_through(self, group: list[_Order], proof: _Proof) -> bool:
        """Tell whether a commit whose answer was lost was made. Where that is not to be learnt now, it is remembered."""
        through = self._asked(proof)
        if through:
            self._done(proof)
        elif through is None:
            # Those who wait are told that it failed; if it did not, their orders have to be told so later. What nobody
            # waits for must not be tried again before it is known.
            self._doubt = ([order if order.future is None else order.copy() for order in group], proof)
            for order in group:
                order.held = order.future is None
        return bool(through)

    def _asked(self, proof: _Proof) -> bool | None:
        """Ask whether one more commit was made than we know of. None where there is no answer now."""
        try:
            return _counted(self._connected(), proof) > proof.commits
        except Exception as error:  # noqa: BLE001 - whatever keeps us from the database, it is asked again
            log.warning("what became of a commit is not to be learnt now: %s", error)
            self._leave()
            return None

    def _fail(self, group: list[_Order], error: BaseException, trouble: Trouble | None) -> None:
        """Give each job of a group that failed its own error, or its own transaction."""
        if isinstance(error, StoreError | Fenced) or trouble in {Trouble.DOWN, Trouble.LOST}:
            for order in group:
                order.error = error if isinstance(error, Fenced) else refusal(error)
            log.error("the database cannot store anything now: %s", error)
        elif len(group) > 1:
            for order in group:
                self._commit([order])
        elif trouble in {Trouble.AGAIN, Trouble.TAKEN}:
            self._insist(group[0], error, trouble)
        else:
            # What ends a process or a generator must not end whoever waits for a row.
            tame = isinstance(error, Exception) and not isinstance(error, StopIteration | StopAsyncIteration)
            group[0].error = error if tame else RuntimeError(f"a job raised {error!r}")

    def _insist(self, order: _Order, error: BaseException, trouble: Trouble | None) -> None:
        """Try a job again that another process stood in the way of, a few times."""
        order.tries += 1
        if order.tries < COLLISIONS:
            time.sleep(random.uniform(0.001, 0.01) * order.tries)  # noqa: S311 - spreads the next collision
            self._commit([order])
        else:
            order.error = error if trouble is Trouble.TAKEN else refusal(error)

    def _undo(self) -> None:
        db = self._db
        try:
            if db is not None and db.in_transaction:
                db.rollback()
        except Exception as error:
            if trouble_of(error) is not Trouble.LOST:
                log.exception("a transaction could not be rolled back")
            # A server stores what is open when the next transaction begins.
            self._leave()

    def _leave(self) -> None:
        """Let go of a connection that is no more."""
        db, self._db = self._db, None
        if db is not None:
            try:
                db.close()
            except Exception:
                log.exception("a lost connection could not be closed")

    def _hand_back(self, group: list[_Order]) -> None:
        for order in group:
            if order.future is None and order.error is not None and not isinstance(order.error, Unavailable):
                log.error("a deferred write failed", exc_info=order.error)
        try:
            self._loop.call_soon_threadsafe(self._resolve, group)
        except RuntimeError:
            log.warning("the event loop ended before %d results were handed back", len(group))

    def _resolve(self, group: list[_Order]) -> None:
        for watcher in self.watchers:
            watcher()
        for order in group:
            if order.error is None and order.then is not None:
                self._call(order.then, order.result)
            future = order.future
            if future is None:
                self._try_later(order)
            elif future.done():
                continue
            elif order.error is not None:
                future.set_exception(order.error)
            else:
                future.set_result(order.result)

    def _call(self, then: Callable[[Any], None], result: Any) -> None:
        """Say that something was stored. Whatever goes wrong with that is no matter of those who come after."""
        try:
            then(result)
        except Exception:
            log.exception("what was to follow a write failed")

    def _try_later(self, order: _Order) -> None:
        """Have a deferred job tried again in a while, where the database could not take it."""
        if isinstance(order.error, Unavailable) and not self._closed:
            order.error, order.held, order.tries = None, False, 0
            self._loop.call_later(PATIENCE, self._queue.put, order)


def _count(db: Connection, proof: _Proof) -> None:
    """Count a commit, which only a process that was not given up may."""
    sql = "UPDATE nodes SET commits = ? WHERE id = ? AND fenced_at IS NULL"
    if not db.execute(sql, (proof.commits + 1, proof.epoch)).rowcount:
        raise Fenced


_COMMITS = locking("SELECT commits FROM nodes WHERE id = ?")


def _counted(db: Connection, proof: _Proof) -> int:
    """Return how many commits were made under an epoch. One that is still on its way is waited for: it has the row."""
    row = db.execute(_COMMITS[db.dialect], (proof.epoch,)).fetchone()
    return -1 if row is None else int(row[0])

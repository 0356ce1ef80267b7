"""The project's database, opened for a command: whether Cauce is running on it or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from cauce.errors import CauceError

if TYPE_CHECKING:
    from cauce.project import Project
    from cauce.store.connection import Connection

Result = TypeVar("Result")


@contextmanager
def database(*, writing: bool, project: Project | None = None) -> Iterator[Connection]:
    """Open the database of a project, by default of this folder's. Raises CauceError where there is none yet."""
    from cauce.project import Project

    backend = (project or Project.open(Path.cwd())).database()
    if backend.pending():
        raise CauceError(
            {
                "es": f"La base de datos {backend} aún no existe o no está al día: usa `cauce migrate`.",
                "en": f"The database {backend} does not exist yet or is not up to date: use `cauce migrate`.",
            }
        )
    with closing(backend.connect() if writing else backend.connect_to_read()) as db:
        yield db


def written(db: Connection, job: Callable[[Connection], Result]) -> Result:
    """Run a job in one transaction, and return its result."""
    db.begin()
    try:
        result = job(db)
    except BaseException:
        db.rollback()
        raise
    db.commit()
    return result

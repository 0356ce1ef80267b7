"""What a keeper of files is: who has the bytes of the files that messages name by an id of ours."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from cauce.model.message import Media
from cauce.model.node_kind import Words


@dataclass(frozen=True, slots=True)
class FileKeeper:
    """Keeps files; of several, the first is asked.

    find: `find(db, who, file)` returns the `Media` of a file that somebody may send, with its kind, type, name, size and
        `file`, None where there is none that they see. who: None where that was asked when it was scheduled.
    use: `use(db, file, conversation, message, channel)` notes, in the commit that says it, that a message brings a file.
    bring: `async bring(host, channel, media)` returns a `Media` with the `id` or `url` by which the network of the channel
        (the number of its row) gets the file, before a message is sent. Raises `Refused` and `Unreachable`.
    address: `async address(host, file)` returns where the person may read a file for a while, "" where there is none.
    """

    name: str
    title: Words
    find: Callable[[Any, Any, str], Media | None]
    use: Callable[[Any, str, int, int, int], None]
    bring: Callable[[Any, int, Media], Awaitable[Media]]
    address: Callable[[Any, str], Awaitable[str]]

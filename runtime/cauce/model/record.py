"""Records: dataclasses that nobody may change, which is checked by mypy and not paid for at run time.

A frozen dataclass costs two to three times as much to make as a plain one, and some of these are made several times
for every message. So they are plain where they run; assigning to a field of one is a type error.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar, dataclass_transform

_Class = TypeVar("_Class")

if TYPE_CHECKING:

    @dataclass_transform(frozen_default=True, field_specifiers=(field,))
    def record(class_: type[_Class]) -> type[_Class]:
        """Make a class a record: slots, equality and hash by its fields."""

else:

    def record(class_: type[_Class]) -> type[_Class]:
        """Make a class a record: slots, equality and hash by its fields."""
        return dataclass(slots=True, unsafe_hash=True)(class_)

"""The kinds of column that the databases would otherwise disagree about."""

from __future__ import annotations

from typing import Any

from tortoise.fields import CharField, ForeignKeyField, JSONField, OnDelete, TextField


class IdField(CharField[str]):
    """An identifier of somebody else's making. ASCII, and told apart by case on every database.

    WhatsApp's ids differ by case only; MySQL's texts do not, unless they are told to.
    """

    class _db_mysql:  # noqa: N801 - Tortoise looks it up by this name
        """The column's type on MySQL and MariaDB."""

        def __init__(self, field: IdField) -> None:
            self.field = field

        @property
        def SQL_TYPE(self) -> str:  # noqa: N802 - Tortoise looks it up by this name
            return f"VARCHAR({self.field.max_length}) CHARACTER SET ascii COLLATE ascii_bin"


class NameField(CharField[str]):
    """A name that people give. Any script, and told apart by case and accent on every database."""

    class _db_mysql:  # noqa: N801 - Tortoise looks it up by this name
        """The column's type on MySQL and MariaDB."""

        def __init__(self, field: NameField) -> None:
            self.field = field

        @property
        def SQL_TYPE(self) -> str:  # noqa: N802 - Tortoise looks it up by this name
            return f"VARCHAR({self.field.max_length}) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"


class JsonField(JSONField[Any]):
    """JSON that is opaque to the database: the very text that was written, however deep, in any script."""

    class _db_mysql:  # noqa: N801 - Tortoise looks it up by this name
        """The column's type on MySQL and MariaDB, whose own JSON is rewritten, or refused beyond 32 levels."""

        SQL_TYPE = "LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"


class WordsField(TextField):
    """Words as they are searched for, in ASCII, which a server compares byte by byte."""

    class _db_mysql:  # noqa: N801 - Tortoise looks it up by this name
        """The column's type on MySQL and MariaDB."""

        SQL_TYPE = "MEDIUMTEXT CHARACTER SET ascii COLLATE ascii_bin"


def moment(**options: Any) -> Any:
    """Return a column for a time: whole milliseconds since 1970 in UTC, the same number on every database."""
    from tortoise.fields import BigIntField

    return BigIntField(**options)


def link(model: str, *, null: bool = False) -> Any:
    """Return a column that points to a row of another table, which stays for as long as it does."""
    field: Any = ForeignKeyField
    return field(f"cauce.{model}", related_name=False, on_delete=OnDelete.RESTRICT, null=null)


def json_text(**options: Any) -> Any:
    """Return a column of JSON."""
    return JsonField(**options)

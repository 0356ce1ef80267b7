"""The columns of a plugin's tables: those that SQLite and MariaDB would otherwise disagree about.

The others are Tortoise's own. Tables of Cauce are pointed to by the number of their row, in a plain BigIntField.
"""

from cauce.store.columns import IdField, JsonField, NameField, json_text, moment

__all__ = ["IdField", "JsonField", "NameField", "json_text", "moment"]

"""What a plugin's tables are: models of Tortoise and the migrations that make them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tables:
    """Tables of a plugin's own, brought up to date together with those of Cauce, on every database.

    app: the name that its models and migrations go by, of one word. models: the module of the models. migrations: the
        package of the migrations, one file each, in the order of their numbers. Forward only, adding only: a plugin that is
        switched off leaves its tables and finds them again.
    """

    app: str
    models: str
    migrations: str

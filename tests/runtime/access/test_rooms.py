"""Rooms follow from who somebody is, and what is told in them agrees with what the lists show."""

from __future__ import annotations

from itertools import product

import pytest

from cauce.access import rooms, visibility
from cauce.access.principal import Principal


def who(*permissions: str, areas: tuple[str, ...] = ("ventas",)) -> Principal:
    return Principal(7, "ana", "Ana", "OPERATOR", frozenset(permissions), frozenset(areas))


def test_rooms_are_those_of_the_user_the_role_the_areas_and_what_they_may():
    assert rooms.entered(who()) == {"user:7", "role:OPERATOR"}
    assert rooms.entered(who("conversations.read")) == {"user:7", "role:OPERATOR", "area:ventas"}
    assert rooms.entered(who("users.read", "conversations.all", areas=())) == {
        "user:7", "role:OPERATOR", "team", "conversations",
    }  # fmt: skip


@pytest.mark.parametrize(
    "may", [(), ("conversations.read",), ("conversations.all",), ("conversations.read", "conversations.all")]
)
@pytest.mark.parametrize("areas", [(), ("ventas",), ("ventas", "soporte")])
async def test_who_hears_of_a_conversation_is_who_sees_it_in_the_list(database, may, areas):
    """The condition in SQL and the one at hand say the same, and whoever sees is in one of the rooms."""
    one = who(*may, areas=areas)
    condition = visibility.seen(one)
    sql = f"SELECT COUNT(*) FROM (SELECT ? AS area, ? AS assignee_id) c WHERE {condition.sql}"
    for area, assignee in product((None, "ventas", "soporte", "otra"), (None, 7, 8)):
        values = (area, assignee, *condition.values)
        [seen] = await database.read(lambda db, values=values: db.execute(sql, values).fetchone())
        sees = visibility.sees(one, area, assignee)
        assert sees == bool(seen), (may, areas, area, assignee)
        assert not sees or rooms.entered(one).intersection(rooms.around(area, assignee))


def test_streams_that_are_of_no_conversation_are_for_whom_they_name():
    one = who("users.read")
    assert rooms.hears(one, "user:7", None)
    assert rooms.hears(one, "team", None)
    for stream in ("user:8", "role:OPERATOR", "area:ventas", "conversations", ""):
        assert not rooms.hears(one, stream, None)
    assert not rooms.hears(who(), "team", None)

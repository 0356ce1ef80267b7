"""News: the log is read in order over all streams, with what came late, and with what is shown with it."""

from __future__ import annotations

import pytest

from cauce.store import conversations, events, messages, news
from cauce.store.conversations import Who
from cauce.store.messages import Draft


@pytest.fixture
def two(db, channel):
    """Two people with a conversation each."""
    return [
        conversations.meet(db, channel, Who(("visitor", name), name.title()), 1).conversation for name in ("ana", "eva")
    ]


def test_the_log_is_read_in_order_over_all_streams(db, two):
    assert news.head(db) == 0
    for number in range(3):
        for one in two:
            events.tell(db, one, [("x", {"number": number})], number)
    found = news.since(db, 0, (), 100)
    assert [(one.stream, one.seq) for one in found] == [
        (events.conversation(one), seq) for seq in (1, 2, 3) for one in two
    ]
    assert news.head(db) == found[-1].id
    assert news.since(db, found[1].id, (), 2) == found[2:4]
    assert news.since(db, found[3].id, [found[0].id, 10**9], 100) == [found[0], *found[4:]]
    assert news.places(db, found[0].id, found[2].id) == {found[1].id, found[2].id}
    assert [one.seq for one in news.after(db, found[0].stream, 1, 10)] == [2, 3]
    assert (news.last(db, found[0].stream), news.last(db, "conversation:999")) == (3, 0)


def test_what_is_shown_with_events_is_looked_up_together(db, channel, two):
    draft = Draft(two[0], channel, '{"text":"hola"}', "in-1")
    messages.add(db, [draft], 1)
    conversations.give(db, two[0], conversations.Holder("queue", "ventas"), 1)
    briefs = news.briefs(db, {*two, 999})
    assert briefs.keys() == set(two)
    assert (briefs[two[0]].name, briefs[two[0]].area, briefs[two[0]].owner) == ("Ana", "ventas", "queue")
    assert news.said(db, {draft.id, 999}) == {draft.id: news.Said(draft.id, "in", "contact", '{"text":"hola"}')}
    assert news.briefs(db, ()) == news.said(db, ()) == {}


def test_the_team_has_a_stream_of_its_own(db):
    for presence in ("away", "offline"):
        events.tell_team(db, ("user.presence", {"presence": presence}), 5)
    assert [(one.seq, one.type, one.at) for one in news.after(db, events.TEAM, 0, 10)] == [
        (1, "user.presence", 5), (2, "user.presence", 5),
    ]  # fmt: skip

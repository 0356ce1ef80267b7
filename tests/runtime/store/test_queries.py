"""The repositories: what each statement means, the same on every database."""

from __future__ import annotations

import ast
import sqlite3
from importlib.resources import files

import pymysql
import pytest

from cauce.store import channels, conversations, events, inbox, messages, outbox, parked, revisions, runs
from cauce.store.conversations import Holder, Who
from cauce.store.inbox import Entry
from cauce.store.messages import Draft, Status, Window
from cauce.store.outbox import Effect, Ending
from cauce.store.revisions import Text

ANA = ("visitor", "ana")
SENT = Ending("sent")


@pytest.fixture
def ana(db, channel):
    return conversations.meet(db, channel, Who(ANA, "Ana"), 1)


def undone(db, table):
    return dict(db.execute(f"SELECT state, COUNT(*) FROM {table} WHERE done_at IS NULL GROUP BY state"))


def said(db, standing, body="{}") -> int:
    draft = Draft(standing.conversation, standing.channel, body)
    messages.add(db, [draft], 1)
    return draft.id


def effect(standing, state: str, message: int | None = None) -> Effect:
    return Effect(
        0, standing.conversation, standing.identity, standing.channel, "say", message, "{}", state,
        int(state == "attempt"), 0, ANA,
    )  # fmt: skip


def kept(db, standing, state: str, epoch: int) -> int:
    one = effect(standing, state)
    outbox.add(db, [(one, epoch)], 1)
    return one.id


def status(db, message) -> int:
    return db.execute("SELECT status FROM messages WHERE id = ?", (message,)).fetchone()[0]


def test_a_status_only_ever_grows(db, channel, ana):
    message = said(db, ana)
    messages.mark_sent(db, message, "net-1", 2)
    assert messages.was_sent(db, message)
    sent = messages.find_sent(db, channel, "net-1")
    assert (sent.id, sent.conversation) == (message, ana.conversation)
    messages.advance(db, Status.DELIVERED, {message: (3, "")})
    messages.advance(db, Status.SENT, {message: (4, "")})
    messages.advance(db, Status.FAILED, {message: (4, "x")})
    assert status(db, message) == Status.DELIVERED
    messages.advance(db, Status.READ, {message: (5, "")})
    messages.mark_sent(db, message, "net-1", 9)
    messages.mark_failed(db, message, "late")
    assert status(db, message) == Status.READ


def test_the_networks_ids_are_told_apart_by_case_and_channel(db, channel, ana):
    messages.mark_sent(db, said(db, ana), "wamid.aB", 2)
    assert messages.find_sent(db, channel, "wamid.AB") is None
    assert messages.find_sent(db, channel + 1, "wamid.aB") is None
    assert messages.find_sent(db, channel, "wamid.aB") is not None


def test_many_are_marked_as_sent_as_one_is(db, channel, ana):
    several = [said(db, ana) for _ in range(5)]
    messages.mark_all_sent(db, [(row, f"net-{row}") for row in several[:4]], 7)
    assert set(messages.known_as_sent(db, several)) == set(several[:4])
    assert messages.find_sent(db, channel, f"net-{several[3]}").id == several[3]
    assert messages.was_sent(db, several[4]) is False


def test_an_error_of_any_length_and_script_is_kept_to_its_column(db, ana):
    message = said(db, ana)
    messages.mark_failed(db, message, "ñ😀" * 500)
    assert db.execute("SELECT error FROM messages WHERE id = ?", (message,)).fetchone() == (("ñ😀" * 500)[:191],)


def test_the_second_copy_of_a_key_is_known(db, channel):
    [first, again, other] = inbox.add_messages(
        db, [Entry(channel, "k", b"\0'"), Entry(channel, "k", None), Entry(channel, "K", None)], 1
    )
    assert again is None
    assert len({first, other}) == 2
    assert inbox.add_messages(db, [Entry(channel, "k", None), Entry(channel, "n", None)], 1)[0] is None
    assert inbox.add_messages(db, [Entry(channel, "k", None)], 1) == [None]
    assert inbox.add_answer(db, channel, "k", 1) is None
    assert inbox.add_answer(db, channel, "call:1", 1) is not None
    assert undone(db, "inbox") == {}
    assert db.execute("SELECT body FROM inbox WHERE id = ?", (first,)).fetchone() == (b"\0'",)


def test_answers_have_their_turn_before_messages_and_then_what_came_first(db, channel, ana):
    rows = inbox.add_messages(db, [Entry(channel, "a", None), Entry(channel, "b", None)], 1)
    answer = inbox.add_answer(db, channel, "c", 1)
    for row in [*rows, answer]:
        inbox.wait(db, row, ana.conversation, "{}")
    order = []
    while (turn := inbox.next_of(db, ana.conversation)) is not None:
        order.append(turn.id)
        inbox.finish(db, turn.id, ana.conversation, 2)
    assert order == [answer, *rows]


def test_a_step_that_fails_too_often_is_set_aside_and_can_be_taken_up_again(db, channel, ana):
    [row] = inbox.add_messages(db, [Entry(channel, "a", b"{}")], 1)
    inbox.wait(db, row, ana.conversation, "{}")
    tries = [inbox.fail(db, inbox.next_of(db, ana.conversation), ana.conversation, "why", 50) for _ in range(2)]
    assert tries == [True, True]
    assert inbox.next_due(db, 1) == 50
    assert inbox.conversations_waiting(db, 49, 10) == []
    assert inbox.conversations_waiting(db, 50, 10) == [ana.conversation]
    assert inbox.fail(db, inbox.next_of(db, ana.conversation), ana.conversation, "why", 50) is False
    assert undone(db, "inbox") == {"parked": 1}
    assert parked.count(db) == 1
    [one] = parked.after(db, 0, 10)
    assert (one.id, one.key, one.reason, one.channel) == (row, "a", "why", "linea")
    assert parked.get(db, row) == one
    assert parked.replay(db, row) is True
    assert parked.replay(db, row) is False
    assert inbox.next_of(db, ana.conversation).id == row


def test_an_unread_body_is_set_aside_once(db, channel):
    assert inbox.park_body(db, channel, b"\xff{", "no JSON", 1) is True
    assert inbox.park_body(db, channel, b"\xff{", "no JSON", 1) is False
    [one] = parked.after(db, 0, 10)
    assert (one.kind, one.body, one.conversation) == ("body", b"\xff{", None)
    assert parked.replay(db, one.id) is False


def test_an_attempt_of_an_earlier_process_cannot_settle_any_more(db, ana):
    row = kept(db, ana, "attempt", 1)
    assert outbox.left_by(db, 1, 10) == [ana.identity]
    outbox.take_over(db, ana.identity, 2)
    outbox.adopt(db, row, 2, "queued", 0)
    assert outbox.settle(db, row, 1, SENT, 1) is False
    assert outbox.attempt(db, row, 1, 1) is False
    assert outbox.attempt(db, row, 2, 1) is True
    assert undone(db, "outbox") == {"attempt": 1}
    assert outbox.settle(db, row, 2, SENT, 1) is True
    assert undone(db, "outbox") == {}
    assert outbox.left_by(db, 2, 10) == []


def test_what_is_open_for_a_person_comes_in_order_and_only_for_its_process(db, channel, ana):
    message = said(db, ana, '{"text":"hola"}')
    first = effect(ana, "queued", message)
    second = effect(ana, "queued")
    outbox.add(db, [(first, 1), (second, 1)], 1)
    assert [one.id for one in outbox.open_of(db, ana.identity, 1, 10)] == [first.id, second.id]
    assert outbox.open_of(db, ana.identity, 1, 1)[0].body == '{"text":"hola"}'
    assert outbox.open_of(db, ana.identity, 2, 10) == []
    assert outbox.queued_of(db, 1, 0, 10) == [(first.id, ana.identity), (second.id, ana.identity)]
    assert outbox.queued_of(db, 1, first.id, 10) == [(second.id, ana.identity)]
    assert outbox.is_more(db, ana.identity)
    assert conversations.find(db, ana.conversation).speaker == 1
    outbox.drop(db, first.id, 1)
    outbox.drop(db, second.id, 1)
    assert not outbox.is_more(db, ana.identity)


def test_those_that_were_sent_are_settled_together_and_only_by_whose_they_are(db, ana):
    ours = [kept(db, ana, "attempt", 1) for _ in range(3)]
    other = kept(db, ana, "attempt", 2)
    assert list(outbox.settle_sent(db, [*ours, other], 1, 5)) == ours
    assert undone(db, "outbox") == {"attempt": 1}


def test_those_who_wait_longest_are_taken_up_first(db, channel):
    people = [conversations.meet(db, channel, Who(("visitor", name)), 1) for name in ("a", "b", "c")]
    for one in (people[1], people[0], people[2], people[1]):
        kept(db, one, "queued", 7)
    assert outbox.left_by(db, 7, 10) == [people[1].identity, people[0].identity, people[2].identity]
    assert outbox.left_by(db, 7, 2) == [people[1].identity, people[0].identity]


def test_one_open_conversation_per_address(db, channel, ana):
    conversations.close(db, ana.conversation, "end", 2)
    again = conversations.meet(db, channel, Who(ANA), 3)
    assert again.conversation != ana.conversation
    assert again.identity == ana.identity
    with pytest.raises((sqlite3.IntegrityError, pymysql.err.IntegrityError)):
        db.execute("UPDATE conversations SET opened = 1")
    assert conversations.open_count(db) == 1


def test_a_conversation_is_given_labelled_and_read_again(db, ana):
    conversations.give(db, ana.conversation, Holder("human", "Ventas Ñ", "nota 😀"), 2)
    conversations.label(db, ana.conversation, '["a"]')
    conversations.keep(db, ana.contact, '{"plan":"oro"}', 2)
    ana = conversations.find(db, ana.conversation)
    assert (ana.owner, ana.tags, ana.fields, ana.name) == ("human", '["a"]', '{"plan":"oro"}', "Ana")
    assert conversations.claim(db, ana.conversation) == ana


def test_only_what_is_the_bots_is_taken_from_it(db, ana):
    assert conversations.pause(db, ana.identity, 2) == ana.conversation
    assert conversations.find(db, ana.conversation).owner == "paused"
    assert conversations.pause(db, ana.identity, 3) == 0
    assert conversations.pause(db, ana.identity + 1, 3) == 0


def test_what_one_of_us_says_elsewhere_is_kept_as_said(db, channel, ana):
    row = messages.add_echo(db, ana, "net-9", '"hola"', 5)
    assert messages.find_sent(db, channel, "net-9").id == row
    assert status(db, row) == Status.SENT
    found = messages.find_said(db, channel, row)
    assert (found.identity, found.provider_id) == (ana.identity, "net-9")
    assert messages.find_said(db, channel + 1, row) is None


def test_a_received_message_can_be_moved_to_another_conversation(db, channel, ana):
    messages.add(db, [Draft(ana.conversation, channel, '"a"', "in-1")], 1)
    conversations.close(db, ana.conversation, "end", 2)
    again = conversations.meet(db, channel, Who(ANA), 3)
    messages.move(db, channel, "in-1", again.conversation)
    assert db.execute("SELECT conversation_id FROM messages").fetchall() == [(again.conversation,)]


def test_a_run_is_saved_waits_and_ends(db, ana):
    place = runs.Place("Hola Ñ", "r1", "{}", "person", 1, 1.5, 10)
    runs.save(db, {ana.conversation: place}, 1)
    assert runs.due(db, 9, 10) == []
    assert runs.due(db, 10, 10) == [(ana.conversation, 1, 1.5)]
    runs.count_from(db, ana.conversation, 100)
    assert runs.next_due(db) == 1600
    runs.postpone(db, ana.conversation, 1, 2000)
    assert runs.is_due(db, ana.conversation, 1, 1999) is False
    assert runs.is_due(db, ana.conversation, 1, 2000) is True
    runs.save(db, {ana.conversation: runs.Place("Hola Ñ", "r2", "{}", "answer", 2, None, None)}, 1)
    assert runs.waits_for(db, ana.conversation, 2) is True
    assert runs.waits_for(db, ana.conversation, 1) is False
    in_use = "SELECT revision FROM runs WHERE state IS NOT NULL"
    assert db.execute(in_use).fetchall() == [("r2",)]
    runs.end(db, ana.conversation, 1)
    assert list(db.execute(in_use)) == []
    assert runs.next_due(db) is None


def test_events_are_numbered_within_their_stream(db, channel, ana):
    other = conversations.meet(db, channel, Who(("visitor", "eva")), 1)
    events.tell(db, ana.conversation, [("a", {"t": "ñ😀'\\"}), ("b", {})], 1)
    events.tell(db, other.conversation, [("c", {})], 2)
    events.tell(db, ana.conversation, [("d", {})], 3)
    stream = events.conversation(ana.conversation)
    assert events.after(db, stream, 0) == [(1, "a", '{"t":"ñ😀\'\\\\"}', 1), (2, "b", "{}", 1), (3, "d", "{}", 3)]
    assert events.after(db, stream, 2) == [(3, "d", "{}", 3)]


def test_a_transcript_is_read_from_either_end(db, channel, ana):
    for number in range(5):
        said(db, ana, f'"{number}"')
    conversations.close(db, ana.conversation, "end", 2)
    again = conversations.meet(db, channel, Who(ANA), 3)
    messages.add(db, [Draft(again.conversation, channel, '"5"', "in-5")], 1)

    def bodies(**window) -> list[str]:
        return [row[4][1:-1] for row in messages.transcript(db, channel, ANA, Window(**window))]

    assert bodies(after=0, limit=3) == ["0", "1", "2"]
    assert bodies(limit=2) == ["4", "5"]
    last = messages.transcript(db, channel, ANA, Window())[-1][0]
    assert bodies(before=last, limit=2) == ["3", "4"]


def test_a_revision_is_kept_once_and_a_flow_starts_with_the_last(db):
    one, two = Text("hola", "h1", ".flow", "flow hola ñ😀"), Text("hola", "h2", ".flow", "x")
    assert revisions.publish(db, one, 1) is True
    assert revisions.publish(db, one, 1) is False
    assert revisions.publish(db, two, 1) is True
    assert revisions.publish(db, one, 1) is True
    assert revisions.current(db) == [one]
    assert revisions.by_hash(db, "h2") == two
    revisions.withdraw(db, "hola", 2)
    assert revisions.current(db) == []
    assert revisions.by_hash(db, "H2") is None


def test_a_channel_keeps_its_number(db, channel):
    assert channels.enrol(db, "linea", "other", 9) == channel
    assert channels.enrol(db, "Linea", "other", 9) != channel


def test_no_value_is_ever_written_into_a_statement():
    """Every f-string that is run is made of the store's own constants, or of nothing but question marks."""
    for path in [*files("cauce.store").iterdir(), *files("cauce.access").iterdir()]:
        if not path.name.endswith(".py"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr.startswith("execute")
                and node.args
            ):
                inside = [part for part in ast.walk(node.args[0]) if isinstance(part, ast.FormattedValue)]
                names = {ast.unparse(part.value) for part in inside}
                assert names <= OURS, (path.name, names)


OURS = {
    "BUSY_MS", "LEASE_MS", "RECORD", "_COLUMNS", "_NOW", "_OPEN", "_OPEN_OF", "_PARKED", "_SILENT", "until", "case", "which", "rows.marks(part)", "_EVENT", "wanted", "place.address.database",
    "quarter",
    "into",
    "values",
}  # fmt: skip

"""What is told of messages that were taken: signed, in the order and the number that was asked for."""

from __future__ import annotations

import pytest

from cauce.testing.graph import PERSON
from graph_rig import TEXT, call, platform

ALL = ("sent", "delivered", "read")


async def sent(graph, **more):
    status, answer = await call(graph, {**TEXT, **more})
    assert status == 200
    await graph.settled()
    return answer["messages"][0]["id"]


async def test_statuses_follow_each_message_with_our_tag_and_whom_it_was_for():
    async with platform(statuses=ALL, window=False) as (graph, receiver):
        key = await sent(graph, biz_opaque_callback_data="m7")
        assert receiver.states == list(ALL)
        for one in receiver.statuses:
            assert (one["id"], one["biz_opaque_callback_data"], one["recipient_id"]) == (key, "m7", PERSON)
            assert one["recipient_user_id"] == graph.people.find(PERSON).user_id
        first, second, last = receiver.statuses
        assert first["conversation"]["expiration_timestamp"] == str(int(first["timestamp"]) + 86_400)
        assert first["pricing"] == second["pricing"]
        assert "pricing" not in last
        assert "conversation" not in second
        graph.webhook_version = 24
        await sent(graph)
        assert "conversation" not in receiver.statuses[3]


@pytest.mark.parametrize(
    ("switches", "states"),
    [
        ({"order": "reversed"}, ["read", "delivered", "sent"]),
        ({"repeat": 2}, ["sent", "sent", "delivered", "delivered", "read", "read"]),
        ({"skip_delivered": True}, ["sent", "read"]),
        ({"status_delay": 0.01}, ["sent", "delivered", "read"]),
        ({"batch": 10}, ["sent", "delivered", "read"]),
    ],
)
async def test_the_switches_of_statuses(switches, states):
    async with platform(statuses=ALL, window=False, **switches) as (graph, receiver):
        await sent(graph)
        assert receiver.states == states
        assert len(receiver.raws) == (1 if "batch" in switches else len(states))


async def test_statuses_may_come_in_any_order():
    async with platform(statuses=ALL, window=False, order="shuffled") as (graph, receiver):
        for _ in range(12):
            await sent(graph)
        orders = {tuple(receiver.states[at : at + 3]) for at in range(0, 36, 3)}
        assert len(orders) > 1
        assert {tuple(sorted(one)) for one in orders} == {tuple(sorted(ALL))}


async def test_statuses_may_come_before_the_answer():
    async with platform(statuses=("sent",), window=False, early=True) as (graph, receiver):
        await call(graph, TEXT)
        assert receiver.states == ["sent"]


async def test_several_messages_share_a_body_where_that_is_wanted():
    async with platform(statuses=ALL, window=False, batch=4) as (graph, receiver):
        graph.courier.switches.batch = 4
        from asyncio import gather

        await gather(*(call(graph, TEXT) for _ in range(20)))
        await graph.settled()
        assert len(receiver.states) == 60
        assert len(receiver.raws) < 60
        sizes = [len(one["statuses"]) for one in receiver.values]
        assert set(sizes) == {1}
        by_id = {}
        for one in receiver.statuses:
            by_id.setdefault(one["id"], []).append(one["status"])
        assert all(states == list(ALL) for states in by_id.values())


async def test_a_failure_has_its_code_and_no_contacts():
    async with platform(statuses=("sent", "failed:131026:Gone"), window=False) as (graph, receiver):
        await sent(graph)
        assert receiver.states == ["sent", "failed"]
        [error] = receiver.statuses[1]["errors"]
        assert (error["code"], error["title"], error["error_data"]["details"]) == (
            131026, "Message undeliverable", "Gone",
        )  # fmt: skip
        assert "contacts" in receiver.values[0]
        assert "contacts" not in receiver.values[1]


async def test_outside_of_the_24_hours_a_text_is_taken_and_fails():
    async with platform(statuses=ALL) as (graph, receiver):
        await sent(graph)
        assert [one["errors"][0]["code"] for one in receiver.statuses] == [131047]
        await graph.say("hola")
        await sent(graph)
        assert receiver.states[1:] == list(ALL)
        graph.ahead += 24 * 3600 - 5
        await sent(graph)
        assert receiver.states[-1] == "read"
        graph.ahead += 10
        await sent(graph)
        assert receiver.states[-1] == "failed"
        await sent(graph, type="template", template={"name": "aviso", "language": {"code": "es"}})
        assert receiver.states[-3:] == list(ALL)
        assert receiver.statuses[-3]["pricing"]["category"] == "utility"


async def test_a_reaction_is_only_sent():
    async with platform(statuses=ALL, window=False) as (graph, receiver):
        await sent(graph, type="reaction", reaction={"message_id": "wamid.1", "emoji": "x"})
        assert receiver.states == ["sent"]


async def test_people_who_cannot_be_reached_and_files_that_are_not_there_fail_later():
    async with platform(statuses=ALL, window=False) as (graph, receiver):
        graph.unreachable.add(PERSON)
        await sent(graph)
        graph.unreachable.clear()
        await sent(graph, type="image", image={"id": "404"})
        assert [one["errors"][0]["code"] for one in receiver.statuses] == [131026, 131053]


async def test_what_goes_to_a_group_is_told_of_as_such():
    async with platform(statuses=("sent",)) as (graph, receiver):
        await sent(graph, recipient_type="group", to="Y2FwaV9ncm91cA")
        [one] = receiver.statuses
        assert (one["recipient_type"], one["recipient_id"]) == ("group", "Y2FwaV9ncm91cA")
        assert one["recipient_participant_id"] == PERSON


async def test_an_id_is_written_to_as_a_number_is():
    async with platform(statuses=("sent",), window=False) as (graph, receiver):
        body = {key: value for key, value in TEXT.items() if key != "to"}
        assert (await call(graph, {**body, "recipient": "AR.7"}))[0] == 200
        await graph.settled()
        [one] = receiver.statuses
        assert one["recipient_user_id"] == "AR.7"
        assert "recipient_id" not in one


async def test_a_person_sees_a_message():
    async with platform(statuses=("sent", "delivered"), window=False) as (graph, receiver):
        key = await sent(graph, biz_opaque_callback_data="m1")
        assert await graph.seen(key) == 200
        assert (receiver.states[-1], receiver.statuses[-1]["biz_opaque_callback_data"]) == ("read", "m1")
        graph.clear()
        assert await graph.seen(key) == 0

"""What each error of the platform means: never, later (when, and for whom), stop, or nobody knows."""

from __future__ import annotations

import json

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from cauce.transport import Refused, Stopped, Unreachable
from cauce_plugins.transports.whatsapp_cloud.failures import Answer, NotFetched, TooMany, Unsettled, settle
from whatsapp_rig import channel, opened, said, serving

LATER, NEVER, UNKNOWN = Unreachable, Refused, Unsettled


def answer(status, code, **more):
    body = {"error": {"message": f"(#{code}) x", "code": code, **more}}
    return Answer(status, json.dumps(body).encode())


@pytest.mark.parametrize(
    ("status", "code", "meaning"),
    [
        *[(400, code, LATER) for code in (4, 613, 80007, 130429, 131048)],
        (429, 130429, LATER),
        (429, 999999, LATER),
        (500, 131057, LATER),
        (400, 131056, TooMany),
        (400, 131053, NotFetched),
        *[(401, code, Stopped) for code in (0, 190)],
        *[(403, code, Stopped) for code in (368, 131031)],
        (400, 190, Stopped),
        *[
            (400, code, NEVER)
            for code in (100, 33, 131008, 131009, 131021, 131026, 131030, 131042, 131047, 131051, 132000)
        ],
        *[(404, code, NEVER) for code in (132001, 131062)],
        *[(500, code, NEVER) for code in (3, 10, 200, 131005, 131045)],
        *[(500, code, UNKNOWN) for code in (1, 2, 131000, 131016, 133004, 999999)],
        *[(400, code, UNKNOWN) for code in (1, 2, 131000)],
        (400, 999999, NEVER),
    ],
)
def test_the_code_says_what_an_error_means(status, code, meaning):
    with pytest.raises(meaning, match=str(code)):
        settle(answer(status, code))


@pytest.mark.parametrize(
    ("code", "seconds"), [(130429, 5), (131057, 60), (4, 120), (613, 120), (80007, 120), (131048, 600)]
)
def test_a_rate_that_is_used_up_is_the_numbers_and_no_try(code, seconds):
    with pytest.raises(Unreachable) as caught:
        settle(answer(400, code))
    error = caught.value
    assert (error.after, error.counts, error.scope) == (seconds, False, "channel")


def test_the_wait_that_the_platform_asks_for_is_kept():
    for written, seconds in (("17", 17), ("99999", 600), ("0", 5), ("soon", 5)):
        with pytest.raises(Unreachable) as caught:
            settle(Answer(429, b"", {"Retry-After": written}))
        assert (caught.value.after, caught.value.counts, caught.value.scope) == (seconds, False, "channel")


def test_without_it_the_wait_is_what_the_usage_says():
    usage = {"218": [{"type": "messaging", "call_count": 120, "estimated_time_to_regain_access": 4}]}
    for headers, seconds in (({}, 120), ({"Retry-After": "9"}, 9)):
        with pytest.raises(Unreachable) as caught:
            settle(Answer(400, answer(400, 80007).raw, headers))
        assert caught.value.after == seconds
    with pytest.raises(Unreachable) as caught:
        settle(Answer(400, answer(400, 80007).raw, {"X-Business-Use-Case-Usage": json.dumps(usage)}))
    assert caught.value.after == 240


def test_what_somebody_has_to_mend_is_told_in_the_log_without_any_text(caplog):
    for code in (190, 10, 131042, 131048, 132015):
        caplog.clear()
        with pytest.raises((Refused, Stopped, Unreachable)):
            settle(answer(400, code, message="+549 secret"))
        [line] = [one for one in caplog.records if one.levelname == "ERROR"]
        assert line.code == code
        assert "secret" not in line.getMessage()


def test_the_details_are_told_with_the_error():
    with pytest.raises(Refused, match=r"132000 \(#132000\) x: one is missing"):
        settle(answer(400, 132000, error_data={"details": "one is missing"}))


@pytest.mark.parametrize(
    ("status", "raw", "meaning"),
    [
        (200, b"<html>", UNKNOWN),
        (200, b"{}", UNKNOWN),
        (200, b'{"messages": []}', UNKNOWN),
        (200, b'{"messages": [{"id": ""}]}', UNKNOWN),
        (200, b'{"messages": [7]}', UNKNOWN),
        (200, b"[" * 50_000, UNKNOWN),
        pytest.param(200, '{"messages": [{"id": "wamid.1"}]}'.encode("utf-16"), UNKNOWN, id="UTF-16"),
        (502, b"<html>", UNKNOWN),
        (500, b'{"error": {"code": "x"}}', UNKNOWN),
        (500, b'{"error": {"code": true}}', UNKNOWN),
        (429, b"", LATER),
        (401, b"", Stopped),
        (407, b"", NEVER),
        (302, b"", NEVER),
    ],
)
def test_answers_that_are_not_the_platforms_are_understood_too(status, raw, meaning):
    with pytest.raises(meaning):
        settle(Answer(status, raw))


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "code", "message"]), inner),
    max_leaves=6,
)
bodies = st.binary() | st.dictionaries(st.sampled_from(["messages", "error"]), values).map(
    lambda body: json.dumps(body).encode()
)


@given(st.integers(100, 599), bodies)
def test_whatever_comes_back_has_one_of_the_known_meanings(status, raw):
    try:
        found = settle(Answer(status, raw))
    except (Refused, Unreachable, Stopped, TooMany, NotFetched, Unsettled) as error:
        str(error).encode()
    else:
        assert 200 <= status < 300
        assert found


@pytest.mark.parametrize("code", [1, 2, 131000, 131016, 133004])
async def test_after_trouble_of_the_platform_nobody_knows(transport, graph, code):
    graph.modes.append(f"error:{code}")
    with pytest.raises(Unsettled, match=str(code)):
        await transport.send(channel(), said("hola"))


async def test_the_platform_says_how_long_to_wait(kept):
    async def full(request):
        return web.Response(status=429, headers={"retry-after": "17"})

    async with serving(full) as url, opened(kept, channel(graph_url=url)) as transport:
        with pytest.raises(Unreachable) as caught:
            await transport.send(channel(), said("hola"))
    assert (caught.value.after, caught.value.counts, caught.value.scope) == (17, False, "channel")

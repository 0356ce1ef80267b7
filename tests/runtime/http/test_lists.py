"""What lists and editing rest on: cursors, and versions by ETag and If-Match."""

from __future__ import annotations

import base64
import json

import pytest

from cauce.http import cursor
from cauce.http.cursor import PAGING, limit_of, page, page_of
from cauce.http.decode import Checker
from cauce.http.etag import refuse_unseen, seen_tag, tagged
from cauce.http.request import Request
from cauce.http.response import Problem
from cauce.http.schema import ID, MOST, thing


def asked(text):
    return {"cursor": text}


def forged(value):
    return base64.urlsafe_b64encode(json.dumps(value, separators=(",", ":")).encode()).rstrip(b"=").decode()


def test_a_page_says_where_it_goes_on_and_the_next_one_begins_there():
    def look(query):
        [after] = cursor.read("users", query, int) or [0]
        limit = limit_of(query)
        found = [one for one in range(1, 8) if one > after][: limit + 1]
        return page(found, limit, "users", lambda one: (one,), lambda one: {"id": one})

    seen, query = [], {"limit": 3}
    while True:
        found = look(query)
        Checker(page_of(thing({"id": ID}))).check(found)
        seen.append([one["id"] for one in found["items"]])
        if found["next"] is None:
            break
        query["cursor"] = found["next"]
        Checker(thing({}, PAGING)).check(query)
    assert seen == [[1, 2, 3], [4, 5, 6], [7]]
    assert limit_of({}) == 50


def test_a_place_may_have_a_text_and_numbers():
    assert cursor.read("search", asked(cursor.write("search", "ñandú", 3)), str, int) == ("ñandú", 3)
    assert cursor.read("search", {}, str, int) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "====",
        "ñ",
        "a" * 400,
        cursor.write("areas", 3),
        cursor.write("users", 3) + "=",
        cursor.write("users", 3) + "\n",
        cursor.write("users", 3, 4),
        cursor.write("users", "3"),
        cursor.write("users"),
        forged(["users", -1]),
        forged(["users", MOST + 1]),
        forged(["users", True]),
        forged(["users", 3.0]),
        forged(["users", None]),
        forged({"users": 3}),
        forged("users"),
        forged(3),
        base64.urlsafe_b64encode(b'["users", 3]').decode(),
        base64.urlsafe_b64encode(b"[" * 300).decode(),
        base64.urlsafe_b64encode(b"\xff\xfe").decode(),
    ],
)
def test_a_cursor_that_this_list_did_not_give_is_refused(text):
    with pytest.raises(Problem) as refused:
        cursor.read("users", asked(text), int)
    assert (refused.value.code, refused.value.errors[0]["at"]) == ("invalid", "/cursor")


def test_whoever_edits_says_what_they_saw():
    answer = tagged({"id": 7, "name": "a", "seen_at": 3}, {"name": "a"}, 201)
    tag = answer.headers["ETag"]
    assert (answer.status, tag[0], tag[-1], len(tag)) == (201, '"', '"', 22)
    assert seen_tag(Request("PUT", "/", headers={"If-Match": tag})) == tag
    refuse_unseen(tag, {"name": "a"})
    refuse_unseen("*", {"name": "b"})
    with pytest.raises(Problem, match="changed"):
        refuse_unseen(tag, {"name": "b"})
    with pytest.raises(Problem, match="unconditional"):
        seen_tag(Request("PUT", "/"))


@pytest.mark.parametrize("form", ["W/{}", "{0}, {0}", "{}x", "", "**"])
def test_what_is_no_version_of_ours_is_one_that_nobody_saw(form):
    with pytest.raises(Problem, match="changed"):
        refuse_unseen(form.format(tagged({}, {}).headers["ETag"]), {})

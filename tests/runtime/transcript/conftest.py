"""What tests of transcripts share: a throw-away project, and its transcripts played."""

from __future__ import annotations

import pytest

from cauce.testing import make_project
from cauce.transcript import suite
from cauce.transcript.cast import cast_of
from cauce.transcript.files import find

SHOP = """\
flow shop
  lang = en
  triggers = ["hi"]
  on keyword "stop" -> bye
  on timeout 1h -> bye

start:
  menu "What?" as what style=buttons
    - "Buy" -> buy
    - "Leave" key=0 -> bye
    on invalid -> people

buy:
  ask "How many?" as many type=integer
  http POST "https://shop.example/orders" as order
    json = {many: many}
    headers = {token: "{secret.shop}"}
    on error -> trouble
  tag bought
  say "Order {order.id}"
  call rate as stars
  wait 5s
  end "Stars: {stars}" reason=done

trouble:
  say "No: {error.kind} {error.status}"
  -> people

people:
  redirect desk
    note = "They said {answer}"
    on closed
      say "Closed: {area_hours('desk')}"
    on done -> bye

bye:
  end "Bye" reason=bye
"""
RATE = """\
flow rate
  lang = en

start:
  ask "Stars?" as stars type=integer
  set contact.stars=stars
  return stars
"""
TOML = """\
[areas.desk]
hours = "always"
[areas.sales]
"""


@pytest.fixture
def play(tmp_path):
    """A function that plays the text of a transcript for `shop`, and returns the report."""

    def run(chat, *, name="shop", wanted=lambda test: True, update=False, files=None, **plugins):
        texts = {"cauce.toml": TOML, "flows/shop.flow": SHOP, "flows/rate.flow": RATE, f"flows/{name}.chat": chat}
        project = make_project(tmp_path, {**texts, **(files or {})}, entry_points=False, **plugins)
        paths = find([tmp_path / "flows"], project.formats)
        return suite.run(paths, cast_of(project), wanted, update=update)

    return run


@pytest.fixture
def failure(play):
    """A function that plays one failing test and returns why it failed."""

    def run(chat, **more):
        report = play(f'test "x"\n{chat}', **more)
        assert [file.diagnostics for file in report.files] == [()]
        (outcome,) = report.outcomes
        assert outcome.failure is not None
        return outcome.failure

    return run


@pytest.fixture
def passes(play):
    """A function that tells whether a test passes."""

    def run(chat, **more):
        report = play(f'test "x"\n{chat}', **more)
        assert [file.diagnostics for file in report.files] == [()]
        (outcome,) = report.outcomes
        return outcome.failure is None or outcome.failure

    return run

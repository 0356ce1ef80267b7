"""The page on delivery is true: its crash points, its states of the outbox, its statuses and its figures are the code's."""

from __future__ import annotations

import re
from math import ceil
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from cauce import Capabilities
from cauce.crash import POINTS
from cauce.delivery import calls, lane, membership, pipeline, step
from cauce.settings_file import LoopGuardPart
from cauce.store import gather, inbox, nodes, outbox, strays, writer
from cauce.store.messages import Status
from cauce.store.outbox import Ending
from delivery_rig import Recorder, Rig

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGE = (DOCS / "delivery.md").read_text(encoding="utf-8")
PICTURE = ET.parse(DOCS / "images" / "delivery.svg").getroot()
SVG = "{http://www.w3.org/2000/svg}"


def rows(heads: str) -> list[list[str]]:
    """Return the cells of the table under these heads."""
    body = PAGE.split(f"{heads}\n|")[1].split("\n", 1)[1].split("\n\n")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in body.splitlines()]


STATES = {row[0].strip("`"): row[2] == "yes" for row in rows("| State | What it means | Over? |")}


def words(found: ET.Element) -> str:
    return " ".join("".join(one.itertext()).strip() for one in found.iter(f"{SVG}text"))


def test_every_crash_point_is_told_in_the_words_of_the_code():
    told = [
        (point, died) for point, died, _, _ in rows("| Point | The process died when | What it leaves | Who mends it |")
    ]
    assert told == list(POINTS.items())


def test_no_cell_is_empty():
    cells = [cell.strip() for line in PAGE.splitlines() if line.startswith("|") for cell in line.strip("|").split("|")]
    assert cells
    assert "" not in cells


def test_the_picture_shows_every_crash_point_and_every_state():
    [pins] = [group for group in PICTURE.iter(f"{SVG}g") if group.get("id") == "pins"]
    assert sorted(words(pins).split()) == sorted(POINTS)
    assert set(STATES) <= set(re.findall(r"[a-z]+", words(PICTURE)))


def test_the_states_that_are_not_over_are_those_that_the_outbox_takes_for_open():
    assert {name for name, over in STATES.items() if not over} == set(re.findall(r"'(\w+)'", outbox._OPEN))


@pytest.mark.parametrize("state", ["sent", "failed", "retry", "unknown"])
async def test_a_try_may_end_in_each_state_and_is_over_where_the_page_says_so(tmp_path, state):
    async with Rig(tmp_path) as rig:
        await rig.say("x")
        await rig.rows("UPDATE outbox SET state = 'attempt', done_at = NULL")
        [(row, epoch)] = await rig.rows("SELECT id, epoch FROM outbox WHERE id = (SELECT MIN(id) FROM outbox)")
        assert await rig.database.write(lambda db: outbox.settle(db, row, epoch, Ending(state), 7))
        [(stored, done)] = await rig.rows("SELECT state, done_at FROM outbox WHERE id = ?", row)
        assert stored == state
        assert (done is not None) == STATES[state]


async def test_every_state_of_a_row_is_on_the_page(tmp_path):
    """What a step leaves, and what a process that dies in the middle of it leaves, has a row there."""
    transport = Recorder()
    async with Rig(tmp_path, transport=transport) as rig:
        transport.moods.append(RuntimeError("nobody knows"))
        await rig.arrive("x")
        await rig.quiet()
        found = {state for (state,) in await rig.rows("SELECT DISTINCT state FROM outbox")}
        assert found == {"unknown", "queued"}
        await rig.pass_time(Capabilities().settle_seconds + 1)
        found |= {state for (state,) in await rig.rows("SELECT DISTINCT state FROM outbox")}
        assert found <= set(STATES)
        assert await rig.rows("SELECT repeated FROM messages WHERE direction = 'out' ORDER BY id") == [(1,), (0,)]


def test_statuses_are_ranked_as_told():
    ranked = [Status[name.upper()] for name in re.findall(r"`(\w+)`", PAGE.split("### Statuses\n\n")[1].split(". ")[0])]
    assert ranked == [Status.QUEUED, Status.SENT, Status.FAILED, Status.DELIVERED, Status.READ]


GUARD = LoopGuardPart()


@pytest.mark.parametrize(
    "told",
    [
        f"go together, up to {gather.MOST}, to the",
        f"Of one body, {step.INLINE} messages are answered in that commit",
        f"{lane.AT_ONCE} sends of a channel are on their way",
        f"after {lane.TRIES} tries it has failed",
        f"it is tried again after {lane.PROBE_SECONDS / 60:.0f} minutes",
        f"or takes {lane.SEND_SECONDS:.0f} s",
        f"within {Capabilities().settle_seconds:.0f} seconds heals it",
        f"kept for\n{strays.KEEP_MS // 3_600_000} hours",
        f"tried again after {step.RETRY_MS // 1000} and {2 * step.RETRY_MS // 1000} seconds",
        f"more than {GUARD.same_texts} times in {GUARD.within_minutes} minutes, or {GUARD.quick_rounds} answers",
        f"less than {GUARD.quick_seconds} seconds each, the conversation is paused for {pipeline.PAUSE_MS // 60_000} minutes",
        f"gives up after {writer.DEADLINE:.0f} seconds",
        f"Every {membership.EVERY} seconds it renews a lease of\n  {nodes.LEASE_MS // 1000} seconds",
        f"with {membership.MARGIN_MS / 1000} seconds to spare",
        f"some {ceil(nodes.LEASE_MS / 1000 + membership.EVERY)} seconds after its last sign of life",
    ],
)
def test_its_figures_are_those_of_the_code(told):
    assert told in PAGE


def test_a_step_is_tried_as_often_as_told():
    assert inbox.TRIES == 3
    assert "The third time its message is set aside" in PAGE


def test_what_cannot_get_through_is_given_up_after_the_time_that_is_told():
    shortest = sum(2.0**tried for tried in range(lane.TRIES - 1))
    assert shortest <= 2.5 * 60 <= 1.25 * shortest
    assert "about two and a half minutes" in PAGE


def test_the_calls_that_are_made_again_are_those_of_the_code():
    told = PAGE.split("is an effect like any other. ")[1].split("are made")[0]
    assert set(re.findall(r"`([A-Z]+)`", told)) == calls.REPEATABLE


def test_its_modules_and_links_are_there():
    modules = re.findall(r"`((?:store|delivery)/\w+\.py)`", PAGE)
    assert modules
    assert [name for name in modules if not (ROOT / "runtime" / "cauce" / name).is_file()] == []
    links = re.findall(r"\]\(([\w./]+)(?:#([\w-]+))?\)", PAGE)
    for name, anchor in links:
        assert (DOCS / name).exists()
        heads = re.findall(r"^#+ (.*)$", (DOCS / name).read_text(encoding="utf-8"), re.MULTILINE) if anchor else []
        assert not anchor or anchor in {re.sub(r"[^\w -]", "", head).lower().replace(" ", "-") for head in heads}

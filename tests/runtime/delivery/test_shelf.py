"""Flows as they were published: immutable, found again after a restart, withdrawn when their file goes."""

from __future__ import annotations

from dataclasses import replace

from cauce.delivery.shelf import Shelf, seal
from delivery_rig import COUNTER, FORMATS, HELLO, VOCABULARY, Rig, compiled


async def test_publishing_the_same_again_changes_nothing(tmp_path):
    async with Rig(tmp_path, COUNTER) as rig:
        assert await rig.shelf.publish([(compiled(COUNTER), ".flow")]) == []
        assert await rig.rows("SELECT COUNT(*) FROM revisions") == [(1,)]


async def test_a_flow_that_goes_is_withdrawn_and_its_conversations_go_on(tmp_path):
    async with Rig(tmp_path, COUNTER) as rig:
        await rig.say("a", "vieja")
        assert await rig.shelf.publish([(compiled(HELLO), ".flow")]) == ["hola"]
        assert rig.shelf.library.names == ("hola",)
        assert await rig.say("b", "nueva") == []
        assert await rig.say("b", "vieja") == ["2", "y"]
        assert await rig.rows("SELECT revision FROM flows WHERE name = 'contador'") == [(None,)]
        await rig.shelf.publish([(compiled(COUNTER), ".flow")])
        assert await rig.say("b", "nueva") == ["1", "y"]


async def test_of_a_broken_flow_the_last_good_revision_goes_on(tmp_path):
    async with Rig(tmp_path, COUNTER) as rig:
        fresh = Shelf(rig.database, FORMATS, VOCABULARY, rig.clock.now)
        assert await fresh.publish([], ["contador", "never_seen"]) == []
        assert fresh.library.names == ("contador",)


async def test_a_revision_in_a_language_that_nobody_reads_any_more_is_told(tmp_path, caplog):
    async with Rig(tmp_path, COUNTER) as rig:
        revision = rig.shelf.library.current("contador").revision
        assert rig.shelf.load(revision).revision == revision
        assert rig.shelf.load("0" * 64) is None
        orphan = Shelf(rig.database, {}, VOCABULARY, rig.clock.now)
        assert orphan.load(revision) is None
        assert "no plugin reads .flow any more" in caplog.text


def test_a_flow_without_a_revision_gets_the_hash_of_its_text():
    bare = replace(compiled(COUNTER), revision="")
    assert len(seal(bare).revision) == 64
    assert seal(seal(bare)) == seal(bare)

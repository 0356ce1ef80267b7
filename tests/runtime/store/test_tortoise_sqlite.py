"""Tortoise over several processes: a transaction that reads and then writes is never refused."""

from __future__ import annotations

import subprocess
import sys

import pytest

import databases

WORK = """
import asyncio, sys
from tortoise import Tortoise
from tortoise.transactions import in_transaction
from cauce.store.tables import Contact

async def main():
    credentials = {"file_path": sys.argv[1], "busy_timeout": 90000, "synchronous": "OFF"}
    await Tortoise.init(config={
        "connections": {"default": {"engine": "cauce.store.tortoise_sqlite", "credentials": credentials}},
        "apps": {"cauce": {"models": ["cauce.store.tables"], "default_connection": "default"}},
    })
    try:
        for _ in range(60):
            async with in_transaction():
                one = await Contact.get(id=1)
                one.updated_at += 1
                await one.save(update_fields=["updated_at"])
    finally:
        await Tortoise.close_connections()

asyncio.run(main())
"""


@pytest.mark.timeout(900)
def test_no_transaction_of_three_processes_is_lost(tmp_path):
    import sqlite3

    path = databases.fresh("sqlite", tmp_path).path
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("INSERT INTO contacts (name, fields, created_at, updated_at) VALUES ('Ana', '{}', 0, 0)")
    workers = [
        subprocess.Popen([sys.executable, "-c", WORK, str(path)], stderr=subprocess.PIPE, text=True) for _ in range(3)
    ]
    for worker in workers:
        _, told = worker.communicate(timeout=800)
        assert worker.returncode == 0, told
    assert db.execute("SELECT updated_at FROM contacts").fetchone() == (180,)
    db.close()

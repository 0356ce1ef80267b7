"""The Redis that tests run on, where one is reachable.

`CAUCE_TEST_REDIS` is its address (`redis://127.0.0.1:6379` where it is not set). With `CAUCE_REQUIRE_REDIS` its absence is
a failure, as it is on CI.
"""

from __future__ import annotations

import functools
import os

import redis

SERVER = os.environ.get("CAUCE_TEST_REDIS", "redis://127.0.0.1:6379")


@functools.cache
def has_redis() -> bool:
    """Tell whether the server is reachable. Raises where it has to be and is not."""
    with redis.Redis.from_url(SERVER, socket_connect_timeout=5) as server:
        try:
            return bool(server.ping())
        except redis.RedisError:
            if os.environ.get("CAUCE_REQUIRE_REDIS"):
                raise
            return False

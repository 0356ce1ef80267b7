"""The driver beneath: how one connection to MySQL or MariaDB is made. It is the one that aiomysql stands on."""

from __future__ import annotations

import ssl
from typing import Any

from pymysql.connections import Connection


# The driver has no types.
class Driver(Connection):  # type: ignore[misc]
    """A connection of the driver that reads the system's authorities only where it has to check who answers.

    stride: by how much the numbers differ that the server gives to the rows of one INSERT. It is 1 but in a cluster.
    """

    stride = 1

    def _create_ssl_ctx(self, sslp: Any) -> ssl.SSLContext:
        """Return how to encrypt: without an authority that vouches for the server, where it can, and unchecked.

        The driver reads all authorities of the system even then, which takes longer than connecting.
        """
        if sslp:
            checked: ssl.SSLContext = super()._create_ssl_ctx(sslp)
            return checked
        unchecked = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        unchecked.check_hostname = False
        unchecked.verify_mode = ssl.CERT_NONE
        return unchecked

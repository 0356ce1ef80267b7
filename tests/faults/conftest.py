"""What the fault tests are run on. Without a server there is nothing to share, and no way to it that could be cut."""

from __future__ import annotations

import databases

collect_ignore_glob = [] if "mariadb" in databases.KINDS else ["test_server_*.py"]

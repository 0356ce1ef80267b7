"""`python -m cauce` is `cauce`."""

from __future__ import annotations

import sys

from cauce.cli import main

sys.exit(main())

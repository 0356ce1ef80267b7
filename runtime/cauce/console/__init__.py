"""The web console as browsers get it: what `npm run build` in `web/` puts beside this file, and the routes that serve it."""

from __future__ import annotations

from cauce.console.built import Built as Built
from cauce.console.built import find as find
from cauce.console.routes import PLACES as PLACES
from cauce.console.routes import routes as routes

__all__ = ["PLACES", "Built", "find", "routes"]

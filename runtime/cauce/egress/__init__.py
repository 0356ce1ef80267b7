"""The way out: the only place that opens a connection to an address somebody else chose.

A name is resolved once, every address it has is checked, and the connection goes to one that was checked. Only https,
unless the project says otherwise. No proxy, cookie or credential of the machine is used; size and time are limited.
"""

from __future__ import annotations

from cauce.egress.answers import SIZE as SIZE
from cauce.egress.answers import Incoming as Incoming
from cauce.egress.errors import Forbidden as Forbidden
from cauce.egress.errors import TooLarge as TooLarge
from cauce.egress.sending import Egress as Egress

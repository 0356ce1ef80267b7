"""Every limit of a running flow. Passing one is a coded event, never a hang."""

from __future__ import annotations

STEPS = 100
"""Nodes entered between two waits."""

RESCUES = 3
"""Faults that `on error` may mend in one sprint; after that the default area takes over."""

REPLIES = 20
"""Messages sent for one inbound message."""

ALONE = 100
"""Effects of wakes by timers and answers, without a word of a person: a loop with a `wait` in it ends here."""

SHORTEST_WAIT = 0.1
"""Seconds that a `wait` takes at least."""

CALL_DEPTH = 8
"""Flows waiting for flows."""

FUEL = 10_000
"""Work of all expressions of a sprint: one for each part of an expression, more for large values."""

FUEL_SHIFT = 6
"""A value costs its size >> this many units of fuel, so that a sprint on the slowest of them takes some 50 ms."""

EXPRESSION_SECONDS = 0.05
"""Processor time that one call of a plugin's function may take. Not the clock's: a busy machine is nobody's fault."""

EXPRESSION_DEPTH = 64
"""Parts of an expression inside each other."""

FREE_SIZE = 256
"""Values up to this size cost no fuel of their own."""

VALUE_SIZE = 65_536
"""The largest value: code points of a text, or of all texts in a list or map plus 8 for each other thing."""

VALUE_DEPTH = 64
"""Lists and maps inside each other."""

NUMBER = 2**53
"""The largest whole number: beyond it JSON readers disagree."""

PATTERN_SIZE = 1_000
"""Code points of a pattern of `matches()`."""

PATTERN_MEMORY = 1 << 20
"""Bytes that a compiled pattern may take."""

MATCHED_TEXT = 1_000
"""Code points of a message that are looked at to tell which option it means."""

ANSWER_SECONDS = 60.0
"""How long the outside may take to answer an `Invoke`."""

COURTESY_SECONDS = 1800.0
"""How long a person who writes on while an area is closed is not told so again, where nobody says otherwise."""

OPENING_SECONDS = 60.0
"""When it is looked again whether an area is open that should be by now, and is not."""

SILENCE_SECONDS = 86_400.0
"""How long a person may be silent where no `on timeout` says otherwise."""

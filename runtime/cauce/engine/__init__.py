"""The flow engine: pure and synchronous.

Reading order: `sprint` (from what wakes a run to its next wait), `running` (a run while it runs), `step` and `program`
(a compiled flow), `build` (what the `build` of a node kind is given), `library` (all flows), `frames` (flows inside
flows, and what catches what goes wrong), `evaluate` (expressions to closures), `matching` and `folding` (what a
message means), `state` (runs as JSON), `limits`. What is wrong with a flow before it runs is told by `issues`.
"""

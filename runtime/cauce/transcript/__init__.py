"""Transcript tests: conversations written down in `.chat` files and played on the real engine.

Reading order: `script` (what a file says), `reading` (text to script), `stage` (a flow in a world where nothing is
real), `player` (a script on a stage), `coverage`, `update`, `report`.
"""

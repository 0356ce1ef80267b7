"""The migrations of the table of silences, forward only."""

"""The migrations of the tables, forward only: one file each, in the order of their numbers."""

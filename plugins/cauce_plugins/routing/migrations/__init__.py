"""The migrations of the tables of routing."""

"""The migrations of the tables of the dashboard, in the order of their numbers."""

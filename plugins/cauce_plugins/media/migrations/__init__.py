"""The migrations of the plugin's tables, in the order of their numbers."""

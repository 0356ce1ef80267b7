"""Working hours."""

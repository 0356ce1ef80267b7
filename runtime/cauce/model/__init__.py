"""The words of Cauce as plain data: no I/O, no database, no web."""

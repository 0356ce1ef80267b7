"""Decoding of what strangers sent: in a process of its own that can do nothing but that, and not for long."""

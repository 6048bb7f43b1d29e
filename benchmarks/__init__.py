"""Measurements of the real thing: understanding, hearing, speed; each prints a table or one JSON object."""

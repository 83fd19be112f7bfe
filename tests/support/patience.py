"""How long a test waits for a condition before it fails."""

PATIENCE = 180.0
"""Seconds. No test takes long where all is well, however busy the machine: this ends one that would wait for ever."""

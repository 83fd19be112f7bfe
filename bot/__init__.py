"""Nutgraf: answers about news coverage, on Discord."""

__version__ = "0.1.0"

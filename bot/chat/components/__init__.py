"""Buttons, menus and pages on posted messages, and what a press does."""

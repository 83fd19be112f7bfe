"""The project's root folder."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The folder with `bot`, `tests` and `README.md`."""

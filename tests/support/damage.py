"""Damages files as a broken disk does."""

from pathlib import Path

from hypothesis import strategies as st


def damage_file(path: Path, data: st.DataObject) -> None:
    """Cut a file short, or change a byte of it, at any place."""
    whole = path.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    if data.draw(st.booleans()):
        path.write_bytes(whole[:at])
    else:
        path.write_bytes(whole[:at] + bytes([whole[at] ^ data.draw(st.integers(1, 255))]) + whole[at + 1 :])

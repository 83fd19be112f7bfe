"""Being a user who may not read everything, which root may."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

_NOBODY = 65_534


@contextmanager
def somebody_else() -> Generator[None]:
    """Root becomes nobody for a while; anyone else stays who they are."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(_NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@contextmanager
def open_place() -> Generator[Path]:
    """A folder that anyone may enter and write to; pytest's own lies where nobody else may enter."""
    with TemporaryDirectory() as place:
        Path(place).chmod(0o777)
        yield Path(place)

"""Panics of the engine, which is written in Rust, as errors that our callers expect."""

from collections.abc import Generator
from contextlib import contextmanager

from bot.coverage.columns.table import DamagedTableError


@contextmanager
def translate_panics() -> Generator[None]:
    """Raise DamagedTableError instead of a panic, which a damaged file of the engine may cause.

    PanicException is not a subclass of Exception, so no error policy would see it, and it can't be imported.
    """
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise DamagedTableError(f"the index is damaged ({error})") from None

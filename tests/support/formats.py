"""The formats of strings and numbers that Discord's document names."""

import re
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from jsonschema import FormatChecker


def formats() -> FormatChecker:
    """Checks exactly the formats that the document uses; `double` and `nonce` say nothing beyond their type."""
    checker = FormatChecker(formats=())
    checker.checks("uri", raises=ValueError)(_is_uri)
    checker.checks("date-time", raises=ValueError)(_is_moment)
    checker.checks("int32")(_signed(32))
    checker.checks("int64")(_signed(64))
    checker.checks("snowflake", raises=ValueError)(lambda value: not isinstance(value, str) or int(value) < 2**64)
    return checker


def _is_uri(value: object) -> bool:
    if not isinstance(value, str):
        return True
    if re.search(r"[\s\x00-\x1f\x7f<>\"{}|\\^`]", value):
        return False
    parts = urlsplit(value)
    return bool(parts.netloc) if parts.scheme != "attachment" else bool(parts.netloc or parts.path)


def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


def _signed(bits: int) -> Callable[[object], bool]:
    bound = 2 ** (bits - 1)
    return lambda value: not isinstance(value, int) or -bound <= value < bound

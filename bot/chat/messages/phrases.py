"""Whole messages that ask for no news: greetings, calls for help, and wishes to get no more messages."""

from functools import lru_cache

from bot.catalogue import Catalogue
from bot.coverage.text import fold


def is_greeting(catalogue: Catalogue, text: str, name: str) -> bool:
    """Return whether a person says hello, asks for help or only calls the bot by `name`, in any of its languages."""
    if not text.strip("?!. "):
        return True
    folded = fold(text)
    bare = folded.removesuffix(fold(name)).strip()
    return bool(folded) and (not bare or bare in _read_phrases(catalogue, "greetings"))


def wants_to_stop(catalogue: Catalogue, text: str) -> bool:
    """Return whether a person says that they want no more messages, in any of the bot's languages."""
    return fold(text) in _read_phrases(catalogue, "stop-requests")


@lru_cache(maxsize=8)
def _read_phrases(catalogue: Catalogue, message: str) -> frozenset[str]:
    lists = (catalogue.get_translator(locale)(message) for locale in catalogue.locales)
    return frozenset(fold(phrase) for phrases in lists for phrase in phrases.split(","))

"""Translates commands: discord.py's translator, with the catalogue behind it.

A command's name or description is a `locale_str` with the id of its message. Discord shows the English message by
default. Autocomplete choices are names of outlets and topics, which are not translated, so they have no id.
"""

from collections.abc import Callable

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.catalogue import FALLBACK, Catalogue, Translator


def build_translatable(catalogue: Catalogue) -> Callable[[str], locale_str]:
    """Return a function from a message id to the English text, as a string that the translator can translate."""
    words = catalogue.get_translator()
    return lambda id: locale_str(words(id), message=id)  # noqa: A006


class CatalogueTranslator(app_commands.Translator):
    """Translates the texts of commands for each of Discord's locales."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        # Each of Discord's locales is asked for hundreds of strings.
        self._words: dict[discord.Locale, Translator] = {}

    async def translate(
        self,
        string: locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,  # noqa: ARG002
    ) -> str | None:
        """Return the text in `locale`; None if the catalogue has no translation, so that Discord shows the English."""
        id_ = string.extras.get("message")
        if (words := self._words.get(locale)) is None:
            words = self._words[locale] = self.catalogue.get_translator(locale.value)
        if id_ is None or words.locale == FALLBACK or not words.has(id_):
            return None
        return words(id_)

"""Commands in the reader's language: Discord's translator over the catalogue.

A command's name or description is a `locale_str` that carries its message id; what Discord shows by default is the
English message. Autocomplete choices are outlets and topics, which are nobody's to translate, so they carry no id.
"""

from collections.abc import Callable

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.catalogue import FALLBACK, Catalogue, Translator


def translatable(catalogue: Catalogue) -> Callable[[str], locale_str]:
    """Strings of commands by message id: the English ones, which the translator says in other languages."""
    words = catalogue.get_translator()
    return lambda id: locale_str(words(id), message=id)  # noqa: A006


class CatalogueTranslator(app_commands.Translator):
    """Answers Discord's question for each of its locales: how is this said there?"""

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
        """The message in `locale`; None where it would be the English that Discord shows anyway."""
        id_ = string.extras.get("message")
        if (words := self._words.get(locale)) is None:
            words = self._words[locale] = self.catalogue.get_translator(locale.value)
        if id_ is None or words.locale == FALLBACK or not words.has(id_):
            return None
        return words(id_)

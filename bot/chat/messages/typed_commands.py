"""Reads commands that a person types as a message, such as "/latest OpenAI", and looks up what they list."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from bot.answers.browse.latest import list_latest
from bot.answers.browse.listing import Listing, list_outlets, list_topics
from bot.answers.browse.outlet import build_profile
from bot.answers.browse.timeline import build_timeline
from bot.answers.desk.desk import Desk
from bot.catalogue import Catalogue
from bot.coverage.text import fold

_COMMANDS = (
    *("ask", "latest", "timeline", "story", "source", "topics", "outlets"),
    *("about", "help", "privacy", "settings", "digest", "mydigest", "follow"),
)
_OPTIONS = ("question", "topic", "outlet", "words", "about", "since", "until", "count")
SEARCHES = frozenset({"latest", "timeline", "source"})
"""The commands that list articles."""
LISTS = SEARCHES | {"topics", "outlets"}
"""The commands that `build_typed_listing` carries out."""

_COMMAND = re.compile(r"/\s?(?P<name>[\w-]{1,32})(?:\s+(?P<rest>.*))?", re.DOTALL)


class TypedCommand(NamedTuple):
    """A command as typed. `text`: what comes before any option. `options`: what was typed for each, by its key."""

    key: str
    text: str
    options: Mapping[str, str]


def read_typed_command(catalogue: Catalogue, typed: str) -> TypedCommand | None:
    """Return the command in a text, in any language of the bot; None if the text isn't a command."""
    match = _COMMAND.fullmatch(typed.strip())
    key = _find_names(catalogue, "command", _COMMANDS).get(match["name"].casefold()) if match else None
    if match is None or key is None:
        return None
    names = _find_names(catalogue, "option", _OPTIONS)
    option = re.compile(rf"(?:^|\s)({'|'.join(map(re.escape, names))})\s*:\s*", re.IGNORECASE)
    text, *pairs = option.split(match["rest"] or "")
    options = {names[name.casefold()]: value.strip() for name, value in zip(pairs[::2], pairs[1::2], strict=True)}
    return TypedCommand(key, text.strip(), options)


def _find_names(catalogue: Catalogue, kind: str, keys: tuple[str, ...]) -> dict[str, str]:
    """Return the keys of commands or options by their names in every language."""
    translators = [catalogue.get_translator(locale) for locale in catalogue.locales]
    return {words(f"{kind}-{key}").casefold(): key for words in translators for key in keys}


def build_typed_listing(command: TypedCommand, desk: Desk, now: datetime) -> Listing:
    """Return the list that a command asks for. Text without an option is an outlet, a topic or else a subject."""
    options = {**_read_text(command.text, desk), **command.options}
    topic, outlet = options.get("topic"), options.get("outlet")
    about = options.get("words") or options.get("about")
    since, until = options.get("since"), options.get("until")
    match command.key:
        case "topics":
            return list_topics(desk)
        case "outlets":
            return list_outlets(desk)
        case "source":
            named = command.options.get("outlet") or command.text
            return (
                build_profile(desk, outlet=named, about=command.options.get("about"), now=now)
                if named
                else list_outlets(desk)
            )
        case "timeline":
            return build_timeline(desk, about=about, topic=topic, outlet=outlet, since=since, until=until, now=now)
        case _:
            count = options.get("count", "")
            number = int(count) if count.isascii() and count.isdigit() and len(count) < 4 else None  # noqa: PLR2004
            return list_latest(
                desk, about=about, topic=topic, outlet=outlet, since=since, until=until, count=number, now=now
            )


def _read_text(text: str, desk: Desk) -> dict[str, str]:
    if not text:
        return {}
    if text.isascii() and text.isdigit():
        return {"count": text}
    if desk.names.find_outlet_keys(text):
        return {"outlet": text}
    if any(fold(topic.name) == fold(text) for topic in desk.archive.topics.values()):
        return {"topic": text}
    return {"about": text}

"""What a button or menu remembers: the grammar of its `custom_id`, which alone survives a restart.

    n1:del:<asker>                                   deletes the reply
    n1:open:<asker>                                  the menu that opens an article; its values are article ids
    n1:story:<asker>:<article>                       opens the story that an article belongs to
    n1:page:<kind>:<asker>:<offset>:<count>:<topic>:<outlet>:<since>:<until>[:<by>]
    n1:export:<kind>:<asker>:...                     exports a list; the rest is that of its pages
    n1:export:<asker>                                exports the articles of the menu on the same message
    n1:ask:<question>                                asks a question
    n1:about:<text>                                  the page number, which holds the free text of a list
    n1:edition:<run>[:<step>]                        on each message of a run: shows the digest, and marks the message
    n1:digest:<action>:<digest>                      saves, checks, cancels, pauses, deletes or keeps a digest
    n1:limit:<kind>:<digest>:<value>                 limits a draft to words, a topic or an outlet
    n1:zone:<digest>                                 the menu that sets the time zone of a draft
    n1:follow:<action>:<digest>                      saves, cancels, mutes, pauses, resumes or removes a follow
    n1:new:<kind>:<value>                            shows the draft of a follow
    n1:forget:<owner>                                deletes what is stored about "me" or about the "server"
    n1:feedback:<kind>:<words>                       says that an answer is "useful" or "misread"; what it was about
    n1:setting:<name>:<on|off>                       turns a setting of the server on or off
    n1:channels                                      the menu that sets the channels in which the bot answers
    n1:serverzone                                    the menu that sets the time zone of the server

`n1` is the version. An id of another version or grammar is not read, and its button is answered as too old. `asker` is
a user id in base 36, 0 if nobody may delete the reply. `topic` and `outlet` are `hash_key` hashes, and dates are
`YYYYMMDD`; all are empty if the list has no such limit. `by` is the first letter of a timeline's step, if one was asked
for. `value` is what is followed: a `hash_key` hash of a topic or outlet, words, or the id of a story's article.

A `custom_id` has room for 100 characters. The free text of a timeline or a profile would not fit beside the rest, so it
has the `custom_id` of the page number to itself. It may have `MAX_ABOUT` characters, and so may the option.
"""

import hashlib
import re
from collections.abc import Iterable
from datetime import date
from typing import ClassVar, Literal, Self, cast, get_args

import discord
from msgspec import Struct, convert

from bot.chat.limits import CUSTOM_ID, measure_text
from bot.coverage.periods import STEPS, Step
from bot.digests.follow import FollowKind

DigestAction = Literal["save", "check", "cancel", "pause", "delete", "keep"]
"""What a button does with a digest."""

FollowAction = Literal["save", "cancel", "mute", "pause", "resume", "unfollow", "remove"]
"""What a button does with a follow. `unfollow` is on alerts, `remove` on the card of a follow."""

LimitKind = Literal["words", "topic", "outlet"]
"""What a button limits a draft to."""

FeedbackKind = Literal["useful", "misread"]
"""What a person says of an answer."""

SettingName = Literal["mentions", "private", "feedback"]
"""A setting of a server that is on or off."""

CHANNELS_ID, SERVER_ZONE_ID = "n1:channels", "n1:serverzone"

PageKind = Literal["latest", "timeline", "source", "topics", "outlets", "story"]

OPEN_MENU = "n1:open:"
"""How the id of the menu that opens an article begins."""

_ASKER = r"(?P<asker>[0-9a-z]{1,13})"
_PAGE = (
    rf"(?P<kind>[a-z]{{1,12}}):{_ASKER}:(?P<offset>[0-9]{{1,6}}):(?P<count>[0-9]{{1,4}})"
    r":(?P<topic>[0-9a-f]{10}|):(?P<outlet>[0-9a-f]{10}|):(?P<since>[0-9]{8}|):(?P<until>[0-9]{8}|)"
    r"(?::(?P<by>[dwmy]))?"
)


class CustomId(Struct, frozen=True):
    """What a `custom_id` says. Each field of a subclass is a named group of its `template`.

    discord.py matches the ids of components that are used with the templates.
    """

    template: ClassVar[re.Pattern[str]]

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Return what the `custom_id` says that `template` matched."""
        return convert(match.groupdict(), cls, strict=False)


class DeleteId(CustomId, frozen=True):
    """The button that deletes a reply. `asker` is a user id in base 36; see `read_asker`."""

    template = re.compile(f"n1:del:{_ASKER}")
    asker: str


class OpenId(CustomId, frozen=True):
    """The menu that opens an article."""

    template = re.compile(f"{OPEN_MENU}{_ASKER}")


class PageId(CustomId, frozen=True):
    """The button that turns to a page. `read_page` reads what it says, since a part of it is in another id."""

    template = re.compile(f"n1:page:{_PAGE}")


class ExportListId(CustomId, frozen=True):
    """The button that exports a list. `read_page` reads what it says."""

    template = re.compile(f"n1:export:{_PAGE}")


class ExportArticlesId(CustomId, frozen=True):
    """The button that exports the articles of the menu on its message."""

    template = re.compile(f"n1:export:{_ASKER}")


class StoryId(CustomId, frozen=True):
    """The button that opens the story of an article."""

    template = re.compile(rf"n1:story:{_ASKER}:(?P<article>[0-9a-f]{{16}})")
    article: str


class AskId(CustomId, frozen=True):
    """The button that asks a question."""

    template = re.compile("n1:ask:(?P<question>.+)")
    question: str


class EditionId(CustomId, frozen=True):
    """The button on a message of a digest's run."""

    template = re.compile(r"n1:edition:(?P<run>(?P<digest>[0-9]{1,19})[@!][0-9]{1,15})(?::(?P<step>[0-9]{1,2}))?")
    digest: int


class DigestId(CustomId, frozen=True):
    """A button that does something with a digest."""

    template = re.compile(rf"n1:digest:(?P<action>{'|'.join(get_args(DigestAction))}):(?P<digest>[0-9]{{1,19}})")
    action: DigestAction
    digest: int


class LimitId(CustomId, frozen=True):
    """The button that limits a draft to words, or to a topic or outlet, whose key is a `hash_key` hash."""

    template = re.compile(r"n1:limit:(?P<kind>words|topic|outlet):(?P<digest>[0-9]{1,19}):(?P<value>.+)")
    kind: LimitKind
    digest: int
    value: str


class ZoneId(CustomId, frozen=True):
    """The menu that sets the time zone of a draft."""

    template = re.compile(r"n1:zone:(?P<digest>[0-9]{1,19})")
    digest: int


class FollowId(CustomId, frozen=True):
    """A button that does something with a follow."""

    template = re.compile(rf"n1:follow:(?P<action>{'|'.join(get_args(FollowAction))}):(?P<follow>[0-9]{{1,19}})")
    action: FollowAction
    follow: int


class NewFollowId(CustomId, frozen=True):
    """The button that shows the draft of a follow."""

    template = re.compile(rf"n1:new:(?P<kind>{'|'.join(get_args(FollowKind))}):(?P<value>.+)")
    kind: FollowKind
    value: str


class ForgetId(CustomId, frozen=True):
    """The button that deletes what is stored."""

    template = re.compile(r"n1:forget:(?P<owner>me|server)")
    owner: Literal["me", "server"]


class SettingId(CustomId, frozen=True):
    """The button that turns a setting of the server on or off."""

    template = re.compile(rf"n1:setting:(?P<name>{'|'.join(get_args(SettingName))}):(?P<state>on|off)")
    name: SettingName
    state: Literal["on", "off"]


class ChannelsId(CustomId, frozen=True):
    """The menu that sets the channels in which the bot answers."""

    template = re.compile("n1:channels")


class ServerZoneId(CustomId, frozen=True):
    """The menu that sets the time zone of the server."""

    template = re.compile("n1:serverzone")


class FeedbackId(CustomId, frozen=True):
    """The button that says what an answer was: useful, or not what the person meant. `words`: its subject."""

    template = re.compile(r"n1:feedback:(?P<kind>useful|misread):(?P<words>.*)")
    kind: FeedbackKind
    words: str


_FEEDBACK = "n1:feedback:"
_ABOUT = "n1:about:"
MAX_ABOUT = CUSTOM_ID - len(_ABOUT)


class ListingPage(Struct, frozen=True):
    """A page of a list: its kind, who asked (a user id, 0 for nobody), its first row, and the limits of the list.

    `topic` and `outlet` are `hash_key` hashes, empty if the list is not limited to one; `count` is 0 if none was given.
    """

    kind: PageKind
    asker: int = 0
    offset: int = 0
    count: int = 0
    topic: str = ""
    outlet: str = ""
    since: date | None = None
    until: date | None = None
    about: str = ""
    by: Step | Literal[""] = ""


def hash_key(key: str) -> str:
    """Return ten hex digits for the key of an outlet or topic. Two of 3,000 keys collide once in 240,000 archives."""
    return hashlib.blake2b(key.encode(), digest_size=5).hexdigest()


def find_key(hashed: str, keys: Iterable[str]) -> str | None:
    """Return the key with this `hash_key`; None if no key has it, or if `hashed` is empty."""
    return next((key for key in keys if hash_key(key) == hashed), None) if hashed else None


def build_delete_id(asker: int) -> str:
    """Return the id of the button that deletes a reply."""
    return f"n1:del:{_encode_base36(asker)}"


def build_open_menu_id(asker: int) -> str:
    """Return the id of the menu that opens an article."""
    return f"{OPEN_MENU}{_encode_base36(asker)}"


def build_page_id(page: ListingPage) -> str:
    """Return the id of a button that turns to a page. It leaves out `about`; see `build_about_id`."""
    return f"n1:page:{_encode_page(page)}"


def build_export_id(page: ListingPage) -> str:
    """Return the id of the button that exports a list. It leaves out `about`; see `build_about_id`."""
    return f"n1:export:{_encode_page(page)}"


def build_export_articles_id(asker: int) -> str:
    """Return the id of the button that exports the articles of the menu on its message."""
    return f"n1:export:{_encode_base36(asker)}"


def _encode_page(page: ListingPage) -> str:
    since, until = (day.isoformat().replace("-", "") if day else "" for day in (page.since, page.until))
    return (
        f"{page.kind}:{_encode_base36(page.asker)}:{page.offset}:{page.count}"
        f":{page.topic}:{page.outlet}:{since}:{until}{f':{page.by[0]}' if page.by else ''}"
    )


def build_story_id(asker: int, article: str) -> str:
    """Return the id of the button that opens the story of an article, given by its id."""
    return f"n1:story:{_encode_base36(asker)}:{article}"


def build_ask_id(question: str) -> str:
    """Return the id of the button that asks a question."""
    return f"n1:ask:{question}"


def build_edition_id(run: str, step: int = 0) -> str:
    """Return the id of the button on the message of a run's step, which has a number from 0."""
    return f"n1:edition:{run}:{step}" if step else f"n1:edition:{run}"


def build_digest_id(action: DigestAction, number: int) -> str:
    """Return the id of a button that does something with a digest."""
    return f"n1:digest:{action}:{number}"


def build_limit_id(kind: LimitKind, number: int, value: str) -> str:
    """Return the id of a button that limits a draft. `value`: words, or the `hash_key` of a topic or outlet."""
    return f"n1:limit:{kind}:{number}:{value}"


def build_zone_id(number: int) -> str:
    """Return the id of the menu that sets the time zone of a draft."""
    return f"n1:zone:{number}"


def build_follow_id(action: FollowAction, number: int) -> str:
    """Return the id of a button that does something with a follow."""
    return f"n1:follow:{action}:{number}"


def build_new_follow_id(kind: FollowKind, value: str) -> str | None:
    """Return the id of the button that shows the draft of a follow; None if it has no room for the words."""
    custom_id = f"n1:new:{kind}:{value}"
    return custom_id if value and measure_text(custom_id) <= CUSTOM_ID else None


def build_forget_id(owner: Literal["me", "server"]) -> str:
    """Return the id of the button that deletes what is stored."""
    return f"n1:forget:{owner}"


def build_setting_id(name: SettingName, *, is_on: bool) -> str:
    """Return the id of the button that turns a setting of the server on or off."""
    return f"n1:setting:{name}:{'on' if is_on else 'off'}"


def build_feedback_id(kind: FeedbackKind, words: str) -> str:
    """Return the id of a button that says what an answer was. `words`: what it was about, cut to what has room."""
    return _cut(f"{_FEEDBACK}{kind}:{words}")


def build_about_id(text: str) -> str:
    """Return the id of the page number, which holds the free text (cut to `MAX_ABOUT`)."""
    return _cut(_ABOUT + text)


def _cut(custom_id: str) -> str:
    while measure_text(custom_id) > CUSTOM_ID:
        custom_id = custom_id[:-1]
    return custom_id


def read_asker(custom_id: str) -> int | None:
    """Return who asked for the reply that an id belongs to; None for an id of another grammar."""
    kinds = (DeleteId, OpenId, PageId, ExportListId, ExportArticlesId, StoryId)
    match = next(filter(None, (kind.template.fullmatch(custom_id) for kind in kinds)), None)
    return int(match["asker"], 36) if match else None


def read_page(custom_id: str, message_ids: Iterable[str] = ()) -> ListingPage | None:
    """Return the page that a button turns to, or whose list it exports. `message_ids`: all ids of its message; one of
    them holds the free text.

    Return None for an id of another grammar or version, or with a date that does not exist.
    """
    match = PageId.template.fullmatch(custom_id) or ExportListId.template.fullmatch(custom_id)
    if match is None or match["kind"] not in get_args(PageKind):
        return None
    try:
        since, until = (_parse_day(match[name]) for name in ("since", "until"))
    except ValueError:
        return None
    text = next((text_id.removeprefix(_ABOUT) for text_id in message_ids if text_id.startswith(_ABOUT)), "")
    return ListingPage(
        kind=cast("PageKind", match["kind"]),
        asker=int(match["asker"], 36),
        offset=int(match["offset"]),
        count=int(match["count"]),
        topic=match["topic"],
        outlet=match["outlet"],
        since=since,
        until=until,
        about=text,
        by=_parse_step(match["by"]),
    )


def list_message_ids(message: discord.Message) -> tuple[str, ...]:
    """Return every `custom_id` on a message, in order."""
    return tuple(
        item.custom_id
        for item in discord.ui.LayoutView.from_message(message, timeout=None).walk_children()
        if isinstance(item, discord.ui.Button | discord.ui.Select) and item.custom_id
    )


def _encode_base36(value: int) -> str:
    digits = ""
    while value:
        value, rest = divmod(value, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits or "0"


def _parse_step(letter: str | None) -> Step | Literal[""]:
    for step in STEPS:
        if step[0] == letter:
            return step
    return ""


def _parse_day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None

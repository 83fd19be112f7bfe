"""What a digest is, what becomes of its runs, and what an edition says: values, from the store to the message."""

from datetime import datetime
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from bot.coverage.article import Article

StoryOrder = Literal["newest", "covered"]
"""Which stories come first: the newest, or those that most outlets reported."""

EmptyPolicy = Literal["skip", "archive"]
"""What is posted where nothing is new: nothing, or a story of the archive that the place has not had yet."""

DigestState = Literal["draft", "active", "paused"]
PauseReason = Literal["", "asked", "failing", "closed", "gone"]
"""Why a digest is paused: somebody asked, three runs in a row failed, the person's direct messages are closed, or its
server is."""

RunState = Literal["begun", "sent", "empty", "missed", "failed", "unknown"]

MAX_FAILURES = 3
"""Failed runs in a row after which a digest is paused."""


class Digest(Struct, frozen=True):
    """What a channel, or a person, is sent, and when.

    `server`, `channel`: Discord ids; None and 0 for a person's own, which goes to the direct messages of `creator`.
    `schedule`: as `schedule.parse` takes it; `zone`: an IANA name. `topics`, `outlets`: keys of the archive. `words`:
    each of the alternatives, which commas part. `role`: the one that is pinged. `locale`: the language it is written
    in. `due_at`: the next run, None unless active. `cursor`: the arrivals that its last edition took in; what came
    after them is new. `since`: when that was. `editions`: how many were sent.
    """

    id: int
    server: int | None
    channel: int
    creator: int
    schedule: str
    zone: str
    topics: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    words: str = ""
    count: int = 5
    order: StoryOrder = "newest"
    empty: EmptyPolicy = "skip"
    role: int | None = None
    locale: str = ""
    state: DigestState = "draft"
    why: PauseReason = ""
    failures: int = 0
    editions: int = 0
    cursor: int = 0
    since: datetime | None = None
    due_at: datetime | None = None

    @property
    def is_personal(self) -> bool:
        """Whether it goes to a person, not to a channel."""
        return self.server is None

    @property
    def place(self) -> str:
        """Who reads it: a channel or a person, whichever digest of theirs it came by."""
        return f"person {self.creator}" if self.is_personal else f"channel {self.channel}"


class EditionEntry(Struct, frozen=True):
    """A story in an edition, told by one article. `also`: the others of the story. `quote`: a sentence of the excerpt,
    word for word; empty where there is none. `outlets`: how many reported it."""

    article: Article
    also: tuple[Article, ...] = ()
    quote: str = ""
    outlets: int = 1


class ArticleChange(Struct, frozen=True):
    """An article that was sent and says something else now. `was`: the headline it was sent with; empty where only its
    date was corrected."""

    article: Article
    was: str = ""


class Edition(Struct, frozen=True):
    """What one run sends. `more`: stories beyond those in it. `changes`: of what was sent before. `from_archive`: it
    has nothing new, but a story that the place has not had. `upto`: the arrivals that it takes in. `since`: what
    arrived after this is new. `is_first`: it is the digest's first.
    """

    entries: tuple[EditionEntry, ...] = ()
    more: int = 0
    changes: tuple[ArticleChange, ...] = ()
    from_archive: bool = False
    is_first: bool = False
    since: datetime | None = None
    upto: int = 0


class Run(Struct, frozen=True):
    """One time that a digest was due. `id`: the same whoever works it out, so that it can be begun only once.

    `tried_at`: the first attempt at sending it whose fate is not known. `edition`: what it sends, once that is chosen.
    `message`: Discord's id of what was sent to `channel`. `reason`: why it ended otherwise, a word for the catalogue.
    """

    id: str
    digest: int
    due_at: datetime
    state: RunState = "begun"
    tried_at: datetime | None = None
    ended_at: datetime | None = None
    edition: Edition | None = None
    channel: int = 0
    message: int = 0
    reason: str = ""


def new_run(digest: Digest, due: datetime, *, asked: bool = False) -> Run:
    """The run of a digest at a time; `asked`: by a person, not by its schedule."""
    moment = f"!{round(due.timestamp() * 1_000)}" if asked else f"@{int(due.timestamp())}"
    return Run(f"{digest.id}{moment}", digest.id, due)


def pause_digest(digest: Digest, reason: PauseReason) -> Digest:
    """The digest, to be sent no more until it is resumed."""
    return replace(digest, state="paused", why=reason, due_at=None)

"""The values of a digest: its settings, its runs, and the edition that a run sends."""

from datetime import datetime
from typing import Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from bot.coverage.article import Article, Withdrawal
from bot.digests.follow import FollowRule

StoryOrder = Literal["newest", "covered"]
"""Which stories come first: the newest, or those that the most outlets reported."""

EmptyPolicy = Literal["skip", "archive"]
"""What to post if nothing is new: nothing, or a story from the archive that its readers have not received yet."""

DigestState = Literal["draft", "active", "paused"]
PauseReason = Literal["", "asked", "muted", "failing", "closed", "gone"]
"""Why a digest is paused: somebody paused it (`asked`), or muted a follow until `due_at` (`muted`); three runs in a row
failed (`failing`); the person does not accept direct messages (`closed`); or the bot left the server (`gone`). Empty if
it is not paused."""

RunState = Literal["begun", "sent", "empty", "missed", "failed", "unknown"]

ChannelKind = Literal["messages", "announcements", "forum"]
"""What a channel holds: messages, messages that can be published to other servers, or posts. Threads and direct
messages hold messages."""

StepKind = Literal["message", "post", "reply", "publish"]
"""What a step does: send a message, a new forum post, or a reply in a post; or publish the previous step's message to
the channels that follow an announcement channel."""

StepState = Literal["open", "sent", "skipped", "unknown"]

MAX_FAILURES = 3
"""Failed runs in a row after which a digest is paused."""


class Digest(Struct, frozen=True):
    """The settings and the state of a digest.

    `server`, `channel`: Discord ids. In a personal digest, which goes to the direct messages of `creator`, they are
    None and 0.
    `schedule`: text that `parse_schedule` accepts. `zone`: an IANA name. `locale`: the language of its messages.
    `topics`, `outlets`: keys in the archive. `words`: alternatives, separated by commas. `role`: the role to mention.
    `why`: why it is paused. `failures`: how many runs in a row failed. `editions`: how many were sent.
    `page_key`: the secret part of its page's URL; empty if it can only be read on Discord.
    `cursor`: the last batch of arrivals that an edition covered; everything after it is new. `since`: when that edition
    was sent. `due_at`: the next run; None unless the digest is active.
    `publish`: whether to publish its messages in an announcement channel to the channels that follow that channel.
    `follow`: if it is a follow, what it sends and when. A follow has no schedule, and `due_at` is when its next alert
    may be sent; None if nothing is waiting.
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
    page_key: str = ""
    state: DigestState = "draft"
    why: PauseReason = ""
    failures: int = 0
    editions: int = 0
    cursor: int = 0
    since: datetime | None = None
    due_at: datetime | None = None
    follow: FollowRule | None = None
    publish: bool = False

    @property
    def is_personal(self) -> bool:
        """Whether it goes to a person instead of a channel."""
        return self.server is None

    @property
    def audience(self) -> str:
        """The channel or person that reads it. Digests with the same readers have the same place."""
        return f"person {self.creator}" if self.is_personal else f"channel {self.channel}"


class SentArticle(NamedTuple):
    """An article that a digest has sent, by its id, and when it was last sent or corrected."""

    article: str
    at: datetime


class ShownArticle(NamedTuple):
    """An article that a message on Discord shows.

    `article`: its id when it was sent. `channel`, `message`: Discord's ids. `headline`, `quote`: as the message shows
    them. `is_withdrawn`: whether the message says that the article was withdrawn.
    """

    digest: int
    article: str
    channel: int
    message: int
    headline: str
    quote: str = ""
    is_withdrawn: bool = False


class Correction(Struct, frozen=True):
    """What a message that shows an article should say instead.

    `article`: the article as it is now; None if it was withdrawn, and then `withdrawal` says why. `quote`: a sentence
    that is in the article now; empty if none fits, or if the message shows none.
    """

    shown: ShownArticle
    article: Article | None = None
    quote: str = ""
    withdrawal: Withdrawal | None = None


class EditionEntry(Struct, frozen=True):
    """A story in an edition, represented by one article.

    `also`: the other articles of the story. `quote`: a sentence of the excerpt, verbatim; empty if none fits.
    `outlets`: how many outlets reported the story. `continues`: the article of this story that was sent before; the
    entry adds something new to it. In an alert, `step` is the step of growth at which it tells the story, and `told`
    is the step at which an earlier alert told it; 0 if none did (`alerts.growth`). `post`: Discord's id of the forum
    post about the story, 0 if there is none. If there is one, the entry is later coverage, and `also` has only the
    other articles of that coverage.
    """

    article: Article
    also: tuple[Article, ...] = ()
    quote: str = ""
    outlets: int = 1
    continues: Article | None = None
    step: int = 0
    told: int = 0
    post: int = 0


class ArticleChange(Struct, frozen=True):
    """An article that was changed after it was sent.

    `was`: the headline that was sent; empty if only the date was corrected.
    """

    article: Article
    was: str = ""


class Edition(Struct, frozen=True):
    """What one run sends.

    `more`: how many other stories did not fit. `changes`: changes to articles that were sent earlier.
    `from_archive`: nothing is new, so the entry is an older story that the readers have not received. `is_first`:
    whether this is the digest's first edition. `since`: when the previous edition was sent. `upto`: the last batch of
    arrivals that it covers. `full_until`: if this alert reaches the daily limit, when the next one may be sent.
    """

    entries: tuple[EditionEntry, ...] = ()
    more: int = 0
    changes: tuple[ArticleChange, ...] = ()
    from_archive: bool = False
    is_first: bool = False
    since: datetime | None = None
    upto: int = 0
    full_until: datetime | None = None


class Step(Struct, frozen=True, omit_defaults=True):
    """One message of a run. Each is sent, looked for and recorded on its own.

    `entry`: the index of the edition's entry that it shows; None if it shows the whole edition. `thread`: the post
    that a reply goes to. `channel`, `message`: Discord's ids of the message that was sent; for a post, of its thread
    and the first message in it. `reason`: why it was skipped, as a key for the message catalogue.
    """

    kind: StepKind = "message"
    entry: int | None = None
    thread: int = 0
    state: StepState = "open"
    channel: int = 0
    message: int = 0
    reason: str = ""


class Run(Struct, frozen=True):
    """One time at which a digest was due.

    `id`: made from the digest and the time, so that no two processes can begin the same run. `tried_at`: when the
    first attempt whose outcome is unknown was made; None if no attempt is in doubt. `edition`: what the run sends; None
    until that is decided. `steps`: its messages, in the order in which they are sent; an attempt always sends the
    first open one. `channel`, `message`: Discord's ids of the first message that was sent. `reason`: why nothing was
    sent, or not everything, as a key for the message catalogue. `publish_at`: when to publish the message of a run that
    has ended, if Discord did not allow it at once.
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
    steps: tuple[Step, ...] = ()
    publish_at: datetime | None = None

    @property
    def step_number(self) -> int:
        """The number of the first open step; the number of steps if there is none."""
        return next((number for number, step in enumerate(self.steps) if step.state == "open"), len(self.steps))

    @property
    def step(self) -> Step:
        """The first open step."""
        return self.steps[self.step_number] if self.has_open_steps else Step()

    @property
    def has_open_steps(self) -> bool:
        """Whether any planned step still has to be sent."""
        return self.step_number < len(self.steps)

    @property
    def is_complete(self) -> bool:
        """Whether all messages were sent or skipped. One may still have to be published."""
        return all(step.kind == "publish" for step in self.steps if step.state == "open")

    @property
    def sent_steps(self) -> tuple[Step, ...]:
        """The steps whose messages were sent."""
        return tuple(step for step in self.steps if step.state == "sent")


def settle_step(run: Run, state: StepState, *, channel: int = 0, message: int = 0, reason: str = "") -> Run:
    """Return the run with its first open step ended, and the next one not attempted yet."""
    number = run.step_number
    step = replace(run.step, state=state, channel=channel, message=message, reason=reason)
    return replace(run, steps=(*run.steps[:number], step, *run.steps[number + 1 :]), tried_at=None)


def create_run(digest: Digest, due: datetime, *, requested: bool = False) -> Run:
    """Return a digest's run for a given time. `requested`: a person or an arrival started it, not the schedule."""
    moment = f"!{round(due.timestamp() * 1_000)}" if requested else f"@{int(due.timestamp())}"
    return Run(f"{digest.id}{moment}", digest.id, due)


def mark_paused(digest: Digest, reason: PauseReason) -> Digest:
    """Return the digest as paused. It sends nothing until somebody resumes it."""
    return replace(digest, state="paused", why=reason, due_at=None)

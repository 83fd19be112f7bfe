"""The messages of an edition: how they are planned, and which articles they have sent."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from msgspec.structs import replace

from bot.answers.desk.desk import Desk
from bot.coverage.article import Article
from bot.digests.digest import ChannelKind, Edition, EditionEntry, Run, Step


def plan_steps(edition: Edition, kind: ChannelKind, *, publish: bool = False) -> tuple[Step, ...]:
    """Plan the messages of an edition, in the order in which they are sent.

    A forum gets a post for each story, and a reply for later coverage of a story that has a post. It shows the latest
    activity first, so the first story is posted last. `publish`: whether to publish a message in an announcement
    channel.
    """
    if kind == "announcements" and publish:
        return (Step(), Step("publish"))
    if kind != "forum":
        return (Step(),)
    numbers = range(len(edition.entries))
    replies = [number for number in numbers if edition.entries[number].post]
    posts = [number for number in reversed(numbers) if not edition.entries[number].post]
    return (
        *(Step("reply", number, edition.entries[number].post) for number in replies),
        *(Step("post", number) for number in posts),
    )


def find_posts(desk: Desk, posts: Mapping[str, int]) -> Mapping[int, int]:
    """Return the post of each story that has one. `posts`: by article id, in the order in which they were opened.

    If two stories have become one, the first post is used.
    """
    found: dict[int, int] = {}
    for article_id, post in posts.items():
        if (place := desk.archive.place(article_id)) is not None:
            found.setdefault(desk.stories.number_at(place), post)
    return found


def attach_posts(edition: Edition, desk: Desk, posts: Mapping[str, int]) -> Edition:
    """Return an edition whose entries about stories that have a post are replies in it. `posts`: see `find_posts`."""
    by_story = find_posts(desk, posts)

    def attach(entry: EditionEntry) -> EditionEntry:
        place = desk.archive.place(entry.article.id)
        post = 0 if place is None else by_story.get(desk.stories.number_at(place), 0)
        return replace(entry, post=post, also=()) if post else entry

    return replace(edition, entries=tuple(map(attach, edition.entries)))


class DeliveredArticle(NamedTuple):
    """An article that was sent, or may have been.

    `step`: the step of growth at which an alert told it. `channel`, `message`: where it is on Discord, 0 if that is
    unknown. The other articles of a story that has a post belong to the post, but no message shows them. `quote`: the
    sentence that the message shows, or empty.
    """

    article: Article
    step: int = 0
    channel: int = 0
    message: int = 0
    quote: str = ""


def list_delivered(run: Run) -> Iterator[DeliveredArticle]:
    """List the articles that a run has sent, or may have."""
    if run.edition is None:
        return
    # Runs of the previous version have no steps.
    steps = run.steps or (Step(state="sent", channel=run.channel, message=run.message),)
    if not run.steps and run.state not in ("sent", "unknown"):
        return
    for step in steps:
        if step.state == "open" or step.kind == "publish":
            continue
        channel = step.channel or step.thread
        if step.entry is None:
            for entry in run.edition.entries:
                yield DeliveredArticle(entry.article, entry.step, channel, step.message, entry.quote)
            continue
        entry = run.edition.entries[step.entry]
        yield DeliveredArticle(entry.article, entry.step, channel, step.message, entry.quote)
        for article in entry.also:
            yield DeliveredArticle(article, 0, channel, step.message if step.kind == "reply" else 0)

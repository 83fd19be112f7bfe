"""What the tests of digests share: articles that arrive, a digest that is saved, and the posts in its channel."""

import discord

from tests.support import replies
from tests.support.desks import build_desk
from tests.support.digesting import story

DAY, HOUR = 86_400.0, 3_600.0
OLD = [story(number, topics=("Floods",)) for number in range(3)]


def add_articles(bot_setup, *numbers: int, **fields) -> None:
    """Add articles to those that were there before."""
    bot_setup.desk = build_desk(*OLD, *(story(number, **fields) for number in numbers))


async def save_digest(server, admin, **options):
    """Create a digest in the server's channel and save it. Return the result of the command."""
    options = {"schedule": "daily 09:00", "zone": "UTC", **options}
    draft = await admin.slash(server.channel, "digest create", channel=server.channel, **options)
    await admin.click(draft.response, label="Save")
    return draft


def find_posts(server) -> list[discord.Message]:
    """Return the editions in the server's channel, oldest first."""
    return [message for message in server.channel.history() if "digest" in replies.text(message)]


def read_posts(server) -> list[str]:
    """Return what the editions in the server's channel say, oldest first."""
    return [replies.text(message) for message in find_posts(server)]

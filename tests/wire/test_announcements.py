"""Digests in announcement channels over the wire: each message is published once, where that was chosen."""

from collections.abc import Mapping
from typing import NamedTuple

import pytest
import pytest_asyncio

from tests.wire.conftest import checker
from tests.wire.discord_objects import ANNOUNCEMENT
from tests.wire.due_digests import add_due_digest, deliver, find_editions
from tests.wire.process import TOKEN
from tests.wire.standin import StandIn
from tests.wire.trouble import CROSSPOST, Fails, Lost, Refused, Trouble
from tests.wire.world import CROSSPOSTED

TROUBLES: Mapping[str, Trouble] = {"lost": Lost(), "too late": Fails(502, too_late=True), "refused": Refused()}


class Delivered(NamedTuple):
    """Whether the message in a channel was published, and how many requests asked for that."""

    is_published: bool
    requests: int


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def delivered(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Delivered]:
    """What one bot sent to several channels, by their names. A channel with the name of a trouble has that."""
    folder = tmp_path_factory.mktemp("announcements")
    url = f"sqlite:///{folder / 'nutgraf.db'}"
    async with StandIn.start(TOKEN, checker()) as discord:
        world = discord.world
        names = ("chosen", "not chosen", *TROUBLES)
        channels = {name: world.add_channel(world.guild_id, ANNOUNCEMENT, name) for name in names}
        patterns = {name: CROSSPOST.replace(r"\d+", channel.id, 1) for name, channel in channels.items()}
        for name, trouble in TROUBLES.items():
            discord.troubles.order(trouble, patterns[name])
        digests = {
            name: add_due_digest(url, discord, channel=int(channel.id), publish=name != "not chosen")
            for name, channel in channels.items()
        }
        runs = await deliver(url, discord, folder, digests)
    found: dict[str, Delivered] = {}
    for name, channel in channels.items():
        run = runs[name]
        assert run.state == "sent"
        assert find_editions(discord, channel.id) == [(str(run.message), run.id)]
        flags = discord.world.messages[str(run.message)]["flags"]
        found[name] = Delivered(bool(flags & CROSSPOSTED), len(discord.find_requests(patterns[name])))
    return found


def test_a_message_is_published_where_that_was_chosen(delivered: Mapping[str, Delivered]):
    assert delivered["chosen"] == (True, 1)
    assert delivered["not chosen"] == (False, 0)


@pytest.mark.parametrize("trouble", ["lost", "too late"])
def test_a_message_that_was_published_already_is_no_error(delivered: Mapping[str, Delivered], trouble: str):
    assert delivered[trouble].is_published


def test_an_edition_is_sent_even_if_it_may_not_be_published(delivered: Mapping[str, Delivered]):
    assert not delivered["refused"].is_published

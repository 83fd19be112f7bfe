"""What all commands have in common: private replies, and completion of outlets and topics."""

import pytest

from tests.support import replies
from tests.support.desks import build_bulletins, build_desk, build_record


@pytest.mark.simcord(settle_timeout=30)  # The first chart of a process may take more than 5 s on a busy machine.
@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("latest", {}),
        ("timeline", {}),
        ("source", {"outlet": "Harbor Post"}),
        ("topics", {}),
        ("outlets", {}),
    ],
)
async def test_every_list_can_be_private(server, command, options):
    result = await server.ann.slash(server.channel, command, private=True, **options)
    assert result.ephemeral
    assert "Delete" not in replies.labels(result.response)


@pytest.mark.parametrize("member", ["ann", "user"])
async def test_a_misspelt_outlet_is_completed(server, member):
    choices = (
        await server.ann.autocomplete(server.channel, "latest", "outlet", "harbr")
        if member == "ann"
        else await server.ann.user.autocomplete("latest", "outlet", "harbr")
    )
    assert choices[0] == {"name": "Harbor Post (harborpost.example) · one article", "value": "harborpost.example"}


async def test_a_completed_outlet_is_understood(server):
    (choice, *_) = await server.ann.autocomplete(server.channel, "source", "outlet", "ledg")
    result = await server.ann.slash(server.channel, "source", outlet=choice["value"])
    assert "The City Ledger" in replies.text(result.response)


async def test_topics_are_completed_and_the_largest_offered_first(server):
    choices = await server.ann.autocomplete(server.channel, "timeline", "topic", "")
    assert choices[0] == {"name": "Floods · 3 articles", "value": "Floods"}
    choices = await server.ann.autocomplete(server.channel, "timeline", "topic", "scienc")
    assert choices[0]["value"] == "Science"


async def test_long_names_are_cut_to_what_discord_shows(server, bot_setup):
    bot_setup.desk = build_desk(*build_bulletins(2, outlet="Very Long Gazette " * 20))
    choices = await server.ann.autocomplete(server.channel, "latest", "outlet", "very")
    assert len(choices[0]["name"]) <= 100
    assert choices[0]["value"] == "harborpost.example"


async def test_many_outlets_are_completed(server, bot_setup):
    bot_setup.desk = build_desk(
        *(
            build_record(f"Bulletin {number}", url=f"https://paper{number}.example/a", outlet=f"Paper {number}")
            for number in range(200)
        )
    )
    for typed in ("", "p", "papre 99", "paper", "nothing of the kind", "199", "a paper in the north"):
        assert len(await server.ann.autocomplete(server.channel, "latest", "outlet", typed)) <= 25
    (choice, *_) = await server.ann.autocomplete(server.channel, "latest", "outlet", "paper 199")
    assert choice["value"] == "paper199.example"

"""The options that a person types for a digest are understood, or refused with an example that works."""

from datetime import UTC, datetime

import pytest

from bot.answers.desk.desk import Desk
from bot.chat.digests.options import DigestOptions, parse_options, parse_words, parse_zone
from bot.chat.session.errors import ReaderError
from tests.support import replies

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_only_the_options_that_were_given_set_fields(small_desk: Desk):
    assert parse_options(DigestOptions(), small_desk, NOW) == {}
    options = DigestOptions(schedule="weekdays at 9", count=3, topics="floods")
    expected = {"schedule": "weekdays 09:00", "count": 3, "topics": ("floods",)}
    assert parse_options(options, small_desk, NOW) == expected


@pytest.mark.parametrize("typed", ["all", "ANY", " - ", "*"])
def test_a_filter_is_removed_by_a_word(typed: str, small_desk: Desk):
    options = DigestOptions(topics=typed, outlets=typed, words=typed)
    assert parse_options(options, small_desk, NOW) == {"topics": (), "outlets": (), "words": ""}


def test_several_outlets_are_separated_by_commas(small_desk: Desk):
    options = DigestOptions(outlets="Harbor Post, city ledger")
    assert parse_options(options, small_desk, NOW) == {"outlets": ("harborpost.example", "cityledger.example")}


@pytest.mark.parametrize("typed", ["Europe/Berlin", "europe/berlin", "Berlin", " berlin ", "berli"])
def test_a_zone_is_found_by_its_name_or_its_city(typed: str):
    assert parse_zone(typed, NOW) == "Europe/Berlin"


def test_words_are_alternatives_each_with_something_to_search_for():
    assert parse_words(" flood gates ,, dam ") == "flood gates, dam"
    with pytest.raises(ReaderError):
        parse_words("flood, the")


@pytest.mark.usefixtures("digest_service")
@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        ("sometimes", "I don’t understand “sometimes”"),
        ("daily", "add a time of day"),
        ("every 5 minutes", "more than once an hour"),
        ("0 0 30 2 *", "No date matches that"),
        ("daily 25:00", "“25:00” isn’t a time of day"),
    ],
)
async def test_a_bad_schedule_is_answered_with_an_example(server, admin, schedule, expected):
    result = await admin.slash(server.channel, "digest create", channel=server.channel, schedule=schedule)
    assert expected in replies.text(result.response)
    assert "For example:" in replies.text(result.response)


@pytest.mark.usefixtures("digest_service")
@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ({"zone": "Atlantis"}, "I don’t know the time zone “Atlantis”"),
        ({"words": "?!"}, "has no word that I can search for"),
    ],
)
async def test_an_option_that_is_not_understood_is_named_and_nothing_is_stored(
    server, admin, digest_service, option, expected
):
    options = {"schedule": "daily 09:00", "zone": "UTC", **option}
    result = await admin.slash(server.channel, "digest create", channel=server.channel, **options)
    assert expected in replies.text(result.response)
    assert digest_service.ledger.digests.list_for_server(server.guild.id) == []


@pytest.mark.usefixtures("digest_service")
async def test_a_misspelt_topic_is_understood(server, admin):
    result = await admin.slash(
        server.channel, "digest create", channel=server.channel, schedule="daily 09:00", zone="UTC", topics="flods"
    )
    assert "on Floods" in replies.text(result.response)


def test_topics_and_outlets_are_found_by_their_beginnings(small_desk: Desk):
    options = DigestOptions(topics="floo", outlets="harb")
    assert parse_options(options, small_desk, NOW) == {"topics": ("floods",), "outlets": ("harborpost.example",)}

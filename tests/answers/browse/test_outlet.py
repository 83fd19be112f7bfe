"""An outlet's profile: its counts, dates and topics, and its exclusive articles."""

from datetime import UTC, date, datetime

from bot.answers.browse.outlet import build_profile
from tests.support.desks import FILES, build_bulletins, build_desk, build_record

NOW = datetime(2024, 5, 20, 12, tzinfo=UTC)
DESK = build_desk(
    build_record(
        "Council votes for the new tram line",
        url="https://harborpost.example/tram",
        excerpt="The vote was 31 to 12.",
        outlet="Harbor Post",
        published=date(2024, 2, 1),
        topics=("Transport",),
    ),
    build_record(
        "New tram line: council votes yes",
        url="https://wire.example/tram",
        excerpt="The council has decided.",
        outlet="Northern Wire",
        published=date(2024, 2, 2),
    ),
    build_record(
        "A lighthouse keeper looks back on fifty winters",
        url="https://harborpost.example/keeper",
        excerpt="She lit the lamp for the last time.",
        outlet="The Harbor Post",
        published=date(2024, 4, 9),
        topics=("People",),
    ),
    build_record(
        "A second name for the same site",
        url="https://harborpost.example/second",
        outlet="Harbor Post",
        published=date(2024, 4, 1),
    ),
)


def test_a_profile_says_how_much_since_when_and_on_what():
    profile = build_profile(DESK, outlet="harbor post", now=NOW)

    remarks = {remark.id: remark.args for remark in profile.remarks}
    assert profile.lead.args == {"outlet": "Harbor Post", "count": 3}
    assert remarks["listing-source-span"] == {"first": "2024-02-01", "last": "2024-04-09"}
    assert remarks["listing-source-topics"]["topics"] in {"Transport (1), People (1)", "People (1), Transport (1)"}
    assert remarks["listing-source-names"] == {"names": "The Harbor Post", "more": 0}


def test_the_newest_come_first():
    profile = build_profile(DESK, outlet="harborpost.example", now=NOW)

    assert [entry.article.title for entry in profile.entries][:2] == [
        "A lighthouse keeper looks back on fifty winters",
        "A second name for the same site",
    ]


def test_an_article_is_exclusive_if_no_other_outlet_has_a_similar_headline():
    profile = build_profile(DESK, outlet="harborpost.example", now=NOW)

    exclusive = {entry.article.title for entry in profile.entries if entry.exclusive}
    assert "A lighthouse keeper looks back on fifty winters" in exclusive
    assert "Council votes for the new tram line" not in exclusive


def test_several_articles_of_an_outlet_on_one_event_are_one_entry():
    titles = ("Tunnel under Mount Kell leaks and trains stop", "Tunnel under Mount Kell leaks, trains still stopped")
    first, second = (
        build_record(
            title,
            url=f"https://wire.example/{day}",
            excerpt="The tunnel under Mount Kell leaks, and trains stop at both ends.",
            outlet="Northern Wire",
            published=date(2024, 3, day),
        )
        for day, title in enumerate(titles, 4)
    )
    profile = build_profile(build_desk(first, second, *FILES, build_bulletins(20)), outlet="Northern Wire", now=NOW)

    assert (profile.entries[0].article.title, profile.entries[0].same_outlet) == (second.title, 1)
    assert sum(1 + entry.same_outlet for entry in profile.entries) == profile.lead.args["count"]


def test_about_narrows_a_profile_to_a_subject():
    profile = build_profile(DESK, outlet="Harbor Post", about="tram line", now=NOW)

    assert [entry.article.title for entry in profile.entries] == ["Council votes for the new tram line"]
    assert profile.lead.id == "listing-source-about"


def test_an_outlet_without_anything_on_a_subject_says_so():
    profile = build_profile(DESK, outlet="Northern Wire", about="lighthouse keeper", now=NOW)

    assert not profile.entries
    assert profile.lead.id == "listing-source-none"


def test_for_an_unknown_outlet_the_nearest_are_suggested():
    profile = build_profile(DESK, outlet="Evening Bugle", now=NOW)

    assert not profile.known
    assert profile.lead.id.startswith("listing-outlet-unknown")

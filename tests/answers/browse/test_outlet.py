"""An outlet's profile: counts and dates of its own, and what no other outlet has."""

from datetime import UTC, date, datetime

from bot.answers.browse.outlet import build_profile
from tests.support.desks import desk_of, record

NOW = datetime(2024, 5, 20, 12, tzinfo=UTC)
DESK = desk_of(
    record(
        "Council votes for the new tram line",
        url="https://harborpost.example/tram",
        excerpt="The vote was 31 to 12.",
        outlet="Harbor Post",
        published=date(2024, 2, 1),
        topics=("Transport",),
    ),
    record(
        "New tram line: council votes yes",
        url="https://wire.example/tram",
        excerpt="The council has decided.",
        outlet="Northern Wire",
        published=date(2024, 2, 2),
    ),
    record(
        "A lighthouse keeper looks back on fifty winters",
        url="https://harborpost.example/keeper",
        excerpt="She lit the lamp for the last time.",
        outlet="The Harbor Post",
        published=date(2024, 4, 9),
        topics=("People",),
    ),
    record(
        "A second name for the same site",
        url="https://harborpost.example/second",
        outlet="Harbor Post",
        published=date(2024, 4, 1),
    ),
)


def test_it_says_how_much_since_when_and_on_what():
    found = build_profile(DESK, outlet="harbor post", now=NOW)

    said = {remark.id: remark.args for remark in found.remarks}
    assert found.lead.args == {"outlet": "Harbor Post", "count": 3}
    assert said["listing-source-span"] == {"first": "2024-02-01", "last": "2024-04-09"}
    assert said["listing-source-topics"]["topics"] in {"Transport (1), People (1)", "People (1), Transport (1)"}
    assert said["listing-source-names"] == {"names": "The Harbor Post", "more": 0}


def test_its_newest_come_first():
    found = build_profile(DESK, outlet="harborpost.example", now=NOW)

    assert [entry.article.title for entry in found.entries][:2] == [
        "A lighthouse keeper looks back on fifty winters",
        "A second name for the same site",
    ]


def test_what_it_alone_had_is_what_no_other_outlet_has_a_like_headline_for():
    found = build_profile(DESK, outlet="harborpost.example", now=NOW)

    alone = {entry.article.title for entry in found.entries if entry.alone}
    assert "A lighthouse keeper looks back on fifty winters" in alone
    assert "Council votes for the new tram line" not in alone


def test_about_narrows_it_to_a_subject():
    found = build_profile(DESK, outlet="Harbor Post", about="tram line", now=NOW)

    assert [entry.article.title for entry in found.entries] == ["Council votes for the new tram line"]
    assert found.lead.id == "listing-source-about"


def test_about_something_else_says_that_it_has_nothing():
    found = build_profile(DESK, outlet="Northern Wire", about="lighthouse keeper", now=NOW)

    assert not found.entries
    assert found.lead.id == "listing-source-none"


def test_an_unknown_outlet_gets_the_nearest():
    found = build_profile(DESK, outlet="Evening Bugle", now=NOW)

    assert not found.known
    assert found.lead.id.startswith("listing-outlet-unknown")

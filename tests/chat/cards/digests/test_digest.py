"""Every card about digests fits, however long the names are."""

import pytest
from discord import ui

from bot.answers.desk.desk import Desk
from bot.chat import limits
from bot.chat.cards.digests.digest import (
    build_digest_card,
    build_digest_list_card,
    build_history_card,
    build_reasons_card,
)
from bot.digests.digest import Digest, Run
from bot.digests.editions.compose import EditionCandidate
from tests.chat.cards.samples import NOW, context_of
from tests.support.digesting import daily


@pytest.fixture
def wide(hostile_desk: Desk) -> Digest:
    outlets = tuple(hostile_desk.archive.outlets)
    return daily(topics=tuple("t" * 200 for _ in range(20)), outlets=outlets, words="w" * 300, role=2**63)


def assert_fits(card: ui.LayoutView) -> None:
    assert limits.find_violations(card) == []


def test_a_digest_fits(wide: Digest, hostile_desk: Desk):
    context = context_of(hostile_desk.archive)
    assert_fits(build_digest_card(wide, [NOW] * 5, context, actions=("pause", "delete"), warnings=["w" * 300]))


def test_a_list_of_digests_fits(wide: Digest, hostile_desk: Desk):
    assert_fits(build_digest_list_card([wide] * 50, context_of(hostile_desk.archive), personal=False))


def test_a_list_of_digests_shows_each_or_counts_it(hostile_desk: Desk):
    digests = [daily(id=n, schedule="daily 09:00", zone="Europe/London", channel=2**62 + n) for n in range(1, 51)]
    card = build_digest_list_card(digests, context_of(hostile_desk.archive), personal=False)
    text = "\n".join(item.content for item in card.walk_children() if isinstance(item, ui.TextDisplay))
    shown = sum(f"<#{digest.channel}>" in text for digest in digests)
    assert 0 < shown < len(digests)
    assert f"{len(digests) - shown} more aren’t shown" in text


def test_the_reasons_of_a_preview_fit(hostile_desk: Desk):
    articles = hostile_desk.archive.articles
    candidates = [EditionCandidate(article, "same-story", article) for article in articles] * 20
    assert_fits(build_reasons_card(candidates, context_of(hostile_desk.archive)))


def test_a_history_fits(wide: Digest, hostile_desk: Desk):
    runs = [Run(f"1@{n}", 1, NOW, state="sent", channel=2**63, message=2**63, ended_at=NOW) for n in range(60)]
    assert_fits(build_history_card(wide, runs, context_of(hostile_desk.archive)))

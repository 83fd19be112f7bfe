"""The card about the bot and its archive."""

from datetime import timedelta

from hypothesis import given

from bot.chat.cards.about import build_about_card
from bot.coverage.archive.archive import Archive
from bot.feeds.keeping import Keep
from tests.chat.cards.samples import assert_safe, context_of, harbor_record, make_archive, slow, text_of
from tests.support import hostile


@slow
@given(hostile.archives, hostile.texts)
def test_it_fits_and_is_safe_whatever_the_archive_holds(archive: Archive, version: str):
    assert_safe(build_about_card(context_of(archive), version), archive)


def test_it_says_how_long_articles_from_feeds_are_kept():
    context = context_of(make_archive(harbor_record(1)))
    assert "from feeds" not in text_of(build_about_card(context, "1", keep=Keep()))
    assert "for 90 days." in text_of(build_about_card(context, "1", keep=Keep(age=timedelta(days=90))))
    both = text_of(build_about_card(context, "1", keep=Keep(timedelta(days=90), 5_000)))
    assert "for 90 days as long as they are among the newest 5,000." in both


def test_it_names_counts_dates_version_and_fingerprint():
    archive = make_archive(*(harbor_record(number) for number in range(1, 4)), harbor_record(4, removed=True))
    text = text_of(build_about_card(context_of(archive), "1.2.3"))
    assert "**3** articles from **3** outlets on **1** topic" in text
    assert "from March 1, 2021 to March 3, 2021" in text
    assert "One article was withdrawn" in text
    assert r"Version 1\.2.3" in text
    assert archive.fingerprint in text
    assert "nothing" in text

"""Every card fits Discord's limits whatever its text, has no links but the articles', and shows what it is given."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, get_args

import discord
import pytest
from discord import ui
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answers.answer import Answer, Hit, Quote, Remark, Verdict
from bot.answers.browse.listing import Listing, ListingEntry, ListingFilters, ListingKind, NameCount
from bot.catalogue import Catalogue
from bot.chat import custom_ids, limits
from bot.chat.cards import about
from bot.chat.cards.answer import answer_card, article_card
from bot.chat.cards.card_context import CardContext
from bot.chat.cards.help import help_card
from bot.chat.cards.markdown import escape, link_target
from bot.chat.components import pages
from bot.coverage.archive.archive import Archive
from bot.coverage.archive.build import build_archive
from bot.coverage.article import Article, Image, Moment, Origin, Record
from bot.coverage.parsing.reader import Reading
from bot.coverage.periods import STEPS, Silence
from tests.support import hostile

NOW = datetime(2026, 1, 1, tzinfo=UTC)
WORDS = Catalogue.load().get_translator("en-US", escape)
ASKER = 2**63
LINK = re.compile(r"\]\((https?://[^\s()]+)\)", re.IGNORECASE)
TIMESTAMP = re.compile(r"<t:-?\d+:D>")
MENTION = re.compile(r"@everyone|@here|(?<!\\)<[@#:/at]|://")


def look_of(archive: Archive, **options: Any) -> CardContext:
    return CardContext(WORDS, archive, NOW, asker=ASKER, **options)


def texts(view: ui.LayoutView) -> list[str]:
    return [item.content for item in view.walk_children() if isinstance(item, ui.TextDisplay)]


def said(view: ui.LayoutView) -> str:
    return "\n".join(texts(view))


def items(view: ui.LayoutView, kind: type) -> Iterator[ui.Item]:
    return (item for item in view.walk_children() if isinstance(item, kind))


def is_harmless(view: ui.LayoutView, archive: Archive) -> None:
    """It fits, its links are the archive's articles', and nothing else is a link, a mention or a timestamp."""
    assert limits.limit_violations(view) == []
    ours = {link_target(article.url) for article in archive.articles}
    for text in texts(view):
        for target in LINK.findall(text):
            assert target in ours
        rest = TIMESTAMP.sub("", LINK.sub("", text))
        assert not MENTION.search(re.sub(r"`/\w+`", "", rest)), rest
    for button in items(view, ui.Button):
        assert isinstance(button, ui.Button)
        assert button.url is None or button.url in ours


@st.composite
def answers(draw: st.DrawFn) -> tuple[Answer, Archive]:
    archive = draw(hostile.archives)
    hits = draw(hostile.articles(archive, 10))
    also = hostile.articles(archive, 8)
    quotes = [
        Quote(draw(hostile.texts), article, draw(st.sampled_from(["title", "excerpt"])), draw(also))
        for article in draw(hostile.articles(archive, 4, with_url=True))
    ]
    remark = st.builds(lambda text: Remark("answer-spelled", {"meant": text, "typed": text}), hostile.texts)
    return (
        Answer(
            question=draw(hostile.texts),
            verdict=draw(st.sampled_from(["found", "weak", "nothing"])),
            confidence=0.5,
            lead=draw(remark),
            quotes=tuple(quotes),
            hits=tuple(Hit(article, 0.5, (), draw(also)) for article in hits),
            remarks=tuple(draw(st.lists(remark, max_size=5))),
            suggestions=tuple(draw(st.lists(hostile.texts, max_size=6))),
            as_of=archive.newest,
            took_ms=1.0,
        ),
        archive,
    )


slow = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@slow
@given(answers(), st.fixed_dictionaries({"private": st.booleans(), "show_pictures": st.booleans()}))
def test_every_answer_fits_and_is_harmless(drawn: tuple[Answer, Archive], options: dict[str, bool]):
    answer, archive = drawn
    is_harmless(answer_card(answer, look_of(archive, **options)), archive)


@slow
@given(st.data())
def test_every_article_fits_and_is_harmless(data: st.DataObject):
    archive = data.draw(hostile.archives.filter(lambda archive: archive.articles))
    article = data.draw(st.sampled_from(archive.articles))
    also, related = (data.draw(hostile.articles(archive, 12)) for _ in range(2))
    is_harmless(article_card(article, look_of(archive), also=also, related=related), archive)


@slow
@given(hostile.archives, hostile.texts, st.lists(hostile.texts, max_size=6))
def test_every_notice_fits_and_is_harmless(archive: Archive, version: str, examples: list[str]):
    look = look_of(archive)
    is_harmless(about.about_card(look, version), archive)
    questions = [Remark("example-title", {"title": example}) for example in examples]
    is_harmless(help_card(questions, look, commands={}), archive)


@st.composite
def lists(draw: st.DrawFn) -> tuple[Listing, Archive, int]:
    archive = draw(hostile.archives)
    kind = draw(st.sampled_from(get_args(ListingKind)))
    silences = st.none() | st.builds(
        Silence, st.dates(), st.dates(), st.just(9), st.integers(1, 99), st.sampled_from(["day", "month", "year"])
    )
    periods = st.sampled_from(["", "2020", "2020-06", "2020-06-11"])
    entries = [
        ListingEntry(
            article,
            draw(hostile.articles(archive, 6)),
            draw(periods),
            draw(st.sampled_from(STEPS)),
            draw(silences),
            busy=draw(st.booleans()),
            exclusive=draw(st.booleans()),
        )
        for article in draw(hostile.articles(archive, 20))
    ]
    tallies = st.builds(NameCount, st.text(max_size=5), hostile.texts, st.integers(0, 10**6), hostile.moments)
    remark = st.builds(lambda text: Remark("listing-about", {"about": text}), hostile.texts)
    return (
        Listing(
            kind,
            draw(remark),
            entries=tuple(entries) if kind in {"latest", "timeline", "source"} else (),
            counts=tuple(draw(st.lists(tallies, max_size=40))) if kind in {"topics", "outlets"} else (),
            remarks=tuple(draw(st.lists(remark, max_size=6))),
            suggestions=tuple(draw(st.lists(hostile.texts, max_size=3))),
            filters=ListingFilters(topic=draw(hostile.texts), outlet=draw(hostile.texts), about=draw(hostile.texts)),
            as_of=archive.newest,
            known=draw(st.booleans()),
        ),
        archive,
        draw(st.integers(0, 60)),
    )


@slow
@given(lists(), st.fixed_dictionaries({"private": st.booleans(), "show_pictures": st.booleans()}))
def test_every_page_of_a_list_fits_and_is_harmless(drawn: tuple[Listing, Archive, int], options: dict[str, bool]):
    found, archive, offset = drawn
    is_harmless(pages.render_page(found, look_of(archive, **options), offset=offset), archive)


def record(number: int = 1, **changed: object) -> Record:
    given_: dict[str, object] = {
        "title": f"Harbor reopens, part {number}",
        "excerpt": f"The harbor reopened on day {number}.",
        "url": f"https://paper{number}.example/harbor",
        "aliases": (),
        "published": Moment(datetime(2021, 3, number, tzinfo=UTC), "day"),
        "outlet_name": f"Paper {number}",
        "outlet_domain": f"paper{number}.example",
        "topics": ("Harbor",),
        "image": Image(f"https://paper{number}.example/p.jpg", "The harbor"),
        "removed": False,
        "origin": Origin("a.md"),
    }
    return Record(**{**given_, **changed})  # pyright: ignore[reportArgumentType]


def archive_of(*records: Record) -> Archive:
    return build_archive([Reading(records, ())])


def one(**changed: Any) -> tuple[Article, CardContext]:
    archive = archive_of(record(**changed))
    return archive.articles[0], look_of(archive)


def answered(archive: Archive, verdict: Verdict = "found", quotes: int = 1, also: int = 0) -> Answer:
    first, *others = archive.articles
    return Answer(
        question="When did the harbor reopen?",
        verdict=verdict,
        confidence=0.9,
        lead=Remark(f"answer-{verdict}"),
        quotes=tuple(Quote(first.excerpt, first, "excerpt", tuple(others[:also])) for _ in range(quotes)),
        hits=tuple(Hit(article, 0.9) for article in archive.articles),
        remarks=(Remark("answer-from", {"outlets": "Paper 1"}),),
        suggestions=("What is the newest on Harbor?",),
        as_of=archive.newest,
        took_ms=1.0,
    )


def accent(view: ui.LayoutView) -> object:
    (container,) = view.children
    assert isinstance(container, ui.Container)
    return container.accent_colour


def test_found_weak_and_nothing_look_different():
    archive = archive_of(record())
    looks = [answer_card(answered(archive, verdict), look_of(archive)) for verdict in ("found", "weak", "nothing")]
    assert len({accent(view) for view in looks}) == 3
    assert len({texts(view)[0] for view in looks}) == 3


def test_a_quote_stands_word_for_word_with_its_linked_source_outlet_and_day():
    archive = archive_of(record())
    shown = said(answer_card(answered(archive), look_of(archive)))
    assert "> “The harbor reopened on day 1.”" in shown
    assert "[Harbor reopens, part 1](https://paper1.example/harbor)" in shown
    assert "**Paper 1** · March 1, 2021" in shown


def test_a_quoted_title_is_its_own_link():
    archive = archive_of(record())
    article = archive.articles[0]
    quote = Quote(article.title, article, "title")
    answer = Answer("?", "found", 1, Remark("answer-found"), (quote,), (), (), (), None, 1)
    shown = said(answer_card(answer, look_of(archive)))
    assert "> **[Harbor reopens, part 1](https://paper1.example/harbor)**" in shown
    assert shown.count("Harbor reopens") == 1


def test_copies_are_linked_as_far_as_they_fit_and_then_counted():
    archive = archive_of(*(record(number) for number in range(1, 7)))
    shown = said(answer_card(answered(archive, also=5), look_of(archive)))
    assert "also reported by [Paper 5](https://paper5.example/harbor), " in shown
    assert "and 2 more" in shown


def test_an_outlet_that_has_a_piece_twice_did_not_also_report_it():
    archive = archive_of(record(), record(url="https://paper1.example/fr/harbor", title="Le port rouvre"))
    article, other = archive.articles
    assert "also" not in said(answer_card(answered(archive, also=1), look_of(archive)))
    assert "also" not in said(article_card(article, look_of(archive), also=(other,)))


def test_the_question_remarks_suggestions_and_the_archives_day_are_shown():
    archive = archive_of(record())
    shown = said(answer_card(answered(archive, "nothing", quotes=0), look_of(archive)))
    assert "### When did the harbor reopen?" in shown
    assert "-# Only articles from Paper 1." in shown
    assert "- What is the newest on Harbor?" in shown
    assert "-# As of March 1, 2021 · one article" in shown


def test_the_menu_offers_every_hit_by_its_id():
    archive = archive_of(*(record(number) for number in range(1, 11)))
    (menu,) = items(answer_card(answered(archive), look_of(archive)), ui.Select)
    assert isinstance(menu, ui.Select)
    assert [option.value for option in menu.options] == [article.id for article in archive.articles]
    assert menu.options[0].label == "Harbor reopens, part 10"
    assert menu.options[0].description == "Paper 10 · Mar 10, 2021"
    assert custom_ids.read_asker(menu.custom_id) == ASKER


def test_the_asker_can_delete_a_reply_that_others_see():
    archive = archive_of(record())
    answer = answered(archive)
    assert custom_ids.delete_id(ASKER) in _custom_ids(answer_card(answer, look_of(archive)))
    assert custom_ids.delete_id(ASKER) not in _custom_ids(answer_card(answer, look_of(archive, private=True)))


def _custom_ids(view: ui.LayoutView) -> list[str]:
    return [button.custom_id for button in items(view, ui.Button) if isinstance(button, ui.Button) and button.custom_id]


def test_a_time_is_shown_in_the_readers_own_zone_and_a_day_as_it_is():
    second = Moment(datetime(2021, 3, 4, 12, tzinfo=UTC), "second")
    article, look = one(published=second)
    assert "<t:1614859200:D>" in said(article_card(article, look))
    article, look = one()
    assert "March 1, 2021" in said(article_card(article, look))


def test_a_later_day_of_another_record_is_marked():
    later = record(published=Moment(datetime(2021, 5, 6, tzinfo=UTC), "day"))
    archive = archive_of(record(), later)
    assert "March 1, 2021 · also dated May 6, 2021" in said(article_card(archive.articles[0], look_of(archive)))


def test_an_article_without_a_date_says_so():
    article, look = one(published=None, url="https://paper1.example/undated")
    assert "no date" in said(article_card(article, look))


def test_an_article_without_an_address_is_shown_without_a_link():
    article, look = one(url=None)
    view = article_card(article, look)
    assert "### Harbor reopens, part 1\n" in said(view)
    assert not [button for button in items(view, ui.Button) if isinstance(button, ui.Button) and button.url]


def test_an_article_has_a_button_to_its_outlet():
    article, look = one()
    links = [button for button in items(article_card(article, look), ui.Button) if button.url]  # pyright: ignore[reportAttributeAccessIssue]
    assert [(button.label, button.url) for button in links] == [("Read at Paper 1", "https://paper1.example/harbor")]  # pyright: ignore[reportAttributeAccessIssue]


def test_a_picture_stands_beside_the_text_with_its_alternative():
    article, look = one()
    (thumbnail,) = items(article_card(article, look), ui.Thumbnail)
    assert isinstance(thumbnail, ui.Thumbnail)
    assert thumbnail.media.url == "https://paper1.example/p.jpg"
    assert thumbnail.description == "The harbor"


def test_a_picture_without_a_description_is_described_by_its_title():
    article, look = one(image=Image("https://paper1.example/p.jpg"))
    (thumbnail,) = items(article_card(article, look), ui.Thumbnail)
    assert isinstance(thumbnail, ui.Thumbnail)
    assert thumbnail.description == "Harbor reopens, part 1"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://no host/", "data:image/png;base64,AA", "https://a.example/" + "x" * 2_048]
)
def test_a_picture_whose_address_is_bad_is_left_out(url: str):
    article, look = one(image=Image(url))
    view = article_card(article, look)
    assert not list(items(view, ui.Thumbnail))
    assert "Harbor reopens" in said(view)


def test_pictures_can_be_left_out_altogether():
    archive = archive_of(record())
    view = answer_card(answered(archive), look_of(archive, show_pictures=False))
    assert not list(items(view, ui.Thumbnail))


def test_other_wordings_of_an_article_are_kept():
    archive = archive_of(record(), record(title="Harbor is open again"))
    shown = said(article_card(archive.articles[0], look_of(archive)))
    assert "Harbor reopens, part 1" in shown
    assert "Harbor is open again" in shown


def test_an_outlet_that_the_archive_has_no_longer_is_named_by_its_key():
    article, _ = one()
    empty = look_of(archive_of())
    assert "paper1.example" in said(article_card(article, empty))


def test_about_names_counts_dates_version_and_fingerprint():
    archive = archive_of(*(record(number) for number in range(1, 4)), record(4, removed=True))
    shown = said(about.about_card(look_of(archive), "1.2.3"))
    assert "**3** articles from **3** outlets on **1** topic" in shown
    assert "from March 1, 2021 to March 3, 2021" in shown
    assert "One article was withdrawn" in shown
    assert r"Version 1\.2.3" in shown
    assert archive.fingerprint in shown
    assert "nothing" in shown


def test_help_names_every_command_and_the_examples():
    examples = [Remark("example-title", {"title": "Who reopened the harbor?"})]
    shown = said(help_card(examples, look_of(archive_of(record())), commands={"ask": 7}))
    assert "</ask:7>" in shown
    assert all(f"`/{name}`" in shown for name in ("latest", "timeline", "source", "topics", "outlets", "about"))
    assert "- Who reopened the harbor?" in shown


def test_dates_follow_the_readers_language():
    archive = archive_of(record())
    german = CardContext(Catalogue.load().get_translator("de", escape), archive, NOW)
    assert german.format_day(date(2021, 3, 1)) in {"March 1, 2021", "1. März 2021"}


def test_a_card_needs_no_memory_of_the_process():
    archive = archive_of(record())
    view = answer_card(answered(archive), look_of(archive))
    assert view.timeout is None
    assert all(
        button.custom_id or button.url for button in items(view, ui.Button) if isinstance(button, discord.ui.Button)
    )

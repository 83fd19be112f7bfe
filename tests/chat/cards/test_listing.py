"""A page of any list fits, and is safe with any text."""

from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from bot.answers.answer import Remark
from bot.answers.browse.listing import Listing, ListingEntry, ListingFilters, ListingKind, NameCount
from bot.chat.cards.listing import build_page_card
from bot.coverage.archive.archive import Archive
from bot.coverage.periods import STEPS, Silence
from tests.chat.cards.samples import assert_safe, context_of, slow
from tests.support import hostile


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
            next(iter(draw(hostile.articles(archive, 1))), None),
            draw(periods),
            draw(st.sampled_from(STEPS)),
            draw(silences),
            busy=draw(st.booleans()),
            exclusive=draw(st.booleans()),
        )
        for article in draw(hostile.articles(archive, 20))
    ]
    counts = st.builds(NameCount, st.text(max_size=5), hostile.texts, st.integers(0, 10**6), hostile.moments)
    remark = st.builds(lambda text: Remark("listing-about", {"about": text}), hostile.texts)
    return (
        Listing(
            kind,
            draw(remark),
            entries=tuple(entries) if kind in {"latest", "timeline", "source"} else (),
            counts=tuple(draw(st.lists(counts, max_size=40))) if kind in {"topics", "outlets"} else (),
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
def test_every_page_of_a_list_fits_and_is_safe(drawn: tuple[Listing, Archive, int], options: dict[str, bool]):
    listing, archive, offset = drawn
    assert_safe(build_page_card(listing, context_of(archive, **options), offset=offset), archive)

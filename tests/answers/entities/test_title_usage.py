"""How an archive's titles use words."""

from datetime import date

from bot.answers.entities.title_usage import count_titles, derive_title_usage, group_outlets_by_name
from bot.coverage.archive.archive import Archive
from tests.support.desks import build_desk, build_record
from tests.support.names import build_names


def archive_of(*titles: tuple[str, str]) -> Archive:
    """An archive of articles, each given as an outlet's name and a title."""
    return build_desk(
        *(
            build_record(
                title, url=f"https://{outlet.lower()}.example/{n}", outlet=outlet, published=date(2021, 1, 1 + n)
            )
            for n, (outlet, title) in enumerate(titles)
        )
    ).archive


def test_an_outlet_that_other_outlets_often_name_is_a_subject():
    titles = tuple((f"Nimbus opens office {n}", date(2021, 1, 1 + n)) for n in range(3))
    assert build_names(("Nimbus", "nimbus.example"), titles=titles).title_usage.subjects == {"nimbus"}
    assert not build_names(("Nimbus", "nimbus.example"), titles=titles[:2]).title_usage.subjects


def test_a_name_that_titles_use_as_a_word_is_ordinary():
    used = build_names(("Ledger", "ledger.example"), titles=(("A ledger was lost", date(2021, 1, 1)),))
    unused = build_names(("Ledger", "ledger.example"), titles=(("A book was lost", date(2021, 1, 1)),))
    assert "ledger" in used.title_usage.ordinary
    assert "ledger" not in unused.title_usage.ordinary


def test_counts_can_be_updated_by_what_is_gone_and_new():
    before = archive_of(("Wire", "Ledger wins"), ("Ledger", "Ferry of May 2021 sinks"))
    after = archive_of(("Wire", "Ledger loses"), ("Ledger", "Ferry of May 2021 sinks"))
    outlets_by_name = group_outlets_by_name(after.outlets.values())
    gone, new = before.changes(after)

    updated = count_titles(before.articles, outlets_by_name).update(
        count_titles(gone, outlets_by_name), count_titles(new, outlets_by_name)
    )

    counted = count_titles(after.articles, outlets_by_name)
    assert derive_title_usage(updated, after.outlets) == derive_title_usage(counted, after.outlets)

"""How an archive's titles use words."""

from datetime import date

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

"""Capitalization: which words an archive writes as names."""

from bot.answers.entities.capitalization import (
    Capitalization,
    build_capitalization_sections,
    update_capitalization_sections,
)
from bot.coverage.columns.table import build_table_in_memory
from tests.support.desks import build_desk, build_record


def build(*excerpts: str) -> tuple[Capitalization, object]:
    archive = build_desk(
        *(
            build_record(f"Bulletin {number}", url=f"https://a.example/{number}", excerpt=excerpt)
            for number, excerpt in enumerate(excerpts)
        )
    ).archive
    return Capitalization(build_table_in_memory(build_capitalization_sections(archive))), archive


def test_a_word_with_a_capital_inside_sentences_is_a_name():
    capitalization, _ = build("They met Byron near the lake.", "Later Byron left the lake.")

    assert capitalization.is_name("byron")
    assert not capitalization.is_name("lake")
    assert not capitalization.is_name("absent")


def test_the_first_word_of_a_sentence_does_not_count():
    capitalization, _ = build("Ferries sail. Ferries stop.")

    assert capitalization.counts("ferri") == (0, 0)


def test_a_text_in_title_case_does_not_count():
    capitalization, _ = build("The Last Ferry Of The Lake, The Mayor And The Council")

    assert capitalization.counts("mayor") == (0, 0)


def test_counts_that_follow_a_change_are_those_of_a_new_start():
    first = build_desk(
        build_record("One", url="https://a.example/1", excerpt="They met Byron near the lake."),
        build_record("Two", url="https://a.example/2", excerpt="There the ferry met Ada on Monday."),
    ).archive
    second = build_desk(
        build_record("One", url="https://a.example/1", excerpt="They met Byron near the lake."),
        build_record("Three", url="https://a.example/3", excerpt="There the ferry met Orla on Monday."),
    ).archive
    sections = build_capitalization_sections(first)
    gone, new = first.changes(second)
    sections |= update_capitalization_sections(build_table_in_memory(sections), gone, new)
    updated = Capitalization(build_table_in_memory(sections))
    fresh = Capitalization(build_table_in_memory(build_capitalization_sections(second)))

    assert all(updated.counts(stem) == fresh.counts(stem) for stem in ("byron", "ada", "orla", "met", "monday"))

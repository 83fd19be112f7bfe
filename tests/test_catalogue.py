"""The message catalogue: which language a reader gets, and that no message can break a reply."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue import Catalogue, Translator


def _folder(root: Path, **locales: str) -> Path:
    for name, text in locales.items():
        folder = root / name.replace("_", "-")
        folder.mkdir()
        (folder / "room.ftl").write_text(text, "utf-8")
    return root


ENGLISH = """
hello = Hello, { $name }.
only-here = English alone.
pieces = { $count ->
    [one] one piece
   *[other] { $count } pieces
}
day = Reported on { DATETIME($day, dateStyle: "long") }.
kind = { $kind ->
    [how_long] a length
   *[other] { $kind }
}
option = topic
    .description = What it is about
"""


@pytest.fixture(scope="module")
def built_in() -> Catalogue:
    return Catalogue.load()


@pytest.fixture(scope="module")
def echo(tmp_path_factory: pytest.TempPathFactory) -> Translator:
    return Catalogue.load(_folder(tmp_path_factory.mktemp("echo"), en_US="echo = { $text }")).get_translator()


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    german = 'hello = Hallo { $name }.\nday = Berichtet am { DATETIME($day, dateStyle: "long") }.\n'
    return Catalogue.load(_folder(tmp_path, en_US=ENGLISH, de=german, zh_CN="hello = 你好 { $name }"))


def test_an_argument_is_filled_in(catalogue: Catalogue):
    assert catalogue.get_translator("en-US")("hello", {"name": "Ann"}) == "Hello, Ann."


def test_numbers_choose_their_plural_and_get_their_separators(catalogue: Catalogue):
    words = catalogue.get_translator("en-US")
    assert words("pieces", {"count": 1}) == "one piece"
    assert words("pieces", {"count": 2398}) == "2,398 pieces"


@pytest.mark.parametrize(
    ("iso", "day"),
    [
        ("2020-06-11", "June 11, 2020"),
        ("2020-06", "June 2020"),
        ("2020", "2020"),
        ("2020-06-11T23:30:00-04:00", "June 12, 2020"),
        ("last week", "last week"),
        ("2020-13-45", "2020-13-45"),
    ],
)
def test_iso_text_is_written_as_a_date_and_other_text_is_left_alone(catalogue: Catalogue, iso: str, day: str):
    assert catalogue.get_translator("en-US")("day", {"day": iso}) == f"Reported on {day}."


def test_dates_follow_the_readers_language(catalogue: Catalogue):
    assert catalogue.get_translator("de")("day", {"day": "2020-06-11"}) == "Berichtet am 11. Juni 2020."


def test_text_is_escaped_when_shown_but_not_when_a_message_selects_by_it(catalogue: Catalogue):
    words = catalogue.get_translator("en-US", escape=lambda text: text.replace("_", r"\_"))
    assert words("hello", {"name": "a_b"}) == r"Hello, a\_b."
    assert words("kind", {"kind": "how_long"}) == "a length"
    assert words("kind", {"kind": "any_thing"}) == r"any\_thing"


def test_escaping_does_not_hide_a_date(catalogue: Catalogue):
    words = catalogue.get_translator("en-US", escape=lambda text: text.replace("-", r"\-"))
    assert words("day", {"day": "2020-06-11"}) == "Reported on June 11, 2020."


def test_an_attribute_is_reached_by_its_name(catalogue: Catalogue):
    assert catalogue.get_translator("en-US")("option.description") == "What it is about"


def test_messages_that_a_locale_lacks_come_from_english(catalogue: Catalogue):
    words = catalogue.get_translator("de")
    assert words("only-here") == "English alone."
    assert words.has("hello")
    assert not words.has("only-here")


@pytest.mark.parametrize(
    ("locale", "tag"),
    [
        ("en-US", "en-US"),
        ("en-GB", "en-US"),
        ("en_gb", "en-US"),
        ("de", "de"),
        ("de-AT", "de"),
        ("DE_at", "de"),
        ("zh-CN", "zh-CN"),
        ("zh-SG", "zh-CN"),
        ("zh-Hans-SG", "zh-CN"),
        ("zh-TW", "en-US"),
        ("fr", "en-US"),
        ("", "en-US"),
        (None, "en-US"),
        ("no such locale!", "en-US"),
    ],
)
def test_a_locale_gets_the_closest_one_there_is(catalogue: Catalogue, locale: str | None, tag: str):
    assert catalogue.match_locale(locale) == tag


def test_a_missing_message_comes_out_readable_and_is_logged(catalogue: Catalogue, caplog: pytest.LogCaptureFixture):
    assert catalogue.get_translator("de")("answers-weak-one.title") == "answers weak one: title"
    assert "answers-weak-one.title" in caplog.text


def test_a_missing_argument_is_shown_by_name_and_logged(catalogue: Catalogue, caplog: pytest.LogCaptureFixture):
    assert catalogue.get_translator("en-US")("hello") == "Hello, name."
    assert "hello" in caplog.text


def test_a_translation_with_an_unknown_argument_is_replaced_by_english(tmp_path: Path):
    catalogue = Catalogue.load(_folder(tmp_path, en_US="hello = Hello { $name }", de="hello = Hallo { $nom }"))
    assert catalogue.get_translator("de")("hello", {"name": "Ann"}) == "Hello Ann"


def test_a_broken_message_is_logged_and_the_others_work(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.ERROR):
        catalogue = Catalogue.load(_folder(tmp_path, en_US="good = Good\nbad = { $\nlast = Last\n"))
    words = catalogue.get_translator(None)
    assert (words("good"), words("last")) == ("Good", "Last")
    assert "room.ftl" in caplog.text


def test_a_folder_without_english_is_refused(tmp_path: Path):
    with pytest.raises(FileNotFoundError, match="en-US"):
        Catalogue.load(_folder(tmp_path, de="hello = Hallo"))


@pytest.mark.parametrize(
    "escape", [str, lambda text: text.replace("*", r"\*"), lambda text: text.replace("*", "&ast;")]
)
def test_a_very_long_argument_is_cut_rather_than_refused(catalogue: Catalogue, escape: Callable[[str], str]):
    text = catalogue.get_translator("en-US", escape)("hello", {"name": "*" * 9_000})
    assert text.endswith("….")
    assert 1_000 < len(text) < 2_100


def test_a_list_is_joined_as_its_language_does(tmp_path: Path):
    messages = (
        'from = From { LIST($names) }\nwithout = Without { LIST($names, type: "or", opening: "<", closing: ">") }\n'
    )
    words = Catalogue.load(_folder(tmp_path, en_US=messages)).get_translator("en-US", lambda text: text.upper())
    assert words("from", {"names": "a"}) == "From A"
    assert words("from", {"names": "a, b"}) == "From A and B"
    assert words("from", {"names": "a, b, c"}) == "From A, B, and C"
    assert words("without", {"names": "a, b"}) == "Without <A> or <B>"


@given(st.text(max_size=60), st.dictionaries(st.text(max_size=8), st.text(max_size=80) | st.integers(), max_size=3))
def test_no_message_or_argument_raises(built_in: Catalogue, name: str, args: dict[str, str | int]):
    assert isinstance(built_in.get_translator("de")(name, args), str)


@given(st.text(max_size=200))
def test_text_is_shown_unchanged(echo: Translator, text: str):
    assert echo("echo", {"text": text}) == text

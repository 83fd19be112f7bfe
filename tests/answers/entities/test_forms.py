"""The forms that a name is looked up by."""

import pytest

from bot.answers.entities.forms import (
    abbreviate,
    extract_domain,
    extract_registered_label,
    is_domain,
    is_public_suffix,
    iterate_name_forms,
    iterate_topic_forms,
    squash,
)


@pytest.mark.parametrize("name", ["Tech Crunch", "techcrunch", "TECHCRUNCH", "Tech-Crunch"])
def test_a_squashed_name_is_the_same_however_it_is_written(name: str):
    assert squash(name) == "techcrunch"


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("https://www.theverge.com/2021?x=1", "theverge.com"),
        ("BBC.co.uk", "bbc.co.uk"),
        ("www.zdnet.com:443", "zdnet.com"),
        ("The Verge", ""),
        ("", ""),
    ],
)
def test_the_host_of_an_address_is_extracted(text: str, host: str):
    assert extract_domain(text) == host
    assert is_domain(host) == bool(host)


@pytest.mark.parametrize(
    ("host", "label"), [("bbc.co.uk", "bbc"), ("theverge.com", "theverge"), ("cloud.google.com", ""), ("localhost", "")]
)
def test_a_host_has_a_registered_label_unless_it_is_part_of_another(host: str, label: str):
    assert extract_registered_label(host) == label


@pytest.mark.parametrize(("host", "is_suffix"), [("co.uk", True), ("uk", True), ("bbc.co.uk", False)])
def test_a_public_suffix_is_nobodys_own(host: str, is_suffix: bool):  # noqa: FBT001
    assert is_public_suffix(host) is is_suffix


@pytest.mark.parametrize(
    ("name", "initials"), [("South China Morning Post", "scmp"), ("The Wall Street Journal", "wsj"), ("Gulf News", "")]
)
def test_a_name_of_three_words_has_an_acronym(name: str, initials: str):
    assert abbreviate(name) == initials


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("The Verge", {(0, "theverge"), (1, "verge")}),
        ("L'\u00c9quipe", {(0, "lequipe"), (1, "equipe")}),
        ("bbc.co.uk", {(0, "bbccouk"), (2, "bbc")}),
        ("FOX News - Lifestyle", {(0, "foxnewslifestyle"), (2, "foxnews")}),
    ],
)
def test_a_name_is_found_without_its_article_domain_ending_or_section(name: str, forms: set[tuple[int, str]]):
    assert set(iterate_name_forms(name)) == forms


def test_a_topic_is_found_by_its_initials_and_a_short_one_by_its_long_form():
    assert (3, "nlp") in set(iterate_topic_forms("Natural Language Processing"))
    assert (2, "artificialintelligence") in set(iterate_topic_forms("AI"))

"""Synonyms are data: the package's own, or an operator's."""

import pytest
import yaml
from msgspec import ValidationError

from bot.answers.synonyms import ALIKE, SAME, Other, Synonyms, joined, load, own


def test_every_member_of_a_group_finds_the_others():
    synonyms = Synonyms([(ALIKE, ["ban", "moratorium", "freeze"])])

    assert {other.stem for other in synonyms.others(["moratorium"])} == {"ban", "freez"}


def test_forms_of_several_words_are_found_where_they_stand_together():
    synonyms = Synonyms([(ALIKE, ["police", "law enforcement"])])

    assert list(synonyms.others(["when", "law", "enforc"])) == [Other(1, 2, "polic", ALIKE)]
    assert list(synonyms.others(["law", "polic"])) == [Other(1, 1, joined(("law", "enforc")), ALIKE)]
    assert synonyms.phrases == {("law", "enforc")}


def test_the_packages_own_synonyms_can_be_read():
    synonyms = own()

    assert Other(0, 1, "facebook", SAME) in list(synonyms.others(["fb"]))


def test_an_empty_file_has_no_synonyms():
    assert list(load("").others(["ban"])) == []


@pytest.mark.parametrize("text", ["- a", "same: [ban]", "same: [[1, 2]]", "other: []"])
def test_a_file_of_another_shape_is_refused(text: str):
    with pytest.raises(ValidationError):
        load(text)


def test_a_file_that_is_no_yaml_is_refused():
    with pytest.raises(yaml.YAMLError):
        load("same: [")

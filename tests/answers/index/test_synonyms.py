"""Synonyms: the package's own, and an operator's."""

import re
from pathlib import Path

import pytest
import yaml
from msgspec import ValidationError

from bot.answers.analysis.stemming import stem
from bot.answers.index.synonyms import (
    NEAR_WEIGHT,
    SAME_WORD_WEIGHT,
    SYNONYM_WEIGHT,
    SynonymMatch,
    Synonyms,
    SynonymsError,
    find_irregular_stems,
    join_stems,
    load_default_synonyms,
    parse_synonyms,
    read_synonyms,
)


def test_every_member_of_a_group_finds_the_others():
    synonyms = Synonyms([(SYNONYM_WEIGHT, ["ban", "moratorium", "freeze"])])

    assert {match.stem for match in synonyms.find_alternatives(["moratorium"])} == {"ban", "freez", "froze", "frozen"}


def test_a_phrase_is_found_if_its_words_stand_together():
    synonyms = Synonyms([(SYNONYM_WEIGHT, ["police", "law enforcement"])])

    assert list(synonyms.find_alternatives(["when", "law", "enforc"])) == [SynonymMatch(1, 2, "polic", SYNONYM_WEIGHT)]
    assert list(synonyms.find_alternatives(["law", "polic"])) == [
        SynonymMatch(1, 1, join_stems(("law", "enforc")), SYNONYM_WEIGHT)
    ]
    assert synonyms.phrases == {("law", "enforc")}


def test_irregular_forms_stand_for_their_base():
    synonyms = Synonyms([(SYNONYM_WEIGHT, ["buy", "acquire", "take over"])])

    meanings = synonyms.near_meanings("bought")
    assert meanings["buy"] == SAME_WORD_WEIGHT
    assert meanings["acquir"] == SYNONYM_WEIGHT
    assert "took_over" in meanings
    assert "buy" in synonyms.near_meanings("took", "over")
    assert ("taken", "over") in synonyms.phrases


def test_the_stems_of_other_irregular_forms_are_known():
    assert "came" in find_irregular_stems("come")
    assert "come" in find_irregular_stems("came")
    assert not find_irregular_stems("ferri")


def test_a_particle_may_stand_apart_from_its_verb():
    synonyms = Synonyms([(SYNONYM_WEIGHT, ["delay", "push back"])])

    (match,) = synonyms.find_alternatives(["who", "push", "the", "date", "back"])
    assert match == SynonymMatch(1, 1, "delay", SYNONYM_WEIGHT)
    assert not list(synonyms.find_alternatives(["push", "a", "b", "c", "d", "e", "back"]))


def test_a_member_of_a_group_is_known_in_all_its_forms():
    synonyms = Synonyms([(SYNONYM_WEIGHT, ["buy", "zorb"])])

    assert [synonyms.knows(stemmed) for stemmed in ("zorb", "bought", "kite")] == [True, True, False]


@pytest.mark.parametrize(
    ("phrase", "meaning"),
    [
        ("bought", "acquir"),
        ("called off", "cancel"),
        ("cancel", "call_off"),
        ("criticised", "critic"),
        ("kids", "children"),
        ("explain", "explan"),
        ("resigns", "step_down"),
        ("comes out", "releas"),
        ("shelled out", "pay"),
        ("sacked", "let_go"),
        ("pushed back", "delay"),
        ("headquarters", "hq"),
        ("mates", "friend"),
        ("moaning", "complaint"),
        ("banged up", "jail"),
        ("expecting a baby", "pregnant"),
        ("passed away", "die"),
        ("came clean", "admit"),
        ("priciest", "most_expens"),
        ("brits", "british"),
        ("footy", "footbal"),
        ("mtx", "microtransact"),
        ("chucking it down", "rainfal"),
        ("skint", "penniless"),
    ],
)
def test_the_package_knows_near_meanings_and_other_forms(phrase: str, meaning: str):
    assert meaning in load_default_synonyms().near_meanings(*map(stem, phrase.split()))


def test_a_word_without_group_or_other_forms_has_no_near_meanings():
    assert load_default_synonyms().near_meanings("zanzibari") == {}


def test_the_index_knows_the_phrases_of_close_groups_only():
    close, far = Synonyms([(SYNONYM_WEIGHT, ["ban", "rule out"])]), Synonyms([(NEAR_WEIGHT, ["ban", "rule out"])])

    assert close.phrases == {("rule", "out")}
    assert far.phrases == frozenset()
    assert far.near_meanings("ban") == {"rule_out": NEAR_WEIGHT}


def test_the_package_has_synonyms():
    synonyms = load_default_synonyms()

    assert SynonymMatch(0, 1, "facebook", SAME_WORD_WEIGHT) in list(synonyms.find_alternatives(["fb"]))


def test_an_empty_file_has_no_synonyms():
    assert list(parse_synonyms("").find_alternatives(["ban"])) == []


@pytest.mark.parametrize("text", ["- a", "same: [ban]", "same: [[1, 2]]", "other: []"])
def test_a_text_of_another_form_is_refused(text: str):
    with pytest.raises(ValidationError):
        parse_synonyms(text)


def test_a_text_that_is_no_yaml_is_refused():
    with pytest.raises(yaml.YAMLError):
        parse_synonyms("same: [")


def test_a_file_has_groups_of_three_weights():
    synonyms = parse_synonyms("same: [[fb, facebook]]\nalike: [[ban, moratorium]]\nnear: [[mull, consider]]")

    weights = [next(iter(synonyms.near_meanings(word).values())) for word in ("fb", "ban", "mull")]
    assert weights == [SAME_WORD_WEIGHT, SYNONYM_WEIGHT, NEAR_WEIGHT]


def test_an_operators_synonyms_are_added_to_the_packages(tmp_path: Path):
    (tmp_path / "words.yaml").write_text("alike:\n  - [tram, streetcar]\n")
    synonyms = read_synonyms(tmp_path / "words.yaml")
    assert [match.stem for match in synonyms.find_alternatives(["tram"])] == ["streetcar"]
    assert "facebook" in [match.stem for match in synonyms.find_alternatives(["fb"])]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("same: [[tram, ]\n", "line 2"),
        ("same:\n  - tram: streetcar\n", "$.same[0]"),
        ("same:\n  - [tram, 7]\n", "$.same[0][1]"),
        ("others: []\n", "others"),
        ("- a\n", "object"),
    ],
)
def test_an_error_tells_the_file_and_the_place_in_it(tmp_path: Path, text: str, message: str):
    (tmp_path / "words.yaml").write_text(text)
    with pytest.raises(SynonymsError, match=re.escape(message)) as caught:
        read_synonyms(tmp_path / "words.yaml")
    assert "words.yaml" in str(caught.value)


def test_an_error_tells_why_a_file_cannot_be_read(tmp_path: Path):
    with pytest.raises(SynonymsError, match="can't be read"):
        read_synonyms(tmp_path / "none.yaml")
    (tmp_path / "odd.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SynonymsError, match="not UTF-8"):
        read_synonyms(tmp_path / "odd.yaml")

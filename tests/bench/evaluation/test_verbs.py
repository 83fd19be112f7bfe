"""Forms of verbs, and verbs of similar meaning."""

import pytest

from bench.evaluation.verbs import BY_BASE, SWAPPED_INTO, VERBS, find_group


@pytest.mark.parametrize(
    ("base", "forms"),
    [
        ("buy", ("bought", "bought", "buys", "buying")),
        ("ban", ("banned", "banned", "bans", "banning")),
        ("deny", ("denied", "denied", "denies", "denying")),
        ("release", ("released", "released", "releases", "releasing")),
        ("publish", ("published", "published", "publishes", "publishing")),
        ("steal", ("stole", "stolen", "steals", "stealing")),
    ],
)
def test_a_verb_has_its_forms(base: str, forms: tuple[str, ...]):
    verb = BY_BASE[base]
    assert (verb.past, verb.participle, verb.third, verb.gerund) == forms


def test_no_verb_is_in_two_groups():
    assert len({verb.base for verb in VERBS}) == len(VERBS)


def test_a_group_begins_with_the_everyday_word():
    assert find_group(BY_BASE["acquire"])[0].base == "buy"


def test_the_verbs_of_false_questions_are_known():
    assert set(SWAPPED_INTO) <= set(BY_BASE)

"""Stems and roots."""

from bot.answers.analysis.stemming import derive_roots, stem


def test_word_forms_share_a_stem():
    assert len({stem(word) for word in ("ban", "bans", "banned", "banning")}) == 1


def test_united_does_not_become_unit():
    assert stem("united") != stem("unit")


def test_forms_that_a_stemmer_keeps_apart_share_a_root():
    assert set(derive_roots(stem("extension"))) & set(derive_roots(stem("extends")))
    assert set(derive_roots(stem("suspension"))) & set(derive_roots(stem("suspended")))
    assert not set(derive_roots(stem("police"))) & set(derive_roots(stem("policy")))

"""An article is corrected if it no longer says what its message shows, and withdrawn if a record says so."""

from msgspec import structs

from bot.coverage.article import Record, Withdrawal
from bot.digests.digest import Correction, ShownArticle
from bot.digests.editions.corrections import find_corrections
from tests.support.desks import build_desk
from tests.support.digesting import story

TUNNEL = story(4)
FIRST_SENTENCE = "Tunnel floods, harbour xxxxxx yyyyyy."


def find(*records: Record, is_withdrawn: bool = False) -> list[Correction]:
    """Find what the message of the tunnel should say if the archive has these records now."""
    article = build_desk(TUNNEL).archive.articles[0]
    shown = ShownArticle(1, article.id, 7, 70, article.title, FIRST_SENTENCE, is_withdrawn)
    return list(find_corrections(build_desk(*records), [shown]))


def test_what_is_as_it_was_sent_needs_no_correction():
    assert find(TUNNEL) == []


def test_a_headline_that_no_record_has_any_more_is_corrected():
    (correction,) = find(structs.replace(TUNNEL, title="Tunnel stays dry"))
    assert correction.article is not None
    assert (correction.article.title, correction.quote) == ("Tunnel stays dry", FIRST_SENTENCE)


def test_a_headline_that_another_record_still_has_is_not_corrected():
    assert find(TUNNEL, structs.replace(TUNNEL, title="Harbour tunnel: what we know", excerpt="A" * 200)) == []


def test_punctuation_is_no_correction():
    assert find(structs.replace(TUNNEL, title="Tunnel floods, beneath harbour!")) == []


def test_a_sentence_that_stands_in_no_record_any_more_is_corrected():
    (correction,) = find(structs.replace(TUNNEL, excerpt="Tunnel floods were only feared, the harbour says."))
    assert correction.quote == "Tunnel floods were only feared, the harbour says."


def test_a_withdrawn_article_is_corrected_once():
    gone = structs.replace(TUNNEL, removed=True, removed_reason="It was another tunnel.")
    (correction,) = find(gone)
    assert (correction.article, correction.withdrawal) == (None, Withdrawal(TUNNEL.url, "It was another tunnel."))
    assert find(gone, is_withdrawn=True) == []


def test_an_article_that_comes_back_is_shown_again():
    (correction,) = find(TUNNEL, is_withdrawn=True)
    assert correction.article is not None


def test_an_article_whose_file_is_gone_was_not_withdrawn():
    assert find(story(5)) == []

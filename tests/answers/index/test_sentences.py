"""The sentences of an article in the index."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.analysis.stemming import stem
from bot.answers.analysis.tokens import tokenize
from bot.answers.desk.desk import Desk
from bot.answers.evidence.passages import read_sentence, split_passages
from bot.answers.index.sentences import SentencePlace, decode_sentences, encode_sentences
from tests.support.desks import build_desk, build_record
from tests.support.properties import examples

TEXTS = st.lists(st.sampled_from(["Dr. A. Byron met them. ", "It rose by 4.5%! ", "Why? ", "5. ", "Lake-Orla\u2026 "]))


def list_words(desk: Desk, doc: int, place: SentencePlace) -> list[str]:
    stems = desk.index.title_stems(doc) if place.in_title else desk.index.body_stems(doc)
    return [desk.index.vocabulary.stems[number] for number in stems[place.first : place.last]]


@settings(max_examples=examples(15))
@given(title=TEXTS.map("".join), excerpts=st.lists(TEXTS.map("".join), min_size=1, max_size=3))
def test_the_index_has_the_passages_of_an_article_with_their_words(title: str, excerpts: list[str]):
    records = [build_record(f"Lake {title}", url="https://a.example/1", excerpt=excerpt) for excerpt in excerpts]
    desk = build_desk(*records)
    (article,) = desk.archive.articles
    places = desk.index.sentences(0).places

    assert [read_sentence(article, place) for place in places] == [passage.text for passage in split_passages(article)]
    for place in places:
        assert list_words(desk, 0, place) == [stem(token.word) for token in tokenize(read_sentence(article, place))]


def test_words_of_excerpts_come_before_hyphenated_and_other_words():
    desk = build_desk(build_record("Ferries", url="https://a.example/1", excerpt="Lake-Orla ferries sail."))
    sentences = desk.index.sentences(0)
    stems = [desk.index.vocabulary.stems[number] for number in desk.index.body_stems(0)]

    assert stems[: sentences.words] == ["lake", "orla", "ferri", "sail"]
    assert stems[sentences.words : sentences.words + sentences.joined] == ["lakeorla"]


def test_sentences_are_decoded_as_they_were_encoded():
    places = [SentencePlace(0, 1, 0, 12, 0, 2), SentencePlace(1, 0, 3, 20, 5, 9)]

    assert decode_sentences(encode_sentences(places, 9, 1)) == (9, 1, places)

"""A reply becomes an answer: copies are folded, hits filled up, the story named."""

from bot.answers.answer import Remark
from bot.answers.evidence.passages import Passage
from bot.answers.replies.build import build_answer
from bot.answers.replies.reply import MAX_HITS, Reply
from bot.answers.retrieval.search import build_unscored_candidate
from bot.coverage.article import Article
from tests.support.conversations import DESK
from tests.support.desks import FERRY, LAKE, LAKE_WIRE, OBSERVATORY

LEAD = Remark("answer-found")


def article(url: str | None) -> Article:
    article = DESK.archive.by_url(url or "")
    assert article is not None
    return article


def test_a_quote_names_the_copies_of_its_article():
    lake = article(LAKE.url)
    answer = build_answer("lake", Reply(LEAD, passages=[Passage(lake.title, "title", lake)]), DESK, took_ms=1.5)

    assert [copy.url for copy in answer.quotes[0].also] == [LAKE_WIRE.url]
    assert (answer.question, answer.took_ms, answer.as_of) == ("lake", 1.5, DESK.archive.newest)


def test_copies_are_one_hit():
    candidates = [build_unscored_candidate(article(LAKE_WIRE.url)), build_unscored_candidate(article(LAKE.url))]
    answer = build_answer("lake", Reply(LEAD, candidates=[candidates]), DESK, took_ms=0)

    assert answer.hits[0].article.url == LAKE_WIRE.url
    assert [copy.url for copy in answer.hits[0].also] == [LAKE.url]
    assert len({hit.article.id for hit in answer.hits}) == MAX_HITS


def test_the_newest_articles_fill_up_the_hits_with_a_score_of_zero():
    answer = build_answer(
        "ferry", Reply(LEAD, candidates=[[build_unscored_candidate(article(FERRY.url))]]), DESK, took_ms=0
    )

    assert answer.hits[0].article.url == FERRY.url
    assert [hit.score for hit in answer.hits] == [1.0] + [0.0] * (MAX_HITS - 1)
    assert answer.near_hits == answer.hits[:1]


def test_scores_are_weighted():
    reply = Reply(LEAD, candidates=[[build_unscored_candidate(article(FERRY.url))]], score_weight=0.5, max_hits=1)

    assert [hit.score for hit in build_answer("ferry", reply, DESK, took_ms=0).hits] == [0.5]


def test_the_story_of_the_first_quote_is_named_if_another_outlet_has_it():
    lake, observatory = article(LAKE.url), article(OBSERVATORY.url)

    def story(quoted: Article) -> str:
        return build_answer("x", Reply(LEAD, passages=[Passage("x", "title", quoted)]), DESK, took_ms=0).story

    assert story(lake) == lake.id
    assert story(observatory) == ""


def test_a_reply_without_suggestions_has_none():
    assert build_answer("x", Reply(LEAD, suggests=False), DESK, took_ms=0).suggestions == ()
    assert build_answer("x", Reply(LEAD), DESK, took_ms=0).suggestions

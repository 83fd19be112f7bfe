"""A judge chooses, orders and rejects sentences by their numbers. It adds nothing of its own to an answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.answer import Answer, Remark, Verdict
from bot.answers.evidence.diversity import MAX_QUOTES
from bot.answers.evidence.passages import Passage, split_passages
from bot.answers.pipeline import answer
from bot.answers.replies.build import build_answer
from bot.answers.replies.judgement import (
    MAX_SENTENCES,
    Judgement,
    Sentence,
    apply_judgement,
    judge_answer,
    list_candidates,
)
from bot.answers.replies.reply import Reply
from bot.answers.retrieval.search import build_unscored_candidate
from tests.support.conversations import DESK, NOW
from tests.support.desks import LAKE, LAKE_WIRE, VILLAGES
from tests.support.judges import FakeJudge

QUESTION = "How many people went home to Tarn?"


def passages(*urls: str | None) -> list[Passage]:
    """The headline and the sentences of articles, in order."""
    articles = [DESK.archive.by_url(url or "") for url in urls]
    return [passage for article in articles if article is not None for passage in split_passages(article)]


LAKE_TITLE, LAKE_LEVEL, LAKE_VILLAGES, TARN_TITLE, TARN_PEOPLE = passages(LAKE.url, VILLAGES.url)
CONSIDERED = (LAKE_TITLE, LAKE_LEVEL, LAKE_VILLAGES, TARN_TITLE, TARN_PEOPLE)


def make_answer(
    verdict: Verdict = "weak", confidence: float = 0.5, *, remarks: tuple[Remark, ...] = (), first: Passage = LAKE_TITLE
) -> Answer:
    """An answer that quotes one sentence of those considered; none if nothing was found."""
    reply = Reply(
        Remark(f"answer-{verdict}"),
        verdict=verdict,
        confidence=confidence,
        passages=[] if verdict == "nothing" else [first],
        considered=CONSIDERED,
        candidates=[[build_unscored_candidate(first.article)]],
        remarks=remarks,
        suggests=verdict != "found",
    )
    return build_answer(QUESTION, reply, DESK, took_ms=1.0)


def texts(answer: Answer) -> list[str]:
    return [quote.text for quote in answer.quotes]


# What a judgement may change.


def test_the_chosen_sentences_are_quoted_in_the_judges_order():
    judged = apply_judgement(make_answer(), Judgement("found", (5, 2)), DESK)

    assert texts(judged) == [TARN_PEOPLE.text, LAKE_LEVEL.text]
    assert (judged.verdict, judged.lead) == ("found", Remark("answer-found"))


def test_a_chosen_sentence_has_the_copies_of_its_article():
    judged = apply_judgement(make_answer(), Judgement("found", (2,)), DESK)
    assert [copy.url for copy in judged.quotes[0].also] == [LAKE_WIRE.url]


def test_a_judge_can_reject_everything():
    judged = apply_judgement(make_answer("found", 0.9), Judgement("nothing"), DESK)

    assert (judged.verdict, judged.quotes, judged.story) == ("nothing", (), "")
    assert judged.lead == Remark("answer-nothing")
    assert "latest from Harbor Post" in judged.suggestions


def test_a_judge_can_find_an_answer_where_none_was_seen():
    judged = apply_judgement(make_answer("nothing", 0.1), Judgement("found", (5,)), DESK)

    assert (judged.verdict, texts(judged), judged.suggestions) == ("found", [TARN_PEOPLE.text], ())


def test_the_story_is_that_of_the_new_first_quote():
    judged = apply_judgement(make_answer(first=TARN_TITLE), Judgement("found", (1,)), DESK)
    assert judged.story == LAKE_TITLE.article.id


def test_no_more_sentences_are_quoted_than_a_reply_holds():
    judged = apply_judgement(make_answer(), Judgement("found", (1, 2, 3, 4, 5)), DESK)
    assert texts(judged) == [passage.text for passage in CONSIDERED[:MAX_QUOTES]]


def test_of_two_chosen_sentences_that_say_the_same_the_first_is_quoted():
    again = Passage(f"{TARN_TITLE.text}!", "excerpt", TARN_TITLE.article)
    reply = Reply(Remark("answer-weak"), considered=[TARN_TITLE, again, TARN_PEOPLE])
    judged = apply_judgement(build_answer("lake", reply, DESK, took_ms=0), Judgement("found", (2, 1, 3)), DESK)
    assert texts(judged) == [again.text, TARN_PEOPLE.text]


def test_found_raises_the_confidence_and_nothing_lowers_it():
    before = make_answer("weak", 0.5)
    confidences = [
        apply_judgement(before, judgement, DESK).confidence
        for judgement in (Judgement("found", (1,)), Judgement("weak", (1,)), Judgement("nothing"))
    ]
    assert confidences == [0.8, 0.5, 0.2]


@pytest.mark.parametrize("confidence", [0.0, 0.3, 1.0])
def test_the_confidence_fits_the_verdict_and_is_never_certain(confidence: float):
    found, weak, nothing = (
        apply_judgement(make_answer("weak", confidence), judgement, DESK).confidence
        for judgement in (Judgement("found", (1,)), Judgement("weak", (1,)), Judgement("nothing"))
    )
    assert 0 < nothing < weak < found < 1


# Remarks that speak of the quotes go with them; the others stay.


@pytest.mark.parametrize(
    ("remark", "before", "judgement", "stays"),
    [
        ("answer-missing", "weak", Judgement("found", (5,)), False),
        ("answer-missing", "weak", Judgement("weak", (5,)), True),
        ("answer-other-dates", "nothing", Judgement("found", (5,)), False),
        ("answer-reported-on", "found", Judgement("found", (5,)), False),
        ("answer-reported-on", "found", Judgement("found", (1, 5)), True),
        ("answer-from", "weak", Judgement("nothing"), True),
    ],
)
def test_a_remark_stays_while_it_is_true(remark: str, before: Verdict, judgement: Judgement, *, stays: bool):
    judged = apply_judgement(make_answer(before, remarks=(Remark(remark),)), judgement, DESK)
    assert (Remark(remark) in judged.remarks) is stays


# What is no judgement.


@pytest.mark.parametrize(
    "judgement",
    [
        Judgement("found", (6,)),
        Judgement("found", (0,)),
        Judgement("found", (-1,)),
        Judgement("found", (2, 2)),
        Judgement("found"),
        Judgement("weak"),
        Judgement("nothing", (1,)),
    ],
)
def test_an_invalid_judgement_changes_nothing(judgement: Judgement):
    before = make_answer()
    assert apply_judgement(before, judgement, DESK) == before


@given(
    st.sampled_from(["found", "weak", "nothing"]),
    st.lists(st.integers(-3, 20), max_size=15).map(tuple),
)
def test_whatever_a_judge_says_every_quote_was_considered(verdict: Verdict, numbers: tuple[int, ...]):
    judged = apply_judgement(make_answer(), Judgement(verdict, numbers), DESK)
    assert set(texts(judged)) <= {passage.text for passage in CONSIDERED}


# Which answers are judged, and what a judge is shown.


async def test_a_judge_is_shown_sentences_with_their_headline_outlet_and_day():
    judge = FakeJudge(Judgement("found", (5,)))
    judged = await judge_answer(make_answer(), judge, DESK)

    ((question, sentences),) = judge.asked
    assert question == QUESTION
    assert sentences[3:] == [
        Sentence(TARN_TITLE.text, "", "Northern Wire", "2021-03-12"),
        Sentence(TARN_PEOPLE.text, TARN_TITLE.text, "Northern Wire", "2021-03-12"),
    ]
    assert texts(judged) == [TARN_PEOPLE.text]


async def test_without_a_judgement_the_answer_stays_as_it_is():
    before = make_answer()
    judged = await judge_answer(before, FakeJudge(None), DESK)
    assert (judged.verdict, judged.quotes, judged.confidence) == (before.verdict, before.quotes, before.confidence)


async def test_the_time_of_the_judge_counts():
    assert (await judge_answer(make_answer(), FakeJudge(None), DESK)).took_ms >= 1.0


@pytest.mark.parametrize(
    "text", ["latest news", "hello", "thanks", "how many articles on Lake Orla?", "latest from Reuters", ""]
)
async def test_lists_counts_and_small_talk_are_not_judged(text: str):
    judge = FakeJudge(Judgement("nothing"))
    reply = answer(text, DESK, now=NOW)
    assert await judge_answer(reply, judge, DESK) is reply
    assert judge.asked == []


def test_a_question_that_quotes_has_its_quotes_among_the_candidates():
    reply = answer("How high did Lake Orla rise?", DESK, now=NOW)
    assert set(texts(reply)) <= {quote.text for quote in list_candidates(reply)}


def test_a_question_without_an_answer_can_be_judged_too():
    reply = answer("Did the observatory find gold?", DESK, now=NOW)
    assert reply.verdict == "nothing"
    assert list_candidates(reply)


async def test_a_follow_up_is_judged_as_a_whole_question():
    judge = FakeJudge(None)
    reply = build_answer(
        "and in Tarn?", Reply(Remark("answer-weak"), considered=CONSIDERED, follow_up=QUESTION), DESK, took_ms=0
    )
    await judge_answer(reply, judge, DESK)
    assert judge.questions == [QUESTION]


def test_a_text_is_a_candidate_once():
    title = Passage(LAKE_TITLE.text.upper(), "title", LAKE_TITLE.article)
    reply = build_answer("lake", Reply(Remark("answer-weak"), considered=[LAKE_TITLE, title]), DESK, took_ms=0)
    assert len(list_candidates(reply)) == 1


def test_a_judge_is_shown_a_bounded_number_of_sentences():
    many = [Passage(f"{TARN_TITLE.text} {number}", "excerpt", TARN_TITLE.article) for number in range(40)]
    reply = build_answer("lake", Reply(Remark("answer-weak"), considered=many), DESK, took_ms=0)
    assert len(list_candidates(reply)) == MAX_SENTENCES

"""Diversity: the quotes of an answer differ, and those of a brief are of different stories."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from bot.answers.desk.desk import Desk
from bot.answers.evidence.diversity import MAX_BRIEF_QUOTES, complete_cut_quotes, select_brief, select_diverse
from bot.answers.evidence.scoring import ScoredPassage
from bot.answers.evidence.selection import select_evidence
from bot.answers.query.question import parse_question
from bot.answers.retrieval.search import search
from tests.support.desks import build_desk, build_record

NOW = datetime(2022, 5, 20, tzinfo=UTC)
DESK = build_desk(
    build_record(
        "Ferry line Orla buys two ships", url="https://a.example/1", published=date(2022, 3, 1), excerpt="Orla paid."
    ),
    build_record(
        "Ferry line Orla buys two new ships",
        url="https://b.example/1",
        published=date(2022, 3, 1),
        excerpt="Orla paid.",
    ),
    build_record(
        "Captain of Orla wins a medal for a rescue",
        url="https://a.example/2",
        published=date(2022, 1, 5),
        excerpt="At sea.",
    ),
    build_record(
        "Storm stops the Orla for a week", url="https://a.example/3", published=date(2022, 2, 10), excerpt="Waves rose."
    ),
)


def score(text: str, desk: Desk = DESK) -> Sequence[ScoredPassage]:
    return select_evidence(search(parse_question(text, desk.names, now=NOW), desk), desk).scored


def test_no_quote_repeats_another():
    texts = [passage.passage.text for passage in select_diverse(score("orla buys two ships"))]

    assert len([text for text in texts if "buys two" in text]) == 1


def test_a_headline_takes_no_place_beside_a_sentence_of_its_article():
    desk = build_desk(
        *(
            build_record(
                f"Orla ferry {name} sails",
                url=f"https://{name}.example/1",
                excerpt=f"The Orla ferry of {name} sails at {hour}.",
            )
            for hour, name in enumerate(("Tarn", "Brome", "Calder", "Dunn", "Esk", "Fenn"), start=3)
        )
    )
    selected = select_diverse(score("orla ferry sails", desk), 2)
    articles = {passage.passage.article.id for passage in selected}

    assert len(articles) == 2
    assert {passage.passage.place for passage in selected} == {"title", "excerpt"}


def test_a_brief_has_one_quote_of_each_story_in_the_order_of_dates_after_the_first():
    brief = select_brief(score("news on orla"), DESK)
    days = [str(passage.passage.article.published.day) for passage in brief if passage.passage.article.published]
    stories = [DESK.stories.story_of(passage.passage.article.id) for passage in brief]

    assert 1 < len(brief) <= MAX_BRIEF_QUOTES
    assert days[1:] == sorted(days[1:])
    assert len({story.id for story in stories if story}) == len(brief)


def test_nothing_is_selected_of_nothing():
    assert select_diverse([]) == ()
    assert select_brief([], DESK) == ()


def test_a_cut_sentence_gives_way_to_a_complete_copy():
    desk = build_desk(
        build_record(
            "Ferry Orla rams pier", url="https://a.example/1", excerpt="The ferry Orla hit the old stone pier of"
        ),
        build_record(
            "Pier hit", url="https://b.example/1", outlet="b", excerpt="The ferry Orla hit the old stone pier of Tarn."
        ),
    )
    scored = score("ferry orla hit the pier", desk)
    cut = [passage for passage in scored if passage.passage.text.endswith("pier of")]

    (completed,) = complete_cut_quotes(cut, scored)
    assert completed.passage.text.endswith("Tarn.")

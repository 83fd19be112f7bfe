"""The messages of an edition: one for a channel, one for each story in a forum."""

from bot.coverage.article import Article
from bot.digests.digest import Edition, EditionEntry, Run, Step, create_run, settle_step
from bot.digests.editions.steps import list_delivered, plan_steps
from tests.support.desks import build_desk
from tests.support.digesting import START, daily, story

DESK = build_desk(*(story(number) for number in range(4)))
FIRST, SECOND, THIRD, FOURTH = (DESK.archive.articles[place] for place in range(4))


def build_run(*entries: EditionEntry, steps: tuple[Step, ...]) -> Run:
    run = create_run(daily(id=1), START)
    return Run(run.id, run.digest, run.due_at, edition=Edition(entries), steps=steps)


def list_sent(run: Run) -> list[tuple[Article, int, int]]:
    return [(sent.article, sent.channel, sent.message) for sent in list_delivered(run)]


def test_a_channel_gets_one_message_with_all_stories():
    edition = Edition((EditionEntry(FIRST), EditionEntry(SECOND)))
    assert plan_steps(edition, "messages") == plan_steps(edition, "announcements") == (Step(),)


def test_a_forum_gets_replies_first_and_then_posts_of_which_the_first_story_comes_last():
    edition = Edition((EditionEntry(FIRST), EditionEntry(SECOND), EditionEntry(THIRD, post=9)))
    assert plan_steps(edition, "forum") == (Step("reply", 2, 9), Step("post", 1), Step("post", 0))


def test_steps_are_settled_one_after_the_other():
    run = build_run(EditionEntry(FIRST), EditionEntry(SECOND), steps=(Step("post", 1), Step("post", 0)))
    run = settle_step(run, "sent", channel=5, message=5)
    assert (run.step_number, run.step, run.has_open_steps) == (1, Step("post", 0), True)
    run = settle_step(run, "sent", channel=6, message=6)
    assert (run.step_number, run.has_open_steps) == (2, False)
    assert [step.message for step in run.sent_steps] == [5, 6]


def test_articles_of_open_steps_are_not_sent_yet():
    run = build_run(EditionEntry(FIRST), EditionEntry(SECOND), steps=(Step("post", 1), Step("post", 0)))
    assert list_sent(settle_step(run, "sent", channel=5, message=5)) == [(SECOND, 5, 5)]


def test_a_posts_other_articles_belong_to_it_and_a_replys_articles_stand_in_it():
    run = build_run(
        EditionEntry(FIRST, also=(SECOND,)),
        EditionEntry(THIRD, also=(FOURTH,), post=9),
        steps=(Step("reply", 1, 9, "sent", 9, 71), Step("post", 0, 0, "sent", 8, 8)),
    )
    assert list_sent(run) == [(THIRD, 9, 71), (FOURTH, 9, 71), (FIRST, 8, 8), (SECOND, 8, 0)]


def test_articles_of_a_reply_that_was_skipped_still_belong_to_the_post():
    run = build_run(EditionEntry(FIRST, post=9), steps=(Step("reply", 0, 9, "skipped", reason="locked"),))
    assert list_sent(run) == [(FIRST, 9, 0)]


def test_a_message_in_an_announcement_channel_is_published_where_that_was_chosen():
    edition = Edition((EditionEntry(FIRST),))
    assert plan_steps(edition, "announcements", publish=True) == (Step(), Step("publish"))
    assert plan_steps(edition, "messages", publish=True) == (Step(),)


def test_articles_that_were_published_are_sent_once():
    steps = (Step(state="sent", channel=5, message=6), Step("publish", state="sent", channel=5, message=6))
    assert list_sent(build_run(EditionEntry(FIRST), steps=steps)) == [(FIRST, 5, 6)]

"""An alert has the stories that its follow asks for; for a followed story, what is new in it."""

from collections.abc import Mapping
from datetime import UTC, datetime

from msgspec.structs import replace

from bot.answers.desk.desk import Desk
from bot.coverage.article import Record
from bot.digests.alerts.compose import ComposedAlert, compose_alert
from bot.digests.digest import Digest
from bot.digests.follow import FollowRule
from tests.support.desks import build_desk, build_record
from tests.support.digesting import daily, story

TUNNEL, TUNNEL_ELSEWHERE = story(4), story(4, outlet="Lake News")


def find_id(desk: Desk, host: str) -> str:
    (found,) = [article.id for article in desk.archive.articles if f"//{host}." in (article.url or "")]
    return found


def compose(
    desk: Desk, rule: FollowRule, arrived: list[str], steps: Mapping[str, int] | None = None, **settings: object
) -> ComposedAlert:
    follow: Digest = replace(daily(**settings), follow=rule)
    return compose_alert(desk, follow, rule, arrived, steps or {})


def test_an_alert_tells_each_story_once_however_many_articles_arrived():
    desk = build_desk(TUNNEL, TUNNEL_ELSEWHERE, story(5))
    composed = compose(desk, FollowRule("words"), [article.id for article in desk.archive.articles], words="tunnel")
    assert [(entry.outlets, entry.step, entry.told) for entry in composed.edition.entries] == [(2, 1, 0)]


def test_a_story_that_was_told_grows_by_articles_that_the_follow_does_not_ask_for():
    outlets = ("Harbor Post", "Lake News", "Coast Daily")
    desk = build_desk(*(story(4, outlet=outlet) for outlet in outlets))
    told, *others = (find_id(desk, outlet.lower().replace(" ", "")) for outlet in outlets)
    composed = compose(desk, FollowRule("outlet"), others, {told: 1}, outlets=("harborpost.example",))
    assert [(entry.step, entry.told) for entry in composed.edition.entries] == [(3, 1)]
    assert compose(desk, FollowRule("outlet"), others, outlets=("harborpost.example",)).edition.entries == ()


def test_an_article_that_is_gone_is_not_told():
    assert compose(build_desk(TUNNEL), FollowRule("words"), ["0" * 16], words="tunnel").edition.entries == ()


def test_an_article_without_url_is_not_told():
    desk = build_desk(build_record("Tunnel floods beneath harbour", url=None))
    (article,) = desk.archive.articles
    assert compose(desk, FollowRule("words"), [article.id], words="tunnel").edition.entries == ()


def test_the_reasons_name_the_stories_that_are_not_told():
    desk = build_desk(TUNNEL, TUNNEL_ELSEWHERE)
    old, new = find_id(desk, "harborpost"), find_id(desk, "lakenews")
    composed = compose(desk, FollowRule("words"), [new], {old: 1}, words="tunnel")
    assert [(candidate.article.id, candidate.status) for candidate in composed.candidates] == [(new, "same-story")]


def test_a_followed_story_is_its_articles_even_if_they_are_now_in_two_stories():
    known = story(4, outlet="Harbor Post")
    moved = story(5, outlet="Hill Times")
    desk = build_desk(known, moved, TUNNEL_ELSEWHERE, story(5, outlet="Coast Daily"))
    followed = tuple(find_id(desk, host) for host in ("harborpost", "hilltimes"))
    arrived = [find_id(desk, "lakenews"), find_id(desk, "coastdaily")]
    composed = compose(desk, FollowRule("story", followed, known.title), arrived)
    assert [entry.step for entry in composed.edition.entries] == [1]
    assert [candidate.status for candidate in composed.candidates] == ["new"]


def test_of_a_followed_story_only_later_articles_count():
    outlets = ("Harbor Post", "Lake News", "Coast Daily", "Hill Times")
    desk = build_desk(*(story(4, outlet=outlet) for outlet in outlets))
    ids = [find_id(desk, outlet.lower().replace(" ", "")) for outlet in outlets]
    rule = FollowRule("story", tuple(ids[:2]), "Tunnel floods")
    first = compose(desk, rule, ids[2:])
    assert [(entry.step, entry.told) for entry in first.edition.entries] == [(1, 0)]
    assert compose(desk, rule, ids[3:], {ids[2]: 1}).edition.entries == ()


def test_a_followed_story_whose_articles_are_gone_is_silent():
    desk = build_desk(TUNNEL)
    assert compose(desk, FollowRule("story", ("0" * 16,)), [find_id(desk, "harborpost")]).edition.entries == ()


def report(title: str, *, day: int, outlet: str) -> Record:
    """Return a report of one story: the reports share most of their words."""
    return build_record(
        title,
        url=f"https://{outlet}.example/{day}",
        excerpt="Walden Foods holds its recall of canned soup in four states, the company said on Monday of its soup.",
        outlet=outlet.title(),
        published=datetime(2024, 2, day, 9, tzinfo=UTC),
    )


RECALL = report("Walden Foods recalls canned soup in four states", day=1, outlet="post")
DENIAL = report("Walden Foods denies that it recalls canned soup in four states", day=3, outlet="news")


def test_what_continues_a_story_is_told_although_it_has_not_grown():
    desk = build_desk(RECALL, DENIAL)
    old, new = find_id(desk, "post"), find_id(desk, "news")
    composed = compose(desk, FollowRule("words"), [new], {old: 1}, words="soup")
    (entry,) = composed.edition.entries
    assert (entry.article.id, entry.step, entry.told) == (new, 1, 1)
    assert entry.continues is not None
    assert entry.continues.id == old
    assert [candidate.status for candidate in composed.candidates] == ["continued"]


def test_the_same_event_in_other_words_is_not_told_again():
    same = report("Four states: Walden Foods recalls soup, canned", day=3, outlet="news")
    desk = build_desk(RECALL, same)
    old, new = find_id(desk, "post"), find_id(desk, "news")
    assert compose(desk, FollowRule("words"), [new], {old: 1}, words="soup").edition.entries == ()

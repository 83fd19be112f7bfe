"""What is found for a question, within its limits and outside them."""

from bot.answers.conversation.request import Request
from bot.answers.evidence.finding import Finding, find
from tests.support.conversations import DESK, parse


def find_for(text: str, alternative: str = "") -> Finding:
    return find(Request("ask", parse(text), alternative=parse(alternative) if alternative else None), DESK)


def test_what_answers_is_found_as_asked():
    finding = find_for("Who bans diesel ferries?")

    assert finding.is_answer
    assert finding.question is finding.asked
    assert finding.outside is None


def test_dates_that_leave_nothing_are_read_less_strictly():
    finding = find_for("who bans diesel ferries on 9 June 2020")

    assert finding.is_answer
    assert finding.question.dates != finding.asked.dates


def test_if_nothing_is_within_the_limits_the_nearest_is_outside_them():
    finding = find_for("ferries from Reuters in 2020")

    assert not finding.result.candidates
    assert finding.outside is not None
    assert finding.outside.candidates


def test_the_alternative_counts_only_if_the_question_has_no_answer():
    question, nothing = "Who bans diesel ferries?", "who cloned a woolly mammoth"

    assert find_for(nothing, alternative=question).asked.text == question
    assert find_for(question, alternative=nothing).asked.text == question
    assert find_for(nothing, alternative=nothing).asked.text == nothing


def test_names_that_the_archive_lacks_leave_nothing_to_read():
    finding = find_for("ferries from Forbes")

    assert not finding.is_answer
    assert finding.evidence.scored == ()


def test_what_was_seen_is_skipped():
    more = Request("more", parse("latest news"))
    first, rest = (find(more, DESK, skip=skip).result.candidates for skip in (0, 3))

    assert [candidate.article for candidate in rest[:2]] == [candidate.article for candidate in first[3:5]]

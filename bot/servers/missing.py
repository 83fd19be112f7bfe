"""What a person asked for and did not get: the words that are counted for the weekly report."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.answers.analysis.tokens import normalize, split_words
from bot.answers.analysis.wordlists import EVERYDAY_STEMS, REPORTING_STEMS, is_stopword, stem_content_words
from bot.answers.answer import Answer
from bot.answers.browse.listing import Listing
from bot.answers.browse.story import StoryView

MAX_GROUP = 3
"""The most neighboring words that are counted together, besides `of` and articles."""

_LINKS = frozenset({"of", "the", "a", "an"})
"""Words that can stand within a group."""

MAX_SUBJECTS = 60
"""The most words and groups that are counted for one question. A question can be a page long."""


class MissingTerms(NamedTuple):
    """`subjects`: words and groups of words that the archive did not answer. `outlets`: names that it does not have."""

    subjects: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()


def find_missing(answer: Answer) -> MissingTerms:
    """Return what an answer lacks. If it may be right, that is the words that its article does not have."""
    question = answer.query
    unknown = [] if question is None else [entity for entity in question.outlets if entity.explicit and not entity.keys]
    outlets = tuple(dict.fromkeys(normalize_name(entity.typed) for entity in unknown))
    if answer.verdict == "nothing":
        topics = [] if question is None else [entity for entity in question.topics if not entity.keys]
        texts = [answer.topic, *(entity.typed for entity in topics)]
    else:
        texts = [str(remark.args["words"]) for remark in answer.remarks if remark.id == "answer-missing"]
    subjects = (subject for text in texts for part in text.split(",") for subject in list_subjects(part))
    return MissingTerms(tuple(dict.fromkeys(subjects))[:MAX_SUBJECTS], tuple(filter(None, outlets)))


def find_missing_in_list(listing: Listing) -> MissingTerms:
    """Return the names that the archive does not have, and the words of a list without articles."""
    outlets = [normalize_name(name.typed) for name in listing.unknown if name.kind == "outlet"]
    texts = [name.typed for name in listing.unknown if name.kind == "topic"]
    if listing.known and not len(listing.entries):
        texts.append(listing.filters.about)
    subjects = dict.fromkeys(subject for text in texts for subject in list_subjects(text))
    return MissingTerms(tuple(subjects)[:MAX_SUBJECTS], tuple(dict.fromkeys(outlet for outlet in outlets if outlet)))


def find_missing_in_story(story: StoryView) -> MissingTerms:
    """Return the words of a story that the archive does not have."""
    return MissingTerms(list_subjects(str(story.lead.args.get("about", "")))) if not story.reports else MissingTerms()


def list_subjects(text: str) -> tuple[str, ...]:
    """Return the words of a text that name a subject, and the groups of up to `MAX_GROUP` words that stand together.

    Only `of` and articles stand between the words of a group: "mayor of Larkspur".
    """
    return tuple(dict.fromkeys(_iterate_groups(split_words(text))))[:MAX_SUBJECTS]


def normalize_name(name: str) -> str:
    """Return a name as it is counted: in lower case, with single spaces."""
    return " ".join(map(normalize, split_words(name)))


def _iterate_groups(surfaces: Sequence[str]) -> Iterator[str]:
    words = [normalize(surface) for surface in surfaces]
    content = [not is_stopword(surface, word) for surface, word in zip(surfaces, words, strict=True)]
    for size in range(1, MAX_GROUP + 1):
        for start in range(len(words)):
            end = _find_end(words, content, start, size)
            if end and (size > 1 or _tells_something(words[start])) and not _is_saying(words[start:end]):
                yield " ".join(words[start:end])


def _find_end(words: Sequence[str], content: Sequence[bool], start: int, size: int) -> int:
    """Return the end of the group that begins at `start` and has `size` content words; 0 if there is none."""
    for end in range(start, len(words)):
        if content[end]:
            size -= 1
        elif end == start or words[end] not in _LINKS:
            return 0
        if size == 0:
            return end + 1
    return 0


def _tells_something(word: str) -> bool:
    """Tell whether a word alone names a subject: "reported" and "year" do not."""
    stems = stem_content_words(word)
    return bool(stems) and not all(stem in EVERYDAY_STEMS or stem in REPORTING_STEMS for stem in stems)


def _is_saying(words: Sequence[str]) -> bool:
    """Tell whether a group begins or ends with a word for reporting, so that it names no subject."""
    return any(stem in REPORTING_STEMS for word in (words[0], words[-1]) for stem in stem_content_words(word))

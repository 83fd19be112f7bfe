"""Find the topics that a reader names as such: "topic AI", "#AI", "in the technology section"."""

import re
from typing import NamedTuple

from bot.answers.analysis.caseless import CaselessPattern
from bot.answers.entities.names import NamedEntity, Names

_TOPIC = re.compile(
    r"(?<!\w)#(?P<tag>[^\W\d_][\w-]*)"
    r"|\b(?:(?:about|on|in|under|within|for|from|of)\s+)?(?:the\s+)?(?:topics?|categor(?:y|ies)|"
    r"sections?)(?:\s+(?:of|is|called|named))?\s*:?\s+(?P<after>[^?!.,;]+)"
    r"|\b(?:in|under|from)\s+the\s+(?P<before>[\w &-]{2,40}?)\s+(?:topic|category|section)\b|"
    r"\btagged\s+(?:as\s+|with\s+)?(?P<tagged>[^?!.,;]+)",
    re.IGNORECASE,
)
_HINT = CaselessPattern("#|topic|categor|section|tagged")
_MAX_TOPIC_WORDS = 5


class TopicMention(NamedTuple):
    """A topic that a text names; `text[start:end]` is its name together with the words that call it so."""

    topic: NamedEntity
    start: int
    end: int


def find_topics(text: str, names: Names) -> list[TopicMention]:
    """Return the topics that a reader names as such, with their places."""
    topics: list[TopicMention] = []
    if not _HINT.is_in(text):
        return topics
    for match in _TOPIC.finditer(text):
        group = match.lastgroup or "after"
        words = match[group].split()
        if not words:
            continue
        candidates = [" ".join(words[:length]) for length in range(min(len(words), _MAX_TOPIC_WORDS), 0, -1)]
        topic = next((topic for name in candidates if (topic := names.resolve_topic(name)).keys), None)
        if topic:
            end = match.start(group) + len(topic.typed) if group != "before" else match.end()
            topics.append(TopicMention(topic, match.start(), end))
        # A hashtag that isn't a topic is a word: #MeToo.
        elif re.search(r"\btopics?\b", match.group(), re.IGNORECASE):
            name = match[group] if group == "before" else words[0]
            end = match.start(group) + len(name) if group == "after" else match.end()
            topics.append(TopicMention(names.resolve_topic(name), match.start(), end))
    return topics

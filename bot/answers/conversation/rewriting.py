"""Query rewriting: give a question another name, or ask something else about its subject.

Each function edits the parsed question and its text alike, as those of `limits` do.
"""

import re

from msgspec.structs import replace

from bot.answers.analysis.english import can_be_verb, find_base_form, is_common, is_english
from bot.answers.analysis.wordlists import STOPWORDS
from bot.answers.conversation.limits import compile_word, strip_ends
from bot.answers.query.grammar import AUXILIARY
from bot.answers.query.question import Kind, Question
from bot.coverage.text import fold

_PRONOUN = re.compile(
    r"\b(?:(?P<owns>his|their|its)|that|this|it|they|them|those|these|he|she|him|her|the same)\b", re.IGNORECASE
)
_NAME = re.compile(r"\b[A-Z][\w&'\u2019.-]*(?:\s+[A-Z][\w&'\u2019.-]*)*")
_PLACE = re.compile(
    r"(?P<preposition>in|at|near|for|with|without|on|to|under|against|vs\.?|versus)\s+(?:the\s+)?[\w'\u2019-]+(?:\s+[\w'\u2019-]+){0,2}",
    re.IGNORECASE,
)
_MAX_NAME_WORDS = 2
"""Words up to which a subject without a common word is a name."""
# "That" and "this" mean what was said or done, not who.
_OF_NAMES = frozenset({"it", "they", "them", "he", "she", "him", "her", "his", "their", "its"})
_SAYING_AT_END = re.compile(r"\b(?:said|says?|claim(?:s|ed)?|confirm(?:s|ed)?)\s+$", re.IGNORECASE)
_PREPOSITION_AT_END = re.compile(
    r"\b(?:about|on|of|with|for|by|from|at|against|to|report(?:ed)?|cover(?:ed)?|mention(?:ed)?|discuss(?:ed)?)\s+$",
    re.IGNORECASE,
)
# "What percent is that", "how many was it": what the question asks for is not part of the subject.
_ASKED_FOR = re.compile(
    rf"^(?:(?:percent(?:age)?|per cent|share|number|amount|date|day|year|time|price|cost)\b\s*)?(?:of\b\s*)?"
    rf"{AUXILIARY}\b\s*",
    re.IGNORECASE,
)
# "Who said that the lake rose": the subject is the lake, not who said so.
_REPORTING_VERB = re.compile(r"^(?:said|says|say|wrote|writes|claimed|reported|told)\s+(?:that\s+)?", re.IGNORECASE)
_CLAUSE = re.compile(
    rf"^(?:said|says|say|wrote|writes|claimed|reported|told)\b|\b{AUXILIARY}\b"
    r"|\b(?:gets?|got|goes|go|went|comes?|came)\b",
    re.IGNORECASE,
)
_SUPERLATIVE = re.compile(r"\b(?:best|worst|first|last|[a-z]{2,}(?<!t)est)\b")
_VERB_ASKED = ("when", "why", "where", "how_long")
_OBJECT_AT_END = re.compile(r"(?<=\babout )(?:the\s+)?[\w'\u2019-]+$", re.IGNORECASE)
_NUMBERED = re.compile(r"(?P<noun>[^\W\d_]+) \d+")
_PARTICLES = frozenset({"out", "up", "off", "over", "down", "in", "on", "away", "back"})
_NEGATED_AUXILIARIES = {"can": "can\u2019t", "will": "won\u2019t", "shall": "shan\u2019t"}
_GRAMMATICAL_ARTICLE = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)
_WORD_AFTER_AUXILIARY = re.compile(rf"^(?:\w+\s+){{0,3}}?{AUXILIARY}\s+(?P<name>[^\W\d_][\w&.-]+)", re.IGNORECASE)


def ask_about(topic: str, template: str, kind: Kind) -> Question:
    """Build a question of a kind about a topic. `template`: its text, with `{}` for the topic."""
    return Question(
        text=template.format(topic),
        subject=topic,
        phrases=(),
        kind=kind,
        outlets=(),
        excluded_outlets=(),
        topics=(),
        dates=None,
        dates_explicit=False,
    )


def resolve_pronoun(text: str, topic: str) -> str | None:
    """Replace the last pronoun of a text by the topic, if a person would say so; else return None.

    They would if the topic is a name ("what did she say"), if a preposition or a verb of reporting stands before the
    pronoun ("about it"), or if there is nothing else. They wouldn't if the topic is a clause ("said the lake rose"), or
    put a name in the place of the second pronoun ("how often did he do it").
    """
    pronouns = list(_PRONOUN.finditer(text))
    if not pronouns:
        return None
    if _PRONOUN.fullmatch(text):
        return topic
    if _CLAUSE.search(topic):
        return None
    last, before = pronouns[-1], text[: pronouns[-1].start()]
    is_person = last.group().lower() in _OF_NAMES and not _SAYING_AT_END.search(before)
    if not (is_person and len(pronouns) == 1 and is_name_only(topic)) and not _PREPOSITION_AT_END.search(before):
        return None
    name = f"{topic}'s" if last["owns"] else topic
    text = f"{text[: last.start()]} {name} {text[last.end() :]}"
    return strip_ends(" ".join(text.split()))


def is_clause(topic: str) -> bool:
    """Tell whether a topic is what someone does or did, without who: "extended the ban"."""
    first, _, rest = topic.partition(" ")
    word = fold(first)
    return bool(rest) and first.islower() and can_be_verb(word) and find_base_form(word) != word


def remove_verb(topic: str, question: Question) -> str:
    """Remove the verb at the end of a topic: "Starfall 4" for "Starfall 4 come out" in "when does Starfall 4 come out".

    A topic without an auxiliary before it in the question has none. "What did X ban" asks for the object of its verb.
    """
    words = topic.split()
    if question.kind not in _VERB_ASKED or len(words) < 2 or _PRONOUN.search(topic):  # noqa: PLR2004
        return topic
    if not re.search(rf"\b{AUXILIARY}\s+{re.escape(topic)}", question.text, re.IGNORECASE):
        return topic
    has_particle = fold(words[-1]) in _PARTICLES and len(words) > 2  # noqa: PLR2004
    verb = words[-1 - has_particle]
    return " ".join(words[: -1 - has_particle]) if verb.islower() and can_be_verb(fold(verb)) else topic


def fill_subject(subject: str, topic: str) -> str:
    """Put the topic into the subject of a follow-up, in the place of its last pronoun; else at its end."""
    pronouns = list(_PRONOUN.finditer(subject))
    at = pronouns[-1].span() if pronouns else (len(subject), len(subject))
    before = _ASKED_FOR.sub("", _PRONOUN.sub("", subject[: at[0]]).strip())
    return " ".join(f"{before} {topic} {subject[at[1] :]}".split())


def ask_same_subject(typed: Question, words: str, topic: str) -> Question:
    """Ask a follow-up about a topic that it doesn't name: "who said that?"

    `typed`: the follow-up, parsed. `words`: its text, which the question repeats, since a person wouldn't put a topic
    of several words in the place of a pronoun.
    """
    text = resolve_pronoun(words, topic) or f"{words} about {topic}"
    return replace(typed, text=text, subject=fill_subject(typed.subject, topic), subject_with_dates="")


def change_kind(question: Question, words: str, kind: Kind, subject: str, *, is_negated: bool = False) -> Question:
    """Ask something else about a subject: "why?" after "How long did Amazon ban it?" is "why did Amazon ban it".

    If the old question has no auxiliary before its subject, it is "why about the Amazon ban". `words`: what the new
    question begins with. The limits are removed; `copy_limits` adds them again. `is_negated`: the new question is "why
    not?", so it is "why didn't Amazon ban it".
    """
    old_text = strip_ends(question.text)
    at = old_text.find(subject)
    before_subject = old_text[:at].split() if at > 0 else []
    if before_subject and re.fullmatch(AUXILIARY, before_subject[-1], re.IGNORECASE):
        # "What did Ada Byron say", about Ada Byron: the verb is asked about, too.
        subject = question.subject if question.subject.startswith(subject) else subject
        auxiliary = before_subject[-1].lower()
        if is_negated:
            auxiliary = _NEGATED_AUXILIARIES.get(auxiliary, f"{auxiliary}n\u2019t")
        text = f"{words} {auxiliary} {subject}"
    else:
        subject = _REPORTING_VERB.sub("", subject)
        text = f"{words} about {subject}"
    return replace(
        question,
        text=text,
        subject=subject,
        kind=kind,
        outlets=tuple(outlet for outlet in question.outlets if not outlet.explicit),
        excluded_outlets=(),
        topics=(),
        excluded_words=(),
        focus="",
        negated=False,
        wants_latest=False,
        future=False,
        dates=None if question.dates_explicit else question.dates,
        dates_explicit=False,
        date_ranges=() if question.dates_explicit else question.date_ranges,
    )


def replace_name(question: Question, name: str, *, topic: str = "", title: str = "") -> Question:
    """Replace a name of a question by another one. If it has no name, the new one is added at its end.

    `topic`: what the question is about; if it is nothing but a name, it is replaced. `title`: a title that shows which
    words are names.
    """
    text = strip_ends(question.text)
    if place := _PLACE.fullmatch(name):
        # "Ferries in Oslo", "and in Bergen?"
        same = re.compile(rf"\b{place['preposition']}\s+(?:the\s+)?[\w'\u2019-]+(?:\s+[\w'\u2019-]+)?$", re.IGNORECASE)
        if same.search(text) and same.search(question.subject):
            return replace(
                question,
                text=same.sub(lambda _: name, text),
                subject=same.sub(lambda _: name, question.subject),
                subject_with_dates="",
            )
        return replace(
            question, text=f"{text} {name}", subject=f"{question.subject} {name}".strip(), subject_with_dates=""
        )
    if _OBJECT_AT_END.search(question.subject) and name.islower() and not any(map(_is_sure_name, name.split())):
        # "What did she say about ferries", "and trams?"
        return replace(
            question,
            text=_OBJECT_AT_END.sub(lambda _: name, text),
            subject=_OBJECT_AT_END.sub(lambda _: name, question.subject),
            subject_with_dates="",
        )
    old = _find_name_to_replace(question, text, name, topic or question.subject, title)
    subject, bare_name = question.subject, _GRAMMATICAL_ARTICLE.sub("", name)
    if _SUPERLATIVE.fullmatch(bare_name) and (superlative := _SUPERLATIVE.search(subject)):
        old, name = superlative.group(), bare_name
    if old and compile_word(old).search(subject):
        subject = compile_word(old).sub(lambda _: bare_name, subject, count=1)
    else:
        subject = f"{subject} {bare_name}".strip()
    text = compile_word(old).sub(lambda _: name, text, count=1) if old else f"{text} and {name}".removeprefix(" and ")
    return replace(question, text=text, subject=subject, subject_with_dates="")


def is_name_only(topic: str) -> bool:
    """Tell whether a topic is only a name: capitalized words, or one or two uncommon words."""
    words = topic.split()
    return find_names(topic) == [topic] or (0 < len(words) <= _MAX_NAME_WORDS and not any(map(_is_common, words)))


def _find_name_to_replace(question: Question, text: str, name: str, topic: str, title: str) -> str:
    """Return the words of a question that another name stands for; an empty text if there are none."""
    numbered = _NUMBERED.fullmatch(name)
    if numbered and (same := re.search(rf"\b{re.escape(numbered['noun'])} \d+\b", text, re.IGNORECASE)):
        return same.group()
    if is_name_only(topic) and compile_word(topic).search(text):
        return topic
    outlets = {fold(outlet.typed) for outlet in question.outlets if outlet.explicit}
    old = next((old for old in find_names(text) if fold(old) not in outlets), "")
    if not old and (match := _WORD_AFTER_AUXILIARY.match(text)):
        word = fold(match["name"])
        old = "" if word in STOPWORDS or any(outlet.startswith(word) for outlet in outlets) else match["name"]
        # "Starfall 4": a number belongs to the name before it.
        if old and (numbered := re.search(rf"(?<!\w){re.escape(old)} \d+(?!\w)", text)):
            old = numbered.group()
    words = _GRAMMATICAL_ARTICLE.sub("", name).split()
    replaces = bool(find_names(name)) or len(words) == 1 or any(map(_is_sure_name, words))
    if not old:
        # "Facial recognition ban amazon": without capitals, a word that isn't English, or that the title shows.
        replaces = bool(find_names(name)) or any(map(_is_sure_name, name.split()))
        words = [word for word in question.subject.split() if fold(word) not in outlets]
        shown = frozenset[str]() if title.istitle() else frozenset(map(fold, re.findall(r"\b[A-Z]\w+", title)))
        old = next((word for word in words if fold(word) in shown and not _is_common(word)), "")
        old = old or next((word for word in words if not is_english(find_base_form(fold(word)))), "")
    return old if replaces and fold(old) != fold(name) else ""


def _is_sure_name(word: str) -> bool:
    """Tell whether a word is part of a name in small letters, too: a number, or no English word."""
    return word.isdigit() or not is_english(fold(word))


def _is_common(word: str) -> bool:
    word = fold(word)
    return word in STOPWORDS or word.isdigit() or is_common(find_base_form(word))


def find_names(text: str) -> list[str]:
    """Find the names in a text: the runs of capitalized words."""
    names: list[str] = []
    for match in _NAME.finditer(text):
        name = match.group()
        # "Did Amazon": the first word of a question is capitalized, too.
        while name and fold(name.split()[0]) in STOPWORDS:
            name = name.partition(" ")[2].lstrip()
        if name:
            names.append(re.sub(r"['\u2019]s$", "", name))
    return names

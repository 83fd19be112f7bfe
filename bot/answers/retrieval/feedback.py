"""Articles on a subject in other words, by relevance feedback: what the articles that match it best have in common.

"Bankman-Fried trial" misses "The jury finally hears from Sam Bankman-Fried", which has no "trial". But its headline has
the name, and its text has "testimony", "prosecutor", "FTX" and others that are typical of the articles that match.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log

from bot.answers.analysis.stemming import stem, stem_surface
from bot.answers.analysis.tokens import tokenize
from bot.answers.analysis.wordlists import is_stopword
from bot.answers.desk.desk import Desk
from bot.answers.retrieval.search import Candidate, SearchResult

_MIN_CORE = 2
"""Articles that something in common can be told from at least."""

_MAX_TYPICAL = 30
_MIN_SHARED = 4
"""Of the typical stems, how many another article shares at least. With three, an article that merely has the same name
often passes; with five, a fourth of the right ones are missed (read on two archives)."""

_MAX_SHARE = 0.2
"""The share of an archive's articles up to which a stem or a name is specific."""


def find_similar(result: SearchResult, core: Sequence[Candidate], desk: Desk) -> tuple[Candidate, ...]:
    """Find the candidates beside `core`, those on the subject, that have its names in the headline and are like it."""
    core_places = {place for candidate in core if (place := desk.archive.place(candidate.article.id)) is not None}
    names = _find_names(result.question.text, desk)
    if not names or len(core_places) < _MIN_CORE:
        return ()
    typical = _find_typical_stems(core_places, desk) - names
    similar: list[Candidate] = []
    for candidate in result.candidates:
        place = desk.archive.place(candidate.article.id)
        if place is None or place in core_places:
            continue
        title = set(desk.index.title_stems(place))
        if names <= title and len(typical & title.union(desk.index.body_stems(place))) >= _MIN_SHARED:
            similar.append(candidate)
    return tuple(similar)


def _find_names(text: str, desk: Desk) -> set[int]:
    """Return the numbers of the stems of the specific names in a text, typed in capital or small letters."""
    vocabulary = desk.index.vocabulary
    names: set[int] = set()
    for word in text.split():
        tokens = [token for token in tokenize(word) if not is_stopword(token.surface, token.word)]
        # The archive may know the parts of "Bankman-Fried" as a name only together.
        whole = desk.capitalization.is_name(stem_surface(word))
        for token in tokens:
            stemmed = stem(token.word)
            is_specific = 0 < vocabulary.document_frequency(stemmed) <= _MAX_SHARE * vocabulary.size
            if is_specific and (whole or desk.capitalization.is_name(stem_surface(token.surface))):
                names.add(vocabulary.stem_number(stemmed))
    return names


def _find_typical_stems(places: Iterable[int], desk: Desk) -> set[int]:
    """Return the numbers of the stems by which some articles differ most from the archive."""
    vocabulary = desk.index.vocabulary
    of_articles = [{*desk.index.title_stems(place), *desk.index.body_stems(place)} for place in places]
    counts = Counter(number for stems in of_articles for number in stems)
    weights = {
        number: count * log(count * vocabulary.size / (len(of_articles) * vocabulary.document_counts[number]))
        for number, count in counts.items()
        if count > 1 and vocabulary.document_counts[number] <= _MAX_SHARE * vocabulary.size
    }
    return set(sorted(weights, key=lambda number: (-weights[number], number))[:_MAX_TYPICAL])

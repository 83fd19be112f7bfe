"""A word's weight depends on how much it bursts, not on how rare it is."""

from datetime import date, timedelta
from itertools import count

import numpy as np

from bot.answers.desk.parallel import analyze_english
from bot.coverage.article import Record
from bot.coverage.stories.pairs import are_incompatible, compute_excess
from bot.coverage.stories.weights import WeightedArticles, build_sparse_rows, weigh_words
from bot.coverage.stories.words import read_words
from tests.support.records import archive_of, build_bridge

_numbers = count()


def article(title: str, excerpt: str = "", *, day: int = 0, outlet: str = "herald") -> Record:
    published = (date(2024, 3, 1) + timedelta(days=day)).isoformat()
    return build_bridge(
        title, excerpt, f"https://{outlet}.example/{next(_numbers)}", date=published, outlet=outlet.title()
    )


def weigh(*records: Record) -> tuple[WeightedArticles, dict[str, int]]:
    """Return the weighted articles, and the place of each by its title."""
    archive = archive_of(*records)
    analysis = analyze_english()
    weighted, _ = weigh_words(read_words(archive, analysis), analysis.frequencies)
    return build_sparse_rows(weighted), {article.title: place for place, article in enumerate(archive.articles)}


def excess_of(articles: WeightedArticles, first: int, second: int) -> float:
    one, other = np.array([first]), np.array([second])
    similarity = np.asarray((articles.rows[one] @ articles.rows[other].T).toarray()).ravel()
    return float(compute_excess(articles, one, other, similarity)[0])


FAIRS = ("wool", "cider", "chess", "granite", "salmon", "copper", "choir", "library", "orchid", "kite", "pony", "clock")
BACKGROUND = [
    article(f"{word.title()} fair opens in Pellgate", f"Visitors came to the {word} fair on the first day.", day=-5 * n)
    for n, word in enumerate(FAIRS, 2)
]
VOTE = article("Harbour council closes the Tarn bridge")
REPORT = article("Tarn bridge to close, Harbour council votes", outlet="ledger")
FAIR = article("Harbour council opens a fair in Pellgate", outlet="wire")


def test_the_words_of_an_event_count_more_than_those_of_a_subject():
    articles, at = weigh(VOTE, REPORT, FAIR, *BACKGROUND)

    assert excess_of(articles, at[VOTE.title], at[REPORT.title]) > 0
    assert excess_of(articles, at[FAIR.title], at[BACKGROUND[0].title]) < 0


def test_what_an_outlet_writes_in_every_report_is_no_event():
    template = "{} market size, share, growth and forecast"
    words = ("paint", "rope", "glass", "cork", "brick", "yarn", "steel", "cable", "resin", "felt", "tile", "foam")
    usual = [article(template.format(word.title()), day=-3 * n, outlet="wire") for n, word in enumerate(words, 2)]
    cheese, pump = (article(template.format(word), outlet="wire") for word in ("Cheese", "Pump"))

    articles, at = weigh(cheese, pump, *usual, *BACKGROUND)

    assert excess_of(articles, at[cheese.title], at[pump.title]) < 0


def test_similar_titles_that_count_the_same_differently_are_incompatible():
    first, second = article("34 more cases of fever in Tarn"), article("36 more cases of fever in Tarn", outlet="wire")
    other = article("34 more cases of fever in Tarn, doctors say", outlet="ledger")
    articles, at = weigh(first, second, other, *BACKGROUND)
    ones = np.array([at[first.title], at[first.title]])
    others = np.array([at[second.title], at[other.title]])

    assert are_incompatible(articles, ones, others).tolist() == [True, False]

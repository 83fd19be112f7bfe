"""Which articles were corrected or withdrawn after they were sent, and what their messages should say."""

from collections.abc import Iterable, Iterator

from bot.answers.desk.desk import Desk
from bot.coverage.article import Article
from bot.coverage.text import fold
from bot.digests.digest import Correction, ShownArticle
from bot.digests.editions.excerpts import choose_quote


def find_corrections(desk: Desk, shown: Iterable[ShownArticle]) -> Iterator[Correction]:
    """Find what the messages should say instead.

    An article was corrected if none of its records has the headline or the sentence that its message shows any more.
    It was withdrawn if a record says so. An article that has only disappeared from the archive was not withdrawn.
    """
    for each in shown:
        article = desk.archive.article(each.article)
        if article is not None:
            if each.is_withdrawn or not (_has_headline(article, each.headline) and _has_quote(article, each.quote)):
                yield Correction(each, article, _choose_quote(desk, article, each))
        elif not each.is_withdrawn:
            withdrawal = desk.archive.get_withdrawal(each.article)
            if withdrawal is not None:
                yield Correction(each, withdrawal=withdrawal)


def _has_headline(article: Article, headline: str) -> bool:
    """Return whether a record still has this headline. Case and punctuation make no difference."""
    return not headline or fold(headline) in {fold(wording.title) for wording in article.wordings}


def _has_quote(article: Article, quote: str) -> bool:
    return not quote or any(quote in wording.excerpt for wording in article.wordings)


def _choose_quote(desk: Desk, article: Article, shown: ShownArticle) -> str:
    if not shown.quote and not shown.is_withdrawn:
        return ""
    if shown.quote and _has_quote(article, shown.quote):
        return shown.quote
    return choose_quote(desk, article)

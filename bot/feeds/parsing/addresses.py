"""The addresses of items: absolute, without tracking, and of the article instead of a counter that redirects to it."""

from functools import cache
from urllib.parse import parse_qs, urljoin, urlsplit

from publicsuffixlist import PublicSuffixList

from bot.coverage.urls import clean_url, extract_outlet_host, remove_tracking

_COUNTERS = frozenset(
    {
        "feedproxy.google.com", "feeds.feedburner.com", "feedproxy.feedburner.com",
        "rss.feedsportal.com", "da.feedsportal.com",
        "feeds.feedblitz.com", "p.feedblitz.com",
        "news.google.com", "www.google.com", "google.com", "feeds2.feedburner.com",
        "rssfeeds.usatoday.com", "feed.informer.com", "r.yahoo.com", "go.theregister.com",
    }
)  # fmt: skip
"""Hosts whose addresses in feeds redirect to the article on another host."""

_TARGETS = ("url", "u", "q", "to", "target", "dest", "redirect", "link")
"""Parameters in which such addresses name the article."""


def choose_url(link: str, alternatives: tuple[str, ...], base: str) -> str | None:
    """Return the address of an item's article, None if it has no usable http(s) address.

    `link` may be relative to `base`. `alternatives`: other addresses that the item gives, such as its id and what a
    counter keeps as the original. They are used if `link` only counts readers.
    """
    url = _clean(link, base)
    if url is None or not _is_counter(url):
        return url
    parameters = parse_qs(urlsplit(url).query)
    targets = [value for name in _TARGETS for value in parameters.get(name, ())]
    for candidate in (*targets, *alternatives):
        cleaned = clean_url(candidate) if "://" in candidate else None
        if cleaned is not None and not _is_counter(cleaned):
            return remove_tracking(cleaned)
    return url


def _clean(link: str, base: str) -> str | None:
    try:
        joined = urljoin(base, link.strip()) if link.strip() else ""
    except ValueError:
        return None
    cleaned = clean_url(joined)
    return remove_tracking(cleaned) if cleaned is not None else None


def _is_counter(url: str) -> bool:
    return (urlsplit(url).hostname or "") in _COUNTERS


def choose_outlet(url: str, feed_url: str, chosen: str) -> str:
    """Return the outlet of an item: the operator's name if the item is on the site of the feed, else the item's host.

    Otherwise a feed could speak for any outlet: by a name in the feed, or by the addresses of its items.
    """
    host = extract_outlet_host(url)
    return chosen if chosen and find_site(host) == find_site(extract_outlet_host(feed_url)) else host


def find_site(host: str) -> str:
    """Return the registrable domain of a host (`example.co.uk` of `news.example.co.uk`), the host if it has none."""
    is_address = ":" in host or host.rpartition(".")[2].isdigit()
    return host if is_address else _load_suffixes().privatesuffix(host) or host


@cache
def _load_suffixes() -> PublicSuffixList:
    # Private suffixes count (`github.io`, `blogspot.com`): their sites belong to different people.
    return PublicSuffixList()

"""Merges the records of one article into that article."""

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import NamedTuple

import msgspec
from msgspec import Struct

from bot.coverage import dates, urls
from bot.coverage.archive import identity
from bot.coverage.archive.records import Records
from bot.coverage.article import Article, Moment, Record, Wording
from bot.coverage.text import fold

_encode = msgspec.msgpack.Encoder().encode


class ArticleMetadata(Struct, frozen=True, array_like=True):
    """Data from all records of one article, which the archive counts and compares over articles.

    `moments`: every date that a record gives, oldest first. `names`, `domains`: of the outlet. `spellings`: each topic
    key with each of its spellings.
    """

    outlet: str
    published: Moment | None
    moments: tuple[Moment, ...]
    names: tuple[str, ...]
    domains: tuple[str, ...]
    spellings: tuple[tuple[str, str], ...]


class MergedArticle(NamedTuple):
    """An article and its metadata, encoded, with the values that the archive's columns need.

    `key` is the article's key in UTF-8. `digest` is a hash of the encoded article, 64 bits. `text` is its
    fingerprint (see `copies`). `conflicting` says whether its dates conflict.
    """

    article: bytes
    metadata: bytes
    key: bytes
    digest: int
    text: int
    conflicting: bool


def build_article_id(key: str) -> str:
    """Return the id of the article with this key: 16 hex digits, the same on every machine."""
    return format_id(identity.compute_hash64(key))


def format_id(number: int) -> str:
    """Return the id of the article whose key has this hash (`identity.compute_hash64`)."""
    return f"{number:016x}"


def merge_records(
    number: int, members: Sequence[int], known: Records, related: Iterable[int]
) -> tuple[MergedArticle, ArticleMetadata]:
    """Merge the records of one article. `number` is the hash of the article's key (`identity.compute_hash64`).

    `members` and `related` are as in `grouping.RecordGroups`. The order of `members` makes no difference.
    """
    pairs = [(known[member >> 1], member) for member in members]
    if len(pairs) > 1:
        pairs.sort(key=_rank)
    ranked = [record for record, _ in pairs]
    keys = known.columns.keys
    key = next(identity.build_record_key(record) for record, member in pairs if keys[member >> 1] == number)
    url = _choose_shown_url(key, ranked)
    moments = tuple(sorted({record.published for record in ranked if record.published}))
    dated = dates.reconcile_dates(moments, url)
    spellings = tuple(
        dict.fromkeys((folded, name) for record in ranked for name in record.topics if (folded := fold(name)))
    )
    texts = dict.fromkeys((record.title, record.excerpt) for record in ranked)
    wordings = tuple(Wording(title, excerpt) for title, excerpt in texts)
    names = tuple(dict.fromkeys(record.outlet_name for record in ranked if record.outlet_name))
    article = Article(
        id=format_id(number),
        key=key,
        url=url,
        title=wordings[0].title,
        excerpt=wordings[0].excerpt,
        wordings=wordings,
        outlet=_extract_outlet_host(url) if url else identity.build_provider_key(ranked[0]),
        published=dated.published,
        redated=dated.redated,
        dated_by_url=dated.dated_by_url,
        topics=tuple(dict.fromkeys(topic for topic, _ in spellings)),
        image=next((record.image for record in ranked if record.image), None),
        related=tuple(map(format_id, related)),
        credit=names[0] if names else "",
    )
    metadata = ArticleMetadata(
        outlet=article.outlet,
        published=article.published,
        moments=moments,
        names=names,
        domains=tuple(dict.fromkeys(record.outlet_domain for record in ranked if record.outlet_domain)),
        spellings=spellings,
    )
    encoded = _encode(article)
    merged = MergedArticle(
        article=encoded,
        metadata=_encode(metadata),
        key=key.encode("utf-8", "surrogatepass"),
        digest=int.from_bytes(blake2b(encoded, digest_size=8).digest(), "big"),
        text=known.text_fingerprint(pairs[0][1] >> 1),
        conflicting=article.published is not None and (article.redated is not None or article.dated_by_url),
    )
    return merged, metadata


def _rank(pair: tuple[Record, int]) -> tuple[object, ...]:
    """Return a sort key. The wording of the first record is shown.

    Complete records come first, then main ones, then longer ones. After that only content decides, so that the order of
    files makes no difference.
    """
    record, member = pair
    return (
        not record.title,
        not record.excerpt,
        member & 1,
        -len(record.excerpt),
        -len(record.title),
        record.title,
        record.excerpt,
        record.url or "",
        record.topics,
        record.outlet_name,
        record.image.url if record.image else "~",
    )


def _choose_shown_url(key: str, records: list[Record]) -> str | None:
    """Return the plainest of the records' own URLs; None if none of them has one."""
    own = {record.url for record in records if record.url}
    if len(own) <= 1:
        return own.pop() if own else None
    return min(
        own,
        key=lambda url: (
            urls.canonicalize_url(url) != key,
            identity.is_amp(url),
            not url.startswith("https:"),
            len(url),
            url,
        ),
    )


def _extract_outlet_host(url: str) -> str:
    """Call `urls.extract_outlet_host` without the path, so that its cache has one entry for each host.

    In AMP caches the host depends on the path, so there the whole URL is used.
    """
    if "amp" in url:
        return urls.extract_outlet_host(url)
    return urls.extract_outlet_host("/".join(url.split("/", 3)[:3]))

"""All that the records of one article say, as that article."""

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import NamedTuple

import msgspec
from msgspec import Struct

from bot.coverage import dates, urls
from bot.coverage.archive import identity
from bot.coverage.archive.records import Records
from bot.coverage.article import Article, Image, Moment, Record, Wording
from bot.coverage.text import fold

_encoder = msgspec.msgpack.Encoder()


class ArticleMetadata(Struct, frozen=True, array_like=True):
    """What an article's records add to the archive's counts.

    `moments`: every date that is given, oldest first. `spellings`: topic keys with each spelling used.
    """

    outlet: str
    published: Moment | None
    moments: tuple[Moment, ...]
    names: tuple[str, ...]
    domains: tuple[str, ...]
    spellings: tuple[tuple[str, str], ...]


class MergedArticle(NamedTuple):
    """An article and its facts, as bytes, and what says where it stands.

    `key`: in UTF-8. `digest`: 8 bytes over the content, as a number. `text`: see `copies.text_fingerprint`.
    `conflicting`: whether its dates are.
    """

    article: bytes
    metadata: bytes
    key: bytes
    digest: int
    text: int
    conflicting: bool


def article_id(key: str) -> str:
    """The id of the article with this key: 16 hex digits, the same on every machine."""
    return format_id(identity.hash64(key))


def format_id(number: int) -> str:
    """The id of the article whose key is so `hash64`."""
    return f"{number:016x}"


def merge_records(
    number: int, members: Sequence[int], known: Records, related: Iterable[int]
) -> tuple[MergedArticle, ArticleMetadata]:
    """The article whose key is so `identity.hash64`. `members`, `related`: as `identity.Grouped` has them; the order
    of `members` changes nothing."""
    read = [(known[member >> 1], member) for member in members]
    if len(read) > 1:
        read.sort(key=_rank)
    ranked = [record for record, _ in read]
    keys = known.columns.keys
    key = next(identity.record_key(record) for record, member in read if keys[member >> 1] == number)
    url = _shown_url(key, ranked)
    moments = tuple(sorted({record.published for record in ranked if record.published}))
    dated = dates.reconcile_dates(moments, url)
    spellings = tuple(
        dict.fromkeys((folded, name) for record in ranked for name in record.topics if (folded := fold(name)))
    )
    wordings = tuple(Wording(title, excerpt) for title, excerpt in dict.fromkeys((r.title, r.excerpt) for r in ranked))
    names = tuple(dict.fromkeys(record.outlet_name for record in ranked if record.outlet_name))
    article = Article(
        id=format_id(number),
        key=key,
        url=url,
        title=wordings[0].title,
        excerpt=wordings[0].excerpt,
        wordings=wordings,
        outlet=_host(url) if url else identity.provider_key(ranked[0]),
        published=dated.published,
        redated=dated.redated,
        dated_by_url=dated.dated_by_url,
        topics=tuple(dict.fromkeys(topic for topic, _ in spellings)),
        image=_image(ranked),
        related=tuple(map(format_id, related)),
        credit=names[0] if names else "",
    )
    facts = ArticleMetadata(
        outlet=article.outlet,
        published=article.published,
        moments=moments,
        names=names,
        domains=tuple(dict.fromkeys(record.outlet_domain for record in ranked if record.outlet_domain)),
        spellings=spellings,
    )
    encoded = _encoder.encode(article)
    made = MergedArticle(
        article=encoded,
        metadata=_encoder.encode(facts),
        key=key.encode("utf-8", "surrogatepass"),
        digest=int.from_bytes(blake2b(encoded, digest_size=8).digest(), "big"),
        text=known.text_fingerprint(read[0][1] >> 1),
        conflicting=article.published is not None and (article.redated is not None or article.dated_by_url),
    )
    return made, facts


def _rank(read: tuple[Record, int]) -> tuple[object, ...]:
    """The record whose wording is shown comes first: complete, main, with the fuller text; then by content alone."""
    record, member = read
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


def _shown_url(key: str, records: list[Record]) -> str | None:
    """The records' own address: the plainest form that any of them gives."""
    given = {record.url for record in records if record.url}
    if len(given) <= 1:
        return given.pop() if given else None
    return min(
        given,
        key=lambda url: (
            urls.canonical_url(url) != key,
            identity.is_amp(url),
            not url.startswith("https:"),
            len(url),
            url,
        ),
    )


def _host(url: str) -> str:
    """`urls.outlet_host`, asked with the path only where the host depends on it (in AMP caches), so that it can
    remember."""
    if "amp" in url:
        return urls.outlet_host(url)
    return urls.outlet_host("/".join(url.split("/", 3)[:3]))


def _image(records: list[Record]) -> Image | None:
    return next((record.image for record in records if record.image), None)

"""All that the records of one article say, as that article."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b

import msgspec
from msgspec import Struct

from bot.coverage import dates, identity, repair, urls
from bot.coverage.article import Article, Image, Moment, Record, Wording
from bot.coverage.identity import Member

_encoder = msgspec.msgpack.Encoder()


class Facts(Struct, frozen=True, array_like=True):
    """What an article's records add to the archive's counts and order.

    `members` and `related` are what it was made of: while they are the same, so is it. `moments`: every date that is
    given, oldest first. `spellings`: topic keys with each spelling used. `folded`: the title, for comparing.
    `digest`: 8 bytes over the content.
    """

    members: tuple[Member, ...]
    related: tuple[str, ...]
    key: str
    outlet: str
    published: Moment | None
    conflicting: bool
    moments: tuple[Moment, ...]
    names: tuple[str, ...]
    domains: tuple[str, ...]
    spellings: tuple[tuple[str, str], ...]
    folded: str
    digest: bytes


def article_id(key: str) -> str:
    """The id of the article with this key: 16 hex digits, the same on every machine."""
    return blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def merge(
    key: str, made: str, members: Sequence[Member], records: Mapping[int, Record], related: tuple[str, ...]
) -> tuple[Article, bytes, Facts]:
    """The article with this key and id, its bytes, and the facts of it. The order of `members` changes nothing."""
    in_order = sorted(members, key=lambda member: _rank(records[member.number], nested=member.nested))
    ranked = [records[member.number] for member in in_order]
    url = _shown_url(key, ranked)
    moments = tuple(sorted({record.published for record in ranked if record.published}))
    dated = dates.reconcile(moments, url)
    spellings = tuple(
        dict.fromkeys((folded, name) for record in ranked for name in record.topics if (folded := repair.fold(name)))
    )
    wordings = tuple(Wording(title, excerpt) for title, excerpt in dict.fromkeys((r.title, r.excerpt) for r in ranked))
    names = tuple(dict.fromkeys(record.outlet_name for record in ranked if record.outlet_name))
    article = Article(
        id=made,
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
        related=related,
        credit=names[0] if names else "",
    )
    encoded = _encoder.encode(article)
    facts = Facts(
        members=tuple(members),
        related=related,
        key=key,
        outlet=article.outlet,
        published=article.published,
        conflicting=article.published is not None and (article.redated is not None or article.dated_by_url),
        moments=moments,
        names=names,
        domains=tuple(dict.fromkeys(record.outlet_domain for record in ranked if record.outlet_domain)),
        spellings=spellings,
        folded=repair.fold(article.title),
        digest=blake2b(encoded, digest_size=8).digest(),
    )
    return article, encoded, facts


def _rank(record: Record, *, nested: bool) -> tuple[object, ...]:
    """The record whose wording is shown comes first: complete, main, with the fuller text; then by content alone."""
    return (
        not record.title,
        not record.excerpt,
        nested,
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
        key=lambda url: (urls.canonical(url) != key, identity.is_amp(url), not url.startswith("https:"), len(url), url),
    )


def _host(url: str) -> str:
    """`urls.host`, asked with the path only where the host depends on it (in AMP caches), so that it can remember."""
    if "amp" in url:
        return urls.host(url)
    return urls.host("/".join(url.split("/", 3)[:3]))


def _image(records: list[Record]) -> Image | None:
    return next((record.image for record in records if record.image), None)

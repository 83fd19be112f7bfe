"""Archives of the most troublesome text that files and readers could contain, for property tests."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from bot.coverage.archive.archive import Archive
from bot.coverage.archive.build import build_archive
from bot.coverage.article import Article, Image, Moment, Origin, Record
from bot.coverage.parsing.reader import Reading
from tests.support.desks import build_record

TRICKS = (
    "@everyone",
    "<@123456789012345678>",
    "<#123456789012345678>",
    "<t:0:R>",
    "</ask:1>",
    "[free](http://evil.example)",
    "](http://evil.example)",
    "||spoiler||",
    "```code```",
    "# big",
    "> quote",
    "\u202eoverride",
    "https://evil.example/x",
    "javascript:alert(1)",
    "\n\n- list",
    "\\",
    "\U0001f469\u200d\U0001f467",
    "",
    " ",
    "\u200b",
)
words = st.sampled_from(TRICKS) | st.text(max_size=40) | st.sampled_from(["police", "Amazon", "ban"])
texts = (
    words
    | st.lists(words, max_size=30).map(" ".join)
    | st.sampled_from(TRICKS).map(lambda trick: trick * 400)
    | st.text("\U0001f600*_[a ", max_size=60).map(lambda piece: piece * 70)
    | st.just("x" * 4_000)
)
urls = st.one_of(
    st.none(),
    st.integers(0, 9).map(lambda number: f"https://news{number}.example/story"),
    st.integers(0, 99).map(lambda number: f"https://news.example/story-{number}"),
    st.sampled_from(
        [
            "https://news.example/a b(c)[d]",
            "https://news.example/" + "x" * 1_900,
            "http://news.example/" + "(" * 600,
            "https://b\u00fccher.example/\u00fc",
        ]
    ),
)
pictures = st.none() | st.builds(
    Image,
    url=st.sampled_from(
        ["https://news.example/p.jpg", "javascript:x", "http://no host/", "https://news.example/" + "(" * 900, ""]
    ),
    alt=texts,
)
moments = st.none() | st.builds(
    Moment,
    at=st.integers(0, 7_258_118_400).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    precision=st.sampled_from(["day", "second"]),
)
records = st.builds(
    Record,
    title=texts,
    excerpt=texts,
    url=urls,
    aliases=st.just(()),
    published=moments,
    outlet_name=texts,
    outlet_domain=st.just("") | st.just("news.example"),
    topics=st.lists(texts, max_size=12).map(tuple),
    image=pictures,
    removed=st.booleans(),
    origin=st.integers(1, 9).map(lambda line: Origin("a.md", line)),
)

HOSTILE_RECORD = build_record(
    "@everyone ](http://evil.example) ||spoiler|| <@123> ```code``` \u202egnp.exe",
    url="https://cityledger.example/hostile?a=(b)&c=[d]",
    excerpt="Click [here](javascript:alert(1)) or <script> now, says @here about pliers. " + "long " * 700,
    outlet="**Bold** <#1>",
    image="https://cityledger.example/a b.png",
)


def _make_archive(records: list[Record]) -> Archive:
    return build_archive([Reading(tuple(record for record in records if record.title or record.excerpt), ())])


archives = st.lists(records, max_size=14).map(_make_archive)


def articles(archive: Archive, most: int, *, with_url: bool = False) -> st.SearchStrategy[tuple[Article, ...]]:
    """Return a strategy for up to `most` articles of an archive, in any order, possibly with repetitions."""
    choices = [article for article in archive.articles if article.url or not with_url]
    if not choices:
        return st.just(())
    return st.lists(st.sampled_from(choices), max_size=most).map(tuple)

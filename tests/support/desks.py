"""Small archives made by hand, and the desks over them."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from bot.answers.desk.desk import Desk, open_desk
from bot.coverage.archive.build import build_archive
from bot.coverage.article import Image, Moment, Origin, Record
from bot.coverage.parsing.reader import Reading


def build_record(
    title: str,
    *,
    url: str | None,
    excerpt: str = "",
    outlet: str = "",
    published: date | datetime | None = None,
    topics: tuple[str, ...] = (),
    image: str | None = None,
    alt: str = "",
    nested: bool = False,
    path: str = "made.txt",
) -> Record:
    """Return a record as a file would give it; its outlet's domain is that of its URL."""
    moment = None
    if isinstance(published, datetime):
        moment = Moment(published, "second")
    elif published is not None:
        moment = Moment(datetime(published.year, published.month, published.day, tzinfo=UTC), "day")
    domain = url.split("/")[2].removeprefix("www.") if url else ""
    return Record(
        title=title,
        excerpt=excerpt,
        url=url,
        aliases=(),
        published=moment,
        outlet_name=outlet,
        outlet_domain=domain,
        topics=topics,
        image=Image(image, alt) if image else None,
        removed=False,
        origin=Origin(path, 1, nested),
    )


def build_wire_record(name: str, published: str, title: str, excerpt: str = "") -> Record:
    """Return a record of `https://wire.example/NAME`, published on a day (`2022-05-01`)."""
    url = f"https://wire.example/{name}"
    return build_record(title, url=url, excerpt=excerpt, published=date.fromisoformat(published))


class _UnopenedDesk(Desk):
    """A desk that is opened when it is first used; its archive alone is built when that is used.

    Modules make theirs when they are imported, and each worker of a test run imports all of them.
    """

    def __init__(self, files: Iterable[Record | tuple[Record, ...]]) -> None:
        vars(self)["files"] = files

    def __getattr__(self, name: str) -> Any:
        """Open the desk. Python calls this for attributes that are not there."""
        names = {field.name for field in fields(Desk)}
        if name not in names:
            raise AttributeError(name)
        if name == "archive":
            readings = [Reading(each if isinstance(each, tuple) else (each,), ()) for each in vars(self)["files"]]
            made = {name: build_archive(readings)}
        else:
            desk = open_desk(self.archive)
            made = {each: getattr(desk, each) for each in names}
        for each, value in made.items():
            object.__setattr__(self, each, value)
        return made[name]


@lru_cache(maxsize=64)
def build_desk(*files: Record | tuple[Record, ...]) -> Desk:
    """Make a desk over files: each is one record, or a main record with those nested in it. It can be shared."""
    return _UnopenedDesk(files)


LAKE = build_record(
    "Lake Orla reaches its highest level in forty years",
    url="https://www.harborpost.example/2021/03/04/lake-orla-level",
    excerpt="Lake Orla rose to 71 metres on Tuesday, the water board said. Three villages were evacuated.",
    outlet="Harbor Post",
    published=datetime(2021, 3, 4, 15, 20, tzinfo=UTC),
    topics=("Floods", "Lake Orla"),
    image="https://img.harborpost.example/lake.jpg",
    alt="The lake at the boathouse",
)
LAKE_WIRE = build_record(
    "Lake Orla reaches its highest level in forty years",
    url="https://wire.example/a/771",
    excerpt="Lake Orla rose to 71 metres on Tuesday, the water board said. Three villages were evacuated.",
    outlet="Northern Wire",
    published=datetime(2021, 3, 4, 16, 5, tzinfo=UTC),
    topics=("Floods",),
    nested=True,
)
VILLAGES = build_record(
    "Villagers return to Tarn after the flood",
    url="https://wire.example/a/802",
    excerpt="Some 140 people went home to Tarn on Friday, ten days after the lake flooded their streets.",
    outlet="Northern Wire",
    published=datetime(2021, 3, 12, 9, 0, tzinfo=UTC),
    topics=("Floods",),
    nested=True,
)
FERRY = build_record(
    "City council bans diesel ferries from 2024",
    url="https://cityledger.example/news/diesel-ferries",
    excerpt="The council voted 31 to 12 to ban diesel ferries. The operator, Blue Line, will sue.",
    outlet="The City Ledger",
    published=date(2020, 6, 11),
    topics=("Transport",),
)
OBSERVATORY = build_record(
    "Observatory on Mount Kell reopens with a new telescope",
    url="https://cityledger.example/science/mount-kell",
    excerpt="The telescope took eleven years to build and cost 48 million euros.",
    outlet="The City Ledger",
    published=date(2019, 9, 2),
    topics=("Science",),
    image="https://cityledger.example/img/kell.png",
)

# A lake, a ferry and a telescope: three outlets, five pieces, one of them reported twice in the same words.
FILES = ((LAKE, LAKE_WIRE, VILLAGES), FERRY, OBSERVATORY)


def build_bulletins(count: int, *, outlet: str = "Harbor Post", host: str = "harborpost.example") -> tuple[Record, ...]:
    """Return `count` records of one outlet, a day apart, for lists of several pages."""
    return tuple(
        build_record(
            f"Harbor bulletin number {number}: tide tables for pier {number}",
            url=f"https://{host}/bulletin/{number}",
            excerpt=f"High water at pier {number} was logged by the harbor master.",
            outlet=outlet,
            published=date.fromordinal(date(2018, 1, 1).toordinal() + number),
            topics=("Tides",),
        )
        for number in range(1, count + 1)
    )

"""The names of a small archive with outlets of every awkward kind, and a fixed now, for what reads questions."""

from datetime import UTC, date, datetime

from bot.answers.entities.names import Names
from bot.coverage.archive.build import build_archive
from bot.coverage.parsing.reader import Reading
from tests.support.desks import build_record

NOW = datetime(2022, 9, 14, 12, tzinfo=UTC)  # a Wednesday


def build_names(
    *named: tuple[str, str], titles: tuple[tuple[str, date], ...] = (), topics: tuple[str, ...] = ()
) -> Names:
    """Return the names of an archive: of outlets (name, host) with an article each, and of one more with `titles`."""
    records = [
        build_record(
            f"Piece {n} of a plain kind", url=f"https://{host}/{n}", outlet=name, published=date(2021, 6, 1 + n % 28)
        )
        for n, (name, host) in enumerate(named)
    ]
    records += [
        build_record(title, url=f"https://somewhere.example/{n}", outlet="Somewhere", published=day, topics=topics)
        for n, (title, day) in enumerate(titles)
    ]
    return Names.build(build_archive([Reading(tuple(records), ())]))


NEWSSTAND = build_names(
    ("Reuters", "reuters.com"),
    ("Reuters", "in.reuters.com"),
    ("Washington Post", "washingtonpost.com"),
    ("Washington Times", "washingtontimes.com"),
    ("The Verge", "theverge.com"),
    ("Wired", "wired.com"),
    ("TIME", "time.com"),
    ("ZDNet", "zdnet.com"),
    ("Gulf News", "gulfnews.com"),
    ("The Star", "thestar.com"),
    ("The Star", "thestar.com.my"),
    ("Marketplace", "marketplace.org"),
    ("Wall Street Journal", "wsj.com"),
    ("South China Morning Post", "scmp.com"),
    ("GamesRadar+", "gamesradar.com"),
    ("Rock, Paper, Shotgun", "rockpapershotgun.com"),
    ("Tom's Guide", "tomsguide.com"),
    ("L'Équipe", "lequipe.fr"),
    ("Games on the Verge - Reviews", "gamesverge.example"),
    ("FOX News - Lifestyle", "foxnews.com"),
    ("theregister", "theregister.com"),
    ("Nimbus", "blog.nimbus.example"),
    ("News", "news.example"),
    titles=(
        ("Nimbus bans police use of its cameras for a year", date(2020, 6, 11)),
        ("Nimbus cloud outage hits banks", date(2020, 6, 15)),
        ("Why Nimbus bought a robot maker", date(2021, 8, 28)),
        ("The time it takes to charge a bus", date(2021, 8, 29)),
        ("Starfall 4 arrives in June 2023 on consoles", date(2022, 8, 1)),
        ("Nimbus names a new chief", date(2022, 8, 20)),
    ),
    topics=("AI", "Computer Vision", "Natural Language Processing", "Transport"),
)

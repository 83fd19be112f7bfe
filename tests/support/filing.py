"""Records and files made by hand, for what lies between the files and the archive."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.coverage.article import Image, Moment, Origin, Record
from bot.coverage.parsing.reader import Reading

NOW = datetime(2024, 5, 20, 12, tzinfo=UTC)


def at(said: str) -> Moment:
    """`2024-03-01` at day precision, `2024-03-01T08:30` at the second's."""
    return Moment(datetime.fromisoformat(said).replace(tzinfo=UTC), "second" if "T" in said else "day")


def record(
    title: str = "Harbour bridge closes",
    excerpt: str = "The bridge will stay closed until May, the city said.",
    url: str | None = "https://herald.example/bridge",
    *,
    aliases: Sequence[str] = (),
    date: str | None = "2024-03-01T08:30",
    outlet: str = "Example Herald",
    domain: str = "",
    topics: Sequence[str] = (),
    image: str | None = None,
    removed: bool = False,
    path: str = "a.md",
    line: int = 1,
    nested: bool = False,
) -> Record:
    return Record(
        title=title,
        excerpt=excerpt,
        url=url,
        aliases=tuple(aliases),
        published=at(date) if date else None,
        outlet_name=outlet,
        outlet_domain=domain,
        topics=tuple(topics),
        image=Image(image) if image else None,
        removed=removed,
        origin=Origin(path, line, nested),
    )


def reading(*records: Record) -> Reading:
    return Reading(records, ())


def file_text(
    title: str, url: str | None, *, excerpt: str = "Something happened.", date: str = "2024-03-01T08:30:00Z"
) -> str:
    """A file in the seeds' format."""
    address = f'webUrl: "{url}"\n' if url else ""
    return (
        f'---\ntitle: "{title}"\nexcerpt: "{excerpt}"\npublishedDateTime: {date}\n{address}'
        "provider:\n  name: Example Herald\n  domain: herald.example\n---\n"
    )


def write_files(folder: Path, count: int, *, start: int = 0) -> list[Path]:
    """That many files, each with an article of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{number:05}.md" for number in range(start, start + count)]
    for number, path in enumerate(paths, start):
        path.write_text(file_text(f"Report number {number}", f"https://herald.example/{number}"))
    return paths

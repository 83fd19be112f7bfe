"""Records, files and archives for tests of what is between the files and the archive."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.coverage.archive.archive import Archive
from bot.coverage.archive.build import build_archive
from bot.coverage.article import Image, Moment, Origin, Record
from bot.coverage.parsing.reader import Reading

NOW = datetime(2024, 5, 20, 12, tzinfo=UTC)


def moment(text: str) -> Moment:
    """`2024-03-01` is a day, `2024-03-01T08:30` a time."""
    return Moment(datetime.fromisoformat(text).replace(tzinfo=UTC), "second" if "T" in text else "day")


def build_bridge(
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
    removed_reason: str = "",
    path: str = "a.md",
    line: int = 1,
    nested: bool = False,
) -> Record:
    return Record(
        title=title,
        excerpt=excerpt,
        url=url,
        aliases=tuple(aliases),
        published=moment(date) if date else None,
        outlet_name=outlet,
        outlet_domain=domain,
        topics=tuple(topics),
        image=Image(image) if image else None,
        removed=removed,
        origin=Origin(path, line, nested),
        removed_reason=removed_reason,
    )


def reading(*records: Record) -> Reading:
    return Reading(records, ())


def archive_of(*files: Record | tuple[Record, ...]) -> Archive:
    """Build an archive of these files; a file is its record, or its main record and the nested ones."""
    return build_archive([reading(*(file if isinstance(file, tuple) else (file,))) for file in files])


def file_text(
    title: str, url: str | None, *, excerpt: str = "Something happened.", date: str = "2024-03-01T08:30:00Z"
) -> str:
    """Return the text of an article file with one record."""
    url_line = f'webUrl: "{url}"\n' if url else ""
    return (
        f'---\ntitle: "{title}"\nexcerpt: "{excerpt}"\npublishedDateTime: {date}\n{url_line}'
        "provider:\n  name: Example Herald\n  domain: herald.example\n---\n"
    )


def write_files(folder: Path, count: int, *, start: int = 0) -> list[Path]:
    """Write this many files, each with an article of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{number:05}.md" for number in range(start, start + count)]
    for number, path in enumerate(paths, start):
        path.write_text(file_text(f"Report number {number}", f"https://herald.example/{number}"))
    return paths

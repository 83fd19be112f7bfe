"""How much is in an archive, for the log."""

from bot.coverage.archive.archive import Archive


def format_counts(archive: Archive) -> str:
    """Describe an archive in one line, for the log."""
    span = f", {archive.oldest.day} to {archive.newest.day}" if archive.oldest and archive.newest else ""
    affected = len({problem.path for problem in archive.problems if problem.severity != "info"})
    problems = f"; {affected:,} files have problems (nutgraf check lists them)" if affected else ""
    return (
        f"{len(archive.articles):,} articles of {len(archive.outlets):,} outlets "
        f"in {archive.files:,} files{span}, fingerprint {archive.fingerprint}{problems}"
    )


def count_fields(archive: Archive) -> dict[str, object]:
    """Return the same numbers as fields of a JSON log record."""
    return {
        "articles": len(archive.articles),
        "outlets": len(archive.outlets),
        "files": archive.files,
        "problems": len(archive.problems),
        "fingerprint": archive.fingerprint,
    }

"""The text of an article file with all common fields, and how to read it."""

from datetime import UTC, datetime

from bot.coverage.parsing.reader import Reading, read_bytes

NOW = datetime(2024, 5, 20, 12, tzinfo=UTC)

ARTICLE_FILE = """---
title: "Harbour bridge closes"
excerpt: "The bridge will stay closed until May, the city said."
publishedDateTime: 2024-03-01T08:30:00Z
webUrl: "https://news.example.org/bridge"

provider:
  name: Example Herald
  domain: example.org

topics:
  - Transport

images:
  - url: "https://news.example.org/bridge.jpg"
    width: 1200
    height: 630
    title: "The bridge at dawn"

related:
  - title: "Ferries to run all night"
    excerpt: "Two ferries replace the bridge."
    publishedDateTime: 2024-03-02T06:00:00Z
    webUrl: "https://other.example.net/ferries"
    provider:
      name: Harbour Times
      domain: example.net

secured: "c2VjcmV0IHRleHQ=;a2V5"
---
Text below the front matter is in no record.
"""


def read(text: str, name: str = "a.md") -> Reading:
    """Read a file's text."""
    return read_bytes(text.encode(), name, now=NOW)


def reasons(reading: Reading, severity: str | None = None) -> list[str]:
    """Return the reasons of the problems, of all severities or of one."""
    return [problem.reason for problem in reading.problems if severity in (None, problem.severity)]

"""Small feeds of our own, in every format."""

from html import escape

RSS = "http://news.example.org/feed"
"""Where the feeds of the tests come from."""


def rss(*items: str, title: str = "The Example Herald", head: str = "", attributes: str = "") -> str:
    """An RSS 2.0 document with these items."""
    return (
        f'<rss version="2.0"{attributes}><channel><title>{escape(title)}</title>'
        f"<link>http://news.example.org/</link>{head}{''.join(items)}</channel></rss>"
    )


def item(title: str = "Bridge closes", link: str = "http://news.example.org/bridge", **fields: str) -> str:
    """An item of RSS. `fields`: other elements, `pubDate="…"`, already escaped."""
    others = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
    return f"<item><title>{title}</title><link>{link}</link>{others}</item>"


def numbered(count: int, *, start: int = 0, host: str = "news.example.org") -> str:
    """An RSS document with `count` different items."""
    return rss(
        *(
            item(
                f"Story number {number}",
                f"http://{host}/{number}",
                guid=f"{host}-{number}",
                description=f"What {number} is about.",
            )
            for number in range(start, start + count)
        )
    )

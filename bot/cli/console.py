"""Output on the terminal: wrapping, links, and text that can't control it.

On a terminal, lines wrap at its width, or at 100 columns if it is wider. In a pipe nothing wraps, so that tools such as
grep see whole lines. Text from files and readers passes through `clean_line` first.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rich.console import Console
from rich.style import Style
from rich.text import Text

MAX_WIDTH = 100
MIN_WIDTH = 24
# Control characters, which a terminal obeys, and invisible characters that hide or reorder text.
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_SAFE_URL = re.compile(r"https?://[!-~\u00a1-\uffff]+")


def clean_line(text: str) -> str:
    """Return `text` as one line without control or invisible characters. Lone surrogates become question marks."""
    return _UNSAFE.sub(" ", text).encode("utf-8", "replace").decode("utf-8").strip()


@dataclass(frozen=True, slots=True)
class TerminalOutput:
    """A stream to print on. `width` None: lines don't wrap. `links`: the terminal opens OSC 8 links."""

    console: Console
    width: int | None
    links: bool

    @classmethod
    def from_console(cls, console: Console, environ: Mapping[str, str]) -> "TerminalOutput":
        """Choose the width and the kind of links that suit a console and its environment variables."""
        wraps = console.is_terminal or environ.get("COLUMNS", "").isdigit()
        width = max(MIN_WIDTH, min(console.width, MAX_WIDTH)) if wraps else None
        return cls(console, width, links=console.is_terminal and supports_links(environ))

    def choose_mark(self, unicode: str, plain: str) -> str:
        """Return `unicode` if the output's encoding has it, else `plain`."""
        return unicode if self.console.encoding.lower().startswith("utf") else plain

    def print_line(self, *parts: Text | str, indent: int = 0, hang: int = 0) -> None:
        """Print a paragraph, indented by `indent` columns, and from its second line on by `hang` more."""
        text = Text.assemble(*parts)
        if self.width is None:
            self._print(Text(" " * indent).append_text(text))
            return
        width = max(self.width - indent - hang, MIN_WIDTH // 2)
        for number, row in enumerate(text.wrap(self.console, width)):
            row.rstrip()
            self._print(Text(" " * (indent + hang * (number > 0))).append_text(row))

    def print_unbroken(self, *parts: Text | str, indent: int = 0) -> None:
        """Print a line that never wraps, such as a URL, which would not work in two parts."""
        self._print(Text(" " * indent).append_text(Text.assemble(*parts)))

    def print_blank(self) -> None:
        """Print an empty line."""
        self.console.print()

    def link(self, text: str, url: str | None, style: str = "") -> Text:
        """Return `text` with a link to `url` if the terminal opens links."""
        linked = Text(clean_line(text), style=style)
        if self.links and url is not None and _SAFE_URL.fullmatch(url):
            linked.stylize(Style(link=url))
        return linked

    def print_url(self, url: str | None, *, indent: int) -> None:
        """Print the URL on its own line if the terminal can't put it behind a title."""
        if url is not None and not self.links:
            self.print_unbroken(Text(clean_line(url), style="blue"), indent=indent)

    def _print(self, text: Text) -> None:
        self.console.print(text, no_wrap=True, overflow="ignore", crop=False)


def supports_links(environ: Mapping[str, str]) -> bool:
    """Tell whether the terminal is known to open OSC 8 links. Others would show the title and lose the URL."""
    if environ.get("TERM_PROGRAM") in {"iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "rio", "Tabby"}:
        return True
    if any(environ.get(name) for name in ("WT_SESSION", "KITTY_WINDOW_ID", "KONSOLE_VERSION", "DOMTERM")):
        return True
    # GNOME Terminal and others based on VTE, since VTE 0.50.
    vte = environ.get("VTE_VERSION", "")
    if vte.isdigit() and int(vte) >= 5000:  # noqa: PLR2004
        return True
    return environ.get("TERM", "") in {"xterm-kitty", "xterm-ghostty", "alacritty", "foot", "foot-extra", "contour"}


def join_parts(parts: Iterable[Text | str], separator: str = " · ") -> Text:
    """Join the parts that are not empty, with `separator` between them."""
    joined = Text()
    for part in parts:
        if len(part):
            joined.append(separator if joined else "", "dim")
            joined.append_text(part if isinstance(part, Text) else Text(part))
    return joined

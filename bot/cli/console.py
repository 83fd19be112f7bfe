"""Paper for the terminal: lines that wrap or don't, links that can be clicked or read, text that can't steer it.

On a terminal, lines wrap at its width (100 columns at the most); in a pipe nothing wraps, so that a line can be found
and cut. Whatever comes from a file or a reader passes through `clean_line` first.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rich.console import Console
from rich.style import Style
from rich.text import Text

WIDEST = 100
NARROWEST = 24
# Control characters (a terminal obeys them) and invisible ones that reorder what a person reads.
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_SAFE_URL = re.compile(r"https?://[!-~\u00a1-\uffff]+")


def clean_line(text: str) -> str:
    """`text` as one line without anything that a terminal would obey or hide. Lone surrogates become marks."""
    return _UNSAFE.sub(" ", text).encode("utf-8", "replace").decode("utf-8").strip()


@dataclass(frozen=True, slots=True)
class TerminalOutput:
    """Where output goes. `width` None: nothing wraps. `links`: the terminal opens OSC 8 links, so URLs need no line."""

    console: Console
    width: int | None
    links: bool

    @classmethod
    def of(cls, console: Console, environ: Mapping[str, str]) -> "TerminalOutput":
        """The page that suits a console and its surroundings."""
        wraps = console.is_terminal or environ.get("COLUMNS", "").isdigit()
        width = max(NARROWEST, min(console.width, WIDEST)) if wraps else None
        return cls(console, width, links=console.is_terminal and supports_links(environ))

    def mark(self, unicode: str, plain: str) -> str:
        """`unicode` where the output can carry it, else `plain`."""
        return unicode if self.console.encoding.lower().startswith("utf") else plain

    def line(self, *parts: Text | str, indent: int = 0, hang: int = 0) -> None:
        """One paragraph: indented by `indent`, its further lines by `hang` more."""
        text = Text.assemble(*parts)
        if self.width is None:
            self._print(Text(" " * indent).append_text(text))
            return
        room = max(self.width - indent - hang, NARROWEST // 2)
        for number, row in enumerate(text.wrap(self.console, room)):
            row.rstrip()
            self._print(Text(" " * (indent + hang * (number > 0))).append_text(row))

    def whole(self, *parts: Text | str, indent: int = 0) -> None:
        """One line that is never broken: a URL, which would not work in two parts."""
        self._print(Text(" " * indent).append_text(Text.assemble(*parts)))

    def gap(self) -> None:
        """An empty line."""
        self.console.print()

    def linked(self, text: str, url: str | None, style: str = "") -> Text:
        """`text`, which opens `url` where the terminal can do so."""
        made = Text(clean_line(text), style=style)
        if self.links and url is not None and _SAFE_URL.fullmatch(url):
            made.stylize(Style(link=url))
        return made

    def address(self, url: str | None, *, indent: int) -> None:
        """The URL on a line of its own, where the terminal can't hide it behind a title."""
        if url is not None and not self.links:
            self.whole(Text(clean_line(url), style="blue"), indent=indent)

    def _print(self, text: Text) -> None:
        self.console.print(text, no_wrap=True, overflow="ignore", crop=False)


def supports_links(environ: Mapping[str, str]) -> bool:
    """Whether the terminal is one of those known to open OSC 8 links; others would show the title and lose the URL."""
    if environ.get("TERM_PROGRAM") in {"iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "rio", "Tabby"}:
        return True
    if any(environ.get(name) for name in ("WT_SESSION", "KITTY_WINDOW_ID", "KONSOLE_VERSION", "DOMTERM")):
        return True
    # GNOME's terminal and its relatives, since 0.50.
    vte = environ.get("VTE_VERSION", "")
    if vte.isdigit() and int(vte) >= 5000:  # noqa: PLR2004
        return True
    return environ.get("TERM", "") in {"xterm-kitty", "xterm-ghostty", "alacritty", "foot", "foot-extra", "contour"}


def join_parts(parts: Iterable[Text | str], by: str = " · ") -> Text:
    """The parts that are not empty, with `by` between them."""
    made = Text()
    for part in parts:
        if len(part):
            made.append(by if made else "", "dim").append_text(part if isinstance(part, Text) else Text(part))
    return made

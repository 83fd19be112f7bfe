"""Output on the terminal: wrapping, links, and text that can't control it."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.text import Text

from bot.cli.console import TerminalOutput, clean_line, supports_links

MODERN = {"TERM_PROGRAM": "WezTerm", "TERM": "xterm-256color"}


def terminal(width: int = 80, environ: dict[str, str] | None = None) -> tuple[TerminalOutput, io.StringIO]:
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=True, width=width, markup=False, highlight=False, emoji=False)
    return TerminalOutput.from_console(console, environ if environ is not None else MODERN), stream


def pipe(environ: dict[str, str] | None = None) -> tuple[TerminalOutput, io.StringIO]:
    stream = io.StringIO()
    return TerminalOutput.from_console(
        Console(file=stream, force_terminal=False, width=80, markup=False), environ or {}
    ), stream


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J\x1b]0;owned\x07title", "[2J ]0;owned title"),
        ("two\r\nlines\tand a tab", "two lines and a tab"),
        ("\u202egnp.exe", "gnp.exe"),
        ("\x9b31mred", "31mred"),
        ("zero\u200bwidth", "zero width"),
        ("می\u200cروم", "می\u200cروم"),
        ("lone \ud800 surrogate", "lone ? surrogate"),
        ("[bold]not markup[/bold] :smile:", "[bold]not markup[/bold] :smile:"),
    ],
)
def test_nothing_that_controls_a_terminal_comes_through(text: str, shown: str):
    assert clean_line(text) == shown


@given(st.text(max_size=200))
def test_any_text_becomes_one_harmless_line(text: str):
    shown = clean_line(text)
    assert not any(ord(letter) < 32 or 0x7F <= ord(letter) <= 0x9F for letter in shown)
    assert shown.encode("utf-8").decode("utf-8") == shown


@pytest.mark.parametrize("width", [24, 40, 60, 80, 200])
def test_no_line_is_wider_than_the_terminal_or_a_readable_column(width: int):
    output, stream = terminal(width, {})
    output.print_line("word " * 80, indent=4, hang=2)
    output.print_line(Text("長い見出し" * 30), indent=2)
    lines = [Text.from_ansi(line) for line in stream.getvalue().splitlines()]
    assert max(line.cell_len for line in lines) <= min(width, 100)


def test_further_lines_hang_below_the_first():
    output, stream = terminal(30, {})
    output.print_line("* ", "one two three four five six seven eight", indent=2, hang=2)
    first, *others = stream.getvalue().splitlines()
    assert first.startswith("  * one")
    assert others
    assert all(line.startswith("    ") and line[4] != " " for line in others)


def test_no_line_ends_in_spaces():
    output, stream = terminal(40, {})
    output.print_line("one two three four five six seven eight nine ten", indent=2)
    assert all(line == line.rstrip() for line in stream.getvalue().splitlines())


def test_in_a_pipe_a_paragraph_is_one_line_without_colour():
    output, stream = pipe()
    output.print_line(Text("word " * 80, style="red"), indent=2)
    assert stream.getvalue() == "  " + "word " * 80 + "\n"


def test_columns_makes_a_pipe_wrap():
    output, stream = pipe({"COLUMNS": "80"})
    output.print_line("word " * 80)
    assert len(stream.getvalue().splitlines()) > 4


def test_a_title_opens_its_url_where_the_terminal_can():
    output, stream = terminal()
    output.print_line(output.link("A title", "https://example.com/a?b=c"))
    output.print_url("https://example.com/a?b=c", indent=2)
    written = stream.getvalue()
    assert "https://example.com/a?b=c\x1b\\" in written
    assert len(written.splitlines()) == 1


def test_elsewhere_the_url_has_its_own_line_that_never_wraps():
    output, stream = terminal(30, {"TERM": "xterm"})
    url = "https://example.com/" + "a-long-path/" * 10
    output.print_line(output.link("A title", url))
    output.print_url(url, indent=2)
    assert Text.from_ansi(stream.getvalue().splitlines()[-1]).plain.strip() == url


@pytest.mark.parametrize("url", ["https://e.example/\x1b]8;;", "javascript:alert(1)", "https://e.example/a b", ""])
def test_only_a_clean_web_address_becomes_a_link(url: str):
    output, stream = terminal()
    output.print_line(output.link("A title", url))
    assert "8;" not in stream.getvalue()


def test_markup_in_a_title_is_shown_unchanged():
    output, stream = pipe()
    output.print_line(output.link("[link=https://evil.example]click[/link]", "https://example.com/"))
    assert stream.getvalue() == "[link=https://evil.example]click[/link]\n"


@pytest.mark.parametrize(
    ("environ", "opens"),
    [
        ({"TERM_PROGRAM": "iTerm.app"}, True),
        ({"WT_SESSION": "x"}, True),
        ({"VTE_VERSION": "7600"}, True),
        ({"VTE_VERSION": "4205"}, False),
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "xterm-256color"}, False),
        ({"TERM_PROGRAM": "Apple_Terminal"}, False),
        ({}, False),
    ],
)
def test_only_terminals_known_to_open_links_get_them(environ: dict[str, str], *, opens: bool):
    assert supports_links(environ) is opens


def test_marks_are_plain_if_the_encoding_lacks_them():
    stream = io.TextIOWrapper(io.BytesIO(), encoding="latin-1")
    assert TerminalOutput.from_console(Console(file=stream), {}).choose_mark("●", "*") == "*"
    assert pipe()[0].choose_mark("●", "*") == "●"

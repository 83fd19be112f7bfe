"""Logs: one record on each line, and never a secret."""

import io
import json
import logging
import threading
from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.logs import MAX_LENGTH, JsonFormatter, TextFormatter, redact, set_up_logging

TOKEN = "MTAw" * 6 + ".GaBcDe." + "shape-only-" * 3


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def logging_to() -> Iterator[Callable[..., io.StringIO]]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level

    def begin(log_format: Literal["text", "json"] = "text", stream: io.StringIO | None = None, **options: object):
        stream = stream or io.StringIO()
        set_up_logging("info", log_format, stream=stream, **options)  # pyright: ignore[reportArgumentType]
        return stream

    yield begin
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    threading.excepthook = threading.__excepthook__


@pytest.mark.parametrize("log_format", ["text", "json"])
@pytest.mark.parametrize("kind", [io.StringIO, Terminal])
def test_a_secret_never_reaches_a_line(
    logging_to: Callable[..., io.StringIO], log_format: str, kind: Callable[[], io.StringIO]
):
    stream = logging_to(log_format, kind(), secrets=["a secret of ours"])
    log = logging.getLogger("discord.http")
    log.warning("token %s and %r", TOKEN, {"Authorization": f"Bot {TOKEN}"})
    log.warning("header: a secret of ours", extra={"header": "a secret of ours"})
    try:
        int(f"a secret of ours in {TOKEN}")
    except ValueError:
        log.exception("failed")
    written = stream.getvalue()
    assert "failed" in written
    assert "ValueError" in written
    assert "secret of ours" not in written
    assert "GaBcDe" not in written


def test_an_error_that_ends_a_thread_is_logged_without_secrets(logging_to: Callable[..., io.StringIO]):
    stream = logging_to("text", io.StringIO(), secrets=["a secret of ours"])
    thread = threading.Thread(target=lambda: int("a secret of ours"))
    thread.start()
    thread.join()
    assert "a thread ended with an error" in stream.getvalue()
    assert "invalid literal" in stream.getvalue()
    assert "secret of ours" not in stream.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        'secured: "HIDDEN/value+of=the record"',
        "secured: HIDDEN",
        "{'title': 'A', 'secured': 'HIDDEN'}",
        '{"secured": "HIDDEN"}',
        "PATCH https://discord.com/api/v10/webhooks/123456/HIDDENHIDDENHIDDENHIDDEN/messages/@original",
        "POST https://discord.com/api/v10/interactions/123/HIDDEN_HIDDEN-HIDDENHIDDEN/callback",
        "Authorization: Bot HIDDEN",
        '{"authorization": "HIDDEN"}',
    ],
)
def test_tokens_and_secured_values_are_redacted(text: str):
    assert "HIDDEN" not in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://www.reuters.com/article/idUSKBN23H3B6.very-long-name-of-an-article-indeed.html",
        "2020-05-09-internet-of-things.md line 4: no title",
        "the police secured the building",
        "loaded 2,398 files in 1.2 s",
    ],
)
def test_ordinary_text_is_unchanged(text: str):
    assert redact(text) == text


def test_a_secret_is_found_in_its_url_encoded_form():
    assert "s%20c" not in redact("https://x.example/?q=s%20c%2Fd", ["s c/d"])


def test_json_lines_have_the_callers_extra_fields(logging_to: Callable[..., io.StringIO]):
    stream = logging_to("json")
    logging.getLogger("bot.app").info("ready, %d articles", 5, extra={"articles": 5, "corpus": "seeds"})
    entry = json.loads(stream.getvalue())
    assert (entry["level"], entry["logger"], entry["message"]) == ("info", "bot.app", "ready, 5 articles")
    assert (entry["articles"], entry["corpus"]) == (5, "seeds")
    assert entry["time"].endswith("Z")


def test_a_line_break_in_a_message_can_not_forge_a_line(logging_to: Callable[..., io.StringIO]):
    stream = logging_to("text")
    logging.getLogger("bot").warning("bad file %s", "a\n2026-01-01 CRITICAL forged\r\n.md")
    assert len(stream.getvalue().splitlines()) == 1


def test_what_is_logged_can_not_control_a_terminal(logging_to: Callable[..., io.StringIO]):
    stream = logging_to("text")
    logging.getLogger("bot").warning("bad title %s", "\x1b[2J\x1b]0;owned\x07 \u202eevil [red]plain[/red]")
    written = stream.getvalue()
    assert not {"\x1b", "\x07", "\u202e"} & set(written)
    assert "[red]plain[/red]" in written


def test_a_very_long_message_is_cut(logging_to: Callable[..., io.StringIO]):
    stream = logging_to("text")
    logging.getLogger("bot").warning("%s", "x" * 5_000_000)
    assert MAX_LENGTH < len(stream.getvalue()) < MAX_LENGTH + 200


def test_a_network_error_that_discord_py_handles_is_one_line(logging_to: Callable[..., io.StringIO]):
    stream = logging_to("text")
    logging.getLogger("discord.shard").error("reconnecting", exc_info=ConnectionResetError("by peer"))
    assert stream.getvalue().endswith("reconnecting (ConnectionResetError: by peer)\n")


def test_any_other_error_keeps_its_traceback(logging_to: Callable[..., io.StringIO]):
    stream = logging_to("text")
    logging.getLogger("discord.client").error("ignored", exc_info=KeyError("x"))
    logging.getLogger("bot.app").error("unreadable", exc_info=PermissionError("no"))
    assert "KeyError: 'x'" in stream.getvalue()
    assert "PermissionError: no" in stream.getvalue().splitlines()


def test_setting_up_twice_writes_each_line_once(logging_to: Callable[..., io.StringIO]):
    logging_to("text")
    stream = logging_to("text")
    logging.getLogger("bot").info("once")
    assert stream.getvalue().count("once") == 1


def test_discord_py_never_logs_what_members_write(
    logging_to: Callable[..., io.StringIO],
):
    stream = io.StringIO()
    set_up_logging("debug", "text", stream=stream)
    logging.getLogger("discord.gateway").debug("WebSocket Event: a member's message")
    logging.getLogger("bot.app").debug("ours")
    logging_to("text")
    assert "ours" in stream.getvalue()
    assert "member" not in stream.getvalue()


@given(st.text(max_size=300))
def test_every_record_is_one_line_of_valid_json(text: str):
    record = logging.makeLogRecord({"name": "bot", "levelno": 20, "levelname": "INFO", "msg": text, "other": text})
    line = JsonFormatter(()).format(record)
    assert "\n" not in line
    assert set(json.loads(line)) == {"time", "level", "logger", "message", "other"}


@given(st.text(max_size=300))
def test_every_record_without_an_exception_is_one_line_of_text(text: str):
    line = TextFormatter(()).format(logging.makeLogRecord({"name": "bot", "levelname": "INFO", "msg": text}))
    assert "\n" not in line
    assert "\r" not in line

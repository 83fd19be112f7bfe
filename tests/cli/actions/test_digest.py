"""`nutgraf digest` lists digests, and writes what one has sent, while the bot may be running."""

import io
from pathlib import Path
from typing import Any

import feedparser
import pytest
from msgspec.structs import replace

from bot.digests.digest import create_run
from bot.store.open_store import Ledger, open_store
from bot.store.urls import parse_url
from tests.cli.conftest import Nutgraf
from tests.support.stores import NINE, add_active, create_tables, edition

pytestmark = pytest.mark.outside


@pytest.fixture
def ledger(tmp_path: Path):
    """The store of a bot that runs."""
    url = f"sqlite:///{tmp_path}/data/nutgraf.db"
    create_tables(parse_url(url))
    with open_store(url) as store:
        yield store.ledger


def send(ledger: Ledger, **changes: object) -> int:
    digest = add_active(ledger, **changes)
    run = create_run(digest, NINE)
    ledger.runs.begin_requested(run)
    ledger.runs.record_end(replace(run, state="sent", ended_at=NINE, edition=edition(1, 2)), digest)
    return digest.id


def test_digests_are_listed_with_their_numbers(nutgraf: Nutgraf, ledger: Ledger):
    number = send(ledger, page_key="key")
    assert f"{number}  channel" in nutgraf("digest", "list").out
    (listed,) = nutgraf("digest", "list", "--json").json
    assert (listed["id"], listed["state"], listed["outside_discord"]) == (number, "active", True)
    assert "key" not in nutgraf("digest", "list", "--json").out


def test_the_only_digest_needs_no_number(nutgraf: Nutgraf, ledger: Ledger, articles: Path):
    send(ledger)
    ended = nutgraf("digest", "export", "-c", articles)
    assert ended.code == 0
    feed: Any = feedparser.parse(io.BytesIO(ended.out.encode()))
    assert feed.feed.title.startswith("News")


@pytest.mark.parametrize(("name", "beginning"), [("a.rss", "<?xml"), ("a.json", "{"), ("a.ics", "BEGIN:VCALENDAR")])
def test_the_name_of_the_file_says_the_format(
    nutgraf: Nutgraf, ledger: Ledger, articles: Path, name: str, beginning: str
):
    number = send(ledger)
    send(ledger)
    assert nutgraf("digest", "export", str(number), "--to", name, "-c", articles).code == 0
    assert Path(name).read_text("utf-8").startswith(beginning)


def test_one_of_several_digests_must_be_named(nutgraf: Nutgraf, ledger: Ledger, articles: Path):
    send(ledger)
    send(ledger)
    ended = nutgraf("digest", "export", "-c", articles)
    assert (ended.code, "nutgraf digest list" in ended.err) == (1, True)
    assert "No digest 99." in nutgraf("digest", "export", "99", "-c", articles).err


def test_before_the_bot_has_started_there_is_no_database(nutgraf: Nutgraf):
    ended = nutgraf("digest", "list")
    assert (ended.code, "no database" in ended.err) == (78, True)


@pytest.mark.usefixtures("ledger")
def test_a_store_without_digests_says_how_to_make_one(nutgraf: Nutgraf):
    assert "/digest create" in nutgraf("digest", "list").out

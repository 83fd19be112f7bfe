"""The button that exports what a reply lists: four files in a private reply, for whoever presses it."""

import csv
import io
import json

import pytest
import simcord
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.components import export
from bot.chat.custom_ids.grammar import hash_key
from bot.chat.custom_ids.pages import ListingPage, build_about_id, build_export_id, read_page
from tests.support import replies
from tests.support.desks import FERRY, LAKE, LAKE_WIRE, OBSERVATORY, VILLAGES, build_desk


async def read_files(message) -> dict[str, str]:
    return {file.filename: (await file.read()).decode("utf-8-sig") for file in message.attachments}


async def list_titles(message) -> list[str]:
    files = await read_files(message)
    (rows,) = [json.loads(content) for name, content in files.items() if name.endswith(".json")]
    return [row["title"] for row in rows]


@pytest.fixture
async def answered(server, bot_setup) -> simcord.InteractionResult:
    answered = await server.ann.slash(server.channel, "ask", question="Lake Orla highest level")
    await server.env.restart_bot(bot_setup.make_client())
    return answered


async def test_anybody_gets_the_articles_of_an_answer_as_four_files_that_only_they_see(server, answered):
    result = await server.ben.click(answered.response, label="Export")
    assert result.ephemeral
    files = await read_files(result.response)
    assert sorted(files) == ["answer.bib", "answer.csv", "answer.json", "answer.ris"]
    (lake,) = [row for row in csv.DictReader(io.StringIO(files["answer.csv"])) if row["title"] == LAKE.title]
    assert lake["quotes"]
    assert lake["quotes"] in LAKE.excerpt
    assert lake["url"] == LAKE.url
    assert "@misc{harborpost2021-" in files["answer.bib"]
    assert "TY  - NEWS" in files["answer.ris"]


async def test_the_card_shows_each_file(server, answered):
    result = await server.ann.click(answered.response, label="Export")
    shown = [item["file"]["url"] for item in replies.components(result.response) if item["type"] == 13]
    assert len(shown) == 4
    assert "CSV for spreadsheets" in replies.text(result.response)


async def test_a_timeline_is_exported_whole_with_its_limits(server):
    listed = await server.ann.slash(server.channel, "timeline", topic="Floods")
    result = await server.ann.click(listed.response, label="Export")
    assert await list_titles(result.response) == [LAKE.title, LAKE_WIRE.title, VILLAGES.title]
    assert "timeline.csv" in await read_files(result.response)


async def test_what_a_timeline_is_about_limits_its_export(server):
    listed = await server.ann.slash(server.channel, "timeline", about="diesel ferries")
    result = await server.ann.click(listed.response, label="Export")
    assert await list_titles(result.response) == [FERRY.title]


async def test_an_outlets_page_is_exported(server):
    listed = await server.ann.slash(server.channel, "source", outlet="Northern Wire")
    result = await server.ann.click(listed.response, label="Export")
    titles = await list_titles(result.response)
    assert VILLAGES.title in titles
    assert FERRY.title not in titles


async def test_a_story_is_exported_with_every_report(server):
    listed = await server.ann.slash(server.channel, "story", about="Lake Orla")
    result = await server.ann.click(listed.response, label="Export")
    assert await list_titles(result.response) == [LAKE.title, LAKE_WIRE.title]


async def test_articles_that_left_the_archive_are_not_exported(server, answered, bot_setup):
    bot_setup.desk = build_desk(FERRY, OBSERVATORY)
    result = await server.ann.click(answered.response, label="Export")
    assert result.ephemeral
    assert result.response.content == "That article is no longer in the archive. Please ask again to see what is."


async def test_a_long_list_is_cut_and_the_reply_says_so(server, monkeypatch):
    monkeypatch.setattr(export, "MAX_ARTICLES", 2)
    listed = await server.ann.slash(server.channel, "timeline", topic="Floods")
    result = await server.ann.click(listed.response, label="Export")
    assert await list_titles(result.response) == [LAKE.title, LAKE_WIRE.title]
    assert "This export has only the first 2 articles of a longer list." in replies.text(result.response)


async def test_a_list_without_articles_has_no_export(server):
    listed = await server.ann.slash(server.channel, "timeline", about="blursday")
    assert "Export" not in replies.labels(listed.response)


@given(st.sampled_from(["latest", "timeline", "source", "story"]), st.integers(0, 2**63), st.text(max_size=40))
def test_the_id_of_an_export_fits_and_remembers_its_list(kind, asker, about):
    page = ListingPage(kind, asker=asker, topic=hash_key("a"), outlet=hash_key("b"), about=about)
    export_id, about_id = build_export_id(page), build_about_id(about)
    assert len(export_id) <= 100
    assert read_page(export_id, [about_id]) == page

"""The first minute in the sandbox, in a real browser."""

import re
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.support.chromium import open_browser, require_program
from tests.support.sandbox_page import (
    STORY,
    Reader,
    Terminal,
    act_at_human_speed,
    list_lost,
    open_page,
    run_in_terminal,
    run_sandbox,
)

# The tests share an event loop, and so a browser: starting one costs as much as a test.
pytestmark = [pytest.mark.outside, pytest.mark.asyncio(loop_scope="module")]

HINT = re.compile(r"^  (\d)\. (?:in ([^:]+): )?(.+)$", re.MULTILINE)
ACTIONS = 8


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncGenerator[Browser]:
    async with open_browser(require_program()) as browser:
        yield browser


async def test_the_first_minute_of_a_newcomer(browser: Browser, tmp_path: Path):
    async with run_in_terminal(("make", "run"), {"CACHE_DIR": str(tmp_path)}) as terminal:
        address = (await terminal.wait_for(r"http://127\.0\.0\.1:\d+/#\S+"))[0]
        await terminal.wait_for("Keys here")
        hints = HINT.findall(terminal.text)
        assert [(number, view) for number, view, _ in hints] == [
            ("1", ""),
            ("2", ""),
            ("3", "Direct message"),
            ("4", "#newsroom"),
        ]
        ask, timeline, question, digest = (text for *_, text in hints)
        async with open_page(browser, address) as reader:
            await find_a_conversation_that_has_begun(reader)
            await take_hints_of_a_channel(reader, ask, timeline)
            await turn_a_page(reader)
            await press_a_button_of_before_a_restart(reader, terminal)
            await reader.open("dm")
            await expect(await reader.ask(question, is_pasted=True)).to_contain_text("January")
            await set_up_a_digest_and_read_it(reader, terminal, digest)
            assert not list_lost(await reader.list_statuses())
            terminal.press("d")
            await expect(reader.page.locator("#channel-name")).to_have_text("Nutgraf")
            await reader.settle()
        # The page has followed one key. What the others do needs no page, whose loads are the costly part.
        terminal.press("n")
        terminal.press("g")
        await terminal.wait_for(r"The page shows #newsroom\.\s+The page shows #general\.")
        terminal.press("q")
        await terminal.wait_for("The sandbox has closed")
    assert "Traceback" not in terminal.text


async def find_a_conversation_that_has_begun(reader: Reader) -> None:
    """Find messages of the bot, which has a name and a face, and nothing of SimCord's."""
    assert await reader.messages.count() >= 3
    await expect(reader.messages.first).to_contain_text("Nutgraf")
    await expect(reader.messages.last).to_contain_text("Digest saved")
    assert await reader.page.locator("#channel-message-list img").count() >= 3
    assert await reader.page.locator(".media-unavailable:visible").count() == 0
    assert "TestBot" not in await reader.page.inner_text("body")
    assert "SimCord" not in await reader.page.inner_text("body")


async def take_hints_of_a_channel(reader: Reader, ask: str, timeline: str) -> None:
    """Send the first two hints as they were printed."""
    reply = await reader.ask(ask, is_pasted=True)
    await expect(reply).to_contain_text("Nutgraf")
    await expect(reply).to_contain_text(re.compile("“.+”"))
    await expect(await reader.ask(timeline, is_pasted=True)).to_contain_text("stories from")


async def turn_a_page(reader: Reader) -> None:
    story = await reader.ask(STORY, is_pasted=True)
    await expect(story).to_contain_text("1 of 2")
    await story.get_by_role("button", name="Next").click()
    await expect(story).to_contain_text("2 of 2")
    await reader.settle()


async def set_up_a_digest_and_read_it(reader: Reader, terminal: Terminal, hint: str) -> None:
    """Take the last hint from the bar, and do what the line under it says."""
    await take_a_hint_of_the_bar(reader, hint)
    await reader.send()
    # It goes on: Click “Save”, then “Skip a day” at the top: the digest arrives.
    save, skip = re.findall("“(.+?)”", terminal.text.partition(f"{hint}\n     ")[2].partition("\n")[0])
    await reader.messages.last.get_by_role("button", name=save).click()
    await expect(reader.messages.last).to_contain_text("Digest saved")
    await reader.settle()
    await reader.press_bar(skip)
    await expect(reader.messages.last).to_contain_text("From the archive")


async def take_a_hint_of_the_bar(reader: Reader, hint: str) -> None:
    """Click a hint in the bar: its conversation opens, and the hint is in the box as it was printed."""
    async with reader.page.expect_navigation():
        await reader.page.locator("#sandbox-bar").get_by_role("button", name=hint).click()
    await expect(reader.box).to_have_value(hint)
    await expect(reader.page.locator("#channel-name")).to_have_text("newsroom")
    await reader.settle()


async def complete_by_keyboard(reader: Reader) -> None:
    """Type the beginning of an outlet, and take the suggestion with Enter."""
    await reader.box.click()
    keyboard = reader.page.keyboard
    await keyboard.type("/source", delay=25)
    await keyboard.press("Enter")
    await keyboard.type("reut", delay=25)
    suggestion = reader.page.locator(".command-suggestion", has_text="Reuters")
    await expect(suggestion).to_be_visible()
    await keyboard.press("Enter")
    await expect(reader.page.locator(".command-option-input")).to_have_value(re.compile("reuters[.]com"))
    # If the menu has opened again, Enter takes the same suggestion once more.
    while await reader.page.locator(".command-chip:enabled").count():
        await keyboard.press("Enter")
        await reader.settle()
    await expect(reader.messages.filter(has_text="one article from Reuters")).to_be_visible()
    await reader.settle()


async def press_a_button_of_before_a_restart(reader: Reader, terminal: Terminal) -> None:
    story = reader.messages.filter(has_text="2 of 2")
    terminal.press("r")
    await terminal.wait_for("The bot has restarted")
    await story.get_by_role("button", name="Back").click()
    await expect(reader.messages.filter(has_text="1 of 2")).to_be_visible()
    await reader.settle()


async def read_hostile_text(reader: Reader) -> None:
    reply = await reader.ask("/ask When do the bridges close?", is_pasted=True)
    await expect(reply).to_contain_text("<script>window.hacked = 3</script> The bridges close on Monday")
    await expect(reply).to_contain_text("@everyone bridges [here](javascript:window.hacked=2) **closed**")
    assert await reply.locator("script, b, i").count() == 0
    targets = await reply.locator("a").evaluate_all("links => links.map(link => link.href)")
    assert "https://news.example.org/bridges" in targets
    assert all(target.startswith("https://") for target in targets)


async def see_a_private_reply_alone(reader: Reader) -> None:
    reply = await reader.ask("/latest topic:AI private:true")
    await expect(reply).to_contain_text("Only you can see this")
    private = reader.messages.filter(has_text="Only articles on the topic AI")
    count = await private.count()
    await reader.look_as("Max (member)")
    assert await private.count() == count - 1
    refusal = await reader.ask("/mydigest pause digest:7", is_pasted=True)
    await expect(refusal).to_contain_text("Only you can see this")
    await reader.look_as("Ada (admin)")
    await expect(private).to_have_count(count)


async def turn_feedback_on_and_give_some(reader: Reader) -> None:
    settings = await reader.ask("/settings")
    await settings.get_by_role("button", name="Turn feedback on").click()
    await expect(settings.get_by_role("button", name="Turn feedback off")).to_be_visible()
    await reader.settle()
    answer = await reader.ask("/ask How long did Amazon ban police use of facial recognition?", is_pasted=True)
    await expect(answer).to_contain_text("for a year")
    await answer.get_by_role("button", name="Useful").click()
    await expect(reader.messages.last).to_contain_text("Thanks for the feedback!")
    await reader.settle()


async def take_what_is_offered_for_an_unknown_name(reader: Reader) -> None:
    profile = await reader.ask("/source outlet:Rooters", is_pasted=True)
    await profile.get_by_role("button", name="All outlets").click()
    await expect(profile).to_contain_text("The archive has 15 outlets")
    await reader.settle()


HOSTILE = """---
title: "<img src=x onerror='window.hacked = 1'> @everyone bridges [here](javascript:window.hacked=2) **closed**"
excerpt: "<script>window.hacked = 3</script> The bridges close on Monday, </div> `the` city ||said||."
publishedDateTime: 2024-03-01T08:30:00Z
webUrl: "https://news.example.org/bridges"
provider: {name: "<b>Herald</b>", domain: example.org}
topics: ["<i>Transport</i>"]
---
"""


async def test_nothing_is_lost_at_human_speed_and_hostile_text_does_nothing(
    browser: Browser, seeds: Path, tmp_path: Path
):
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "hostile.md").write_text(HOSTILE, encoding="utf-8")
    # The newsroom is empty at first; the page draws every message anew after each action.
    async with (
        run_sandbox(tmp_path / "cache", "--view", "newsroom", corpus=(seeds, articles)) as (terminal, address),
        open_page(browser, address) as reader,
    ):
        assert "Keys here" not in terminal.text
        await read_hostile_text(reader)
        await act_at_human_speed(reader, ACTIONS)
        await complete_by_keyboard(reader)
        await see_a_private_reply_alone(reader)
        await turn_feedback_on_and_give_some(reader)
        await take_what_is_offered_for_an_unknown_name(reader)
        assert await reader.page.evaluate("window.hacked") is None
        statuses = await reader.list_statuses()
        assert len(statuses) >= ACTIONS
        assert not list_lost(statuses)

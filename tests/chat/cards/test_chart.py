"""The chart of a timeline or a profile is attached and described, on the first page only."""

import logging
import threading

import pytest

from bot.chat.cards import chart
from tests.support import replies
from tests.support.desks import FILES, LAKE, build_bulletins, build_desk


@pytest.fixture(autouse=True)
def large_archive(bot_setup):
    bot_setup.desk = build_desk(*FILES, build_bulletins(40))


def find_galleries(message) -> list[tuple[str, str]]:
    """Return the URL and the description of each picture in the galleries of a message."""
    return [
        (item["media"]["url"], item.get("description") or "")
        for part in replies.components(message)
        if part["type"] == 12
        for item in part["items"]
    ]


@pytest.mark.parametrize(("command", "options"), [("timeline", {}), ("source", {"outlet": "Harbor Post"})])
async def test_a_chart_is_attached_and_described(server, command, options):
    result = await server.ann.slash(server.channel, command, **options)
    ((url, description),) = find_galleries(result.response)
    assert url.endswith(chart.FILE_NAME)
    assert description.startswith("A chart of ")
    assert "Busiest: " in description
    assert [file.filename for file in result.response.attachments] == [chart.FILE_NAME]


async def test_only_the_first_page_has_the_chart(server):
    result = await server.ann.slash(server.channel, "timeline")
    await server.ann.click(result.response, label="Next ›")
    assert find_galleries(server.channel.last_message) == []
    assert server.channel.last_message.attachments == []
    await server.ann.click(server.channel.last_message, label="‹ Back")
    assert len(find_galleries(server.channel.last_message)) == 1


async def test_a_list_of_one_day_has_no_chart(server):
    result = await server.ann.slash(server.channel, "timeline", about="level of Lake Orla", until="2021-03-05")
    assert LAKE.title in replies.text(result.response)
    assert find_galleries(result.response) == []


async def test_charts_are_drawn_on_a_thread(server, monkeypatch):
    threads: list[threading.Thread] = []
    draw_chart = chart.draw_chart

    def draw_and_note(*args):
        threads.append(threading.current_thread())
        return draw_chart(*args)

    monkeypatch.setattr(chart, "draw_chart", draw_and_note)
    await server.ann.slash(server.channel, "timeline")
    assert threads
    assert threading.main_thread() not in threads


@pytest.mark.troubled
async def test_a_chart_that_fails_is_left_out(server, monkeypatch, caplog):
    def fail(*_):
        raise RuntimeError("no ink")

    monkeypatch.setattr(chart, "draw_chart", fail)
    result = await server.ann.slash(server.channel, "timeline")
    assert find_galleries(result.response) == []
    assert "44 stories" in replies.text(result.response)
    assert "no ink" in caplog.text
    assert caplog.records[-1].levelno <= logging.ERROR

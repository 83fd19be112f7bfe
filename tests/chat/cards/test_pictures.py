"""The picture that goes with a timeline or a profile: attached, described, on the first page, and never in the way."""

import logging
import threading

import pytest

from bot.chat.cards import chart
from tests.support import replies
from tests.support.desks import FILES, LAKE, desk_of, many


@pytest.fixture(autouse=True)
def archive(newsroom):
    newsroom.desk = desk_of(*FILES, many(40))


def galleries(message) -> list[tuple[str, str]]:
    """What each gallery of a message shows: address and description."""
    return [
        (item["media"]["url"], item.get("description") or "")
        for part in replies.components(message)
        if part["type"] == 12
        for item in part["items"]
    ]


@pytest.mark.parametrize(("command", "options"), [("timeline", {}), ("source", {"outlet": "Harbor Post"})])
async def test_a_picture_is_attached_and_described(server, command, options):
    result = await server.ann.slash(server.channel, command, **options)
    ((url, alt),) = galleries(result.response)
    assert url.endswith(chart.FILE_NAME)
    assert alt.startswith("A chart of ")
    assert "Busiest: " in alt
    assert [file.filename for file in result.response.attachments] == [chart.FILE_NAME]


async def test_a_page_further_on_has_none_and_the_first_has_it_again(server):
    listed = await server.ann.slash(server.channel, "timeline")
    await server.ann.click(listed.response, label="Next ›")
    assert galleries(server.channel.last_message) == []
    assert server.channel.last_message.attachments == []
    await server.ann.click(server.channel.last_message, label="‹ Back")
    assert len(galleries(server.channel.last_message)) == 1


async def test_a_list_of_one_day_has_no_picture(server):
    result = await server.ann.slash(server.channel, "timeline", about="level of Lake Orla", until="2021-03-05")
    assert LAKE.title in replies.text(result.response)
    assert galleries(result.response) == []


async def test_pictures_are_drawn_off_the_event_loop(server, monkeypatch):
    threads: list[threading.Thread] = []
    drawn = chart.draw_chart

    def noted(*given):
        threads.append(threading.current_thread())
        return drawn(*given)

    monkeypatch.setattr(chart, "draw_chart", noted)
    await server.ann.slash(server.channel, "timeline")
    assert threads
    assert threading.main_thread() not in threads


@pytest.mark.troubled
async def test_a_picture_that_fails_is_left_out(server, monkeypatch, caplog):
    def broken(*_):
        raise RuntimeError("no ink")

    monkeypatch.setattr(chart, "draw_chart", broken)
    result = await server.ann.slash(server.channel, "timeline")
    assert galleries(result.response) == []
    assert "44 stories" in replies.text(result.response)
    assert "no ink" in caplog.text
    assert caplog.records[-1].levelno <= logging.ERROR

"""`story` and `stories`: one event side by side, and a list of all events."""

from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

from bot.answers.browse.limits import find_on_subject
from bot.answers.browse.story import find_story
from bot.cli.environment import get_current_time, open_output
from bot.cli.json_output import story_to_json, story_view_to_json, write_json
from bot.cli.load import load_desk, load_translator
from bot.cli.render.story import print_stories, print_story
from bot.coverage.stories.stories import Story

Folders = Sequence[Path] | None


def show_story(about: str, folders: Folders, *, as_json: bool) -> int:
    """Print one story side by side. Return 1 if the archive has no such story."""
    desk, words = load_desk(folders), load_translator()
    view = find_story(desk, about, now=get_current_time())
    if as_json:
        write_json(story_view_to_json(view, desk.archive, words))
    else:
        print_story(view, desk.archive, open_output(), words)
    return 0 if view.reports else 1


def show_stories(about: str, folders: Folders, *, limit: int, as_json: bool) -> int:
    """Print stories, newest first: as JSON all of them, as text the first `limit` that several outlets reported.

    `about`: what they are about; all stories if it is empty. Return 1 if there are none.
    """
    desk = load_desk(folders)
    stories: Iterable[Story] = desk.stories
    if about:
        places = find_on_subject(desk, about, now=get_current_time()).places
        numbers = {desk.stories.number_at(place) for place in places}
        stories = [story for number, story in enumerate(desk.stories) if number in numbers]
    if as_json:
        write_json([story_to_json(story, desk.archive) for story in stories])
    else:
        shared = (story for story in stories if len(story.outlets) > 1)
        print_stories(list(islice(shared, limit)), desk, open_output(), load_translator(), about=about)
    return 1 if about and not stories else 0

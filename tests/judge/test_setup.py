"""The judge that the settings name, if any."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.answers.replies.judgement import Judgement, Sentence
from bot.judge.setup import open_judge_from, read_endpoint
from bot.settings.settings import Settings
from tests.support.model_server import choose, serve_model

SENTENCES = [Sentence("Lake Orla rose to 71 metres.", "", "Harbor Post", "")]


def now() -> datetime:
    return datetime(2026, 11, 26, tzinfo=UTC)


@pytest.fixture
def environ(tmp_path: Path) -> Mapping[str, str]:
    return {"CORPUS": str(tmp_path), "CACHE_DIR": str(tmp_path.parent / f"{tmp_path.name}-cache")}


async def test_without_a_url_there_is_no_judge(environ: Mapping[str, str]):
    settings = Settings.read(environ)
    assert read_endpoint(settings) is None
    async with open_judge_from(settings, clock=now) as judge:
        assert judge is None


@pytest.mark.outside
async def test_the_settings_name_the_endpoint_the_model_the_key_and_the_limit(environ: Mapping[str, str]):
    async with serve_model(choose("found", 1)) as model:
        settings = Settings.read(
            {**environ, "JUDGE_URL": str(model.url), "JUDGE_MODEL": "m", "JUDGE_KEY": "k", "JUDGE_DAILY_LIMIT": "1"}
        )
        async with open_judge_from(settings, clock=now) as judge:
            assert judge is not None
            assert await judge.judge("How high?", SENTENCES) == Judgement("found", (1,))
            assert await judge.judge("How deep?", SENTENCES) is None
            assert judge.state == "spent"
    assert model.asked[0].body["model"] == "m"
    assert model.asked[0].headers["Authorization"] == "Bearer k"


@pytest.mark.outside
async def test_a_new_process_shares_the_count_of_the_day(environ: Mapping[str, str]):
    async with serve_model(choose("found", 1)) as model:
        named = {"JUDGE_URL": str(model.url), "JUDGE_MODEL": "m", "JUDGE_DAILY_LIMIT": "1"}
        settings = Settings.read({**environ, **named})
        for _ in range(2):
            async with open_judge_from(settings, clock=now) as judge:
                assert judge is not None
                await judge.judge("How high?", SENTENCES)
    assert len(model.asked) == 1

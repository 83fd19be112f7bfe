"""Opens the judge that the settings name, for the bot and for the commands of the terminal."""

import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from yarl import URL

from bot.judge.daily_cap import DailyCap
from bot.judge.endpoint import Endpoint
from bot.judge.model_judge import JudgeLimits, ModelJudge, open_judge
from bot.settings.settings import Settings

_log = logging.getLogger(__name__)


def read_endpoint(settings: Settings) -> Endpoint | None:
    """Return the endpoint that the settings name; None if they name none."""
    if settings.judge_url is None:
        return None
    return Endpoint(URL(settings.judge_url), settings.judge_model, settings.judge_token)


@asynccontextmanager
async def open_judge_from(
    settings: Settings, *, clock: Callable[[], datetime], limits: JudgeLimits | None = None
) -> AsyncGenerator[ModelJudge | None]:
    """Open the judge that the settings name; None if they name none. `clock`: the time in UTC."""
    endpoint = read_endpoint(settings)
    if endpoint is None:
        yield None
        return
    cap = DailyCap(settings.cache_dir, settings.judge_daily_limit)
    async with open_judge(endpoint, cap, clock=clock, limits=limits) as judge:
        _log.info("the judge is %s at %s", endpoint.model, endpoint.url)
        yield judge

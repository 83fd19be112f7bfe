"""Which errors end the bot and which it waits out. `tests/wire` tests the same over real sockets."""

import aiohttp
import discord
import pytest

from bot.connection import describe_refusal


class Socket:
    def __init__(self, code: int) -> None:
        self.close_code = code


def closed(code: int) -> discord.ConnectionClosed:
    return discord.ConnectionClosed(Socket(code), shard_id=0)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    "error",
    [discord.LoginFailure("no"), closed(4004), closed(4013), closed(4014), discord.PrivilegedIntentsRequired(0)],
    ids=lambda error: f"{type(error).__name__} {getattr(error, 'code', '')}".strip(),
)
def test_what_only_the_operator_can_fix_ends_the_bot_with_a_sentence(error: Exception):
    reason = describe_refusal(error)
    assert reason is not None
    assert reason.endswith(".")


@pytest.mark.parametrize(
    "error",
    [
        closed(1000),
        closed(4000),
        closed(4008),
        aiohttp.ClientConnectionError(),
        TimeoutError(),
        discord.GatewayNotFound(),
    ],
    ids=lambda error: f"{type(error).__name__} {getattr(error, 'code', '')}".strip(),
)
def test_the_bot_waits_out_anything_else(error: Exception):
    assert describe_refusal(error) is None

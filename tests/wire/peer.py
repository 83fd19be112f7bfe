"""A plain client on sockets: unlike discord.py, it keeps no rate limits and retries nothing."""

import json
from typing import Any

import aiohttp

from tests.support.patience import PATIENCE
from tests.wire.process import TOKEN
from tests.wire.standin import StandIn

INTENTS = 1 << 0 | 1 << 9 | 1 << 12


async def receive_json(socket: aiohttp.ClientWebSocketResponse) -> dict[str, Any]:
    message = await socket.receive(timeout=PATIENCE)
    return json.loads(message.data)


class Peer:
    """A client that knows just enough of the protocol to see what the stand-in does."""

    def __init__(self, discord: StandIn, session: aiohttp.ClientSession) -> None:
        self.discord = discord
        self.session = session

    async def request(self, method: str, path: str, body: Any = None, token: str = TOKEN) -> tuple[int, Any]:
        headers = {"Authorization": f"Bot {token}"}
        url = self.discord.environment["WIRE_API"] + path
        async with self.session.request(method, url, json=body, headers=headers) as response:
            text = await response.text()
            self.headers = response.headers
            return response.status, json.loads(text) if text else None

    async def connect(self, path: str = "/", **query: str) -> aiohttp.ClientWebSocketResponse:
        socket = await self.session.ws_connect(self.discord.gateway.url + path, params={"v": "10"} | query)
        assert (await receive_json(socket))["op"] == 10
        return socket

    async def identify(self, intents: int = INTENTS, token: str = TOKEN) -> aiohttp.ClientWebSocketResponse:
        socket = await self.connect()
        await socket.send_json({"op": 2, "d": {"token": token, "intents": intents, "shard": [0, 1]}})
        return socket

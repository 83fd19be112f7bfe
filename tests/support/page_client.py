"""A client that sends what the sandbox's page sends, without a browser."""

from types import TracebackType
from typing import Any, Self

import aiohttp
from yarl import URL


class PageClient:
    """Speaks to the page's server as the page does. `url`: the page's, with its secret part."""

    def __init__(self, url: str) -> None:
        self._url = URL(url)
        self.headers = {"X-Simcord-Capability": self._url.raw_fragment}
        self._session = aiohttp.ClientSession()
        self._sequence = 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def request(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        """Send a request; return its status and, if it succeeded, the JSON of its answer."""
        url = self._url.with_fragment(None).join(URL(path))
        async with self._session.request(method, url, json=body, headers={**self.headers, **headers}) as answer:
            return answer.status, await answer.json() if answer.ok and "json" in answer.content_type else None

    async def read(self, path: str) -> str:
        """Return a page's text."""
        async with self._session.get(self._url.with_fragment(None).join(URL(path))) as answer:
            return await answer.text()

    async def read_header(self, path: str, name: str) -> str:
        """Return a header of the answer; "" if it has none of that name."""
        async with self._session.get(self._url.with_fragment(None).join(URL(path))) as answer:
            return answer.headers.get(name, "")

    async def open(self, viewer_id: int) -> dict[str, Any]:
        """Open a page for a person in place of the one before, and return what it shows."""
        context = self.headers.get("X-Simcord-Context")
        if context is not None:
            # As a browser does. SimCord draws each open page anew after each action.
            await self.request("DELETE", f"/api/pages/{context}")
        _, page = await self.request("POST", "/api/pages", {"viewer_id": str(viewer_id)})
        self.headers["X-Simcord-Context"] = page["context"]["id"]
        self._sequence = 0
        return page

    async def send(self, text: str, viewer_id: int, *, page: dict[str, Any] | None = None) -> dict[str, Any]:
        """Send a line as a person, and return the receipt. `page`: what the person saw; the present by default."""
        page = page or await self.open(viewer_id)
        self._sequence += 1
        action = {
            "protocol_version": 3,
            "sequence": self._sequence,
            "request_id": f"r{self._sequence}",
            "generation": page["context"]["generation"],
            "bot_generation": page["botGeneration"],
            "published_revision": page["publishedRevision"],
            "kind": "send_message",
            "content": text,
            "target_id": None,
            "reply_to_id": None,
        }
        _, receipt = await self.request("POST", "/api/action", action)
        return receipt

"""The images on the sandbox's page: those of articles, and avatars. SimCord's page fetches no images itself."""

import asyncio
import io
import logging
from collections.abc import Sequence
from itertools import islice
from pathlib import PurePosixPath
from typing import Final

import aiohttp
from aiohttp.abc import AbstractResolver
from aiohttp.resolver import ThreadedResolver
from PIL import Image, ImageDraw, ImageFont
from yarl import URL

from bot.feeds.fetching.private_networks import PublicResolver

Images = dict[str, tuple[str, bytes]]
"""The name and the bytes of each image by its URL, as SimCord takes them."""

MAX_IMAGES = 200
_MAX_BYTES = 2_000_000
"""The largest image that is shown. SimCord keeps 128 MiB in all."""

_TIMEOUT = 4.0
"""Seconds for all images together. What has not arrived by then is left out."""

_EXTENSIONS: Final = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "image/gif": ".gif"}
_AVATAR_SIZE = 96

_log = logging.getLogger(__name__)


async def fetch_images(urls: Sequence[str], resolver: AbstractResolver | None = None) -> Images:
    """Return the images that arrive within a few seconds.

    `resolver`: the default one finds only public addresses, so that no article can make this machine read from its own
    network.
    """
    connector = aiohttp.TCPConnector(resolver=resolver or PublicResolver(ThreadedResolver()), limit=20)
    async with aiohttp.ClientSession(connector=connector) as session:
        unique_urls = dict.fromkeys(islice(urls, MAX_IMAGES))
        tasks = {url: asyncio.create_task(_fetch(session, url)) for url in unique_urls if not _is_address(url)}
        if tasks:
            _, late = await asyncio.wait(tasks.values(), timeout=_TIMEOUT)
            for task in late:
                task.cancel()
            await asyncio.gather(*tasks.values(), return_exceptions=True)
    done = {url: task.result() for url, task in tasks.items() if not task.cancelled() and task.exception() is None}
    return {url: image for url, image in done.items() if image is not None}


def _is_address(url: str) -> bool:
    """Tell whether the host of a URL is an IP address, which no resolver would check."""
    host = URL(url).host or ""
    return host.replace(".", "").isdigit() or ":" in host


async def _fetch(session: aiohttp.ClientSession, url: str) -> tuple[str, bytes] | None:
    """Return an image; None if the URL has no image of a kind that the page can show."""
    try:
        async with session.get(url, allow_redirects=False) as response:
            extension = _EXTENSIONS.get(response.content_type)
            if not response.ok or extension is None:
                return None
            body = await response.content.read(_MAX_BYTES + 1)
            while len(body) <= _MAX_BYTES and (more := await response.content.read(_MAX_BYTES)):
                body += more
    except (aiohttp.ClientError, OSError, ValueError) as error:
        _log.debug("no image from %s: %s", url, error)
        return None
    return (PurePosixPath("image").with_suffix(extension).name, body) if len(body) <= _MAX_BYTES else None


def draw_avatar(letter: str, color: str) -> bytes:
    """Return a PNG with a letter on a colored background."""
    image = Image.new("RGB", (_AVATAR_SIZE, _AVATAR_SIZE), color)
    font = ImageFont.load_default(size=_AVATAR_SIZE * 0.6)
    center = (_AVATAR_SIZE / 2, _AVATAR_SIZE / 2)
    ImageDraw.Draw(image).text(center, letter, font=font, anchor="mm", fill="white")
    png = io.BytesIO()
    image.save(png, "PNG")
    return png.getvalue()

"""Asks for one document over HTTP: conditionally, within limits, and from public addresses only."""

import asyncio
import zlib
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import Literal

import aiohttp
from aiohttp import hdrs
from msgspec import Struct, structs
from yarl import URL

from bot.feeds.fetching.private_networks import PrivateAddressError, PublicResolver, Resolver, is_public

MAX_BYTES = 10_000_000
"""The largest document, compressed or not."""
TIMEOUT = 30.0
"""Seconds for everything, from the name to the last byte."""
MAX_REDIRECTS = 5

_CHUNK = 65_536
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)
_MOVED = frozenset({301, 308})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})

_REASONS: Sequence[tuple[tuple[type[Exception], ...], str]] = (
    ((aiohttp.InvalidURL,), "its URL is not valid"),
    ((aiohttp.ClientConnectorCertificateError, aiohttp.ClientConnectorSSLError), "its certificate is not valid"),
    ((aiohttp.ClientConnectorDNSError,), "its host is not known"),
    ((aiohttp.ClientConnectorError,), "its server can't be reached"),
    ((aiohttp.ServerDisconnectedError, aiohttp.ClientPayloadError), "its server ended the connection"),
    ((aiohttp.ClientResponseError,), "its server's answer can't be read"),
)
"""Why a document can't be had, by the errors that say so. The first that fits counts."""

Outcome = Literal["document", "unchanged", "gone", "failed"]


class Validators(Struct, frozen=True):
    """What a server gave with a document, to ask whether it has changed since."""

    etag: str = ""
    modified: str = ""


class Response(Struct, frozen=True):
    """A server's response.

    `url`: where the document was in the end. `moved_to`: where it is from now on, "" if it has not moved permanently.
    `retry_after`: seconds that the server wants to be left alone for, 0 if it does not say; `max_age`: seconds for
    which its document stays valid. `reason`: why it `failed`, in a clause. `received`: bytes that came over the
    network.
    """

    outcome: Outcome
    url: str
    data: bytes = b""
    charset: str = ""
    validators: Validators = Validators()
    moved_to: str = ""
    retry_after: int = 0
    max_age: int = 0
    reason: str = ""
    received: int = 0
    status: int = 0


class FetchError(Exception):
    """A document can't be fetched. The text says why, in a clause."""


@asynccontextmanager
async def open_session(
    user_agent: str, *, resolver: Resolver, allows_private: bool, patience: float = TIMEOUT
) -> AsyncGenerator["Fetcher"]:
    """Open a session that fetches documents. `allows_private`: also from addresses inside private networks."""
    checked = PublicResolver(resolver, allows_private=allows_private)
    # A connection to a site is of no use until its next turn.
    connector = aiohttp.TCPConnector(resolver=checked, limit=64, force_close=True, use_dns_cache=False)
    headers = {hdrs.USER_AGENT: user_agent, hdrs.ACCEPT: _ACCEPT, hdrs.ACCEPT_ENCODING: "gzip, deflate"}
    async with aiohttp.ClientSession(
        connector=connector,
        headers=headers,
        auto_decompress=False,
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=patience),
        max_line_size=16_384,
        max_field_size=16_384,
    ) as session:
        yield Fetcher(session, allows_private=allows_private, patience=patience)


class Fetcher:
    """Fetches documents with one session."""

    def __init__(self, session: aiohttp.ClientSession, *, allows_private: bool, patience: float = TIMEOUT) -> None:
        self._session = session
        self._allows_private = allows_private
        self._timeout = patience

    async def fetch(self, url: str, validators: Validators | None = None, *, now: datetime) -> Response:
        """Ask for a document. Never raises for what a server or network does; `outcome` and `reason` say it."""
        try:
            async with asyncio.timeout(self._timeout):
                return await self._follow(url, validators or Validators(), now)
        except TimeoutError:
            reason = f"it did not answer within {self._timeout:.0f} seconds"
        except FetchError as error:
            reason = str(error)
        except (aiohttp.ClientError, OSError, ValueError, zlib.error) as error:
            reason = _describe(error)
        return Response("failed", url, reason=reason)

    async def _follow(self, url: str, validators: Validators, now: datetime) -> Response:
        moved_to, is_moving = "", True
        headers: dict[str, str] = {}
        if validators.etag:
            headers[hdrs.IF_NONE_MATCH] = validators.etag
        if validators.modified:
            headers[hdrs.IF_MODIFIED_SINCE] = validators.modified
        for _ in range(MAX_REDIRECTS + 1):
            target = self._check(url)
            async with self._session.get(target, headers=headers, allow_redirects=False) as answer:
                location = answer.headers.get(hdrs.LOCATION, "")
                if answer.status not in _REDIRECTS or not location:
                    return await _read(answer, url, moved_to, now, is_conditional=bool(headers))
                url = _join(target, location)
                # The last step replaces the address only if every step is permanent.
                is_moving = is_moving and answer.status in _MOVED
                moved_to = url if is_moving else moved_to
        raise FetchError(f"it redirects more than {MAX_REDIRECTS} times")

    def _check(self, url: str) -> URL:
        try:
            target = URL(url)
        except ValueError:
            raise FetchError("its URL is not valid") from None
        if target.scheme not in {"http", "https"} or not target.host:
            raise FetchError("its URL is not http or https")
        # If the host is an address, no resolver is asked about it.
        if not self._allows_private and _is_address(target.host) and not is_public(target.host):
            raise FetchError(f"{target.host} is in a private network, which FEEDS_ALLOW_PRIVATE=1 allows")
        return target


def _join(target: URL, location: str) -> str:
    try:
        return str(target.join(URL(location)))
    except ValueError:
        raise FetchError("it redirects to a URL that is not valid") from None


def _is_address(host: str) -> bool:
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


async def _read(
    answer: aiohttp.ClientResponse, url: str, moved_to: str, now: datetime, *, is_conditional: bool
) -> Response:
    retry_after = _read_retry_after(answer.headers.get(hdrs.RETRY_AFTER, ""), now)
    max_age = _read_max_age(answer.headers)
    validators = Validators(answer.headers.get(hdrs.ETAG, "")[:256], answer.headers.get(hdrs.LAST_MODIFIED, "")[:64])
    response = Response(
        "failed",
        url,
        validators=validators,
        moved_to=moved_to,
        retry_after=retry_after,
        max_age=max_age,
        status=answer.status,
    )
    # Without a document to compare with, this is no answer.
    if answer.status == 304 and is_conditional:  # noqa: PLR2004 - Not Modified
        return structs.replace(response, outcome="unchanged")
    if answer.status == 410:  # noqa: PLR2004 - Gone
        return structs.replace(response, outcome="gone", reason="the server says that it is gone (410)")
    if answer.status != 200:  # noqa: PLR2004 - OK
        return structs.replace(response, reason=f"the server answers {answer.status} {answer.reason or ''}".strip())
    data, received = await _read_body(answer)
    return structs.replace(response, outcome="document", data=data, charset=answer.charset or "", received=received)


async def _read_body(answer: aiohttp.ClientResponse) -> tuple[bytes, int]:
    """Return the document, decompressed, and the bytes that came. Raises `FetchError` if either is too much."""
    encoding = answer.headers.get(hdrs.CONTENT_ENCODING, "identity").strip().lower()
    if encoding not in {"identity", "", "gzip", "x-gzip", "deflate"}:
        raise FetchError(f"its encoding {encoding[:20]!r} was not asked for")
    inflate = None if encoding in {"identity", ""} else zlib.decompressobj(zlib.MAX_WBITS | 32)
    parts: list[bytes] = []
    size = received = 0
    async for chunk in answer.content.iter_chunked(_CHUNK):
        received += len(chunk)
        if inflate is None:
            part = chunk
        else:
            try:
                part = inflate.decompress(chunk, MAX_BYTES + 1 - size)
            except zlib.error:
                if encoding != "deflate" or size:
                    raise FetchError("it is not compressed as it says") from None
                # Some servers send deflate without its header.
                inflate = zlib.decompressobj(-zlib.MAX_WBITS)
                part = inflate.decompress(chunk, MAX_BYTES + 1 - size)
        size += len(part)
        if size > MAX_BYTES or received > MAX_BYTES:
            raise FetchError(f"it is larger than {MAX_BYTES // 1_000_000} MB")
        parts.append(part)
    return b"".join(parts), received


def _read_retry_after(value: str, now: datetime) -> int:
    if value.strip().isdecimal():
        return min(int(value.strip()[:9]), 30 * 86_400)
    try:
        seconds = (parsedate_to_datetime(value) - now).total_seconds() if value else 0
    except (ValueError, TypeError, OverflowError):
        return 0
    return max(0, min(int(seconds), 30 * 86_400))


def _read_max_age(headers: Mapping[str, str]) -> int:
    for directive in headers.get(hdrs.CACHE_CONTROL, "").lower().split(","):
        name, _, value = directive.strip().partition("=")
        if name == "max-age" and value.strip('"').isdecimal():
            return min(int(value.strip('"')[:9]), 86_400)
    return 0


def _describe(error: BaseException) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, PrivateAddressError):
            return f"{cause}, which FEEDS_ALLOW_PRIVATE=1 allows"
        cause = cause.__cause__ or getattr(cause, "os_error", None)
    for kinds, reason in _REASONS:
        if isinstance(error, kinds):
            return reason
    return f"it can't be fetched ({type(error).__name__})"

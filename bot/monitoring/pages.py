"""`/digests/…`: what a digest has sent, for those who have its URL. Everything else is answered as not found."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import NamedTuple, cast, get_args

from aiohttp import web

from bot.catalogue import Catalogue
from bot.digests.digest import Digest, SentArticle
from bot.digests.service import DigestService
from bot.digests.store_ports.errors import StoreError
from bot.exports.labels import describe_digest
from bot.exports.page import MAX_ITEMS, build_page, build_page_url, is_key
from bot.exports.syndication import PAGE_FORMATS, PageFormatName

PATH = "/digests/{name}"
_NAME = re.compile(rf"([0-9]{{1,18}})-([A-Za-z0-9_-]{{16,64}})\.({'|'.join(get_args(PageFormatName))})")
_HEADERS = {
    # A reader that asks more often uses its own copy.
    "Cache-Control": "private, max-age=300",
    "X-Robots-Tag": "noindex",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class _Rendered(NamedTuple):
    body: bytes
    media_type: str
    updated: datetime


@dataclass(frozen=True, slots=True)
class DigestPages:
    """The pages of digests. `url`: where the server is reached from outside, without a slash at the end."""

    service: DigestService
    catalogue: Catalogue
    url: str

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer a request for a page: 304 if the reader has it already, 404 if there is no such page (any more)."""
        match = _NAME.fullmatch(request.match_info["name"])
        if match is None:
            raise web.HTTPNotFound
        try:
            digest = await self.service.get(int(match[1]))
            if digest is None or not is_key(digest, match[2]):
                raise web.HTTPNotFound
            sent = await self.service.list_sent(digest.id, MAX_ITEMS)
        except StoreError:
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "60"})
        rendered = await self.service.run_blocking(lambda: self._render(digest, sent, cast("PageFormatName", match[3])))
        return _answer(request, rendered)

    def _render(self, digest: Digest, sent: Sequence[SentArticle], format_name: PageFormatName) -> _Rendered:
        archive, words = self.service.desk().archive, self.catalogue.get_translator(digest.locale or None)
        page = build_page(
            digest,
            sent,
            archive,
            title=describe_digest(digest, archive, words),
            url=build_page_url(self.url, digest, format_name),
        )
        page_format = PAGE_FORMATS[format_name]
        return _Rendered(page_format.write(page), page_format.media_type, page.updated)


def _answer(request: web.Request, rendered: _Rendered) -> web.Response:
    """Return the page, or 304 if the reader has it already (RFC 9110, section 13.2)."""
    tag = hashlib.blake2b(rendered.body, digest_size=16).hexdigest()
    modified = rendered.updated.astimezone(UTC).replace(microsecond=0)
    if request.if_none_match is not None:
        is_known = any(etag.value in (tag, "*") for etag in request.if_none_match)
    else:
        is_known = request.if_modified_since is not None and modified <= request.if_modified_since
    response = web.Response(
        status=HTTPStatus.NOT_MODIFIED if is_known else HTTPStatus.OK,
        body=None if is_known else rendered.body,
        headers={**_HEADERS, **({} if is_known else {"Content-Type": rendered.media_type})},
    )
    response.etag, response.last_modified = tag, modified
    return response

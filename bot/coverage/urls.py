"""Addresses: which may be linked to, which name the same article, and which outlet they belong to."""

import ipaddress
import re
from functools import lru_cache
from urllib.parse import SplitResult, quote, unquote, urlsplit

from yarl import URL

MAX_LENGTH = 2_048
_MAX_HOST = 253

_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_ANY_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_HOST = r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])"
_PLAIN_HOST = re.compile(_HOST)
# Nearly every address is of this kind: nothing in it needs to be escaped, and it comes apart at sight.
_PLAIN = re.compile(
    rf"https?://({_HOST})(?:(/[A-Za-z0-9\-._~!$&'()*+,;=:@/%]*)(?:\?([A-Za-z0-9\-._~!$&'()*+,;=:@/%?]*))?"
    r"(?:#([A-Za-z0-9\-._~!$&'()*+,;=:@/%?]*))?)?"
)
# A feed's own escaping of `&`, seen in real addresses; it is never meant literally in a query.
_ESCAPED_AMPERSAND = re.compile(r"&(?:amp|#0*38|#x0*26);", re.IGNORECASE)
# What RFC 3986 allows nowhere unescaped, and what would hide or end a link.
_UNSAFE = re.compile(
    '[\x00-\x20"<>\\[\\]\\\\^`{|}\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u180e\u2000-\u200f\u2028-\u202f'
    "\u205f-\u206f\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)

# Set by newsletters, advertisers and share buttons; the page is the same without them.
_TRACKING = re.compile(
    r"utm_\w+|mtm_\w+|pk_(?:campaign|kwd|source|medium|content)|hsa_\w+|_hs(?:enc|mi)|amp_(?:js_v|gsa|ct|kit)|__twitter_impression"
    r"|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|mc_[ce]id|mkt_tok|vero_(?:id|conv)"
    r"|oly_(?:anon|enc)_id|_openstat|ocid|cmpid|ncid|guccounter|guce_referrer(?:_sig)?|smid|sr_share|taid|usqp|xtor|at_(?:medium|campaign)\w*",
    re.IGNORECASE,
)
_AMP_PARAMETER = re.compile(
    r"(?:amp|amphtml|isamp|is_amp)(?:=(?:1|true|yes|)?)?|(?:outputtype|output|mode|service|view|m)=amp", re.IGNORECASE
)
_AMP_ENDING = re.compile(r"\.amp(?=\.html?$|$)", re.IGNORECASE)
_AMP_PAGE = re.compile(r"/amp(\.html?)$", re.IGNORECASE)
_AMP_CACHE = re.compile(r"(?:[a-z0-9-]+\.)?cdn\.ampproject\.org|(?:[a-z0-9-]+\.)?bing-amp\.com", re.IGNORECASE)
_AMP_CACHE_PATH = re.compile(r"/(?:[acrvi]{1,2}|wp)/(s/)?([^/?#]+\.[^/?#]+)(/.*)?", re.IGNORECASE)
_AMP_VIEWER = re.compile(r"(?:www\.)?(?:google\.[a-z.]{2,6}|bing\.com)", re.IGNORECASE)
_AMP_VIEWER_PATH = re.compile(r"/amp/(s/)?([^/?#]+\.[^/?#]+)(/.*)?", re.IGNORECASE)
# Country editions keep the mobile label behind their own: in.mobile.reuters.com, en.m.wikipedia.org.
_COUNTRY_MOBILE = re.compile(r"^([a-z]{2})\.(?:m|mobile|amp)\.(?=[^.]+\.[^.]+)")
_MOBILE = ("m.", "mobile.", "amp.")
# `m.co.uk` is a site of its own: what stays must still be more than a public suffix.
_SUFFIX_ONLY = re.compile(r"(?:co|com|org|net|gov|edu|ac|or|ne|go)\.[a-z]{2}")

_PLAIN_PATH = re.compile(r"[A-Za-z0-9\-._~!$&'()*+,;=:@/]*")
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")


def linkable_url(value: object) -> str | None:
    """The record's own address, fit for a link, or None: only http and https, a real host, no user, 2,048 characters.

    Characters that no address may hold (spaces, quotes, brackets …) come out percent-encoded; all else stays.
    """
    if not isinstance(value, str):
        return None
    return _usable(value)


@lru_cache(maxsize=8192)
def _usable(value: str) -> str | None:
    url = value.strip()
    if url.startswith("//"):
        url = f"https:{url}"
    elif url[:4].lower() == "www.":
        url = f"https://{url}"
    if len(url) > MAX_LENGTH or not _SCHEME.match(url):
        return None
    if "&" in url:
        url = _ESCAPED_AMPERSAND.sub("&", url)
    if (plain := _PLAIN.fullmatch(url)) and len(plain[1]) <= _MAX_HOST:
        return url
    parts = _split(url)
    if parts is None or "@" in parts.netloc or not _host(parts):
        return None
    start = url.find("//") + 2
    end = start + len(parts.netloc)
    rest = _UNSAFE.sub(lambda unsafe: quote(unsafe[0], safe="", errors="ignore"), url[end:])
    mended = url[:end] + rest
    return mended if len(mended) <= MAX_LENGTH else None


@lru_cache(maxsize=8192)
def canonical_url(url: str) -> str:
    """The form that all addresses of one article share; a key, never shown.

    Alike are: scheme, `www.`, `m.`, default port, trailing slash, tracking parameters, fragment, AMP and its caches.
    Every other query stays (`?v=`, `?p=` are identities), in sorted order. An address that isn't usable is its own key.
    """
    inner = _unwrapped(url.strip())
    if (plain := _PLAIN.fullmatch(inner)) and len(plain[1]) <= _MAX_HOST:
        name, path, query, after = plain.groups("")
        port = None
    else:
        parts = _split(inner)
        name = _host(parts) if parts else ""
        if parts is None or not name:
            return url.strip()
        path, query, after, port = parts.path, parts.query, parts.fragment, parts.port
    path = _without_amp(_escaped(path)).rstrip("/")
    query = _identity(_ESCAPED_AMPERSAND.sub("&", query))
    fragment = f"#{after}" if after.startswith(("!", "/")) else ""
    shown = f":{port}" if port not in {None, 80, 443} else ""
    return f"https://{_desktop(name)}{shown}{path or '/'}{query}{fragment}"


def _without_amp(path: str) -> str:
    if "amp" not in path.lower():
        return path
    path = "/".join(segment for segment in path.split("/") if segment.lower() != "amp")
    return _AMP_PAGE.sub("", _AMP_ENDING.sub("", path))


def _identity(query: str) -> str:
    if not query:
        return ""
    kept = sorted(
        parameter
        for parameter in query.split("&")
        if parameter
        and not _TRACKING.fullmatch(parameter.partition("=")[0])
        and not _AMP_PARAMETER.fullmatch(parameter)
    )
    return f"?{_escaped('&'.join(kept), extra='?')}" if kept else ""


@lru_cache(maxsize=8192)
def outlet_host(url: str) -> str:
    """The outlet's key: the host in lower case without `www.`, for an AMP form that of its outlet; "" without one."""
    inner = _unwrapped(url.strip())
    if (plain := _PLAIN.fullmatch(inner)) and len(plain[1]) <= _MAX_HOST:
        name = plain[1]
    else:
        parts = _split(inner)
        name = _host(parts) if parts else ""
    return _without(name.removeprefix("www."), ("amp.",))


@lru_cache(maxsize=8192)
def provider_domain(value: str) -> str:
    """A domain as a record gives it (`WWW.Example.com`, `https://example.com/`) in lower case without `www.`, or ""."""
    said = value.strip().lower()
    said = said if _SCHEME.match(said) else f"https://{said}"
    parts = _split(said)
    return _host(parts).removeprefix("www.") if parts and "@" not in parts.netloc else ""


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    return None if port == 0 else parts


def _host(parts: SplitResult) -> str:
    """The host as ASCII in lower case, or "" where it is none: a name with a dot, or an IP address."""
    name = (parts.hostname or "").rstrip(".")
    if not name.isascii():
        try:
            name = URL.build(scheme="https", host=name).raw_host or ""
        except ValueError:
            return ""
    if len(name) > _MAX_HOST:
        return ""
    if _PLAIN_HOST.fullmatch(name):
        return name
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return ""
    return name


def _unwrapped(url: str) -> str:
    """What an AMP cache or viewer shows, as its outlet's own address."""
    if "amp" not in url:
        return url
    parts = _split(url)
    if parts is None:
        return url
    name = parts.hostname or ""
    if _AMP_CACHE.fullmatch(name):
        inner = _AMP_CACHE_PATH.fullmatch(parts.path)
    elif _AMP_VIEWER.fullmatch(name):
        inner = _AMP_VIEWER_PATH.fullmatch(parts.path)
    else:
        return url
    if inner is None:
        return url
    query = f"?{parts.query}" if parts.query else ""
    return f"https://{unquote(inner[2])}{inner[3] or '/'}{query}"


def _desktop(name: str) -> str:
    labels = _without(name.removeprefix("www."), _MOBILE)
    return _COUNTRY_MOBILE.sub(r"\1.", labels) if labels[2:3] == "." else labels


def _without(name: str, prefixes: tuple[str, ...]) -> str:
    for prefix in prefixes:
        rest = name.removeprefix(prefix)
        if rest != name and "." in rest and not _SUFFIX_ONLY.fullmatch(rest):
            return rest
    return name


def _escaped(part: str, *, extra: str = "") -> str:
    """One spelling of the percent-encoding: letters, digits and `-._~` plain, the rest encoded in upper case."""
    if _PLAIN_PATH.fullmatch(part):
        return part
    decoded = _ESCAPE.sub(_plain_or_upper, part)
    return quote(decoded, safe=f"%-._~!$&'()*+,;=:@/{extra}", errors="replace")


def _plain_or_upper(escape: re.Match[str]) -> str:
    character = chr(int(escape[0][1:], 16))
    return character if character.isascii() and (character.isalnum() or character in "-._~") else escape[0].upper()

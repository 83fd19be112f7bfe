"""URLs: which ones can be linked to, which ones mean the same article, and which outlet they belong to."""

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
# Nearly every URL is plain: nothing in it needs escaping, and this pattern splits it.
_PLAIN_URL = re.compile(
    rf"https?://({_HOST})(?:(/[A-Za-z0-9\-._~!$&'()*+,;=:@/%]*)(?:\?([A-Za-z0-9\-._~!$&'()*+,;=:@/%?]*))?"
    r"(?:#([A-Za-z0-9\-._~!$&'()*+,;=:@/%?]*))?)?"
)
# Some feeds escape `&` in URLs. In a query it never means the entity itself.
_ESCAPED_AMPERSAND = re.compile(r"&(?:amp|#0*38|#x0*26);", re.IGNORECASE)
# Characters that RFC 3986 allows nowhere unescaped, and those that would hide or end a link in a message.
_UNSAFE = re.compile(
    '[\x00-\x20"<>\\[\\]\\\\^`{|}\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u180e\u2000-\u200f\u2028-\u202f'
    "\u205f-\u206f\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)

# Parameters that newsletters, advertisers and share buttons add; the page is the same without them.
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
# Some sites put the mobile label after a country or language: in.mobile.reuters.com, en.m.wikipedia.org.
_COUNTRY_MOBILE = re.compile(r"^([a-z]{2})\.(?:m|mobile|amp)\.(?=[^.]+\.[^.]+)")
_MOBILE_LABELS = ("m.", "mobile.", "amp.")
# `m.co.uk` is a site, not the mobile form of `co.uk`: a host must not become a public suffix.
_PUBLIC_SUFFIX = re.compile(r"(?:co|com|org|net|gov|edu|ac|or|ne|go)\.[a-z]{2}")

_PLAIN_PATH = re.compile(r"[A-Za-z0-9\-._~!$&'()*+,;=:@/]*")
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")


def clean_url(value: object) -> str | None:
    """Return a URL that can be linked to, or None.

    It must be http or https with a valid host, without a user, and at most 2,048 characters long. Characters that a URL
    can't contain (spaces, quotes, brackets …) are percent-encoded; everything else stays.
    """
    if not isinstance(value, str):
        return None
    return _clean_url(value)


@lru_cache(maxsize=8192)
def _clean_url(value: str) -> str | None:
    url = value.strip()
    if url.startswith("//"):
        url = f"https:{url}"
    elif url[:4].lower() == "www.":
        url = f"https://{url}"
    if len(url) > MAX_LENGTH or not _SCHEME.match(url):
        return None
    if "&" in url:
        url = _ESCAPED_AMPERSAND.sub("&", url)
    if (plain := _PLAIN_URL.fullmatch(url)) and len(plain[1]) <= _MAX_HOST:
        return url
    parts = _split(url)
    if parts is None or "@" in parts.netloc or not _extract_host(parts):
        return None
    start = url.find("//") + 2
    end = start + len(parts.netloc)
    rest = _UNSAFE.sub(lambda unsafe: quote(unsafe[0], safe="", errors="ignore"), url[end:])
    escaped = url[:end] + rest
    return escaped if len(escaped) <= MAX_LENGTH else None


@lru_cache(maxsize=8192)
def canonicalize_url(url: str) -> str:
    """Return the form that all URLs of one article share. It is a key and is never shown.

    It drops differences in scheme, `www.`, `m.`, default port, trailing slash, tracking parameters, fragment, AMP forms
    and AMP caches. All other parameters stay, sorted, because `?v=` or `?p=` may identify an article. A URL that is not
    usable is returned as it is.
    """
    inner = _unwrap_amp(url.strip())
    if (plain := _PLAIN_URL.fullmatch(inner)) and len(plain[1]) <= _MAX_HOST:
        host, path, query, fragment = plain.groups("")
        port = None
    else:
        parts = _split(inner)
        host = _extract_host(parts) if parts else ""
        if parts is None or not host:
            return url.strip()
        path, query, fragment, port = parts.path, parts.query, parts.fragment, parts.port
    path = _remove_amp(_normalize_escapes(path)).rstrip("/")
    query = _canonicalize_query(_ESCAPED_AMPERSAND.sub("&", query))
    route = f"#{fragment}" if fragment.startswith(("!", "/")) else ""
    port_part = f":{port}" if port not in {None, 80, 443} else ""
    return f"https://{_remove_mobile_label(host)}{port_part}{path or '/'}{query}{route}"


def remove_tracking(url: str) -> str:
    """Return a usable URL without the parameters that only count readers; nothing else changes."""
    head, mark, rest = url.partition("?")
    if not mark:
        return url
    query, hash_mark, fragment = rest.partition("#")
    parameters = query.split("&")
    kept = [part for part in parameters if not _TRACKING.fullmatch(part.partition("=")[0])]
    if len(kept) == len(parameters):
        return url
    return f"{head}{'?' if kept else ''}{'&'.join(kept)}{hash_mark}{fragment}"


def _remove_amp(path: str) -> str:
    if "amp" not in path.lower():
        return path
    path = "/".join(segment for segment in path.split("/") if segment.lower() != "amp")
    return _AMP_PAGE.sub("", _AMP_ENDING.sub("", path))


def _canonicalize_query(query: str) -> str:
    """Return the query with its `?`, sorted and without tracking and AMP parameters; "" if nothing is left."""
    if not query:
        return ""
    # Escapes first: they decide which parameters are equal, and their order.
    parameters = sorted(
        parameter
        for parameter in _normalize_escapes(query, extra="?").split("&")
        if parameter
        and not _TRACKING.fullmatch(parameter.partition("=")[0])
        and not _AMP_PARAMETER.fullmatch(parameter)
    )
    return f"?{'&'.join(parameters)}" if parameters else ""


@lru_cache(maxsize=8192)
def extract_outlet_host(url: str) -> str:
    """Return the outlet's key: the host in lower case without `www.`; "" if there is none.

    For an AMP form, it is the host of the original page.
    """
    inner = _unwrap_amp(url.strip())
    if (plain := _PLAIN_URL.fullmatch(inner)) and len(plain[1]) <= _MAX_HOST:
        host = plain[1]
    else:
        parts = _split(inner)
        host = _extract_host(parts) if parts else ""
    return _remove_label(host.removeprefix("www."), ("amp.",))


@lru_cache(maxsize=8192)
def parse_domain(value: str) -> str:
    """Return a domain (`WWW.Example.com`, `https://example.com/`) in lower case without `www.`; "" if it is invalid."""
    domain = value.strip().lower()
    parts = _split(domain if _SCHEME.match(domain) else f"https://{domain}")
    return _extract_host(parts).removeprefix("www.") if parts and "@" not in parts.netloc else ""


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    return None if port == 0 else parts


def _extract_host(parts: SplitResult) -> str:
    """Return the host as ASCII in lower case: a name with a dot, or an IP address. "" if it is neither."""
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


def _unwrap_amp(url: str) -> str:
    """Return the original URL of a page in an AMP cache or viewer; any other URL as it is."""
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


def _remove_mobile_label(host: str) -> str:
    host = _remove_label(host.removeprefix("www."), _MOBILE_LABELS)
    return _COUNTRY_MOBILE.sub(r"\1.", host) if host[2:3] == "." else host


def _remove_label(host: str, labels: tuple[str, ...]) -> str:
    """Remove the first of these labels from the start of a host, unless only a public suffix would be left."""
    for label in labels:
        rest = host.removeprefix(label)
        if rest != host and "." in rest and not _PUBLIC_SUFFIX.fullmatch(rest):
            return rest
    return host


def _normalize_escapes(part: str, *, extra: str = "") -> str:
    """Decode escaped letters, digits and `-._~`, and write all other escapes in upper case."""
    if _PLAIN_PATH.fullmatch(part):
        return part
    decoded = _ESCAPE.sub(_normalize_escape, part)
    return quote(decoded, safe=f"%-._~!$&'()*+,;=:@/{extra}", errors="replace")


def _normalize_escape(escape: re.Match[str]) -> str:
    character = chr(int(escape[0][1:], 16))
    return character if character.isascii() and (character.isalnum() or character in "-._~") else escape[0].upper()

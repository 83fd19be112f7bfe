"""Text as its writer meant it: mojibake, entities, control marks and white space mended; nothing else changed.

Typographic quotes, ligatures and wide characters stay: ftfy's defaults would flatten them for no reason.
"""

import html
import re
import unicodedata
from functools import lru_cache

from ftfy import TextFixerConfig, fix_text
from ftfy.badness import is_bad

_MOJIBAKE_ONLY = TextFixerConfig(
    unescape_html=False,
    uncurl_quotes=False,
    fix_character_width=False,
    fix_latin_ligatures=False,
    explain=False,
)
# Entities are sometimes escaped a second time on their way into a feed (`&amp;rsquo;`), never more often.
_UNESCAPES = 2
_MENDINGS = 5

# Marks that show nothing and change what stands beside them: bidi embeddings, overrides and isolates, zero-width
# spaces, soft hyphens, blank fillers, terminal colours, interlinear annotation, tags, noncharacters and lone
# surrogates. Control characters that are white space (tab, line feed …) become spaces instead.
_INVISIBLE = re.compile(
    "\x1b\\[[0-9;?]*[A-Za-z]"
    "|[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\ud800-\udfff"
    "\U0001d173-\U0001d17a\U000e0000-\U000e001f\U000e0080-\U000e0fff]"
)
# Zero-width joiners belong inside emoji and in scripts such as Persian and Malayalam; beside ASCII or Latin letters
# and at the edges of words they only hide.
_STRAY_JOINER = re.compile("(?<![^\x00-\u02ff\\s])[\u200c\u200d]+|[\u200c\u200d]+(?![^\x00-\u02ff\\s])")
# The tag letters spell a region after the black flag (England, Scotland, Wales); anywhere else they are hidden text.
_STRAY_TAGS = re.compile("(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0020-\U000e007f]+")

_SURROGATE_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def _join_pair(pair: re.Match[str]) -> str:
    return pair[0].encode("utf-16", "surrogatepass").decode("utf-16")


# The same reports are nested in file after file (nine mentions of each, in real archives), so remembering pays.
@lru_cache(maxsize=8192)
def clean_text(value: str) -> str:
    """Mend mojibake, unescape entities (twice at most), drop invisible marks, fold white space; NFC.

    Markup-like text (`<GM.N>`, `List<string>`) is text and stays.
    """
    mended = value
    for _ in range(_UNESCAPES):
        if "&" not in mended:
            break
        mended = html.unescape(mended)
    if mended.isascii():
        if not mended.isprintable():
            mended = _INVISIBLE.sub("", mended)
        return " ".join(mended.split())
    mended = _SURROGATE_PAIR.sub(_join_pair, mended)
    for _ in range(_MENDINGS):
        before = mended
        # Mended before marks are taken out: control characters are letters of mojibake. And again after, since what
        # stood between such letters is gone.
        if is_bad(mended):
            mended = fix_text(mended, _MOJIBAKE_ONLY)
        mended = _visible(mended)
        if mended == before or not is_bad(mended):
            break
    return mended


def _visible(value: str) -> str:
    # Which joiners are stray shows once letters and their accents are one.
    composed = unicodedata.normalize("NFC", _INVISIBLE.sub("", value))
    marked = _STRAY_TAGS.sub("", _STRAY_JOINER.sub("", composed))
    return " ".join(unicodedata.normalize("NFC", marked).split())


_ACCENTS = re.compile("[\u0300-\u036f]")
_APOSTROPHE = re.compile("(?<=\\w)['\u2019\u02bc\uff07](?=\\w)")
_NOT_WORD = re.compile(r"[\W_]+")
# Letters that carry their stroke within them, so that decomposition does not free it.
_STROKED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i", "ħ": "h"}
)


@lru_cache(maxsize=8192)
def fold(value: str) -> str:
    """For comparing, never for showing: lower case, no accents, apostrophes within words dropped, other punctuation
    and white space one space each. Digits stay, so texts whose numbers differ stay different.
    """
    return fold_once(value)


def fold_once(value: str) -> str:
    """`fold` for a long text that is not expected again: nothing is remembered."""
    folded = _APOSTROPHE.sub("", value)
    if folded.isascii():
        return _NOT_WORD.sub(" ", folded.lower()).strip()
    folded = unicodedata.normalize("NFKD", folded).casefold()
    folded = _ACCENTS.sub("", folded).translate(_STROKED)
    # Marks of other scripts (vowel signs, say) are part of their words and are no `\w`: keep them.
    between = {ord(c): " " for c in set(folded) if not c.isalnum() and unicodedata.category(c)[0] != "M"}
    return " ".join(unicodedata.normalize("NFC", folded.translate(between)).split())

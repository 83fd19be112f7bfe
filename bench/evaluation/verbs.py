"""Verbs that are common in news, in groups of similar meaning, with their forms.

A question made from a sentence may say the verb as people do ("buy" for "acquires"). A false one takes a verb of
another family, so that it means something else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

_FAMILIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "make": (
            "announce reveal unveil introduce",
            "release launch publish",
            "build:built:built create develop",
            "show:showed:shown showcase tease",
            "open expand",
            "add",
            "improve boost enhance upgrade",
            "offer provide deliver bring:brought:brought",
            "support back",
            "fix patch",
            "raise increase",
            "confirm",
            "explain discuss describe detail outline clarify",
            "produce manufacture",
            "start begin:began:begun+",
            "sign",
            "update",
            "integrate",
            "extend",
            "hold:held:held host",
            "pay:paid:paid",
            "promise",
            "achieve",
            "replace",
            "protect",
            "enter",
            "simplify",
            "enable",
            "write:wrote:written",
            "demonstrate",
            "promote",
            "score",
            "celebrate",
            "earn",
            "feature",
            "preview",
        ),
        "take": (
            "buy:bought:bought acquire purchase",
            "get:got:got+ receive secure land",
            "choose:chose:chosen pick select tap+",
            "hire appoint recruit poach",
            "join",
            "use adopt deploy",
            "hit reach",
            "find:found:found discover",
            "test",
            "play",
            "meet:met:met",
        ),
        "end": (
            "cancel scrap+ axe",
            "delay postpone",
            "ban+ block prohibit",
            "stop+ halt suspend pause",
            "close",
            "sell:sold:sold",
            "lose:lost:lost",
            "leave:left:left quit:quit:quit+",
            "fire sack",
            "reject deny",
            "cut:cut:cut+ reduce slash lower",
        ),
        "fight": (
            "sue",
            "fine",
            "accuse blame",
            "beat:beat:beaten defeat",
            "win:won:won+",
            "warn",
            "criticize criticise slam+",
            "copy steal:stole:stolen",
            "leak",
            "attack",
            "investigate",
            "kill",
            "arrest",
            "break:broke:broken violate",
        ),
    }
)
"""Families of groups of verbs. `+`: the last letter is doubled; `a:b:c`: an irregular verb with its past forms."""

SWAPPED_INTO: Mapping[str, str] = MappingProxyType(
    {
        "buy": "acquisition deal takeover merger own stake",
        "cancel": "cancellation drop shelve end abandon kill",
        "delay": "late later push slip wait",
        "ban": "forbid illegal bar stop",
        "sue": "lawsuit court legal suit case allege",
        "fine": "penalty lawsuit court antitrust",
        "sell": "sale deal sold buyer acquisition",
        "criticize": "critic criticism attack concern blast protest",
        "copy": "clone theft similar",
        "leak": "datamine spill early rumor",
    }
)
"""Verbs that a false question may take, since news says so plainly where it happened; with other words that say so."""


@dataclass(frozen=True)
class Verb:
    """A verb with its forms, and the group and family that it belongs to."""

    base: str
    past: str
    participle: str
    third: str
    gerund: str
    group: int = field(compare=False)
    family: str = field(compare=False)

    @cached_property
    def forms(self) -> frozenset[str]:
        """All forms."""
        return frozenset({self.base, self.past, self.participle, self.third, self.gerund})


def _parse_verb(entry: str, group: int, family: str) -> Verb:
    is_doubled = entry.endswith("+")
    base, *irregular = entry.rstrip("+").split(":")
    if base.endswith("e"):
        past, gerund = f"{base}d", f"{base.removesuffix('e')}ing"
    elif base.endswith("y") and base[-2] not in "aeiou":
        past, gerund = f"{base[:-1]}ied", f"{base}ing"
    else:
        root = f"{base}{base[-1]}" if is_doubled else base
        past, gerund = f"{root}ed", f"{root}ing"
    third = f"{base[:-1]}ies" if base.endswith("y") and base[-2] not in "aeiou" else f"{base}s"
    if base.endswith(("s", "sh", "ch", "x", "z")):
        third = f"{base}es"
    simple, participle = irregular or (past, past)
    return Verb(base, simple, participle, third, gerund, group, family)


def _parse_families() -> tuple[Verb, ...]:
    verbs: list[Verb] = []
    group = 0
    for family, groups in _FAMILIES.items():
        for line in groups:
            group += 1
            verbs += [_parse_verb(entry, group, family) for entry in line.split()]
    return tuple(verbs)


VERBS: tuple[Verb, ...] = _parse_families()
BY_THIRD: Mapping[str, Verb] = MappingProxyType({verb.third: verb for verb in VERBS})
BY_PAST: Mapping[str, Verb] = MappingProxyType({verb.past: verb for verb in VERBS})
BY_PARTICIPLE: Mapping[str, Verb] = MappingProxyType({verb.participle: verb for verb in VERBS})
BY_BASE: Mapping[str, Verb] = MappingProxyType({verb.base: verb for verb in VERBS})
BY_GERUND: Mapping[str, Verb] = MappingProxyType({verb.gerund: verb for verb in VERBS})


def find_group(verb: Verb) -> tuple[Verb, ...]:
    """Return the verbs of the same group, including the verb itself."""
    return tuple(other for other in VERBS if other.group == verb.group)

"""All stores together."""

from typing import NamedTuple

from bot.digests.store_ports.arrivals import ArrivalStore
from bot.digests.store_ports.corrections import CorrectionStore
from bot.digests.store_ports.digests import DigestStore
from bot.digests.store_ports.follows import FollowStore
from bot.digests.store_ports.introductions import IntroductionStore
from bot.digests.store_ports.privacy import PrivacyStore
from bot.digests.store_ports.runs import RunStore


class Ledger(NamedTuple):
    """The whole store."""

    digests: DigestStore
    runs: RunStore
    arrivals: ArrivalStore
    privacy: PrivacyStore
    introductions: IntroductionStore
    follows: FollowStore
    corrections: CorrectionStore

"""What was asked of the stand-in, counted: by route, by status and error code, by limit, by trouble."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.wire.routes import Answer
from tests.wire.trouble import Fails, Kind


@dataclass
class Tally:
    """Counts since the start. Statuses count the answers that were made, those too that were lost on their way."""

    # By route, as in "POST /channels/{channel_id}/messages"; those that were dropped never came.
    requests: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)  # "200"
    refusals: Counter[str] = field(default_factory=Counter)  # 4xx but 429, status and code: "403 50013"
    limited: Counter[str] = field(default_factory=Counter)  # 429: of a "route", "everywhere", or "ordered"
    troubles: Counter[str] = field(default_factory=Counter)  # by kind: "lost", "too_late"; "cut" of the gateway

    def befell(self, trouble: Kind) -> None:
        """Counts a trouble."""
        late = isinstance(trouble, Fails) and trouble.too_late
        self.troubles["too_late" if late else type(trouble).__name__.lower()] += 1

    def answered(self, answer: Answer) -> None:
        """Counts an answer."""
        self.statuses[str(answer.status)] += 1
        if 400 <= answer.status < 500 and answer.status != 429:
            self.refusals[f"{answer.status} {answer.body['code']}"] += 1

    @property
    def invalid(self) -> int:
        """Answers of 401, 403 and 429: Discord bans an address for 10,000 of them in ten minutes."""
        return sum(self.statuses[status] for status in ("401", "403", "429"))

    def as_json(self) -> Mapping[str, Any]:
        """All counts by name."""
        counters = {name: dict(getattr(self, name)) for name in ("requests", "statuses", "refusals", "troubles")}
        return counters | {"limited": dict(self.limited), "invalid": self.invalid}

"""Counts of requests: by route, by status and error code, by limit, by trouble."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.wire.routes import Answer
from tests.wire.trouble import Fails, Trouble


@dataclass
class Statistics:
    """Counts since the start. Answers that were lost on the way are counted too."""

    # By route, such as "POST /channels/{channel_id}/messages"; dropped requests never arrived.
    requests: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)  # "200"
    refusals: Counter[str] = field(default_factory=Counter)  # 4xx except 429, by status and code: "403 50013"
    limited: Counter[str] = field(default_factory=Counter)  # 429, by cause: "route", "everywhere" or "ordered"
    troubles: Counter[str] = field(default_factory=Counter)  # by kind: "lost", "too_late"; "cut" of the gateway

    def count_trouble(self, trouble: Trouble) -> None:
        """Count a trouble."""
        late = isinstance(trouble, Fails) and trouble.too_late
        self.troubles["too_late" if late else type(trouble).__name__.lower()] += 1

    def count_answer(self, answer: Answer) -> None:
        """Count an answer."""
        self.statuses[str(answer.status)] += 1
        if 400 <= answer.status < 500 and answer.status != 429:
            self.refusals[f"{answer.status} {answer.body['code']}"] += 1

    @property
    def invalid(self) -> int:
        """Answers with 401, 403 or 429: Discord bans an address for 10,000 of them in ten minutes."""
        return sum(self.statuses[status] for status in ("401", "403", "429"))

    def as_json(self) -> Mapping[str, Any]:
        """Return all counts by name."""
        counters = {name: dict(getattr(self, name)) for name in ("requests", "statuses", "refusals", "troubles")}
        return counters | {"limited": dict(self.limited), "invalid": self.invalid}

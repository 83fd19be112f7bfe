"""Counters and histograms. The rest of the bot fills them through hooks that know nothing of Prometheus.

Names follow https://prometheus.io/docs/practices/naming/. No label contains an id of a person, server, channel or
digest.
"""

from collections.abc import Generator
from contextlib import contextmanager
from time import perf_counter
from typing import get_args

from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

from bot.answers.answer import Verdict
from bot.chat.session.monitor import Monitor
from bot.digests.digest import Run, RunState

_REPLY_BUCKETS = (0.05, 0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0, 5.0, 10.0, 30.0)
"""Seconds. Discord waits three seconds for a first response."""
_REQUEST_BUCKETS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_STORE_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_LAG_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)

_SCOPES = frozenset({"user", "global", "shared"})
"""https://discord.com/developers/docs/topics/rate-limits#header-format-rate-limit-header-examples"""
_METHODS = frozenset({"DELETE", "GET", "PATCH", "POST", "PUT"})


class Recorder(Monitor):
    """The counters and histograms of one process, in a registry of their own."""

    def __init__(self) -> None:
        # The time at which each series began would double their number, and Prometheus does not use it by default.
        disable_created_metrics()
        registry = self._registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        GCCollector(registry=registry)
        self._questions = Counter(
            "nutgraf_questions", "Questions that were answered, by verdict.", ["verdict"], registry=registry
        )
        self._replies = Histogram(
            "nutgraf_reply_duration_seconds",
            "Time from receiving a question until Discord accepted the reply.",
            buckets=_REPLY_BUCKETS,
            registry=registry,
        )
        self._requests = Histogram(
            "nutgraf_discord_request_duration_seconds",
            "Time until Discord answered a request over HTTP, by method and class of the status code.",
            ["method", "status"],
            buckets=_REQUEST_BUCKETS,
            registry=registry,
        )
        self._rate_limit_hits = Counter(
            "nutgraf_discord_rate_limit_hits",
            "Requests that Discord refused because of a rate limit, by whose limit it was.",
            ["scope"],
            registry=registry,
        )
        self._due = Counter(
            "nutgraf_digest_runs_due", "Runs of digests that were due or that somebody asked for.", registry=registry
        )
        self._ended = Counter(
            "nutgraf_digest_runs_ended", "Runs of digests that have ended, by result.", ["state"], registry=registry
        )
        self._store = Histogram(
            "nutgraf_store_transaction_duration_seconds",
            "Time that a transaction took, by purpose.",
            ["operation"],
            buckets=_STORE_BUCKETS,
            registry=registry,
        )
        self._lag = Histogram(
            "nutgraf_event_loop_lag_seconds",
            "How much later than planned the event loop resumed a task.",
            buckets=_LAG_BUCKETS,
            registry=registry,
        )
        # A counter that has not counted yet is 0, not absent: otherwise its first increase could not be seen.
        for verdict in get_args(Verdict):
            self._questions.labels(verdict)
        for state in get_args(RunState):
            if state != "begun":
                self._ended.labels(state)
        for operation in ("read", "write"):
            self._store.labels(operation)
        for scope in sorted(_SCOPES):
            self._rate_limit_hits.labels(scope)

    def count_answer(self, verdict: Verdict) -> None:
        """Count a question that was answered."""
        self._questions.labels(verdict).inc()

    @contextmanager
    def time_reply(self) -> Generator[None]:
        """Measure the time that the block takes, unless it fails."""
        start = perf_counter()
        yield
        self._replies.observe(perf_counter() - start)

    def record_request(self, method: str, status: int, seconds: float, scope: str) -> None:
        """Record a request to Discord."""
        method_label = method if method in _METHODS else "other"
        self._requests.labels(method_label, f"{status // 100}xx").observe(seconds)
        if status == 429:  # noqa: PLR2004 - Too Many Requests
            self._rate_limit_hits.labels(scope if scope in _SCOPES else "user").inc()

    def record_run(self, run: Run) -> None:
        """Count a run that has begun or ended. A run that was missed because the bot was down counts as due too."""
        if run.state == "begun" or (run.state == "missed" and run.reason == "down"):
            self._due.inc()
        if run.state != "begun":
            self._ended.labels(run.state).inc()

    def record_transaction(self, operation: str, seconds: float) -> None:
        """Record a transaction on the store, whether it succeeded or not. `operation`: read or write."""
        self._store.labels(operation).observe(seconds)

    def record_lag(self, seconds: float) -> None:
        """Record how late the event loop was."""
        self._lag.observe(seconds)

    def render(self) -> bytes:
        """Return all metrics in Prometheus's text format."""
        return generate_latest(self._registry)

"""Turns the state of the bot into metrics, once for each scrape."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import get_args

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.chat.session.admission import RequestKind
from bot.health import JudgeState
from bot.monitoring.state import ArchiveSize, BotState, Load


class _StateCollector(Collector):
    """Gives a registry the metrics of one state."""

    def __init__(self, state: BotState) -> None:
        self._state = state

    def collect(self) -> Iterable[Metric]:
        return build_families(self._state)


def render_state(state: BotState) -> bytes:
    """Return the state as metrics in Prometheus's text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_StateCollector(state))
    return generate_latest(registry)


def build_families(state: BotState) -> Iterator[Metric]:
    """Build the metrics of a state. What is not known yet is left out."""
    build = GaugeMetricFamily("nutgraf_build_info", "1; the label has the version.", labels=["version"])
    build.add_metric([state.version], 1)
    yield build
    yield from _build_gateway(state)
    store = state.store
    yield GaugeMetricFamily("nutgraf_store_reachable", "Whether the database answers.", value=store.is_reachable)
    yield GaugeMetricFamily(
        "nutgraf_delivery_leader", "Whether this process holds the right to deliver digests.", value=store.delivers
    )
    yield GaugeMetricFamily(
        "nutgraf_digest_runs_open", "Runs of digests that have started but not ended.", value=state.open_runs
    )
    if state.heartbeat is not None:
        yield GaugeMetricFamily(
            "nutgraf_clock_skew_seconds",
            "How far this machine's clock is ahead of Discord's time.",
            value=state.heartbeat.skew,
        )
        feeds = state.heartbeat.feeds
        yield GaugeMetricFamily("nutgraf_feeds", "Feeds in the list.", value=feeds.listed)
        yield GaugeMetricFamily("nutgraf_feeds_failing", "Feeds that can't be read.", value=feeds.failing)
    judge = GaugeMetricFamily("nutgraf_judge_state", "1 for the state that the judge is in.", labels=["state"])
    for name in get_args(JudgeState):
        judge.add_metric([name], name == state.judge)
    yield judge
    if state.load is not None:
        yield from _build_load(state.load)
    if state.archive is not None:
        yield from _build_archive(state.archive)


def _build_gateway(state: BotState) -> Iterator[GaugeMetricFamily]:
    connected = GaugeMetricFamily(
        "nutgraf_gateway_connected", "Whether a shard is connected to Discord.", labels=["shard"]
    )
    latency = GaugeMetricFamily(
        "nutgraf_gateway_latency_seconds", "Time between a shard's heartbeat and Discord's answer.", labels=["shard"]
    )
    servers = GaugeMetricFamily("nutgraf_servers", "Servers that the bot is in, by shard.", labels=["shard"])
    for shard in state.shards:
        connected.add_metric([str(shard.id)], shard.is_connected)
        servers.add_metric([str(shard.id)], shard.servers)
        if math.isfinite(shard.latency):
            latency.add_metric([str(shard.id)], shard.latency)
    yield connected
    yield latency
    yield servers


def _build_load(load: Load) -> Iterator[Metric]:
    requests = CounterMetricFamily("nutgraf_requests", "Requests, by result.", labels=["outcome"])
    for outcome, count in asdict(load.counts).items():
        requests.add_metric([outcome], count)
    yield requests
    handled = GaugeMetricFamily(
        "nutgraf_requests_in_progress", "Requests that are being handled, by kind.", labels=["kind"]
    )
    for kind in get_args(RequestKind):
        handled.add_metric([kind], load.handled.get(kind, 0))
    yield handled
    yield GaugeMetricFamily("nutgraf_queued_work", "How many jobs are waiting for a thread.", value=load.queued)


def _build_archive(archive: ArchiveSize) -> Iterator[Metric]:
    yield GaugeMetricFamily("nutgraf_archive_articles", "Articles in the archive.", value=archive.articles)
    yield GaugeMetricFamily("nutgraf_archive_outlets", "Outlets in the archive.", value=archive.outlets)
    yield GaugeMetricFamily("nutgraf_archive_files", "Files that the archive was read from.", value=archive.files)
    problems = GaugeMetricFamily(
        "nutgraf_archive_problem_files",
        "Files with problems that `nutgraf check` lists, by the worst severity.",
        labels=["severity"],
    )
    for severity, count in archive.affected.items():
        problems.add_metric([severity], count)
    yield problems
    if archive.newest is not None:
        yield GaugeMetricFamily(
            "nutgraf_archive_newest_article_timestamp_seconds",
            "When the newest article was published.",
            value=archive.newest.timestamp(),
        )
    yield GaugeMetricFamily(
        "nutgraf_archive_changed_timestamp_seconds",
        "When the bot last switched to a new archive.",
        value=archive.changed_at.timestamp(),
    )
    yield GaugeMetricFamily(
        "nutgraf_archive_up_to_date",
        "Whether the article files have been checked since the start.",
        value=archive.is_up_to_date,
    )
    yield GaugeMetricFamily(
        "nutgraf_archive_changed_files",
        "Files that have changed since the cache was written.",
        value=archive.changed_files,
    )
    compactions = CounterMetricFamily(
        "nutgraf_compactions", "How often another process was started to rewrite the cache.", labels=["outcome"]
    )
    compactions.add_metric(["succeeded"], archive.compactions - archive.failed_compactions)
    compactions.add_metric(["failed"], archive.failed_compactions)
    yield compactions

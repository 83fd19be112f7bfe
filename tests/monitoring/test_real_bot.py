"""A real bot's metrics, and the dashboard and the rules that are made for them."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
import pytest
import pytest_asyncio
import yaml

from bot.settings.checks import Address
from tests.monitoring.scrapes import get_value, list_names, read_samples
from tests.support.postgres_keeper import find_free_port
from tests.support.promtool import run_promtool
from tests.support.root import ROOT
from tests.wire.due_digests import add_due_digest, wait_for_runs
from tests.wire.process import TOKEN, run_bot
from tests.wire.questions import QUESTION
from tests.wire.standin import StandIn

pytestmark = [pytest.mark.outside, pytest.mark.asyncio(loop_scope="module")]

FOLDER = ROOT / "docs" / "monitoring"
METRIC = re.compile(r"\b(?:nutgraf|process|python)_\w+")


class Scrape(NamedTuple):
    """What a bot says after it has answered a question and run two digests. `ids`: of the people and places in it."""

    text: str
    ready: tuple[int, Any]
    health: tuple[int, Any]
    ids: tuple[str, ...]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scrape(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scrape]:
    folder: Path = tmp_path_factory.mktemp("home")
    address = Address("127.0.0.1", find_free_port())
    url = f"sqlite:///{folder}/digests.db"
    environment = {"METRICS_ADDRESS": str(address), "DATABASE_URL": url}
    async with StandIn.start(TOKEN) as standin:
        due = add_due_digest(url, standin)
        late = add_due_digest(url, standin, due_at=(due.due_at or due.since) - timedelta(hours=3))  # pyright: ignore[reportOptionalOperand]
        async with run_bot(standin, folder, "run", environment=environment) as bot, aiohttp.ClientSession() as session:
            await bot.until_ready()
            await (await standin.use("ask", question=QUESTION)).reply()
            await wait_for_runs(url, due)
            await wait_for_runs(url, late)
            async with session.get(f"http://{address}/metrics") as response:
                assert response.content_type == "text/plain"
                text = await response.text()
            async with session.get(f"http://{address}/readyz") as response:
                ready = response.status, await response.json()
            async with session.get(f"http://{address}/healthz") as response:
                health = response.status, await response.json()
            world = standin.world
            ids = (world.guild_id, world.channel_id, world.member.id, world.application_id, world.dm_id)
            yield Scrape(text, ready, health, tuple(ids))


def list_expressions() -> Iterator[tuple[str, str]]:
    """Every expression of the dashboard and of the rules, with a name for it."""
    dashboard = json.loads((FOLDER / "dashboard.json").read_text("utf-8"))
    for panel in dashboard["panels"]:
        for target in panel.get("targets", ()):
            yield f"panel {panel['title']}", target["expr"]
    for variable in dashboard["templating"]["list"]:
        if variable["type"] == "query":
            yield f"variable {variable['name']}", variable["query"]["query"]
    for group in yaml.safe_load((FOLDER / "alerts.yml").read_text("utf-8"))["groups"]:
        for rule in group["rules"]:
            yield f"alert {rule['alert']}", rule["expr"]


async def test_a_bot_at_work_is_ready_and_healthy(scrape: Scrape):
    assert scrape.ready == (200, {"ready": True, "reasons": []})
    assert scrape.health[0] == 200


async def test_the_metrics_tell_what_happened(scrape: Scrape):
    text = scrape.text
    assert get_value(text, "nutgraf_questions_total", verdict="found") == 1
    assert get_value(text, "nutgraf_reply_duration_seconds_count") == 1
    assert get_value(text, "nutgraf_requests_total", outcome="answered") >= 1
    assert get_value(text, "nutgraf_requests_total", outcome="busy") == get_value(text, "nutgraf_queued_work") == 0
    assert get_value(text, "nutgraf_requests_in_progress", kind="interaction") == 0
    assert get_value(text, "nutgraf_gateway_connected", shard="0") == 1
    assert get_value(text, "nutgraf_archive_articles") == 15
    assert get_value(text, "nutgraf_store_reachable") == get_value(text, "nutgraf_delivery_leader") == 1
    assert get_value(text, "nutgraf_discord_request_duration_seconds_count", method="POST", status="2xx") >= 2
    assert get_value(text, "nutgraf_store_transaction_duration_seconds_count", operation="write") > 0
    assert get_value(text, "nutgraf_event_loop_lag_seconds_count") > 0


async def test_each_run_that_was_due_has_ended_in_one_way(scrape: Scrape):
    ended = {
        state: get_value(scrape.text, "nutgraf_digest_runs_ended_total", state=state)
        for state in ("sent", "empty", "missed", "failed", "unknown")
    }
    assert ended == {"sent": 1, "empty": 0, "missed": 1, "failed": 0, "unknown": 0}
    assert get_value(scrape.text, "nutgraf_digest_runs_due_total") == 2


async def test_no_label_has_the_id_of_a_person_or_a_place(scrape: Scrape):
    values = {value for _, labels in read_samples(scrape.text) for _, value in labels}
    assert not values & set(scrape.ids)
    assert not any(re.fullmatch(r"\d{15,}", value) for value in values)


async def test_prometheus_finds_nothing_wrong_with_the_metrics(scrape: Scrape):
    checked = run_promtool("check", "metrics", text=scrape.text.encode())
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, b"")


@pytest.mark.parametrize(("name", "expression"), list(list_expressions()), ids=lambda value: str(value)[:40])
async def test_each_metric_of_the_dashboard_and_the_rules_exists(scrape: Scrape, name: str, expression: str):
    named = set(METRIC.findall(expression))
    assert named or name == "alert NutgrafDown"
    assert named <= list_names(scrape.text)


async def test_the_page_lists_the_metrics_of_a_bot(scrape: Scrape):
    page = (FOLDER / "README.md").read_text("utf-8")
    listed = set(re.findall(r"^\| `(nutgraf_\w+)` \| (\w+) \|", page, re.MULTILINE))
    assert listed == set(re.findall(r"^# TYPE (nutgraf_\w+) (\w+)$", scrape.text, re.MULTILINE))


async def test_prometheus_accepts_the_rules():
    assert run_promtool("check", "rules", "alerts.yml", folder=FOLDER).returncode == 0


async def test_each_alert_fires_when_it_should_and_only_then():
    tested = run_promtool("test", "rules", "alerts_test.yml", folder=FOLDER)
    assert tested.returncode == 0, tested.stderr.decode()
    cases = (FOLDER / "alerts_test.yml").read_text("utf-8")
    alerts = [rule["alert"] for rule in yaml.safe_load((FOLDER / "alerts.yml").read_text())["groups"][0]["rules"]]
    assert [alert for alert in alerts if cases.count(f"alertname: {alert}\n") == 0] == []


async def test_a_port_that_is_taken_ends_the_start_with_a_sentence(tmp_path: Path):
    async with StandIn.start(TOKEN) as standin:
        taken = re.search(r":(\d+)", standin.environment["WIRE_API"])
        assert taken is not None
        address = f"127.0.0.1:{taken[1]}"
        async with run_bot(standin, tmp_path, "run", environment={"METRICS_ADDRESS": address}) as bot:
            assert await bot.wait() == 78
        assert f"METRICS_ADDRESS: another program already uses {address}. Choose another port." in bot.log

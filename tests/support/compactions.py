"""Compactions in a fork, for tests that are not about its start: a new interpreter takes ten times as long."""

import asyncio

import msgspec

from bot.answers.desk.compaction import CompactionResult, CompactionTask, compact
from tests.support.processes import ForkedProcess


async def run_compaction(task: CompactionTask) -> CompactionResult:
    """Have a fork do the task, in place of `bot.answers.desk.compaction.run_compaction`."""
    return await asyncio.to_thread(_compact_in_fork, task)


def _compact_in_fork(task: CompactionTask) -> CompactionResult:
    with ForkedProcess(_print_result, task) as process:
        return msgspec.json.decode(process.stdout.read(), type=CompactionResult)


def _print_result(task: CompactionTask) -> None:
    print(msgspec.json.encode(compact(task)).decode())  # noqa: T201 - the other process reads it

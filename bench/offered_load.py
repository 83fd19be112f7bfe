"""Offers questions to a bot at a steady rate, whether it answers them or not, and summarizes the outcomes."""

import asyncio
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from bench.ratios import compute_percentile
from tests.wire.interactions import LOADING, Interaction
from tests.wire.standin import StandIn

DEADLINE = 3.0
"""Seconds for which Discord takes the first response to an interaction. An answer that is shown later is none here."""
WARM_UP = DEADLINE
"""Seconds at the start of a stage that don't count: until then, a queue that holds too much has not grown old."""
QUIET, LONGEST_REST = 1.5, 60.0
"""Seconds without a request, after which the bot is done with a stage; seconds that this is waited for, at most.

A bot that works on what Discord has given up on would otherwise take time from the next stage, or from another bot.
"""


@dataclass(frozen=True)
class Outcome:
    """The outcome of one question. `sent` and `shown` are monotonic; `shown` is None if nothing was ever shown.

    `is_answer`: what was shown is an answer, not a sentence that says why there is none.
    """

    sent: float
    shown: float | None
    is_answer: bool


@dataclass(frozen=True)
class Stage:
    """The result of one rate: questions a second that were `offered`, `answered` in time, and `told` that not.

    `median` and `p95` are seconds until an answer was shown. `late`: 99 of 100 times, the bot's loop was late by less.
    `processor`: the share of a processor that the bot took.
    """

    rate: float
    offered: float
    answered: float
    told: float
    median: float
    p95: float
    late: float
    processor: float

    @property
    def cost(self) -> float:
        """Seconds of a processor for each answer: it depends less on what else the machine does than `answered`."""
        return self.processor / self.answered if self.answered else 0.0


async def offer(
    discord: StandIn,
    questions: Iterator[str],
    rate: float,
    seconds: float,
    seed: int,
    *,
    places: Sequence[str | None] = (None,),
) -> list[Outcome]:
    """Ask `rate` questions a second for some seconds, at random moments. Each comes from a new person.

    `places`: the channels to ask in, in turns; None is the first one.
    """
    dice = random.Random(seed)
    used: list[asyncio.Task[Interaction]] = []
    start = due = time.monotonic()
    while (due := due + dice.expovariate(rate)) < start + seconds:
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        discord.world.replace_member()
        # A task, because the bot may be too busy to read the event.
        where = places[len(used) % len(places)]
        used.append(asyncio.create_task(discord.use("ask", deadline=DEADLINE, where=where, question=next(questions))))
    await wait_until_quiet(discord)
    return [_describe(task.result()) for task in used if task.done()]


async def wait_until_quiet(discord: StandIn) -> None:
    """Wait until the bot has made no request for a while."""
    end = time.monotonic() + LONGEST_REST
    known = -1
    while known != len(discord.requests) and time.monotonic() < end:
        known = len(discord.requests)
        await asyncio.sleep(QUIET)


def _describe(interaction: Interaction) -> Outcome:
    message = interaction.message
    is_answer = message is not None and not message["flags"] & LOADING and bool(message["components"])
    return Outcome(interaction.created_at, interaction.shown_at, is_answer)


def summarize(
    rate: float, outcomes: Sequence[Outcome], seconds: float, samples: Sequence[Sequence[float]], offset: float
) -> Stage:
    """Summarize a stage that lasted `seconds` after its first question.

    `samples`: see `bench.monitored_bot`. `offset`: what to add to monotonic seconds for those since the epoch.
    """
    start = outcomes[0].sent + WARM_UP
    end, span = outcomes[0].sent + seconds, seconds - WARM_UP
    shown = [outcome for outcome in outcomes if outcome.shown is not None and start <= outcome.shown < end]
    waits = [outcome.shown - outcome.sent for outcome in shown if outcome.is_answer and outcome.shown is not None]
    in_time = [wait for wait in waits if wait <= DEADLINE]
    within = [sample for sample in samples if start + offset <= sample[0] < end + offset]
    late = [sample[1] for sample in within]
    return Stage(
        rate=rate,
        offered=sum(start <= outcome.sent < end for outcome in outcomes) / span,
        answered=len(in_time) / span,
        told=sum(not outcome.is_answer for outcome in shown) / span,
        median=median(waits) if waits else 0.0,
        p95=compute_percentile(waits, 95) if len(waits) > 1 else 0.0,
        late=compute_percentile(late, 99) if len(late) > 1 else 0.0,
        processor=(within[-1][2] - within[0][2]) / (within[-1][0] - within[0][0]) if len(within) > 1 else 0.0,
    )

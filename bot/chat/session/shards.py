"""Which of the bot's gateway connections this process runs."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Shards:
    """The shards of this process.

    `count`: how many there are in all processes; None: as many as Discord recommends. `ids`: which of them this process
    runs; empty: all. `wait_for_turn`: waits until a shard with a rate limit key may identify itself to Discord; None:
    the shards of this process take turns.
    """

    count: int | None = None
    ids: Sequence[int] = ()
    wait_for_turn: Callable[[int], Awaitable[None]] | None = field(default=None, compare=False)

    def includes(self, guild: int) -> bool:
        """Return whether a server's events come to this process.

        https://discord.com/developers/docs/topics/gateway#sharding has the formula.
        """
        return not self.ids or (guild >> 22) % (self.count or 1) in self.ids

    def describe(self) -> str:
        """Return which shards these are, such as `shards 0-3 of 16`."""
        return f"shards {format_ids(self.ids or range(self.count))} of {self.count}" if self.count else "all shards"


ALL_SHARDS = Shards()
"""As many as Discord recommends, all of them in this process."""


def format_ids(ids: Sequence[int]) -> str:
    """Return ids in order as they are set, such as `0-3,8`."""
    parts: list[list[int]] = []
    for number in ids:
        if parts and number == parts[-1][-1] + 1:
            parts[-1][1:] = [number]
        else:
            parts.append([number])
    return ",".join("-".join(map(str, part)) for part in parts)

"""What an operator may want to know about replies and requests. By default, these methods do nothing.

No method is given an id of a person or a server, or anything that somebody wrote.
"""

from contextlib import AbstractContextManager, nullcontext

from bot.answers.answer import Verdict


class Monitor:
    """Receives what happens. Its methods are quick, and safe on any thread."""

    def count_answer(self, verdict: Verdict) -> None:
        """Count a question that was answered."""

    def time_reply(self) -> AbstractContextManager[None]:
        """Measure the time that the block takes: from a question to the reply that Discord has accepted."""
        return nullcontext()

    def record_request(self, method: str, status: int, seconds: float, scope: str) -> None:
        """Record a request to Discord. `scope`: whose rate limit was hit if the status is 429; empty otherwise."""

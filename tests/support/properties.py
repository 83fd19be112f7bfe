"""How many examples hypothesis tries of each property. A run has a profile; a test may need more or fewer than most.

Machines are shared, so no example is timed. What is tried where a change is judged is the same each time.
"""

import os

from hypothesis import settings

_USUAL = 40
"""Branch coverage is the same as with the hundred that hypothesis would try, for every property that is tested."""

settings.register_profile("here", deadline=None, max_examples=_USUAL)
settings.register_profile("judged", deadline=None, max_examples=_USUAL, derandomize=True)
settings.register_profile("quick", deadline=None, max_examples=_USUAL // 8)
settings.register_profile("thorough", deadline=None, max_examples=_USUAL * 25)


def load_profile() -> None:
    """Load the profile of a usual run. Tests that are imported later have it."""
    settings.load_profile("judged" if os.environ.get("CI") else "here")


def examples(usual: int) -> int:
    """Return how many examples to try in this run of a property of which `usual` are tried in a usual run."""
    return max(1, usual * settings().max_examples // _USUAL)

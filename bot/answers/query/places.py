"""Places in a text: where each begins and ends, in characters."""

from collections.abc import Iterable

Place = tuple[int, int]


def blank_out(text: str, places: Iterable[Place]) -> str:
    """Return a text with spaces in these places, so that all other places stay the same."""
    for start, end in places:
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


def overlap(left: Place, right: Place) -> bool:
    """Tell whether two places have a character in common."""
    return left[0] < right[1] and right[0] < left[1]

"""Message components as they come back from Discord: every one numbered, every default filled in."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any


def published(components: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What Discord stores of the components that a request gave. Raises `NotImplementedError` for an unknown kind."""
    numbers = count(1)
    return [_published(each, numbers) for each in components]


def texts(components: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What a reader reads, in order: text displays, and labels of buttons."""
    for each in components:
        match each["type"]:
            case 10:
                yield each["content"]
            case 2 if each.get("label"):
                yield each["label"]
            case _:
                yield from texts(each.get("components", ()))
                yield from texts([each["accessory"]] if "accessory" in each else ())


def every(components: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """All components, nested ones too, outer before inner."""
    for each in components:
        yield each
        yield from every(each.get("components", ()))
        yield from every([each["accessory"]] if "accessory" in each else ())


def _published(given: Mapping[str, Any], numbers: Iterator[int]) -> dict[str, Any]:
    kind = given["type"]
    stored = {key: value for key, value in given.items() if value is not None} | {
        "id": given.get("id") or next(numbers)
    }
    if "components" in given:
        stored["components"] = [_published(each, numbers) for each in given["components"]]
    match kind:
        case 1 | 10:
            pass
        case 2:
            stored.setdefault("disabled", False)
        case 3:
            stored |= {"min_values": given.get("min_values", 1), "max_values": given.get("max_values", 1)}
            stored.pop("required", None)  # means something in modals only
        case 9:
            stored["accessory"] = _published(given["accessory"], numbers)
        case 11:
            stored |= {"media": _media(given["media"], numbers), "spoiler": bool(given.get("spoiler"))}
            stored.setdefault("description", None)
        case 12:
            stored["items"] = [
                {"description": None, "spoiler": False} | each | {"media": _media(each["media"], numbers)}
                for each in given["items"]
            ]
        case 14:
            stored |= {"spacing": given.get("spacing", 1), "divider": given.get("divider", True)}
        case 17:
            stored |= {"accent_color": given.get("accent_color"), "spoiler": bool(given.get("spoiler"))}
        case _:
            raise NotImplementedError(f"component type {kind}")
    return stored


def _media(given: Mapping[str, Any], numbers: Iterator[int]) -> dict[str, Any]:
    return {"id": str(next(numbers)), "url": given["url"], "proxy_url": given["url"]}

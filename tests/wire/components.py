"""Message components as Discord returns them: each with a number, and with all defaults filled in."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any


def store_components(
    components: Sequence[Mapping[str, Any]], attachments: Sequence[Mapping[str, Any]] = ()
) -> list[dict[str, Any]]:
    """Return the components of a request as Discord stores them, with the URLs of the message's attachments.

    Raises `NotImplementedError` for an unknown type.
    """
    numbers = count(1)
    stored = [_store(component, numbers) for component in components]
    urls = {f"attachment://{attachment['filename']}": attachment["url"] for attachment in attachments}
    for component in walk_components(stored):
        for media in (
            component.get("media"),
            component.get("file"),
            *(item["media"] for item in component.get("items", ())),
        ):
            if media is not None and media["url"] in urls:
                media |= {"url": urls[media["url"]], "proxy_url": urls[media["url"]]}
    return stored


def walk_texts(components: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield what people read, in order: text displays and labels of buttons."""
    for component in components:
        match component["type"]:
            case 10:
                yield component["content"]
            case 2 if component.get("label"):
                yield component["label"]
            case _:
                yield from walk_texts(component.get("components", ()))
                yield from walk_texts([component["accessory"]] if "accessory" in component else ())


def walk_components(components: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield all components, each before those that it contains."""
    for component in components:
        yield component
        yield from walk_components(component.get("components", ()))
        yield from walk_components([component["accessory"]] if "accessory" in component else ())


def _store(given: Mapping[str, Any], numbers: Iterator[int]) -> dict[str, Any]:  # noqa: C901 - a case for each type
    kind = given["type"]
    stored = {key: value for key, value in given.items() if value is not None} | {
        "id": given.get("id") or next(numbers)
    }
    if "components" in given:
        stored["components"] = [_store(child, numbers) for child in given["components"]]
    match kind:
        case 1 | 10:
            pass
        case 2:
            stored.setdefault("disabled", False)
        case 13:
            stored |= {"file": _media(given["file"], numbers), "size": 1}
            stored["name"] = given["file"]["url"].rpartition("/")[2]
            stored.setdefault("spoiler", False)
        case 3:
            stored |= {"min_values": given.get("min_values", 1), "max_values": given.get("max_values", 1)}
            stored.pop("required", None)  # has a meaning in modals only
        case 9:
            stored["accessory"] = _store(given["accessory"], numbers)
        case 11:
            stored |= {"media": _media(given["media"], numbers), "spoiler": bool(given.get("spoiler"))}
            stored.setdefault("description", None)
        case 12:
            stored["items"] = [
                {"description": None, "spoiler": False} | item | {"media": _media(item["media"], numbers)}
                for item in given["items"]
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

"""A version for what is kept in a cache: the hash of the code that made it, so that no one has to raise a number."""

from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path

_COUNTED = {".py", ".txt", ".yaml"}
"""File types that decide what code makes; a package's data files do, too."""


def code_hash(*names: str) -> bytes:
    """A hash (16 bytes) of modules and of packages with everything below them, by dotted name.

    Raises ModuleNotFoundError for a name that is neither, so that a move that forgets one can't go unseen.
    """
    digest = blake2b(digest_size=16)
    for name in names:
        for path in counted_files(name):
            digest.update(path.as_posix().removeprefix(_root().as_posix()).encode() + b"\0")
            digest.update(path.read_bytes())
    return digest.digest()


def counted_files(name: str) -> list[Path]:
    """The files that count for one module or package, sorted."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"no module {name}", name=name)
    if spec.submodule_search_locations is None:
        return [Path(spec.origin)]
    return sorted(file for file in Path(spec.origin).parent.rglob("*") if file.suffix in _COUNTED)


def _root() -> Path:
    return Path(__file__).parents[2]

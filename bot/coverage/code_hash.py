"""Versions of cached data: a hash of the code that wrote it, so that nobody has to remember to raise a number."""

from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path

_SUFFIXES = {".py", ".txt", ".yaml"}
"""Files that decide what the code produces: modules and data files."""


def compute_code_hash(*names: str) -> bytes:
    """Return a hash (16 bytes) of modules, and of packages with everything below them, by dotted name.

    Raises ModuleNotFoundError for any other name, so that a forgotten name is noticed when a module moves.
    """
    digest = blake2b(digest_size=16)
    for name in names:
        for path in list_hashed_files(name):
            digest.update(path.as_posix().removeprefix(_get_root().as_posix()).encode() + b"\0")
            digest.update(path.read_bytes())
    return digest.digest()


def list_hashed_files(name: str) -> list[Path]:
    """Return the files that are hashed for one module or package, sorted."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"no module {name}", name=name)
    if spec.submodule_search_locations is None:
        return [Path(spec.origin)]
    return sorted(file for file in Path(spec.origin).parent.rglob("*") if file.suffix in _SUFFIXES)


def _get_root() -> Path:
    return Path(__file__).parents[2]

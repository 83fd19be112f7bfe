"""Whether a process runs."""

import os
from pathlib import Path


def is_alive(pid: int) -> bool:
    """Whether this process runs; one that has ended and that nobody has waited for does not."""
    if Path("/proc/self/stat").exists():
        try:
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
        except (FileNotFoundError, ProcessLookupError):
            return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True

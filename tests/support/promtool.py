"""Prometheus's own checker of metrics and rules."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOW = "needs promtool, which checks metrics and alert rules. Debian, Ubuntu: apt install prometheus"


def run_promtool(*arguments: str, text: bytes = b"", folder: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    """Run promtool with `text` as its input. Without it, skip the test; where `CI` is set, fail it instead."""
    program = shutil.which("promtool")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail(HOW, pytrace=False)
        pytest.skip(HOW)
    return subprocess.run([program, *arguments], input=text, capture_output=True, cwd=folder, check=False)


if __name__ == "__main__":
    sys.exit(0 if shutil.which("promtool") else HOW)

"""Finds this machine's Chromium, for tests of the sandbox's page."""

import os
import shutil
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, async_playwright

HOW = (
    "needs Chromium, which opens the sandbox's page. "
    "Debian: apt install chromium. Fedora: dnf install chromium. macOS: brew install --cask chromium"
)
# What distributions call it. Playwright can download one itself, but only without a package manager's checks.
PROGRAMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def find_program() -> str | None:
    """Return the browser's path; None if this machine has none."""
    return next((path for name in PROGRAMS if (path := shutil.which(name))), None)


def require_program() -> str:
    """Return the browser's path. Skips the test without it; fails it where `CI` is set."""
    program = find_program()
    if program is not None:
        return program
    if os.environ.get("CI"):
        pytest.fail(HOW, pytrace=False)
    pytest.skip(HOW)


@asynccontextmanager
async def open_browser(program: str) -> AsyncGenerator[Browser]:
    """Start the browser without a window."""
    async with async_playwright() as playwright:
        # A page that lives for seconds is not worth compiling. Chromium refuses its own sandbox to root, who runs the
        # tests in containers.
        arguments = ["--disable-gpu", "--js-flags=--no-opt --no-maglev"]
        arguments += ["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []
        browser = await playwright.chromium.launch(executable_path=program, args=arguments)
        try:
            yield browser
        finally:
            await browser.close()


if __name__ == "__main__":
    sys.exit(0 if find_program() else HOW)

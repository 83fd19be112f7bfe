"""What all tests of the sandbox share."""

from collections.abc import Iterator

import pytest

from tests.support.kept_parsers import keep_parsers


@pytest.fixture(scope="session", autouse=True)
def parsers_of_the_page() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        keep_parsers(patch)
        yield

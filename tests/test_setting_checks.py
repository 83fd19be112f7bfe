"""What is wrong with the shape of a token, said without repeating it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.setting_checks import describe_token_fault

# Has the shape of a token, but is none.
TOKEN = "MTAw" * 6 + ".GaBcDe." + "shape-only-" * 3


@pytest.mark.parametrize("token", [TOKEN, TOKEN.replace("-", "_")])
def test_a_token_of_the_right_shape_passes(token: str):
    assert describe_token_fault(token) is None


@pytest.mark.parametrize(
    ("token", "fault"),
    [
        (f"Bot {TOKEN}", "word before"),
        (f'"{TOKEN}"', "quotes"),
        (TOKEN.replace(".", " ", 1), "spaces"),
        ("123456789012345678", "application's ID"),
        ("abc", "3 characters"),
        ("0123456789abcdef" * 4, "three parts"),
    ],
)
def test_the_fault_of_a_token_is_described_without_repeating_it(token: str, fault: str):
    description = describe_token_fault(token)
    assert description is not None
    assert fault in description
    assert token not in description


@given(st.text(min_size=1, max_size=80))
def test_an_invalid_token_is_never_repeated(token: str):
    fault = describe_token_fault("abcdefgh" + token)
    assert fault is None or "abcdefgh" not in fault

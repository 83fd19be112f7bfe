"""Errors in a token are described without repeating it."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from bot.settings.checks import Address, describe_token_fault, parse_address

# It looks like a token, but isn't one.
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


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("127.0.0.1:9464", Address("127.0.0.1", 9464)),
        ("[::1]:9464", Address("::1", 9464)),
        ("0.0.0.0:80", Address("0.0.0.0", 80)),  # noqa: S104 - it only reads the text
        (" localhost:9464 ", Address("localhost", 9464)),
        ("metrics.internal-1.example:65535", Address("metrics.internal-1.example", 65535)),
    ],
)
def test_an_address_is_a_host_and_a_port(value: str, address: Address):
    assert parse_address(value) == address
    assert str(address) == value.strip()


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("9464", "Give a host and a port"),
        (":9464", "Give a host and a port"),
        ("127.0.0.1", "Give a host and a port"),
        ("::1:9464", "such as 127.0.0.1:9464 or [::1]:9464"),
        ("http://127.0.0.1:9464", "Give a host and a port"),
        ("127.0.0.1:9464/metrics", "Give a host and a port"),
        ("127.0.0.1:0", "Ports go from 1 to 65535"),
        ("127.0.0.1:70000", "has the port 70000"),
        ("127.0.0.300:9464", "'127.0.0.300', which is neither an IP address nor a name"),
        ("[example]:9464", "'example', which is neither"),
        ("my host:9464", "'my host', which is neither"),
    ],
)
def test_what_is_wrong_with_an_address_is_told(value: str, fault: str):
    with pytest.raises(PydanticCustomError) as caught:
        parse_address(value)
    assert fault in str(caught.value.context)


@given(st.text(max_size=40))
def test_any_text_is_an_address_or_gets_a_reason(value: str):
    with suppress(PydanticCustomError):
        assert 1 <= parse_address(value).port <= 65_535

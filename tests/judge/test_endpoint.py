"""Where requests go, and what readers are told about it."""

import pytest
from yarl import URL

from bot.judge.endpoint import Endpoint


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ("http://localhost:11434", "http://localhost:11434/v1/chat/completions"),
        ("http://localhost:11434/", "http://localhost:11434/v1/chat/completions"),
        ("http://localhost:11434/v1", "http://localhost:11434/v1/chat/completions"),
        ("https://models.example/openai/v1/", "https://models.example/openai/v1/chat/completions"),
        ("https://models.example/v1/chat/completions", "https://models.example/v1/chat/completions"),
    ],
)
def test_the_path_may_be_given_in_part(given: str, asked: str):
    assert str(Endpoint(URL(given), "m").completions_url) == asked


@pytest.mark.parametrize(
    ("host", "place"),
    [
        ("localhost", "machine"),
        ("127.0.0.1", "machine"),
        ("[::1]", "machine"),
        ("ollama", "network"),
        ("192.168.1.20", "network"),
        ("10.0.0.5", "network"),
        ("models.lan", "network"),
        ("host.docker.internal", "network"),
        ("api.models.example", "api.models.example"),
        ("93.184.216.34", "93.184.216.34"),
    ],
)
def test_readers_are_told_whose_computer_it_is(host: str, place: str):
    assert Endpoint(URL(f"http://{host}:8000/v1"), "m").place == place


def test_a_key_that_crosses_a_network_in_the_open_is_noticed():
    assert Endpoint(URL("http://models.example/v1"), "m", "key").sends_key_openly
    assert not Endpoint(URL("https://models.example/v1"), "m", "key").sends_key_openly
    assert not Endpoint(URL("http://localhost/v1"), "m", "key").sends_key_openly
    assert not Endpoint(URL("http://models.example/v1"), "m").sends_key_openly


def test_the_key_is_not_shown():
    assert "s3cret" not in f"{Endpoint(URL('http://localhost'), 'm', 's3cret')!r}"

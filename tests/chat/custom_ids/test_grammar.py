"""The key of a topic or outlet is found by its hash."""

from bot.chat.custom_ids.grammar import find_key, hash_key


def test_a_key_is_found_by_its_hash():
    keys = ["reuters.com", "bbc.co.uk", "cnn.com"]
    assert find_key(hash_key("bbc.co.uk"), keys) == "bbc.co.uk"
    assert find_key(hash_key("gone.example"), keys) is None
    assert find_key("", keys) is None

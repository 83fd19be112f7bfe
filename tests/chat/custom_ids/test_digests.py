"""The action of a digest's button is read back unchanged."""

from bot.chat.custom_ids.digests import DigestId, build_digest_id


def test_a_digest_and_what_to_do_with_it_are_read_back():
    match = DigestId.template.fullmatch(build_digest_id("pause", 7))
    assert match is not None
    assert DigestId.from_match(match) == DigestId("pause", 7)

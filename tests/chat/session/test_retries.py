"""A message that is sent again has the nonce of the first attempt."""

from bot.chat.session.retries import build_nonce


def test_a_nonce_depends_on_the_subject_alone_and_is_short_enough():
    assert build_nonce("introduction 1") == build_nonce("introduction 1") != build_nonce("introduction 2")
    assert len(build_nonce("introduction 1" * 9)) <= 25

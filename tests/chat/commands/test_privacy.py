"""`/privacy`."""

import pytest

from tests.chat.posting import save_digest
from tests.support import replies

pytestmark = [pytest.mark.simcord(settle_timeout=30), pytest.mark.usefixtures("digest_service")]


async def test_what_is_stored_is_shown_and_can_be_deleted(server, admin, digest_service):
    await save_digest(server, admin)
    result = await admin.slash(server.channel, "privacy")
    text = replies.text(result.response)
    assert "About you: no digests of your own" in text.replace("*", "")
    assert "One server’s digest or follow names you as its creator." in text
    assert "one digest" in text
    assert "time zone UTC" in text
    await admin.click(result.response, label="Delete this server’s data")
    assert digest_service.ledger.digests.list_for_server(server.guild.id) == []
    member = await server.ben.slash(server.channel, "privacy")
    assert replies.labels(member.response) == ["Delete my data"]

"""`/outlets`."""

from tests.support import replies


async def test_every_outlet_is_listed(server):
    result = await server.ann.slash(server.channel, "outlets")
    text = replies.text(result.response)
    assert all(name in text for name in ("Harbor Post", "Northern Wire", "The City Ledger"))

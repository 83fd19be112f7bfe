"""Only public addresses are fetched."""

import pytest

from bot.feeds.fetching.private_networks import PrivateAddressError, PublicResolver, is_public
from tests.support.feed_server import FixedResolver


@pytest.mark.parametrize("host", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:93.184.215.14"])
def test_addresses_of_the_internet_are_public(host: str) -> None:
    assert is_public(host)


@pytest.mark.parametrize(
    "host",
    """127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 255.255.255.255 ::1 ::
    fe80::1 fe80::1%eth0 fc00::1 ff02::1 ::ffff:127.0.0.1 64:ff9b::7f00:1 2002:7f00:1:: localhost""".split(),  # noqa: SIM905 - a list would fill a page
)
def test_other_addresses_are_not(host: str) -> None:
    assert not is_public(host)


async def test_a_name_that_leads_into_a_private_network_is_refused() -> None:
    with pytest.raises(PrivateAddressError, match=r"inside\.example\.org is in a private network"):
        await PublicResolver(FixedResolver("10.0.0.1")).resolve("inside.example.org")


async def test_a_name_of_the_internet_is_resolved() -> None:
    (found,) = await PublicResolver(FixedResolver("93.184.215.14")).resolve("news.example.org", 80)
    assert found["host"] == "93.184.215.14"

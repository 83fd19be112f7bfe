"""Which addresses a feed may lead to: those of the internet, unless the operator allows private networks too."""

import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Protocol

from aiohttp.abc import AbstractResolver, ResolveResult

_NAT64 = IPv6Network("64:ff9b::/96")
"""RFC 6052: the last 32 bits are an address of IPv4."""


class PrivateAddressError(OSError):
    """A host has only addresses in private networks. The text says so, in a clause."""


class Resolver(Protocol):
    """What finds the addresses of a host: aiohttp's, or that of a test."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> Sequence[ResolveResult]:
        """Return the addresses of a host."""
        ...

    async def close(self) -> None:
        """Release what it holds."""
        ...


class PublicResolver(AbstractResolver):
    """Resolves hosts, and drops the addresses that are not public.

    The connection is made to the addresses that this returns, so a name that changes its address between a check and
    a connection (DNS rebinding) gains nothing.
    """

    def __init__(self, inner: Resolver, *, allows_private: bool = False) -> None:
        self._inner = inner
        self._allows_private = allows_private

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the public addresses. Raises `PrivateAddressError` if there are only others."""
        results = await self._inner.resolve(host, port, family)
        public = [result for result in results if self._allows_private or is_public(result["host"])]
        if results and not public:
            raise PrivateAddressError(f"{host} is in a private network")
        return public

    async def close(self) -> None:
        """Release the inner resolver."""
        await self._inner.close()


def is_public(host: str) -> bool:
    """Return whether an IP address belongs to the internet. Text that is not an address does not."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return all(part.is_global and not part.is_multicast and not part.is_reserved for part in _unwrap(address))


def _unwrap(address: IPv4Address | IPv6Address) -> Sequence[IPv4Address | IPv6Address]:
    """Return the addresses that one may lead to: itself, or the address of IPv4 that it contains."""
    if isinstance(address, IPv4Address):
        return (address,)
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address in _NAT64:
        return (IPv4Address(int(address) & 0xFFFF_FFFF),)
    inner = address.sixtofour or (address.teredo[1] if address.teredo else None)
    return (address,) if inner is None else (address, inner)

"""Where the language model is: the URL that requests go to, and how to tell readers about it."""

from ipaddress import ip_address
from typing import Final

from msgspec import Struct
from yarl import URL

_COMPLETIONS: Final = "chat/completions"

_OWN_SUFFIXES: Final = (".local", ".lan", ".internal", ".home.arpa")
"""Ends of host names that only a local network has (RFC 6762, RFC 8375, and ICANN's reserved `.internal`)."""


class Endpoint(Struct, frozen=True):
    """An endpoint and its model. `url`: as the operator gave it. `key`: a secret, sent as a bearer token, or None."""

    url: URL
    model: str
    key: str | None = None

    def __repr__(self) -> str:
        return f"Endpoint({self.url}, {self.model})"

    @property
    def completions_url(self) -> URL:
        """Where completions are asked for. `http://host/v1` and the whole URL mean the same; a bare host has `/v1`."""
        path = self.url.path.rstrip("/") or "/v1"
        return self.url.with_path(path if path.endswith(f"/{_COMPLETIONS}") else f"{path}/{_COMPLETIONS}")

    @property
    def place(self) -> str:
        """Where it is, for readers: `machine` (the bot's own), `network` (the operator's own), or else the host."""
        host = self.url.host or ""
        try:
            address = ip_address(host)
        except ValueError:
            if host == "localhost" or host.endswith(".localhost"):
                return "machine"
            # A name without a dot has no meaning on the internet: it is a container, or a neighbour.
            return "network" if "." not in host or host.endswith(_OWN_SUFFIXES) else host
        if address.is_loopback:
            return "machine"
        return "network" if address.is_private else host

    @property
    def sends_key_openly(self) -> bool:
        """Whether the key would cross a network without encryption."""
        return self.key is not None and self.url.scheme == "http" and self.place != "machine"

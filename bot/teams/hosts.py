"""The hosts that the bot may call: nobody else ever sees its token."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final, Self
from urllib.parse import SplitResult, urlsplit

# The public cloud, and what stands under Teams' own names (GCC smba.infra.gcc.teams.microsoft.com,
# GCC High smba.infra.gov.teams.microsoft.us, DoD smba.infra.dod.teams.microsoft.us). Not
# *.trafficmanager.net: any customer of Azure can have a name there. Not *.botframework.com: the
# bot speaks to Teams only.
# Source: Microsoft Learn, "Send proactive messages" (service URLs by cloud).
TEAMS_HOSTS: Final = ("smba.trafficmanager.net", "*.teams.microsoft.com", "*.teams.microsoft.us")
# Where Teams keeps what people send: the site of a team, and OneDrive for what is sent in a chat.
FILE_HOSTS: Final = ("*.sharepoint.com",)
LOOPBACK_HOSTS: Final = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class ServiceHosts:
    """Names that may be called, exact or with `*.` for any name below; http only on loopback."""

    exact: frozenset[str]
    suffixes: tuple[str, ...]

    @classmethod
    def of(cls, names: Iterable[str]) -> Self:
        """Read the names of a setting."""
        given = [name.strip().casefold() for name in names]
        return cls(
            exact=frozenset(name for name in given if not name.startswith("*.")),
            suffixes=tuple(name[1:] for name in given if name.startswith("*.")),
        )

    def allow(self, url: str, *, with_query: bool = False) -> bool:
        """It may be called; `with_query` for an address that brings its own permission."""
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").casefold(), parts.port
        except ValueError:
            return False
        if with_query:
            parts = parts._replace(query="")
            url = parts.geturl()
        if not (host in self.exact or host.endswith(self.suffixes)) or not _is_plain(url, parts):
            return False
        if is_loopback(host):
            return parts.scheme in {"http", "https"}
        return parts.scheme == "https" and port in {None, 443}


def is_loopback(host: str) -> bool:
    """The name or address stands for this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def host_of(header: str) -> str:
    """Give the host of a Host header, without its port and brackets; empty if it makes none."""
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""


def _is_plain(url: str, parts: SplitResult) -> bool:
    """Scheme, host and path, and nothing that a client could read in another way."""
    odd = parts.username or parts.password or parts.query or parts.fragment
    return not odd and not set(url) & set("{}\\ ")

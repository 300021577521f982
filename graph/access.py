"""Who the bot is for Microsoft Graph, and where that is."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

BASE_URL: Final = "https://graph.microsoft.com/v1.0"
AUTHORITY: Final = "https://login.microsoftonline.com"
SCOPE: Final = "https://graph.microsoft.com/.default"
_CLOUDS: Final = frozenset(
    {
        "login.microsoftonline.com",
        "login.microsoftonline.us",
        "login.partner.microsoftonline.cn",
        "login.chinacloudapi.cn",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """An app registration, proved by a secret, a certificate (PEM), or the machine's identity."""

    client_id: str
    tenant_id: str = ""
    client_secret: str = field(default="", repr=False)
    certificate_file: Path | None = None
    base_url: str = BASE_URL
    authority: str = AUTHORITY
    scope: str = SCOPE

    @property
    def scopes(self) -> list[str]:
        """The scope as it is asked for, ending in /.default."""
        return [f"{self.scope.removesuffix('/.default').rstrip('/')}/.default"]

    @property
    def is_known_cloud(self) -> bool:
        """The authority is one of Microsoft's: only these can be asked about one another."""
        return urlsplit(self.authority).hostname in _CLOUDS


def origin_of(url: str) -> tuple[str, str, int]:
    """Give scheme, host and port: what has to be equal for a token to be sent."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return parts.scheme, (parts.hostname or "").casefold(), port

"""Settings, from the environment with the prefix MHRMB_; secrets also from files."""

import difflib
import os
import re
from collections.abc import Mapping
from datetime import time
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "MHRMB_"
_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+")
_OBJECT_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_WHERE_IDS_STAND = "It stands in Microsoft Entra, Users, on the person's page, as Object ID"
_DATABASES = ("postgresql+psycopg://", "sqlite:///")


class SettingsError(Exception):
    """The settings do not make sense; the message says which one and what to do."""


class AppType(StrEnum):
    """How the bot is registered."""

    SINGLE_TENANT = "SingleTenant"
    USER_ASSIGNED_MSI = "UserAssignedMSI"


Words = Annotated[tuple[str, ...], NoDecode]


class Settings(BaseSettings):
    """All settings. Those in upper case in the documentation carry the prefix MHRMB_."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
    )

    database_url: str = Field(
        default="",
        description="postgresql+psycopg://... or sqlite:///..., also DATABASE_URL_FILE; "
        "default: SQLite in VAR_DIR",
    )
    host: str = Field(default="127.0.0.1", description="Address the bot listens on")
    port: int = Field(default=3978, ge=0, le=65535, description="Port the bot listens on")
    metrics_port: int = Field(
        default=9464, ge=0, le=65535, description="Loopback port of /metrics; 0 picks a free one"
    )
    public_host: str = Field(
        default="", description="Public host name of the bot, for the app package"
    )
    replicas: int = Field(
        default=1, ge=1, le=100, description="How many of the bot run at once, on one database"
    )
    var_dir: Path = Field(default=Path("var"), description="Folder for what the bot keeps itself")
    app_type: AppType = Field(
        default=AppType.SINGLE_TENANT, description="SingleTenant or UserAssignedMSI"
    )
    app_id: str = Field(default="", description="The bot's app id; without it: rehearsal")
    app_password: SecretStr = Field(
        default=SecretStr(""), description="The app's client secret; also APP_PASSWORD_FILE"
    )
    app_certificate_file: Path | None = Field(
        default=None, description="PEM with certificate and key, instead of a secret"
    )
    app_tenant_id: str = Field(default="", description="The tenant the bot is registered in")
    administrators: Words = Field(
        default=(), description="Object ids of the administrators, separated by commas"
    )
    tenants: Words = Field(
        default=(), description="Tenants whose people are served; default: the bot's own"
    )
    service_hosts: Words = Field(
        default=(), description="Hosts the bot may send to; default: those of Teams"
    )
    encryption_key_file: Path | None = Field(
        default=None, description="Key file; default in rehearsal: VAR_DIR/keys"
    )
    channel_openid_metadata_url: str = Field(
        default="https://login.botframework.com/v1/.well-known/openidconfiguration",
        description="Where the channel publishes its signing keys",
    )
    channel_token_issuer: str = Field(
        default="https://api.botframework.com", description="Issuer of the channel's tokens"
    )
    login_url: str = Field(
        default="",
        description="The whole authority for the bot's own tokens; default: the public cloud's",
    )
    login_scope: str = Field(
        default="https://api.botframework.com",
        description="Resource the bot asks a token for, without /.default",
    )
    graph_base_url: str = Field(
        default="https://graph.microsoft.com/v1.0", description="Where Microsoft Graph is"
    )
    graph_authority: str = Field(
        default="https://login.microsoftonline.com",
        description="Who gives out tokens for Microsoft Graph, without the tenant",
    )
    graph_scope: str = Field(
        default="https://graph.microsoft.com/.default",
        description="What a token for Microsoft Graph is asked for",
    )
    graph_tenant_id: str = Field(
        default="", description="The tenant whose files and calendars are used"
    )
    graph_client_id: str = Field(
        default="",
        description="App id for Microsoft Graph; without it documents are filed in VAR_DIR",
    )
    graph_client_secret: SecretStr = Field(
        default=SecretStr(""),
        description="The secret of that app; also GRAPH_CLIENT_SECRET_FILE; without it and a "
        "certificate: managed identity",
    )
    graph_certificate_file: Path | None = Field(
        default=None, description="PEM with certificate and key of that app, instead of a secret"
    )
    team_id: str = Field(default="", description="The board's team, as its group id")
    channel_id: str = Field(
        default="", description="The channel of that team whose files are the board's"
    )
    organiser_id: str = Field(
        default="", description="Object id of whoever's calendar board meetings are made in"
    )
    duty_number: str = Field(
        default="", description="Phone number shown out of hours and when things get worse"
    )
    opens: time = Field(default=time(8), description="Start of working hours, London time")
    closes: time = Field(default=time(18), description="End of working hours, London time")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="DEBUG, INFO, WARNING or ERROR"
    )

    @field_validator("administrators", "tenants", "service_hosts", mode="before")
    @classmethod
    def _split(cls, given: object) -> object:
        if isinstance(given, str):
            return tuple(each.strip().lower() for each in given.split(",") if each.strip())
        return given

    @field_validator("administrators")
    @classmethod
    def _object_ids(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        """Whoever presses is known by the object id alone; an address would never be anybody."""
        if not all(_OBJECT_ID.fullmatch(each) for each in given):
            raise ValueError(f"each must be an object id. {_WHERE_IDS_STAND}")
        return given

    @field_validator("database_url")
    @classmethod
    def _of_a_kind_we_know(cls, given: str) -> str:
        if given and not given.startswith(_DATABASES):
            raise ValueError("must begin with postgresql+psycopg:// or sqlite:///")
        return given

    @field_validator("public_host")
    @classmethod
    def _host_that_teams_reaches(cls, given: str) -> str:
        """A plain name; Teams sends by https only."""
        host = _plain_host(given)
        if given and not _HOST.fullmatch(host):
            raise ValueError("must be a host name that is reached by https, as bot.example.org")
        return host

    @field_validator("graph_base_url", "graph_authority", "graph_scope")
    @classmethod
    def _https(cls, given: str) -> str:
        parts = urlsplit(given)
        if parts.scheme != "https" or not parts.hostname:
            raise ValueError("must begin with https:// and a host")
        return given.rstrip("/")

    @field_validator("channel_openid_metadata_url", "login_url")
    @classmethod
    def _https_or_loopback(cls, given: str) -> str:
        parts = urlsplit(given)
        if given and parts.scheme != "https" and not is_loopback(parts.hostname or ""):
            raise ValueError("must be https (http only to this machine)")
        return given.rstrip("/")

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.opens >= self.closes:
            raise ValueError("OPENS must be before CLOSES")
        self._graph_fits_together()
        if self.rehearsal:
            if not is_loopback(self.host):
                raise ValueError(
                    "without APP_ID the bot runs in rehearsal, which asks for no tokens: "
                    "HOST must be 127.0.0.1"
                )
            return self
        return self._fit_for_production()

    def _graph_fits_together(self) -> None:
        has_secret = bool(self.graph_client_secret.get_secret_value())
        has_proof = has_secret or self.graph_certificate_file is not None
        if not self.graph_client_id:
            if has_proof or self.graph_tenant_id or self.organiser_id:
                raise ValueError(
                    "GRAPH_CLIENT_ID is missing beside its tenant, secret, certificate or organiser"
                )
            return
        if has_secret and self.graph_certificate_file is not None:
            raise ValueError("set GRAPH_CLIENT_SECRET or GRAPH_CERTIFICATE_FILE, not both")
        if has_proof and not self.graph_tenant_id:
            raise ValueError("GRAPH_TENANT_ID is missing beside GRAPH_CLIENT_ID")
        if not (self.team_id and self.channel_id):
            raise ValueError("TEAM_ID and CHANNEL_ID are missing beside GRAPH_CLIENT_ID")

    def _fit_for_production(self) -> Self:
        if not self.app_tenant_id:
            raise ValueError("APP_TENANT_ID is missing beside APP_ID")
        if self.encryption_key_file is None:
            raise ValueError("ENCRYPTION_KEY_FILE is missing beside APP_ID")
        if self.replicas > 1 and self.database.startswith("sqlite"):
            raise ValueError(
                "REPLICAS is more than 1, but the database is SQLite, which belongs to one: "
                "set DATABASE_URL to PostgreSQL, or REPLICAS to 1"
            )
        if self.replicas > 1 and not self.files_in_graph:
            raise ValueError(
                "REPLICAS is more than 1, but GRAPH_CLIENT_ID is missing: each would file "
                "documents on its own disk, where the others do not find them. Set it, or "
                "REPLICAS to 1"
            )
        has_secret = bool(self.app_password.get_secret_value()) or self.app_certificate_file
        if self.app_type is AppType.SINGLE_TENANT and not has_secret:
            raise ValueError(
                "APP_PASSWORD, APP_PASSWORD_FILE or APP_CERTIFICATE_FILE is missing beside APP_ID"
            )
        if not self.administrators:
            raise ValueError(
                "ADMINISTRATORS is missing beside APP_ID: nobody could set the board up. Name the "
                f"object id of one person at least. {_WHERE_IDS_STAND}"
            )
        return self

    @property
    def rehearsal(self) -> bool:
        """No app id: one person tries everything on this machine, with fictitious data."""
        return not self.app_id

    @property
    def files_in_graph(self) -> bool:
        """Documents are filed in Microsoft 365; else in a folder of VAR_DIR."""
        return bool(self.graph_client_id)

    @property
    def served_tenants(self) -> frozenset[str]:
        """Tenants whose activities are heard; empty in rehearsal, which hears any."""
        own = (self.app_tenant_id.lower(),) if self.app_tenant_id else ()
        return frozenset(self.tenants or own)

    @property
    def database(self) -> str:
        """The database's URL, with the default filled in."""
        return self.database_url or f"sqlite:///{self.var_dir.absolute() / 'mhrmb.db'}"

    @property
    def key_file(self) -> Path:
        """Where the encryption keys are."""
        return self.encryption_key_file or self.var_dir / "keys"

    @property
    def login_authority(self) -> str:
        """The whole authority that issues the bot's own tokens."""
        return self.login_url or f"https://login.microsoftonline.com/{self.app_tenant_id}"


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read all settings. Raises SettingsError naming what is wrong, unknown names included.

    A secret or long value may come from a file: APP_PASSWORD_FILE for APP_PASSWORD, and so on.
    """
    given = _by_name(os.environ if environment is None else environment)
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        raise SettingsError("; ".join(_sentence(each) for each in error.errors())) from None


def load_public_names(environment: Mapping[str, str] | None = None) -> tuple[str, str]:
    """Read the app id and the public host, and nothing else: what an app package needs.

    Raises SettingsError where one is missing.
    """
    given = os.environ if environment is None else environment
    needed = {
        "APP_ID": "the GUID of the bot's app registration",
        "PUBLIC_HOST": "the host name that Teams reaches the bot by, as bot.example.org",
    }
    found = {name: given.get(PREFIX + name, "").strip() for name in needed}
    missing = [f"{PREFIX}{name} ({needed[name]})" for name in needed if not found[name]]
    if missing:
        problem = f"Set {' and '.join(missing)}: the app package names it."
        raise SettingsError(problem)
    return found["APP_ID"], _plain_host(found["PUBLIC_HOST"])


def _plain_host(given: str) -> str:
    """A host as it is kept: people copy it with https:// before it."""
    return given.strip().removeprefix("https://").rstrip("/").lower()


def listed_settings() -> tuple[tuple[str, str, str], ...]:
    """Every setting: its name, what it says, and its default as it would be written."""
    return tuple(
        (f"{PREFIX}{name.upper()}", str(field.description), _written(field.default))
        for name, field in Settings.model_fields.items()
    )


def _written(default: object) -> str:
    match default:
        case None | () | SecretStr():
            return ""
        case time():
            return default.isoformat("minutes")
        case _:
            return str(default)


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


_FROM_FILE = ("app_password", "database_url", "graph_client_secret")


def _by_name(environment: Mapping[str, str]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for name, value in environment.items():
        if not name.startswith(PREFIX) or value == "":
            continue
        key = name.removeprefix(PREFIX).lower()
        if key in Settings.model_fields:
            given[key] = value
        elif key.removesuffix("_file") in _FROM_FILE:
            given.setdefault(key.removesuffix("_file"), _from_file(name, value))
        else:
            raise SettingsError(_unknown(name))
    return given


def _from_file(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        problem = f"{name}: cannot read {path} ({error.strerror})"
        raise SettingsError(problem) from None


def _unknown(name: str) -> str:
    known = [PREFIX + key.upper() for key in Settings.model_fields]
    known += [f"{PREFIX}{key.upper()}_FILE" for key in _FROM_FILE]
    nearest = difflib.get_close_matches(name, known, n=1)
    hint = f"; did you mean {nearest[0]}?" if nearest else ""
    return f"{name} is not a setting{hint}"


def _sentence(error: Any) -> str:  # noqa: ANN401 - pydantic's own error mapping
    where = ".".join(str(part) for part in error["loc"])
    text = str(error["msg"]).removeprefix("Value error, ")
    return f"{PREFIX}{where.upper()}: {text}" if where else text

"""The bot's own login: with what it asks for its token, and whether it is given one."""

import asyncio
from pathlib import Path
from typing import Final

import aiohttp

from bot.clock import machine_now
from bot.settings import AppType, Settings, SettingsError
from bot.teams.credentials import (
    AppCredentials,
    Certificate,
    Credentials,
    Login,
    LoginFault,
    NoCredentials,
    by_managed_identity,
)
from cards.filing_views import CheckLine

_NAME: Final = "login"
_ASKED_WITHIN: Final = 10.0
_FIXES: Final = {
    "invalid_client": "Renew the app's secret or certificate, and put it where"
    " MHRMB_APP_PASSWORD_FILE or MHRMB_APP_CERTIFICATE_FILE names it",
    "unauthorized_client": "Have MHRMB_APP_ID and MHRMB_APP_TENANT_ID name the registration"
    " and its tenant",
    "invalid_request": "Have MHRMB_APP_TENANT_ID name the tenant of the registration",
}
"""By the authority's error. Source: Microsoft Learn, "Microsoft Entra authentication and
authorization error codes"."""
_NO_IDENTITY: Final = (
    "Give this machine the managed identity whose client id is MHRMB_APP_ID, and run this on it"
)
_NO_AUTHORITY: Final = "Let this machine reach the authority that gives out tokens"


def credentials_of(settings: Settings, session: aiohttp.ClientSession) -> Credentials:
    """The bot's own credentials. Raises SettingsError where its certificate cannot be read."""
    if settings.rehearsal:
        return NoCredentials()
    if settings.app_type is AppType.USER_ASSIGNED_MSI:
        ask = by_managed_identity(settings.app_id, settings.login_scope)
        return AppCredentials(ask, machine_now)
    login = Login(session, settings.login_authority, settings.app_id, settings.login_scope)
    if settings.app_certificate_file is not None:
        certificate = certificate_in(settings.app_certificate_file, "MHRMB_APP_CERTIFICATE_FILE")
        return AppCredentials(login.by_certificate(certificate, machine_now), machine_now)
    password = settings.app_password.get_secret_value()
    return AppCredentials(login.by_secret(password), machine_now)


def certificate_in(path: Path, setting: str) -> Certificate:
    """The certificate and key of a file. Raises SettingsError that names the setting."""
    try:
        return Certificate.read(path.read_bytes())
    except OSError as error:
        why = error.strerror or type(error).__name__
    except (TypeError, ValueError):  # a TypeError where the key has a password
        why = "its content is something else"
    problem = f"{setting} has to name one PEM file with a certificate and its open RSA key: {why}"
    raise SettingsError(problem)


async def login(settings: Settings, session: aiohttp.ClientSession) -> CheckLine:
    """Ask for the bot's token, and say why there is none and how to put that right."""
    if settings.rehearsal:
        return CheckLine(_NAME, passed=None, said="In rehearsal no token is asked for.")
    try:
        credentials = credentials_of(settings, session)
    except SettingsError as error:
        return CheckLine(_NAME, passed=False, said=f"{error}.")
    try:
        async with asyncio.timeout(_ASKED_WITHIN):
            await credentials.token()
    except LoginFault as fault:
        said = f"{_fix(settings, fault)}: the login was refused ({_why(fault)})."
        return CheckLine(_NAME, passed=False, said=said)
    except TimeoutError:
        return CheckLine(_NAME, passed=False, said=f"{_NO_AUTHORITY}: it does not answer.")
    finally:
        if isinstance(credentials, AppCredentials):
            await credentials.close()
    return CheckLine(_NAME, passed=True, said="The bot is given its token.")


def _fix(settings: Settings, fault: LoginFault) -> str:
    if settings.app_type is AppType.USER_ASSIGNED_MSI:
        return _NO_IDENTITY
    return _FIXES.get(fault.reason, _NO_AUTHORITY)


def _why(fault: LoginFault) -> str:
    return f"{fault.reason}, AADSTS{fault.number}" if fault.number else fault.reason

"""`mhrmb package`: the app package for Teams, from the app id and the public host alone."""

from hashlib import sha256
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.settings import SettingsError, load_public_names


def add_package_command(app: typer.Typer) -> None:
    """Declare the command on an app; it opens no database and needs no key."""

    @app.command()
    def package(
        output: Annotated[Path, typer.Option(metavar="FILE.zip", help="Where it is written")],
    ) -> None:
        """Build the app package for Teams, for MHRMB_APP_ID and MHRMB_PUBLIC_HOST."""
        try:
            built = _built(*load_public_names())
            output.write_bytes(built)
        except SettingsError as error:
            _end(str(error))
        except OSError as error:
            _end(f"Cannot write {output}: {error.strerror}.")
        typer.echo(f"{output} is written. Its sha256 is {sha256(built).hexdigest()}.")


def _built(app_id: str, host: str) -> bytes:
    # Other commands start without these.
    from bot.app_package import app_of  # noqa: PLC0415
    from manifest.build import PackageRefused, build_package  # noqa: PLC0415

    try:
        return build_package(app_of(app_id, host))
    except PackageRefused as refused:
        _end("Nothing was written:\n" + "\n".join(f"  {each}" for each in refused.faults))


def _end(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(code=1)

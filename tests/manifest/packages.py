"""An app to package, and what to package it from."""

import io
import json
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.app_package import app_of
from manifest.build import MANIFEST, TEMPLATE, App, build_package

SOURCE = Path(__file__).resolve().parent.parent.parent / "manifest"
APP_ID = "1f0c2d3e-4b5a-4697-8879-0a1b2c3d4e5f"
HOST = "bot.example.org"
OURS = app_of(APP_ID, HOST)


class Folder:
    """A template and its icons that may be changed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        for name in (TEMPLATE, "color.png", "outline.png"):
            shutil.copy(SOURCE / name, path / name)

    @property
    def template(self) -> dict[str, Any]:
        """What stands in the template."""
        found: dict[str, Any] = json.loads((self.path / TEMPLATE).read_bytes())
        return found

    def change(self, **changes: Any) -> None:
        """Give the template other values; None takes one away."""
        changed = {name: each for name, each in (self.template | changes).items() if each}
        (self.path / TEMPLATE).write_text(json.dumps(changed), encoding="utf-8")

    def build(self, **changes: Any) -> bytes:
        """Build the package of our app from this folder."""
        app: App = replace(OURS, **changes)
        return build_package(app, self.path)


def opened(package: bytes) -> dict[str, bytes]:
    """Every file of a package by its name."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def manifest_in(package: bytes) -> dict[str, Any]:
    """The manifest that Teams would read."""
    found: dict[str, Any] = json.loads(opened(package)[MANIFEST])
    return found

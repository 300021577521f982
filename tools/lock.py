"""Write requirements/*.txt anew from pyproject.toml: every version, every hash, no address."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = "3.11"


def main() -> None:
    """Lock what runs the bot, what tests it, and what locks; `--upgrade` for newer versions."""
    extra = sys.argv[1:]
    project = ["pyproject.toml", "--group=build"]
    lock("run", *project, *extra)
    lock("test", *project, "--group=dev", "--constraints=requirements/run.txt", *extra)
    lock("lock", "--group=pyproject.toml:lock", *extra)


def lock(name: str, *options: str) -> None:
    """Resolve one file for all supported Pythons and systems at once."""
    file = ROOT / "requirements" / f"{name}.txt"
    uv = Path(sys.executable).with_name("uv")
    command = [str(uv), "pip", "compile", *options, "--universal", "--generate-hashes", "--quiet"]
    command += [f"--python-version={OLDEST_PYTHON}", "--no-emit-index-url"]
    command += ["--custom-compile-command=make lock", f"--output-file={file.relative_to(ROOT)}"]
    subprocess.run(command, cwd=ROOT, check=True)
    file.write_text(plain(file.read_text(encoding="utf-8")), encoding="utf-8")


def plain(text: str) -> str:
    """Take the marker of the supported systems off again: it stands on every line, to no use."""
    for marker in everywhere(text):
        text = text.replace(f" ; {marker}", "").replace(f" and {marker}", "")
    return text


def everywhere(text: str) -> list[str]:
    """The markers that say no more than `tool.uv.environments` does."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    [bound] = {
        match[1]
        for environment in settings["tool"]["uv"]["environments"]
        if (match := re.search(r"python_version < '([\d.]+)'", environment))
    }
    found = re.findall(
        rf"python_full_version < '{re.escape(bound)}' and implementation_name[^\n\\]*?"
        r"\(sys_platform[^)]*\)",
        text,
    )
    return sorted(set(found), key=len, reverse=True)


if __name__ == "__main__":
    main()

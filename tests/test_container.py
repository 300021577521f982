"""The container's recipe keeps what it promises, as far as it can be read without building it."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RECIPE = (ROOT / "Containerfile").read_text("utf-8").replace("\\\n", " ")
FINAL = RECIPE.rpartition("\nFROM ")[2]


def test_the_bot_is_nobody_special_and_the_number_says_so():
    """A name would be looked up; a number can be checked by whoever runs the container."""
    users = re.findall(r"^USER (\S+)$", FINAL, re.MULTILINE)

    assert users == ["10001:10001"]
    assert FINAL.index("USER ") > FINAL.rindex("RUN ")


def test_nothing_that_builds_is_in_the_final_stage():
    """What is installed there comes from the other stage, and pip itself is taken out."""
    runs = re.findall(r"^RUN (.*)$", FINAL, re.MULTILINE)

    assert len(runs) == 1
    assert not re.search(r"pip install|apt|apk|gcc|curl|wget", runs[0])
    assert "rm -rf /usr/local/bin/pip*" in runs[0]
    assert re.findall(r"^COPY (.*)$", FINAL, re.MULTILINE) == ["--from=build /app /app"]


def test_every_package_is_pinned_by_hash():
    installs = re.findall(r"install (.*)", RECIPE)

    assert [each for each in installs if "-r requirements" in each] == [
        "--no-deps --require-hashes -r requirements/run.txt"
    ]
    assert all("--no-deps" in each or each.startswith("-d -o") for each in installs)


def test_what_is_copied_is_there_and_nothing_else_gets_near():
    """No data, no key and no history is sent to whoever builds."""
    copied = [
        word
        for line in re.findall(r"^COPY (?!--from)(.*)$", RECIPE, re.MULTILINE)
        for word in line.split()[:-1]
    ]
    allowed = [
        line.removeprefix("!")
        for line in (ROOT / ".containerignore").read_text("utf-8").splitlines()
        if line.startswith("!")
    ]

    assert sorted(copied) == sorted(allowed)
    assert all((ROOT / each).exists() for each in copied)
    assert (ROOT / ".containerignore").read_text("utf-8").splitlines()[1] == "*"
    packages = {each.parent.name for each in ROOT.glob("*/__init__.py")} - {"tests"}
    assert packages <= set(copied)


def test_what_the_bot_keeps_is_in_the_one_folder_that_is_written():
    assert "VOLUME /var/lib/mhrmb" in FINAL
    assert "MHRMB_VAR_DIR=/var/lib/mhrmb" in FINAL
    assert "PYTHONDONTWRITEBYTECODE=1" in FINAL
    assert not re.search(r"KEY|PASSWORD|SECRET", RECIPE)

"""What the documents name is there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from typer.main import get_group

from bot.cli import app
from bot.settings import listed_settings

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted(
    str(path.relative_to(ROOT)) for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"))
)
FOLDERS = "bench|board|bot|cards|docs|graph|manifest|storage|tests|tools|requirements"


@cache
def functions() -> set[str]:
    """The name of every function in the tests."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    paths = ROOT.glob("tests/**/test_*.py")
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in paths)
    return {node.name for tree in trees for node in ast.walk(tree) if isinstance(node, kinds)}


def read(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_test_that_a_document_names_exists(document):
    """A promise that nothing holds is none; whoever renames a test finds where it is named."""
    named = set(re.findall(r"`(test_\w+)`", read(document)))

    assert sorted(named - functions()) == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_and_path_of_a_document_leads_somewhere(document):
    """Links from where the document stands, paths in backticks from the top."""
    text = read(document)
    links = re.findall(r"\]\((?!https?:)([^)#\s]+)", text)
    paths = re.findall(rf"`((?:{FOLDERS})/[\w./-]*)`", text)

    lost = [each for each in links if not (ROOT / document).parent.joinpath(each).exists()]
    lost += [each for each in paths if not (ROOT / each).exists()]

    assert lost == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_of_an_operator_that_a_document_names_exists(document):
    """`mhrmb WORD`, in a sentence or a block of code."""
    known = get_group(app).commands

    named = re.findall(
        r"(?:`|^ +|MHRMB_\w+=\S+ )mhrmb ([a-z][a-z-]*)", read(document), re.MULTILINE
    )

    assert sorted(set(named) - set(known)) == []


@pytest.mark.parametrize(
    "document", [*DOCUMENTS, "docs/azure/app.yaml", "docs/azure/migrate.yaml", "Containerfile"]
)
def test_every_setting_that_a_document_names_exists(document):
    """As listed, or with _FILE for what may come from one."""
    known = {name for name, _, _ in listed_settings()}

    named = set(re.findall(r"\bMHRMB_[A-Z][A-Z_]*[A-Z]\b", read(document)))

    assert (
        sorted(each for each in named if {each, each.removesuffix("_FILE")}.isdisjoint(known)) == []
    )


def test_the_key_file_has_one_path_in_every_container():
    """What the guide makes is what the app, the job and whoever uses podman mount."""
    told = {
        each: set(re.findall(r"MHRMB_ENCRYPTION_KEY_FILE(?:=|, value: )(/[\w/.-]+)", read(each)))
        for each in ("docs/azure/app.yaml", "docs/azure/migrate.yaml", "docs/operations.md")
    }

    assert set(map(tuple, told.values())) == {("/mnt/secrets/keys",)}
    assert "mountPath: /mnt/secrets}" in read("docs/azure/app.yaml")
    for each in ("Containerfile", "docs/operations.md"):
        assert "-v ./secrets:/mnt/secrets:ro" in read(each)
    assert "mhrmb make-key secrets/keys" in read("docs/deploy.md")
    assert "/run/secrets" not in "".join(map(read, DOCUMENTS))


def test_every_threat_has_a_test():
    """In each row of the threats, the last column names at least one."""
    rows = [line for line in read("docs/threats.md").splitlines() if line.startswith("|")]

    answered = [row for row in rows if "`test_" in row.rstrip("| ").rpartition("|")[2]]

    heads = [row for row in rows if row.startswith(("| Threat", "|---"))]
    assert len(answered) == len(rows) - len(heads)
    assert answered


def test_every_metric_that_is_measured_by_exists():
    """The promises are measured by what the bot counts."""
    counted = set(re.findall(r'"(mhrmb_\w+)"', read("bot/metrics.py")))

    named = re.findall(r"mhrmb_[a-z_]+", read("docs/slo.md"))

    assert {re.sub(r"_(total|bucket|count|sum)$", "", each) for each in named} <= counted


def test_every_picture_is_used_or_has_its_twin():
    """A picture on a desk and the same on a phone, or one that a document shows."""
    names = {path.stem for path in (ROOT / "docs" / "images").glob("*.png")}
    shown = set(re.findall(r"images/([\w-]+)\.png", "".join(read(each) for each in DOCUMENTS)))

    alone = {name for name in names if f"{name}-narrow" not in names}

    assert {name for name in alone if not name.endswith("-narrow")} <= shown
    assert shown <= names

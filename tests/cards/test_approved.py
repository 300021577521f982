"""Every card on every surface, as it was approved and as the official schema wants it."""

import json
from pathlib import Path
from typing import Any

import microsoft_teams.cards.core as teams
import pytest
from jsonschema import Draft6Validator

from cards.render import render
from cards.views import Surface
from tests.cards.approval import APPROVED, verify
from tests.cards.reading import is_chart, nodes
from tests.cards.referral_samples import NOW
from tests.cards.samples import SAMPLES

SCHEMA = Path(__file__).parents[1] / "schemas" / "adaptive-card-1.6.json"
CARDS = [(name, surface) for name, (_, surfaces) in SAMPLES.items() for surface in surfaces]
IN_REHEARSAL = frozenset({"opener", "check", "queue"})


def _content(name: str, surface: Surface) -> dict[str, Any]:
    view, _ = SAMPLES[name]
    return render(view, surface=surface, now=NOW, rehearsal=name in IN_REHEARSAL).content


@pytest.fixture(scope="module")
def official() -> Draft6Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    card = {"$ref": "#/definitions/AdaptiveCard", "definitions": schema["definitions"]}
    return Draft6Validator(card)


def _as_standard(content: object) -> Any:
    """The card as a client without Teams' charts has it: what stands in their place."""
    if isinstance(content, list):
        return [_as_standard(each) for each in content]
    if not isinstance(content, dict):
        return content
    if is_chart(content):
        return _as_standard(content["fallback"])
    return {key: _as_standard(each) for key, each in content.items() if key != "msteams"}


@pytest.mark.parametrize(("name", "surface"), CARDS)
def test_a_card_is_the_one_that_was_approved(name: str, surface: Surface) -> None:
    verify(f"{name}.{surface}", _content(name, surface))


@pytest.mark.parametrize(("name", "surface"), CARDS)
def test_a_card_follows_the_official_schema(
    name: str, surface: Surface, official: Draft6Validator
) -> None:
    content = _as_standard(_content(name, surface))

    faults = [each.message for each in official.iter_errors(content)]

    assert faults == []


@pytest.mark.parametrize(("name", "surface"), CARDS)
def test_a_chart_is_one_that_teams_draws(name: str, surface: Surface) -> None:
    """Held against Teams' own models, which would take a wrong name without a word."""
    kinds: dict[str, Any] = {
        "Chart.Donut": teams.DonutChart,
        "Chart.HorizontalBar": teams.HorizontalBarChart,
    }

    for each in filter(is_chart, nodes(_content(name, surface))):
        read = kinds[each["type"]].model_validate(each | {"fallback": None})
        assert not read.model_extra
        assert read.data
        assert not any(part.model_extra for part in read.data)


def test_the_schema_does_refuse_what_is_wrong(official: Draft6Validator) -> None:
    wrong = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "wrapp": 1}]}

    assert not official.is_valid(wrong)


def test_nothing_is_approved_that_no_sample_makes() -> None:
    approved = {each.stem for each in APPROVED.glob("*.json")}

    assert approved == {f"{name}.{surface}" for name, surface in CARDS}

"""Elements refuse what Teams would silently leave out."""

import pytest

from cards.elements import (
    ActionExecute,
    ActionOpenUrl,
    ActionSet,
    AdaptiveCard,
    ChartDonut,
    Container,
    Fact,
    FactSet,
    InputText,
    Part,
    TextBlock,
)


def test_an_unknown_keyword_is_refused() -> None:
    with pytest.raises(TypeError, match="TextBlock has no property 'wrapp'"):
        TextBlock(text="x", wrapp=True)


def test_what_is_needed_and_missing_is_refused() -> None:
    with pytest.raises(TypeError, match="ActionExecute needs verb"):
        ActionExecute(title="Go")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="InputText needs label"):
        InputText(id="a")  # type: ignore[call-arg]


def test_a_value_of_the_wrong_type_is_refused() -> None:
    with pytest.raises(TypeError, match="text of TextBlock"):
        TextBlock(text=1)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="items takes Elements"):
        Container(items=[ActionExecute(title="Go", verb="a.b")])
    with pytest.raises(TypeError, match="actions takes Actions"):
        ActionSet(actions=[TextBlock(text="x")])


def test_a_card_is_a_plain_dict_with_its_keys_in_reading_order() -> None:
    link = ActionOpenUrl(title="Guide", url="https://example.org")
    card = AdaptiveCard(
        fallback_text="x",
        body=[TextBlock(text="a", is_subtle=True, size=None), ActionSet(actions=[link])],
    )

    assert card.render() == {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "fallbackText": "x",
        "body": [
            {"type": "TextBlock", "text": "a", "isSubtle": True},
            {
                "type": "ActionSet",
                "actions": [
                    {"type": "Action.OpenUrl", "title": "Guide", "url": "https://example.org"}
                ],
            },
        ],
    }
    assert list(card.render())[:3] == ["type", "$schema", "version"]


def test_a_chart_has_what_stands_in_its_place() -> None:
    facts = FactSet(facts=[Fact(title="Red", value="2")])
    chart = ChartDonut(title="x", data=[Part(legend="Red 2", value=2)], fallback=facts)

    assert chart.render() == {
        "type": "Chart.Donut",
        "title": "x",
        "data": [{"legend": "Red 2", "value": 2}],
        "fallback": {"type": "FactSet", "facts": [{"title": "Red", "value": "2"}]},
    }
    with pytest.raises(TypeError, match="ChartDonut needs fallback"):
        ChartDonut(title="x", data=[])  # type: ignore[call-arg]

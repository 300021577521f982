"""What holds for every card: what Teams' clients draw, what people need, what must not leak."""

import re
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

import orjson
import pytest

import cards
from board.queue import QueueRow
from board.referral_form import BY_ID, FROM_STRANGERS, Screen, questions_on
from board.referrals import ReferralState
from board.tiers import Tier
from board.triage_file import Decision
from cards import views
from cards.challenge import HAPPENED as CHALLENGE_HAPPENED
from cards.notice import HAPPENED
from cards.payloads import Payload
from cards.render import DRAWN, Card, render
from cards.size import LIMIT, size
from cards.views import FormPage, Surface
from tests.cards.action_samples import SAFE
from tests.cards.challenge_samples import FURTHER, RULED
from tests.cards.reading import actions, inputs, is_chart, nodes, verb, words
from tests.cards.referral_samples import NOW, OPEN, STRANGERS, TYPED
from tests.cards.samples import SAMPLES
from tests.cards.triage_samples import BUSY, FILE, SIGNPOST, TEAMS, in_triage

CARDS = [(name, surface) for name, (_, surfaces) in SAMPLES.items() for surface in surfaces]
DRAWN_EVERYWHERE = frozenset(
    {
        "AdaptiveCard",
        "TextBlock",
        "RichTextBlock",
        "TextRun",
        "Container",
        "ColumnSet",
        "Column",
        "FactSet",
        "ActionSet",
        "Input.Text",
        "Input.ChoiceSet",
        "Input.Toggle",
        "Input.Date",
        "Action.Execute",
        "Action.OpenUrl",
        "Action.Submit",
        "Action.ToggleVisibility",
    }
)
"""Elements of version 1.5 that Teams draws on phones too."""
CHARTS = frozenset({"Chart.Donut", "Chart.HorizontalBar"})
"""Teams' own, which not all of its clients draw."""
NEWER = frozenset({"labelPosition", "labelWidth", "inputStyle"})


def _card(name: str, surface: Surface) -> Card:
    view, _ = SAMPLES[name]
    return render(view, surface=surface, now=NOW, rehearsal=False)


def _rooms(ending: str) -> list[ModuleType]:
    """The modules of cards that are named so."""
    found = (each.name for each in iter_modules(cards.__path__) if each.name.endswith(ending))
    return [import_module(f"cards.{name}") for name in found]


def _payloads() -> dict[str, type[Payload]]:
    rooms = _rooms("payloads")
    declared = (each for room in rooms for each in vars(room).values() if isinstance(each, type))
    return {
        each.verb: each for each in declared if issubclass(each, Payload) and "verb" in vars(each)
    }


every_card = pytest.mark.parametrize(("name", "surface"), CARDS)


@every_card
def test_a_card_is_of_the_version_every_client_draws(name: str, surface: Surface) -> None:
    content = _card(name, surface).content

    assert content["version"] == "1.5"
    assert {each["type"] for each in nodes(content)} <= DRAWN_EVERYWHERE | CHARTS
    assert not any(NEWER & each.keys() for each in nodes(content))
    assert size(content) <= LIMIT


@every_card
def test_what_a_chart_shows_stands_beside_it_and_in_its_place(name: str, surface: Surface) -> None:
    """A client without charts draws the facts, or nothing: no number is lost either way."""
    content = _card(name, surface).content
    said = words(content)

    for each in filter(is_chart, nodes(content)):
        facts = {fact["title"]: fact["value"] for fact in each["fallback"]["facts"]}
        parts = [part.get("value", part.get("y")) for part in each["data"]]
        assert each["fallback"]["type"] == "FactSet"
        assert [int(value) for value in facts.values()] == parts
        assert all(f"{title}: {value}" in said for title, value in facts.items() if value != "0")


@every_card
def test_every_input_has_an_id_and_a_label_and_none_is_required(
    name: str, surface: Surface
) -> None:
    found = inputs(_card(name, surface).content)

    assert all(each["id"] and each["label"].strip() for each in found)
    assert not any("isRequired" in each or "maxLength" in each for each in found)
    assert len({each["id"] for each in found}) == len(found)


@every_card
def test_every_button_carries_a_verb_that_is_one_of_ours(name: str, surface: Surface) -> None:
    pressed = [
        each
        for each in actions(_card(name, surface).content)
        if each["type"] not in {"Action.ToggleVisibility", "Action.OpenUrl"}
    ]

    assert all(verb(each) in _payloads() for each in pressed)
    for each in pressed:
        data = {key: value for key, value in each["data"].items() if key not in {"verb", "msteams"}}
        payload = _payloads()[str(verb(each))].model_validate(data)
        assert not payload.inputs


@every_card
def test_every_link_is_https(name: str, surface: Surface) -> None:
    links = [
        each for each in actions(_card(name, surface).content) if each["type"] == "Action.OpenUrl"
    ]

    assert all(each["url"].startswith("https://") for each in links)


@every_card
def test_a_button_speaks_as_its_surface_does(name: str, surface: Surface) -> None:
    kinds = {each["type"] for each in actions(_card(name, surface).content)}

    wrong = "Action.Execute" if surface is Surface.DIALOG else "Action.Submit"
    if surface is Surface.CHANNEL:
        return
    assert wrong not in kinds


@every_card
def test_a_button_that_opens_a_dialog_has_a_neighbour_without(name: str, surface: Surface) -> None:
    found = actions(_card(name, surface).content)
    opening = [each for each in found if "msteams" in each.get("data", {})]

    assert all(each["data"]["msteams"] == {"type": "task/fetch"} for each in opening)
    assert surface is Surface.CHANNEL or not opening
    assert not opening or any(each["type"] == "Action.Execute" for each in found)


@every_card
def test_no_set_of_buttons_hides_one_behind_dots(name: str, surface: Surface) -> None:
    sets = [each for each in nodes(_card(name, surface).content) if each["type"] == "ActionSet"]

    assert all(1 <= len(each["actions"]) <= 6 for each in sets)


@every_card
def test_what_was_typed_is_never_read_as_markdown(name: str, surface: Surface) -> None:
    """A text block, a fact, a label and a button's title know Markdown; a run of text does not."""
    content = _card(name, surface).content

    for each in nodes(content):
        if each["type"] == "TextRun" or each["type"].startswith("Input."):
            continue
        flat = {key: value for key, value in each.items() if isinstance(value, str)}
        told = f"{flat}{each.get('facts', '')}"
        assert TYPED not in told, each["type"]
        assert SAFE not in told, each["type"]
    for each in inputs(content):
        told = f"{each['label']}{each.get('title')}{each.get('placeholder')}"
        assert TYPED not in told
        assert SAFE not in told


@every_card
def test_nothing_typed_stands_in_a_button_or_the_summary(name: str, surface: Surface) -> None:
    card = _card(name, surface)

    for typed in (TYPED, SAFE):
        assert typed not in str(actions(card.content))
        assert typed not in f"{card.summary}{card.content['fallbackText']}"
    assert not re.search(r"REF-\d{4}-\d+", f"{card.summary}{card.content['fallbackText']}")


@every_card
def test_colour_never_speaks_alone(name: str, surface: Surface) -> None:
    """What is red says why in words; a green or blue button comes first and has its title."""
    for each in nodes(_card(name, surface).content):
        if each.get("color") == "attention":
            said = each["text"].casefold()
            assert said.startswith("error: ") or "urgent" in said or "red, " in said
        if each["type"] == "Container" and each.get("style") == "attention":
            said = words(each)
            assert "There is a problem" in said or "Call 999" in said


@every_card
def test_the_marking_stands_at_the_top(name: str, surface: Surface) -> None:
    view, _ = SAMPLES[name]

    marking = getattr(view, "marking", view.tier.marking)
    assert _card(name, surface).content["body"][0]["text"] == marking


@every_card
def test_whoever_is_mentioned_is_named_to_the_letter(name: str, surface: Surface) -> None:
    """Otherwise Teams refuses the card, or shows the tag; and only members have object ids."""
    content = _card(name, surface).content
    told = content.get("msteams", {})

    entities = told.get("entities", [])

    assert not told.keys() - {"entities", "width"}
    assert {each["text"] for each in entities} == set(
        re.findall("<at>.*?</at>", str(content["body"]))
    )
    assert all(each["mentioned"]["id"] for each in entities)


@every_card
def test_nothing_above_its_tier_stands_on_a_card(name: str, surface: Surface) -> None:
    """Names, health and concern are marked in the samples; T0 and T1 cards show none of it."""
    view, _ = SAMPLES[name]
    if view.tier > Tier.T1:
        return

    assert TYPED not in words(_card(name, surface).content)


def test_a_card_of_a_lower_tier_reads_none_of_a_whole_referral() -> None:
    """Even where a referral reaches them uncut by mistake."""
    shown: list[views.View] = [
        views.ReferralNotice(referral=STRANGERS, happened="received"),
        views.ReferralOpener(referral=STRANGERS),
        views.MyReferrals(referrals=(STRANGERS,), drafts=()),
        views.Receipt(referral=STRANGERS, hours=OPEN, read_from=NOW),
    ]

    for view in shown:
        content = render(view, surface=Surface.PERSONAL, now=NOW, rehearsal=False).content
        assert TYPED not in str(content)
        assert "Threats to kill" not in str(content)
        assert "Within days" not in str(content)


def test_a_posted_card_of_triage_reads_none_of_its_file() -> None:
    """Even where a referral or a challenge reaches it uncut by mistake."""
    whole = in_triage(file=FILE, state=ReferralState.SIGNPOSTED, answer_due=NOW)
    line = QueueRow(whole, is_overdue=False, left=timedelta())
    shown: list[views.View] = [
        *(views.ReferralNotice(referral=whole, happened=each) for each in HAPPENED),
        *(views.OutcomeNotice(referral=whole, outcome=each, meeting_at=NOW) for each in Decision),
        views.RequestNotice(referral=whole),
        views.LateNotice(due=NOW, urgent=True),
        *(views.ChallengeNotice(challenge=RULED, happened=each) for each in CHALLENGE_HAPPENED),
        views.ChallengeList(challenges=(RULED, FURTHER), at=NOW),
        replace(BUSY, page=replace(BUSY.page, rows=(line,))),
    ]

    for view in shown:
        for surface in (Surface.PERSONAL, Surface.CHANNEL):
            content = render(view, surface=surface, now=NOW, rehearsal=False).content
            assert TYPED not in str(content)
            assert not re.search(r"MAPPA|PDP|irearms|kill|Psychotic|REF-2026-0007", str(content))


def test_what_the_co_chairs_are_told_names_no_referral() -> None:
    for name in ("late", "late_standard"):
        said = str(_card(name, Surface.CHANNEL).content)
        assert not re.search(r"REF-|Eastland|Nandakumar|Morgan", said)


@pytest.mark.parametrize("state", list(ReferralState))
@pytest.mark.parametrize("is_in_agreement", [True, False])
def test_a_referrer_reads_nothing_of_the_file_of_triage(
    state: ReferralState, is_in_agreement: object
) -> None:
    """Neither reasons, notes, gates and matches, nor who of the team decided or has it."""
    is_in = is_in_agreement is True
    whole = in_triage(file=FILE, state=state, is_repeat=True, is_in_agreement=is_in)
    own = views.ReferralShown(referral=whole, is_own=True)

    content = render(own, surface=Surface.PERSONAL, now=NOW, rehearsal=False).content

    assert TEAMS not in str(content)
    for told in ("REF-2026-0007", "Alex Morgan", "Sam Ortega", "PDP", "Firearms", "Repeat"):
        assert told not in str(content)
    is_told = is_in and state in {
        ReferralState.SIGNPOSTED,
        ReferralState.CLOSED,
        ReferralState.CHALLENGED,
    }
    assert (SIGNPOST.service in str(content)) is is_told
    assert (SIGNPOST.advice in str(content)) is is_told


def test_a_challenge_cut_to_contact_data_shows_no_reasons() -> None:
    for surface in SAMPLES["challenge_bare"][1]:
        assert TYPED not in str(_card("challenge_bare", surface).content)


def test_the_title_of_a_button_fits_a_small_phone() -> None:
    """About 230 pixels beside its frame: what is longer is cut there.

    The gate's words are fixed; of them its last is cut, under a question that says it all.
    """
    titles = {each["title"] for card in CARDS for each in actions(_card(*card).content)}

    long = {each for each in titles if len(each) > 28}
    assert long <= {"No one is in immediate danger: start"}


def test_every_view_has_a_card_and_every_card_a_sample() -> None:
    kinds = {
        each
        for room in _rooms("views")
        for each in vars(room).values()
        if isinstance(each, type)
        and hasattr(each, "tier")
        and each is not views.View
        and each.__module__.startswith("cards.")
    }

    assert kinds == set(DRAWN)
    assert {type(view) for view, _ in SAMPLES.values()} == set(DRAWN)


def test_every_verb_but_none_of_another_is_on_some_card() -> None:
    pressed = {
        verb(each) for name, surface in CARDS for each in actions(_card(name, surface).content)
    }

    assert set(_payloads()) == pressed - {None}


@pytest.mark.parametrize("screen", list(Screen))
def test_the_inputs_of_a_page_are_exactly_its_questions(screen: Screen) -> None:
    name = {Screen.CHECK: "check_of_stranger"}.get(screen, str(screen))

    asked = [each["id"] for each in inputs(_card(name, Surface.PERSONAL).content)]

    assert asked == [each.id for each in questions_on(screen)]


def test_agency_and_job_are_asked_of_strangers_only() -> None:
    asked = {each["id"] for each in inputs(_card("check", Surface.PERSONAL).content)}

    assert not asked & FROM_STRANGERS.keys()


def test_optional_questions_say_so_and_the_others_do_not() -> None:
    optional = {"at_risk_detail", "person_aware_detail", "phone"}
    optional |= {each.id for each in questions_on(Screen.MORE)}

    labels = {
        each["id"]: each["label"]
        for name in ("what", "who", "check_of_stranger", "more")
        for each in inputs(_card(name, Surface.PERSONAL).content)
    }

    assert labels.keys() == BY_ID.keys()
    assert {each for each, label in labels.items() if "(optional)" in label} == optional


@pytest.mark.parametrize("name", ["what", "who", "check", "more", "opener", "danger", "receipt"])
def test_every_screen_of_the_form_says_that_nobody_watches_it(name: str) -> None:
    said = words(_card(name, SAMPLES[name][1][0]).content)

    assert "This form is not monitored as an emergency service." in said


def test_a_card_is_written_by_orjson_as_it_is() -> None:
    for name, surface in CARDS:
        content: dict[str, Any] = _card(name, surface).content
        assert orjson.loads(orjson.dumps(content)) == content


def test_every_page_of_the_form_is_among_the_samples() -> None:
    shown = {view.screen for view, _ in SAMPLES.values() if isinstance(view, FormPage)}

    assert shown == set(Screen)

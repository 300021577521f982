"""Bilateral meetings through the door: put down, and what becomes of each concern."""

from dataclasses import replace
from datetime import date
from typing import Any

from board.bilaterals import Bilateral, ConcernStatus
from board.meetings import MeetingState
from bot.pack_values import agenda_of
from storage.unit import Unit
from tests.fakes.channel import BOARD_CHANNEL
from tests.scenarios.bot import button, buttons, texts, typed_in, verb_of, wrong_at
from tests.scenarios.partners import REF, board_meeting, new_action, pressed, with_meetings
from tests.scenarios.tracker import NINE, OUTSIDER, REPRESENTATIVE, TEAM, Tracker

MET = "BIL-20311110"
LATER = date(2032, 3, 3)
NAME = "Wendelin Quagmirez"
GIVEN = {
    "on": "2031-11-10",
    "attendees": "P0,TR",
    "concerns": "Late notice of leave (Larch Ward)\nDifferent warrant lists\nPoster stock",
    "next_on": "2031-12-08",
}


async def _log(tracker: Tracker, who: Any = TEAM, **changes: str) -> Any:
    form = await tracker.bot.press("bilateral.log", {}, who)
    data = button(form, "bilateral.log")["data"]
    return await tracker.bot.press("bilateral.log", data | GIVEN | changes, who)


async def _meeting(tracker: Tracker, ref: str = MET) -> Bilateral:
    found = await tracker.bot.read(lambda s: s.bilaterals.get(ref))
    assert isinstance(found, Bilateral)
    return found


async def test_a_meeting_is_put_down_with_its_concerns(tracker: Tracker) -> None:
    """Whoever logs it is ticked already; everybody on the board can read it."""
    shown = await tracker.bot.ask("bilateral", TEAM)
    form = await tracker.bot.press("bilateral.log", button(shown, "bilateral.log")["data"], TEAM)
    assert typed_in(form) | {"concerns": ""} == {
        "on": "2031-11-18", "attendees": "P0", "concerns": "", "next_on": ""
    }  # fmt: skip

    await _log(tracker)

    meeting = await _meeting(tracker)
    assert [(each.text, each.unit) for each in meeting.concerns] == [
        ("Late notice of leave", "Larch Ward"),
        ("Different warrant lists", ""),
        ("Poster stock", ""),
    ]
    assert (meeting.attendees, meeting.next_on) == (("P0", "TR"), date(2031, 12, 8))
    said = texts(await tracker.bot.ask("bilateral", OUTSIDER, BOARD_CHANNEL))
    for words in ("3 open concerns", "Larch Ward", "Theo Triager and Rowena Repsley",
                  "Next meeting: Mon 8 Dec 2031"):  # fmt: skip
        assert words in said
    assert "Larch" not in str(await tracker.bot.audit())


async def test_the_same_form_sent_twice_is_one_meeting_and_two_of_a_day_are_two(
    tracker: Tracker,
) -> None:
    form = await tracker.bot.press("bilateral.log", {}, TEAM)
    data = button(form, "bilateral.log")["data"] | GIVEN
    for _ in range(2):
        assert MET in texts(await tracker.bot.press("bilateral.log", data, TEAM))
    await _log(tracker)

    known = await tracker.bot.read(lambda s: s.bilaterals.all())
    assert [each.ref for each in known] == [f"{MET}-2", MET]


async def test_what_is_wrong_comes_back_at_its_field(tracker: Tracker) -> None:
    card = await _log(tracker, on="2031-11-19", attendees="P0,ZZ", next_on="2031-11-01",
                      concerns="c" * 301)  # fmt: skip

    assert wrong_at(card, "on") == "Enter the day of the meeting, today or earlier"
    assert wrong_at(card, "next_on") == "Enter a later day for the next meeting"
    assert wrong_at(card, "concerns") == "Enter the concern, in 300 characters or fewer"
    assert typed_in(card)["concerns"] == "c" * 301
    card = await _log(tracker, attendees="P0,ZZ")
    assert wrong_at(card, "attendees") == "Enter who was there, at least two people"
    assert await tracker.bot.read(lambda s: s.bilaterals.all()) == ()


async def test_units_are_places_and_a_name_is_held_back(tracker: Tracker) -> None:
    """V23 for a concern and for a unit, when it is logged and when it is added."""
    for concerns in (f"Leave of {NAME}", f"Late notice of leave ({NAME})"):
        card = await _log(tracker, concerns=concerns)
        assert "This looks like personal information" in wrong_at(card, "concerns"), concerns
        assert typed_in(card)["concerns"] == concerns
    card = await _log(tracker)
    for field in ("concern", "unit"):
        add = button(card, "bilateral.concern")["data"]
        form = await tracker.bot.press("bilateral.concern", add, TEAM)
        words = {"concern": "Late leave", "unit": "Oak Ward"} | {field: f"With {NAME}"}
        data = button(form, "bilateral.concern")["data"] | words
        held = await tracker.bot.press("bilateral.concern", data, TEAM)
        assert "This looks like personal information" in wrong_at(held, field), field
    assert len((await _meeting(tracker)).concerns) == 3
    assert NAME not in str(await tracker.bot.audit())


async def test_a_concern_is_added_once(tracker: Tracker) -> None:
    card = await _log(tracker)
    add = button(card, "bilateral.concern")["data"]
    form = await tracker.bot.press("bilateral.concern", add, REPRESENTATIVE)
    data = button(form, "bilateral.concern")["data"] | {"concern": "Keys", "unit": "Oak Ward"}

    for _ in range(2):
        shown = await tracker.bot.press("bilateral.concern", data, REPRESENTATIVE)
        assert "Oak Ward" in texts(shown)

    assert [each.text for each in (await _meeting(tracker)).concerns[3:]] == ["Keys"]


async def test_a_concern_is_resolved_early_once(tracker: Tracker) -> None:
    card = await _log(tracker)
    data = pressed(card, "bilateral.resolve", "Resolved early")

    first, again = [await tracker.bot.press("bilateral.resolve", data, TEAM) for _ in range(2)]

    assert "Kept." in texts(first)
    assert "This concern is resolved early already" in texts(again)
    assert "2 open concerns" in texts(await tracker.bot.ask("bilateral", TEAM))


async def test_a_concern_becomes_an_action_in_one_step_and_once(tracker: Tracker) -> None:
    card = await _log(tracker)
    data = pressed(card, "action.add", "Make action")
    form = await tracker.bot.press("action.add", data, TEAM)
    assert typed_in(form)["detail"] == "Late notice of leave (Larch Ward)"
    wanted = new_action(form, title="Agree how leave is told")
    other = new_action(await tracker.bot.press("action.add", data, REPRESENTATIVE),
                       title="Agree how leave is told")  # fmt: skip

    await tracker.bot.press("action.create", wanted, TEAM)
    late = await tracker.bot.press("action.create", other, REPRESENTATIVE)

    concern = (await _meeting(tracker)).concerns[0]
    assert (concern.status, concern.became) == (ConcernStatus.ACTION, "ACT-2031-0001")
    assert (await tracker.action("ACT-2031-0001")).source == MET
    assert "This has become ACT-2031-0001 already" in texts(late)
    assert len(await tracker.bot.read(lambda s: s.actions.all())) == 1


async def test_a_concern_goes_onto_the_agenda_of_the_next_board(tracker: Tracker) -> None:
    """Without a reference; with one, it has to be of an escalation there is."""
    await with_meetings(tracker)
    card = await _log(tracker)
    data = pressed(card, "bilateral.escalate", "Escalate")
    form = await tracker.bot.press("bilateral.escalate", data, TEAM)
    assert f"the agenda of {REF}" in str(form)
    send = button(form, "bilateral.escalate")["data"]
    wrong = await tracker.bot.press("bilateral.escalate", send | {"escalation": "ESC-2031-9"}, TEAM)
    assert "Enter the reference of an escalation" in wrong_at(wrong, "escalation")

    await tracker.bot.press("bilateral.escalate", send, TEAM)

    concern = (await _meeting(tracker)).concerns[0]
    assert (concern.status, concern.became) == (ConcernStatus.ESCALATED, REF)
    assert f"{MET}: Late notice of leave" in await _points(tracker, REF)


async def test_a_concern_is_on_an_agenda_also_after_the_pack_and_after_a_board_is_called_off(
    tracker: Tracker,
) -> None:
    """A board whose pack is out has an agenda that stands: what comes later is for the next."""
    await with_meetings(tracker)
    await _set_state(tracker, REF, MeetingState.PACK_ISSUED)
    await _escalate_first(tracker)
    assert (await _meeting(tracker)).concerns[0].became == "BRD-302"
    await tracker.bot.write(lambda unit: unit.meetings.put(board_meeting("BRD-303", LATER, "POL")))

    await _set_state(tracker, "BRD-302", MeetingState.CANCELLED)

    assert f"{MET}: Late notice of leave" in await _points(tracker, "BRD-303")


async def _escalate_first(tracker: Tracker) -> None:
    card = await _log(tracker)
    data = pressed(card, "bilateral.escalate", "Escalate")
    form = await tracker.bot.press("bilateral.escalate", data, TEAM)
    await tracker.bot.press("bilateral.escalate", button(form, "bilateral.escalate")["data"], TEAM)


async def _set_state(tracker: Tracker, ref: str, state: MeetingState) -> None:
    def change(unit: Unit) -> None:
        meeting = unit.meetings.get(ref)
        assert meeting is not None
        unit.meetings.save(replace(meeting, state=state))

    await tracker.bot.write(change)


async def _points(tracker: Tracker, ref: str) -> list[str]:
    agenda = await tracker.bot.read(lambda s: agenda_of(s.meetings.get(ref), NINE, s))
    return [point for item in agenda.items for point in item.points]


async def test_only_who_was_there_or_runs_meetings_settles_a_concern(tracker: Tracker) -> None:
    """V31 for others, who read it without buttons."""
    card = await _log(tracker)
    shown = await tracker.bot.ask("bilateral", OUTSIDER)
    mine = {"bilateral.resolve", "bilateral.escalate", "action.add"}
    assert not mine & {verb_of(each) for each in buttons(shown)}
    on = {"ref": MET, "number": 0, "sent": True, "form": "f" * 20, "concern": "Keys"}

    for verb in ("bilateral.resolve", "bilateral.escalate", "bilateral.concern"):
        assert "You do not have access" in str(await tracker.bot.press(verb, on, OUTSIDER)), verb
    made = pressed(card, "action.add", "Make action")
    assert "You do not have access" in str(await tracker.bot.press("action.add", made, OUTSIDER))
    refused = await _log(tracker, OUTSIDER)
    assert "You do not have access" in str(refused)
    assert all(each.status is ConcernStatus.OPEN for each in (await _meeting(tracker)).concerns)


async def test_a_number_that_is_none_is_refused(tracker: Tracker) -> None:
    await _log(tracker)

    for verb in ("bilateral.resolve", "bilateral.escalate"):
        answer = await tracker.bot.press(verb, {"ref": MET, "number": 99}, TEAM)
        assert "This card is out of date" in str(answer)

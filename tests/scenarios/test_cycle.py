"""The cycle through the HTTP door: the walk from one board to the next, and what people change."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, time, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path

import docx
import pytest

from board.calendar import LONDON, Calendar, at_london
from board.clocks import Clocks
from board.meetings import MeetingState
from board.rotas import RotaPolicy, SlotStatus
from storage.unit import Unit
from tests.fakes.channel import BOARD_CHANNEL, Channel, personal
from tests.scenarios.bot import TEAM_CHANNEL, button, buttons, inputs, texts, verb_of, wrong_at
from tests.scenarios.cycle import (
    ASKED_TO_LEAD,
    CARE,
    FACILITATOR,
    FOCUS,
    OTHER,
    POLICE,
    Cycle,
    cycle_of,
    said,
)

REASON = "Two agencies are at a hearing that week"
JANUARY = "BRD-037"


@pytest.fixture
async def cycle(channel: Channel, tmp_path: Path) -> AsyncIterator[Cycle]:
    """The sample board on 20 November 2026, after its first tick."""
    async with cycle_of(channel, tmp_path) as begun:
        yield begun


async def test_from_one_board_to_the_next_without_a_press(cycle: Cycle, tmp_path: Path) -> None:
    """BRD-036 on 25 November is followed by 6 January; its pack is filed on 29 December."""
    january = await cycle.meeting(JANUARY)
    assert january.starts_at == at_london(date(2027, 1, 6), time(10))
    assert (january.focus_agency, january.lead_agency) == ("AG-12", None)

    await cycle.at("2026-12-08", "17:30")
    assert (await cycle.meeting(JANUARY)).state is MeetingState.PLANNED
    cycle.forget()
    await cycle.at("2026-12-09", "09:00")
    assert (await cycle.meeting(JANUARY)).state is MeetingState.AGENDA_OPEN
    told = cycle.words(personal(cycle.who(FOCUS)))
    assert "Your agency is in focus: BRD-037" in told
    assert "Tuesday 22 December 2026 at 17:00" in told
    assert "Will your agency lead?: BRD-037" in cycle.words(personal(cycle.who(ASKED_TO_LEAD)))
    assert "in focus" not in cycle.words(BOARD_CHANNEL)

    cycle.forget()
    await cycle.at("2026-12-18", "17:05")  # ten working days before, nobody has accepted
    january = await cycle.meeting(JANUARY)
    assert january.lead_agency == "AG-01"
    assert "A co-chair leads: BRD-037" in cycle.words(TEAM_CHANNEL)
    [line] = await cycle.bot.audit("LeadFell")
    assert "AG-01" in str(line)

    cycle.forget()
    await cycle.at("2026-12-22", "09:00")
    assert "Papers are due today: BRD-037" in cycle.words(BOARD_CHANNEL)
    assert "The focus report is due today" in cycle.words(personal(cycle.who(FOCUS)))

    await cycle.at("2026-12-29", "16:59")
    assert not await cycle.filed(JANUARY) & {"Pack BRD-037"}
    cycle.forget()
    await cycle.at("2026-12-29", "17:00")
    await cycle.ticked()
    january = await cycle.meeting(JANUARY)
    assert january.state is MeetingState.PACK_ISSUED
    assert january.pack_issued_at is not None
    assert (
        january.pack_issued_at.astimezone(LONDON).strftime("%a %d %b %H:%M") == "Tue 29 Dec 17:00"
    )
    assert {"Agenda BRD-037", "Pack BRD-037"} <= await cycle.filed(JANUARY)
    files = {each.name for each in (tmp_path / "channel-files").rglob("*.docx")}
    assert {"Agenda BRD-037.docx", "Pack BRD-037.docx"} <= files
    assert "The pack has gone out: BRD-037" in cycle.words(BOARD_CHANNEL)
    lists = await cycle.bot.intents("actions_list")
    assert [each["about"].partition(":")[0] for each in lists] == [JANUARY]

    cycle.forget()
    await cycle.at("2026-12-31", "09:00")
    assert "Any other business?: BRD-037" in cycle.words(BOARD_CHANNEL)


async def test_due_says_before_what_the_clocks_of_a_meeting_will_say(cycle: Cycle) -> None:
    """On the day before they are asked for; what has been said is not to come any more."""
    await cycle.at("2026-12-21", "10:00")
    before = texts(await cycle.bot.ask("due", cycle.who(FACILITATOR)))
    await cycle.at("2026-12-22", "09:00")
    after = texts(await cycle.bot.ask("due", cycle.who(FACILITATOR)))

    assert "Asked for papers" in before
    assert "Asked for the focus report" in before
    assert "The pack goes out" in before
    assert "the board" in before
    assert "Asked for papers" not in after
    assert "The pack goes out" in after


async def test_a_subgroup_week_that_was_missed_is_told_the_next_working_day(cycle: Cycle) -> None:
    """Thursday 26 November passes and nobody has started it."""
    await cycle.at("2026-11-26", "16:30")
    cycle.forget()

    await cycle.at("2026-11-27", "09:00")

    assert "No subgroup was held: SUB-20261126" in cycle.words(TEAM_CHANNEL)
    assert (await cycle.meeting("SUB-20261126")).state not in {
        MeetingState.CANCELLED,
        MeetingState.MINUTES_DRAFT,
    }
    ahead = [await cycle.meeting(ref) for ref in ("SUB-20261203", "SUB-20261210")]
    assert [each.starts_at.hour for each in ahead] == [14, 14]
    cycle.forget()
    await cycle.at("2026-11-30", "09:00")
    assert "SUB-20261126" not in cycle.words(TEAM_CHANNEL)


async def test_on_a_bank_holiday_the_subgroup_is_held_the_working_day_before(cycle: Cycle) -> None:
    """And the senior board is held every 91 days."""
    closed = date(2026, 12, 10)
    calendar = cycle.bot.house.ticker._calendar
    cycle.bot.house.ticker._calendar = Calendar(frozenset({closed}))
    await cycle.at("2026-12-04", "09:00")
    cycle.bot.house.ticker._calendar = calendar

    known = await cycle.bot.read(lambda s: s.meetings.of_forum("SUBGROUP-A"))

    days = [each.day for each in known if each.day > date(2026, 12, 4)]
    assert days == [date(2026, 12, 9), date(2026, 12, 17)]
    senior = await cycle.bot.read(lambda s: s.meetings.of_forum("SENIOR"))
    assert [each.day for each in senior] == [date(2026, 12, 3), date(2027, 3, 4)]


async def test_a_pack_that_is_held_waits_and_goes_out_at_once_when_it_is_released(
    cycle: Cycle,
) -> None:
    await cycle.at("2026-12-21")
    wrong = await cycle.step("meeting.hold_pack", JANUARY, reason=" ")
    assert wrong_at(wrong, "reason") == "Enter the reason"
    held = await cycle.step("meeting.hold_pack", JANUARY, reason="The risk register is late")
    assert "The pack is held back" in texts(held)
    cycle.forget()

    await cycle.at("2026-12-29", "17:00")
    await cycle.ticked()
    assert "The pack is held back: BRD-037" in cycle.words(TEAM_CHANNEL)
    assert "Pack BRD-037" not in await cycle.filed(JANUARY)
    assert (await cycle.meeting(JANUARY)).state is MeetingState.AGENDA_OPEN

    await cycle.at("2026-12-30", "11:00")
    cycle.forget()
    await cycle.step("meeting.release_pack", JANUARY)
    await cycle.ticked()
    assert (await cycle.meeting(JANUARY)).state is MeetingState.PACK_ISSUED
    assert "Pack BRD-037" in await cycle.filed(JANUARY)
    assert "The pack has gone out: BRD-037" in cycle.words(BOARD_CHANNEL)
    lines = await cycle.bot.audit("PackHeld", "PackReleased", "PackIssued")
    assert [each["name"] for each in lines] == ["PackHeld", "PackReleased", "PackIssued"]
    assert not any("risk register" in str(each) for each in lines)


async def test_a_pack_without_a_focus_agency_is_told_to_the_team_and_goes_out_once_there_is_one(
    cycle: Cycle, tmp_path: Path
) -> None:
    """Until then its agenda can be changed; the tracker is there in time all the same."""

    def nobody(unit: Unit) -> None:
        for each in unit.people.agencies():
            unit.people.put_agency(replace(each, focus_eligible=False))
        turns = unit.rotas.turns(for_change=True)
        given_back = tuple(
            replace(s, status=SlotStatus.WITHDRAWN) if s.meeting == JANUARY else s
            for s in turns.focus
        )
        unit.rotas.keep(replace(turns, focus=given_back))
        meeting = unit.meetings.get(JANUARY)
        assert meeting is not None
        unit.meetings.save(replace(meeting, focus_agency=None))

    await cycle.bot.write(nobody)
    await cycle.at("2026-12-24", "12:00")
    cycle.forget()
    await cycle.at("2026-12-29", "17:00")
    assert "The pack could not go out: BRD-037" in cycle.words(TEAM_CHANNEL)
    assert "Choose the focus agency" in cycle.words(TEAM_CHANNEL)
    assert not await cycle.filed(JANUARY) & {"Agenda BRD-037", "Pack BRD-037"}
    assert list((tmp_path / "channel-files").rglob("Action tracker.xlsx"))
    menu = await cycle.bot.press("agenda.change", {"ref": JANUARY}, cycle.who(FACILITATOR))
    assert "agenda.add" in {verb_of(each) for each in buttons(menu)}

    def somebody(unit: Unit) -> None:
        agency = unit.people.agency("AG-05")
        assert agency is not None
        unit.people.put_agency(replace(agency, focus_eligible=True))

    await cycle.bot.write(somebody)
    cycle.forget()
    await cycle.at("2026-12-30", "09:00")
    assert (await cycle.meeting(JANUARY)).state is MeetingState.PACK_ISSUED
    assert await cycle.focus_at(JANUARY) == ["AG-05"]
    await cycle.ticked()
    assert "The focus report of Integrated Care Board North" in _paper(tmp_path, "Pack BRD-037")
    assert "Focus on: Integrated Care Board North" in _paper(tmp_path, "Agenda BRD-037")


def _paper(folder: Path, title: str) -> str:
    """Everything that a filed paper says."""
    [path] = (folder / "channel-files").rglob(f"{title}.docx")
    paper = docx.Document(BytesIO(path.read_bytes()))
    cells = [each.text for table in paper.tables for row in table.rows for each in row.cells]
    return "\n".join([*(each.text for each in paper.paragraphs), *cells])


async def test_the_turns_of_an_agency_that_has_left_are_given_to_others(cycle: Cycle) -> None:
    """The one in focus and the one that leads: both are noted, and nobody is offered their turn."""
    turns = await cycle.bot.read(lambda snapshot: snapshot.rotas.turns())
    lead = turns.lead_at(JANUARY)
    gone = [*await cycle.focus_at(JANUARY), lead.agency if lead else ""]

    def leave(unit: Unit) -> None:
        for each in unit.people.agencies():
            unit.people.put_agency(replace(each, active=each.key not in gone))

    await cycle.bot.write(leave)
    await cycle.ticked()

    turns = await cycle.bot.read(lambda snapshot: snapshot.rotas.turns())
    [instead], asked = await cycle.focus_at(JANUARY), turns.lead_at(JANUARY)
    assert asked is not None
    assert {instead, asked.agency}.isdisjoint(gone)
    assert (await cycle.meeting(JANUARY)).focus_agency == instead
    lines = await cycle.bot.audit("FocusWithdrawn", "LeadReleased")
    assert [(each["about"], each["details"]["agency"]) for each in lines] == [
        (JANUARY, each) for each in gone
    ]
    shown = await cycle.shown(JANUARY)
    assert {"focus.swap", "focus.defer"} <= {verb_of(each) for each in buttons(shown)}
    carried = [each.get("data", {}).get("agency") for each in buttons(shown)]
    assert not set(gone) & set(carried)


async def test_each_of_two_agencies_in_focus_writes_its_report_and_is_named_in_the_papers(
    cycle: Cycle, tmp_path: Path
) -> None:
    await cycle.bot.write(lambda unit: unit.settings.set_rota(RotaPolicy(seats=2)))
    await cycle.at("2026-12-09", "09:00")
    agencies = await cycle.bot.read(lambda snapshot: snapshot.people.agencies())
    by_key = {each.key: each for each in agencies}
    first, second = [by_key[each] for each in await cycle.focus_at(JANUARY)]
    speaker = cycle.who(second.representative or "")
    assert "Your agency is in focus: BRD-037" in cycle.words(personal(speaker))

    form = await cycle.bot.ask("focus report", speaker)
    page = await cycle.bot.press(
        "focus.report", {"meeting": JANUARY, "agency": second.key}, speaker
    )
    shown = await cycle.shown(JANUARY, second.representative or "")
    await cycle.at("2026-12-29", "17:00")
    await cycle.ticked()

    assert second.name in texts(form)
    assert set(inputs(page)) == set(inputs(form))
    assert button(shown, "focus.report")["data"]["agency"] == second.key
    agenda = _paper(tmp_path, "Agenda BRD-037")
    assert f"Focus on: {first.name} and {second.name}" in agenda
    assert f"Report of {second.name}: not in yet" in agenda
    pack = _paper(tmp_path, "Pack BRD-037")
    for each in (first, second):
        assert f"The focus report of {each.name} has not come in." in pack


async def test_a_board_put_off_and_planned_again_on_its_day_gets_another_pack(
    cycle: Cycle, tmp_path: Path
) -> None:
    """Agenda and pack say when it starts now and who is in focus, and the channel hears of it."""
    await cycle.at("2026-12-29", "17:00")
    await cycle.ticked()
    await cycle.at("2026-12-30", "10:00")
    agencies = await cycle.bot.read(lambda snapshot: snapshot.people.agencies())
    names = {each.key: each.name for each in agencies}
    in_focus = await cycle.focus_at(JANUARY)

    for edition in (" (2)", " (3)"):  # at another time; then once more, at the same one
        await cycle.step("meeting.postpone", JANUARY, reason=REASON)
        await cycle.bot.write(partial(_let_off, agency=in_focus[-1]))
        cycle.forget()
        await cycle.step("meeting.replan", JANUARY, date="2027-01-06", time="14:00")
        await cycle.ticked()

        in_focus += await cycle.focus_at(JANUARY)
        agenda = _paper(tmp_path, f"Agenda BRD-037{edition}")
        assert "14:00" in agenda
        assert f"Focus on: {names[in_focus[-1]]}" in agenda
        assert "14:00" in _paper(tmp_path, f"Pack BRD-037{edition}")
        assert f"Pack BRD-037{edition}" in cycle.words(BOARD_CHANNEL)
    assert len(set(in_focus)) == 3
    assert "10:00" in _paper(tmp_path, "Agenda BRD-037")
    assert len(await cycle.bot.intents("pack_due")) == 2  # one for each time it was to start


def _let_off(unit: Unit, *, agency: str) -> None:
    """It is in focus no more from now on."""
    found = unit.people.agency(agency)
    assert found is not None
    unit.people.put_agency(replace(found, focus_eligible=False))


async def test_a_board_is_moved_with_its_turns_its_calendar_event_and_its_clocks(
    cycle: Cycle,
) -> None:
    await cycle.at("2026-12-10")
    cycle.forget()
    wrong = await cycle.step("meeting.move", JANUARY, date="2027-01-01", time="ten", reason="")
    assert wrong_at(wrong, "time") == "Enter a time, for example 10:00"
    assert wrong_at(wrong, "reason") == "Enter the reason"
    assert inputs(wrong)["date"]["value"] == "2027-01-01"
    holiday = await cycle.step("meeting.move", JANUARY, date="2027-01-01", reason=REASON)
    assert "working day" in wrong_at(holiday, "date")

    moved = await cycle.step("meeting.move", JANUARY, date="2027-01-13", reason=REASON)

    assert "Wednesday 13 January 2027 at 10:00" in texts(moved)
    await cycle.ticked()
    told = cycle.words(BOARD_CHANNEL)
    assert "Meeting moved: BRD-037" in told
    assert "Wednesday 6 January 2027 at 10:00" in told
    assert REASON in told
    turns = await cycle.bot.read(lambda snapshot: snapshot.rotas.turns())
    assert [s.on for s in turns.focus_at(JANUARY)] == [date(2027, 1, 13)]
    booked = await cycle.bot.read(lambda snapshot: snapshot.bookings.of(JANUARY))
    assert booked.starts_at == at_london(date(2027, 1, 13), time(10))
    await cycle.at("2026-12-29", "17:00")
    assert (await cycle.meeting(JANUARY)).state is MeetingState.AGENDA_OPEN
    await cycle.at("2027-01-06", "17:00")
    assert (await cycle.meeting(JANUARY)).state is MeetingState.PACK_ISSUED
    [line] = await cycle.bot.audit("MeetingMoved")
    assert REASON not in str(line)


async def test_the_meetings_after_it_follow_where_that_is_wanted(cycle: Cycle) -> None:
    await cycle.at("2026-11-26", "09:00")

    await cycle.step("meeting.move", JANUARY, date="2027-01-13", reason=REASON, rest_follows="true")

    assert (await cycle.meeting("BRD-038")).day == date(2027, 2, 24)
    turns = await cycle.bot.read(lambda snapshot: snapshot.rotas.turns())
    assert [s.on for s in turns.focus_at("BRD-038")] == [date(2027, 2, 24)]


async def test_personal_information_in_a_reason_is_held_back_with_what_was_typed(
    cycle: Cycle,
) -> None:
    """V23: nothing is posted, and the words are not lost."""
    cycle.forget()

    held = await cycle.step(
        "meeting.postpone", JANUARY, reason="Call Wendelin Quagmirez on 07700 900123"
    )

    assert "personal information" in wrong_at(held, "reason")
    assert inputs(held)["reason"]["value"].startswith("Call Wendelin")
    assert (await cycle.meeting(JANUARY)).state is MeetingState.PLANNED
    await cycle.ticked()
    assert "Wendelin" not in cycle.words(BOARD_CHANNEL)


async def test_a_postponed_board_gives_its_turns_back_and_is_planned_again(cycle: Cycle) -> None:
    await cycle.at("2026-12-09", "08:30")
    cycle.forget()
    await cycle.step("meeting.postpone", JANUARY, reason=REASON, who=POLICE)
    await cycle.at("2026-12-09", "09:00")

    january = await cycle.meeting(JANUARY)
    assert (january.state, january.focus_agency) == (MeetingState.POSTPONED, None)
    assert await cycle.focus_at(JANUARY) == []
    assert "Meeting postponed: BRD-037" in cycle.words(BOARD_CHANNEL)
    assert "in focus" not in cycle.words(personal(cycle.who(FOCUS)))
    booked = await cycle.bot.read(lambda snapshot: snapshot.bookings.of(JANUARY))
    assert not booked.event_id
    assert not booked.is_invited

    again = await cycle.step("meeting.replan", JANUARY, date="2027-01-20", time="14:00")
    assert "Wednesday 20 January 2027 at 14:00" in texts(again)
    january = await cycle.meeting(JANUARY)
    assert january.state is MeetingState.PLANNED
    assert january.focus_agency is not None
    assert await cycle.focus_at(JANUARY) == [january.focus_agency]
    # What was given back is had at the next board that was free.
    assert await cycle.focus_at("BRD-039") == ["AG-12"]


async def test_a_board_planned_again_asks_for_updates_and_sends_the_lists_again(
    cycle: Cycle,
) -> None:
    """Row 38: whoever was sent the actions in December is sent them before 3 February too."""
    await cycle.at("2026-12-22", "09:00")
    await cycle.at("2026-12-29", "17:00")
    before = await _sent_before(JANUARY, cycle)
    await cycle.step("meeting.postpone", JANUARY, reason=REASON)
    await cycle.step("meeting.replan", JANUARY, date="2027-02-03", time="10:00")
    await cycle.at("2027-01-21", "17:00")
    assert await _sent_before(JANUARY, cycle) == before

    await cycle.at("2027-01-22", "09:00")
    asked = await _sent_before(JANUARY, cycle) - before
    await cycle.at("2027-01-27", "17:00")
    listed = await _sent_before(JANUARY, cycle) - before - asked

    assert {(what, to) for what, to, _ in before} == {(what, to) for what, to, _ in asked | listed}
    assert {what for what, _, _ in asked} == {"request"}
    assert {on for _, _, on in asked | listed} == {date(2027, 2, 3)}


async def _sent_before(ref: str, cycle: Cycle) -> set[tuple[str, str, date | None]]:
    """What has been delivered before a meeting: what, to whom, and for which day."""
    rows = await cycle.bot.read(lambda snapshot: snapshot.dissemination.of_meeting(ref))
    return {(each.what, each.member, each.held_on) for each in rows if each.delivered_at}


async def test_a_cancelled_board_is_told_and_the_rhythm_goes_on(cycle: Cycle) -> None:
    await cycle.step("meeting.cancel", JANUARY, reason=REASON, who=CARE)
    await cycle.ticked()

    assert (await cycle.meeting(JANUARY)).state is MeetingState.CANCELLED
    assert "Meeting cancelled: BRD-037" in cycle.words(BOARD_CHANNEL)
    february = await cycle.meeting("BRD-038")
    assert february.day == date(2027, 2, 17)
    assert february.focus_agency == "AG-12"


async def test_what_others_may_not_do_is_not_offered_and_refused(cycle: Cycle) -> None:
    """V31, whatever was shown; nothing has changed and the attempt is in the audit."""
    card = await cycle.shown(JANUARY, OTHER)
    offered = {verb_of(each) for each in buttons(card)}
    assert not offered & {"meeting.move", "meeting.cancel", "focus.accept", "lead.accept"}
    before = await cycle.meeting(JANUARY)

    for verb, more in (
        ("meeting.move", {"date": "2027-01-13", "time": "10:00", "reason": REASON}),
        ("meeting.cancel", {"reason": REASON}),
        ("meeting.hold_pack", {"reason": REASON}),
        ("focus.accept", {"agency": "AG-12"}),
        ("focus.defer", {"agency": "AG-12"}),
        ("lead.accept", {"agency": "AG-02"}),
        ("lead.volunteer", {"agency": "AG-05"}),
    ):
        data = {"ref": JANUARY, "version": before.version, "sent": True, **more}
        refused = await cycle.bot.press(verb, data, cycle.who(OTHER))
        assert "You do not have access to this" in said(refused), verb

    assert await cycle.meeting(JANUARY) == before


async def test_two_who_change_a_meeting_at_once_lose_nothing(cycle: Cycle) -> None:
    """V30: the second sees what the first has done, and what they typed is still there."""
    card = await cycle.shown(JANUARY)
    form = await cycle.bot.press(
        "meeting.move", button(card, "meeting.move")["data"], cycle.who(FACILITATOR)
    )
    await cycle.step("meeting.hold_pack", JANUARY, reason="The register is late", who="MEM-02")

    typed = {"date": "2027-01-13", "time": "11:00", "reason": REASON}
    data = button(form, "meeting.move")["data"] | typed
    stale = await cycle.bot.press("meeting.move", data, cycle.who(FACILITATOR))

    assert "Someone else changed this while you were editing" in texts(stale)
    assert inputs(stale)["reason"]["value"] == REASON
    assert (await cycle.meeting(JANUARY)).day == date(2027, 1, 6)
    again = button(stale, "meeting.move")["data"] | typed
    await cycle.bot.press("meeting.move", again, cycle.who(FACILITATOR))
    assert (await cycle.meeting(JANUARY)).day == date(2027, 1, 13)


async def test_a_lead_is_accepted_declined_and_offered(cycle: Cycle) -> None:
    card = await cycle.shown(JANUARY, ASKED_TO_LEAD)
    data = button(card, "lead.accept")["data"]
    accepted = await cycle.bot.press("lead.accept", data, cycle.who(ASKED_TO_LEAD))
    assert "Accepted. This agency leads" in texts(accepted)
    assert (await cycle.meeting(JANUARY)).lead_agency == "AG-02"

    declined = await cycle.step("lead.decline", JANUARY, ASKED_TO_LEAD)
    assert "Declined" in texts(declined)
    january = await cycle.meeting(JANUARY)
    assert january.lead_agency is None
    turns = await cycle.bot.read(lambda snapshot: snapshot.rotas.turns())
    asked = turns.lead_at(JANUARY)
    assert (asked.status, asked.agency not in {"AG-02", "AG-12"}) == (SlotStatus.OFFERED, True)

    volunteer = next(k for k in ("MEM-17", "MEM-18", "MEM-19") if _agency(k) != asked.agency)
    offered = await cycle.step("lead.volunteer", JANUARY, volunteer)
    assert "Noted" in texts(offered)
    assert (await cycle.meeting(JANUARY)).lead_agency == _agency(volunteer)


async def test_the_focus_agency_does_not_lead_and_ten_working_days_before_is_the_last_day(
    cycle: Cycle,
) -> None:
    """V29, and afterwards a co-chair leads."""
    data = {"ref": JANUARY, "agency": "AG-12", "sent": True}
    refused = await cycle.bot.press("lead.volunteer", data, cycle.who(FOCUS))
    assert "The focus agency cannot also lead this meeting" in said(refused)

    await cycle.at("2026-12-18", "17:30")
    late = await cycle.bot.press("lead.volunteer", {**data, "agency": "AG-05"}, cycle.who("MEM-17"))
    assert "It is too late to accept" in said(late)


async def test_a_turn_is_accepted_and_put_off_once(cycle: Cycle) -> None:
    data = {"ref": JANUARY, "agency": "AG-12"}
    await cycle.bot.press("focus.accept", data, cycle.who(FOCUS))
    turns = await cycle.bot.read(lambda snapshot: snapshot.rotas.turns())
    assert turns.focus_at(JANUARY)[0].status is SlotStatus.ACCEPTED

    put_off = await cycle.step("focus.defer", JANUARY, FOCUS)

    assert "Put off" in texts(put_off)
    assert await cycle.focus_at(JANUARY) == ["AG-01"]
    assert (await cycle.meeting(JANUARY)).focus_agency == "AG-01"
    await cycle.at("2026-11-26", "09:00")
    assert await cycle.focus_at("BRD-038") == ["AG-12"]
    again = await cycle.step("focus.defer", "BRD-038", FOCUS)
    assert "has deferred once in this cycle" in texts(again)


async def test_a_swap_needs_the_other_agency_to_agree(cycle: Cycle) -> None:
    """It is asked in private; until it agrees nothing changes, and it is asked once."""
    await cycle.at("2026-11-26", "09:00")
    cycle.forget()
    form = await cycle.step("focus.swap", JANUARY, FOCUS)
    assert "Turn" in wrong_at(form, "turn") or "Whom to swap with" in wrong_at(form, "turn")
    await cycle.step("focus.swap", JANUARY, FOCUS, turn="BRD-038:AG-01")
    await cycle.ticked()
    asked = cycle.words(personal(cycle.who(POLICE)))
    assert "Will your agency swap?: BRD-038" in asked
    assert "Will your agency swap?" not in cycle.words(BOARD_CHANNEL)
    assert await cycle.focus_at(JANUARY) == ["AG-12"]

    refused = await cycle.bot.press("focus.swap_agree", {"ref": "SWP-0001"}, cycle.who(OTHER))
    assert "You do not have access" in said(refused)
    cycle.forget()
    await cycle.bot.press("focus.swap_agree", {"ref": "SWP-0001"}, cycle.who(POLICE))
    await cycle.ticked()

    assert await cycle.focus_at(JANUARY) == ["AG-01"]
    assert await cycle.focus_at("BRD-038") == ["AG-12"]
    assert "The swap is agreed" in cycle.words(personal(cycle.who(FOCUS)))
    twice = await cycle.bot.press("focus.swap_refuse", {"ref": "SWP-0001"}, cycle.who(POLICE))
    assert "slot" not in said(twice)
    assert await cycle.focus_at(JANUARY) == ["AG-01"]
    names = [each["name"] for each in await cycle.bot.audit("FocusSwapAsked", "FocusSwapped")]
    assert names == ["FocusSwapAsked", "FocusSwapped"]


async def test_a_swap_that_is_refused_leaves_both_turns(cycle: Cycle) -> None:
    await cycle.at("2026-11-26", "09:00")
    await cycle.step("focus.swap", JANUARY, FOCUS, turn="BRD-038:AG-01")
    await cycle.ticked()
    cycle.forget()

    answer = await cycle.bot.press("focus.swap_refuse", {"ref": "SWP-0001"}, cycle.who(POLICE))
    await cycle.ticked()

    assert "Both keep their turns" in said(answer)
    assert await cycle.focus_at(JANUARY) == ["AG-12"]
    assert "The swap is not agreed" in cycle.words(personal(cycle.who(FOCUS)))


async def test_while_its_speaker_is_away_the_deputy_is_told_and_where_nobody_is_the_team(
    cycle: Cycle,
) -> None:
    """AG-02 is asked to lead; AG-12, in focus, has nobody but its representative."""
    await cycle.bot.ask("away 2026-12-31", cycle.who(ASKED_TO_LEAD))
    await cycle.bot.ask("away 2026-12-31", cycle.who(FOCUS))
    await cycle.at("2026-12-08", "17:00")
    cycle.forget()

    await cycle.at("2026-12-09", "09:00")

    assert "Will your agency lead?" in cycle.words(personal(cycle.who("MEM-10")))
    assert "Your agency is in focus: BRD-037" in cycle.words(TEAM_CHANNEL)
    assert "Voluntary Sector" in cycle.words(TEAM_CHANNEL)


async def test_the_lists_show_every_forum_that_somebody_may_see(cycle: Cycle) -> None:
    """A board member sees no subgroup; the team sees all, the next first, page by page."""
    listed = await cycle.bot.ask("meetings", cycle.who(FACILITATOR))
    first = texts(listed)
    assert first.index("BRD-036") < first.index("SUB-20261126") < first.index("SEN-20261203")
    second = await cycle.bot.press(
        "meeting.list", button(listed, "meeting.list")["data"], cycle.who(FACILITATOR)
    )
    assert "BRD-037" in first + texts(second)

    of_member = await cycle.bot.ask("meetings", cycle.who(OTHER))
    assert "SUB-" not in texts(of_member)
    assert "SEN-" not in texts(of_member)
    refused = await cycle.shown("SUB-20261126", OTHER)
    assert "You do not have access" in said(refused)
    in_channel = await cycle.bot.ask("meetings", cycle.who(FACILITATOR), BOARD_CHANNEL)
    assert "SUB-" not in texts(in_channel)
    of_subgroup = await cycle.bot.ask("next meeting subgroup a", cycle.who("MEM-08"))
    assert "SUB-20261126" in texts(of_subgroup)


async def test_the_rota_says_who_was_who_is_and_who_is_next(cycle: Cycle) -> None:
    card = texts(await cycle.bot.ask("focus", cycle.who(OTHER), BOARD_CHANNEL))

    ahead, _, rest = card.partition("Next, if nothing changes")
    assert "Acute Hospitals NHS Trust, BRD-036" in ahead.replace("\n", "")
    assert "Voluntary Sector Crisis Alliance, BRD-037" in ahead.replace("\n", "")
    coming, _, past = rest.replace("\n", "").partition("In focus before")
    assert [f"BRD-0{n}" in coming for n in (38, 39, 40, 41, 42)] == [True] * 4 + [False]
    assert "Essex Police, BRD-038" in coming
    assert "BRD-035" in past


async def test_other_clocks_move_the_pack_and_the_lists(cycle: Cycle) -> None:
    """Every clock is a setting."""
    wanted = Clocks(pack=7, pack_at=time(12))
    await cycle.bot.write(lambda unit: unit.settings.set_clocks(wanted))
    await cycle.at("2026-12-23", "11:59")  # seven working days before is the 23rd
    assert (await cycle.meeting(JANUARY)).state is MeetingState.AGENDA_OPEN

    await cycle.at("2026-12-23", "12:00")

    january = await cycle.meeting(JANUARY)
    assert january.state is MeetingState.PACK_ISSUED
    lists = await cycle.bot.intents("actions_list")
    assert {each["about"].partition(":")[0] for each in lists} == {JANUARY}


async def test_after_a_meeting_its_minutes_and_outcomes_are_asked_for_until_they_are_given(
    cycle: Cycle,
) -> None:
    def hold(unit: Unit) -> None:
        meeting = unit.meetings.get("SUB-20261126")
        assert meeting is not None
        unit.meetings.save(replace(meeting, state=MeetingState.MINUTES_DRAFT))

    await cycle.at("2026-11-26", "16:30")
    await cycle.bot.write(hold)
    cycle.forget()
    await cycle.at("2026-11-30", "09:00")
    assert "Outcome notices are due: SUB-20261126" in cycle.words(TEAM_CHANNEL)
    await cycle.at("2026-12-03", "09:00")
    told = cycle.words(TEAM_CHANNEL)
    assert "Draft minutes are due to the chair: SUB-20261126" in told
    assert "No subgroup was held: SUB-20261126" not in told


async def test_the_turns_of_a_board_that_was_held_have_been_had(cycle: Cycle) -> None:
    def hold(unit: Unit) -> None:
        meeting = unit.meetings.get("BRD-036")
        assert meeting is not None
        unit.meetings.save(replace(meeting, state=MeetingState.MINUTES_DRAFT))

    await cycle.bot.write(hold)
    await cycle.at("2026-11-25", "13:00")

    turns = await cycle.bot.read(lambda snapshot: snapshot.rotas.turns())
    held = [s for s in (*turns.focus, *turns.lead) if s.meeting == "BRD-036"]
    assert {s.status for s in held} == {SlotStatus.DONE}
    assert len(await cycle.bot.audit("FocusDone", "LeadDone")) == 2


async def test_an_outage_of_months_plans_nothing_that_is_past(cycle: Cycle) -> None:
    await cycle.at("2027-06-01", "09:00")

    found = await cycle.bot.read(
        lambda s: s.meetings.starting(at_london(date(2027, 1, 7), time()), _late())
    )

    planned = [each.ref for each in found if each.forum == "BOARD"]
    assert planned == ["BRD-038", "BRD-039"]
    assert all(each.day >= date(2027, 6, 1) for each in found)


def _late() -> object:
    return at_london(date(2027, 12, 31), time()) + timedelta(days=1)


def _agency(member: str) -> str:
    return {"MEM-17": "AG-05", "MEM-18": "AG-06", "MEM-19": "AG-07"}[member]

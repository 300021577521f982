"""Who is at a meeting, who accepted its statement, and what interests withhold from whom."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from board.escalation import Step, begin
from board.forums import Attended
from board.meeting_record import Handling
from board.plans import Plan, PlanState
from board.risks import Risk, RiskState, Score
from bot.pack_values import pack_paper
from bot.registers import tracker_sheet
from graph.documents.values import PackPaper, TrackerSheet
from storage.unit import Snapshot, Unit
from tests.fakes.channel import BOARD_CHANNEL, Person, Place
from tests.scenarios.bot import button, buttons, inputs, texts, typed_in, verb_of, wrong_at
from tests.scenarios.minuted import ACTION
from tests.scenarios.sitting import SUB, SUBGROUP_CHANNEL, Sitting, data_of, subgroup_today
from tests.scenarios.tracker import (
    ADMINISTRATOR,
    CARE_CHAIR,
    DEPUTY,
    MANAGER,
    NINE,
    OUTSIDER,
    OWNER,
    POLICE_CHAIR,
    REPRESENTATIVE,
    SUPERVISOR,
    TEAM,
)

V31 = "You do not have access to this"
WITHHELD = "Withheld: you declared an interest"


async def test_agencies_are_noted_by_tap_and_the_quorum_says_what_is_lacking(
    sitting: Sitting,
) -> None:
    await sitting.start()

    card = await sitting.press("attendance.show")
    assert "No quorum: a chair, adult social care, the mental health trust, the police" in texts(
        card
    )
    assert "3 not noted yet" in texts(card)
    await sitting.press("attendance.mark", agency="POL", how="present")
    await sitting.press("attendance.mark", agency="TRU", how="deputy_present")
    card = await sitting.press("attendance.mark", agency="COU", how="present")

    assert "There is a quorum" in texts(card)
    assert "Dorian Depworth" in texts(card)
    meeting = await sitting.meeting()
    assert meeting.quorate
    assert meeting.attendance == {"POL": "present", "TRU": "deputy_present", "COU": "present"}
    people = {each.member: each.status for each in (await sitting.record()).attendance}
    assert people == {
        "P3": Attended.PRESENT, "TD": Attended.DEPUTY_PRESENT, "C2": Attended.PRESENT,
    }  # fmt: skip
    assert "There is a quorum" in texts(await sitting.last_post(BOARD_CHANNEL))


async def test_apologies_say_whether_information_was_sent_and_a_wrong_tap_is_put_right(
    sitting: Sitting,
) -> None:
    await sitting.start()
    await sitting.press("attendance.mark", agency="TRU", how="present")

    asked = await sitting.press("attendance.ask", agency="TRU")
    data = data_of(asked, "attendance.save")
    given = {"how": "apologies", "member": "TR", "information_sent": "true", "observer": "false"}
    card = await sitting.bot.press("attendance.save", data | given, TEAM)

    assert "Rowena Repsley (information sent)" in texts(card)
    (row,) = (await sitting.record()).attendance
    assert (row.status, row.information_sent) == (Attended.APOLOGIES, True)
    wrong = await sitting.bot.press("attendance.save", data | given | {"member": "C2"}, TEAM)
    assert wrong_at(wrong, "member") == "Choose who came"


async def test_whoever_leaves_early_was_there_for_a_part_with_both_times(
    sitting: Sitting,
) -> None:
    await sitting.start()
    await sitting.press("attendance.mark", agency="TRU", how="present")
    await sitting.bot.ask("clock +20m", TEAM)

    await sitting.press("attendance.mark", agency="TRU", how="part")

    (row,) = (await sitting.record()).attendance
    assert (row.status, row.member) == (Attended.PART, "TR")
    assert row.joined_at is not None
    assert row.left_at is not None
    assert (row.left_at - row.joined_at).total_seconds() >= 20 * 60


async def test_an_observer_makes_no_quorum(sitting: Sitting) -> None:
    await sitting.start()
    asked = await sitting.press("attendance.ask", agency="POL")
    data = data_of(asked, "attendance.save")
    given = {"how": "present", "member": "P3", "information_sent": "false", "observer": "true"}

    card = await sitting.bot.press("attendance.save", data | given, TEAM)

    assert "Petronel Chairley (observes)" in texts(card)
    assert "the police" in texts(card)
    assert (await sitting.meeting()).attendance == {}


async def test_members_say_themselves_that_they_are_here_and_accept_the_statement(
    sitting: Sitting,
) -> None:
    await sitting.start()
    await sitting.present("TRU")
    post = await sitting.last_post(BOARD_CHANNEL)
    assert button(post, "attendance.statement")["title"] == "I am here"

    asked = await sitting.bot.dialog(
        "fetch", "attendance.statement", {"ref": sitting.ref}, DEPUTY, BOARD_CHANNEL
    )
    assert "Information here is shared to prevent serious harm" in texts(asked)
    for _ in range(2):
        card = await sitting.press("attendance.accept", DEPUTY)
        assert "Accepted, and you are noted as here." in texts(card)
    await sitting.press("attendance.mark", agency="TRU", how="deputy_present")

    people = {each.member: each.status for each in (await sitting.record()).attendance}
    assert people == {"TD": Attended.DEPUTY_PRESENT}
    member = await sitting.bot.read(lambda snapshot: snapshot.people.member("TD"))
    assert member.confidentiality_ack_at is not None
    assert len(await sitting.bot.audit("StatementAccepted")) == 1


async def test_nobody_says_of_another_agency_that_it_is_here(sitting: Sitting) -> None:
    await sitting.start()

    await sitting.press("attendance.accept", OUTSIDER, agency="POL", member="P3")

    (row,) = (await sitting.record()).attendance
    assert (row.agency, row.member) == ("COU", "C0")
    assert V31 in await sitting.press("attendance.show", OUTSIDER)


async def test_case_material_of_a_subgroup_waits_for_the_statement(sitting: Sitting) -> None:
    """V25, for each person and each meeting; and whoever is not of the subgroup sees nothing."""
    await sitting.bot.write(subgroup_today)
    await sitting.bot.ask("use this channel for subgroup A", ADMINISTRATOR, SUBGROUP_CHANNEL)
    sitting.ref = SUB
    start = await sitting.bot.ask(f"start meeting {SUB}", MANAGER)
    assert "This meeting is not recorded" in texts(start)
    card = await sitting.start(MANAGER)
    assert "item 1 of 12" in texts(card)

    told = await sitting.press("sitting.show", OWNER)
    assert "Accept the confidentiality statement before opening case papers" in texts(told)
    assert "item 1 of 12" not in texts(told)
    await sitting.press("attendance.accept", OWNER)
    assert "item 1 of 12" in texts(await sitting.press("sitting.show", OWNER))
    for verb in ("sitting.show", "sitting.items", "attendance.accept", "interest.show"):
        assert V31 in await sitting.press(verb, OUTSIDER)
    post = await sitting.last_post(SUBGROUP_CHANNEL)
    assert "SUB-20311118: item 1 of 12" in texts(post)
    assert "SUB-2031" not in sitting.tracker.words(BOARD_CHANNEL)


async def _declare(sitting: Sitting, who: Person, place: Place | None = None, **inputs: str) -> Any:
    given = {"nature": "A relative works there", "handling": "leave_for_item"} | inputs
    return await sitting.press("interest.declare", who, place, **given)


async def _with_interest(sitting: Sitting) -> None:
    """The representative leaves for the focus, under which things are decided and raised."""
    await sitting.start()
    await sitting.present("POL", "TRU", "COU")
    await sitting.go("focus")
    await sitting.write("focus", "Secretive summary")
    await sitting.decide("focus", "Secretive decision")
    await sitting.raise_action("focus", title="Publish the secretive list")
    await sitting.raise_action("risks", title="Publish the open list")
    await _declare(sitting, REPRESENTATIVE, item="focus")


async def test_a_declared_item_is_withheld_from_every_view_of_that_person(
    sitting: Sitting,
) -> None:
    await _with_interest(sitting)

    for words in ("actions", "actions secretive", "actions from BRD-037", "action ACT-2031-0001",
                  "agenda", "due"):  # fmt: skip
        card = await sitting.bot.ask(words, REPRESENTATIVE)
        assert "ecretive" not in texts(card), words
        assert "ACT-2031-0001" not in texts(card), words
    for verb in ("sitting.show", "sitting.items"):
        card = await sitting.press(verb, REPRESENTATIVE)
        assert "ecretive" not in texts(card), verb
    assert WITHHELD in texts(await sitting.press("sitting.show", REPRESENTATIVE))
    answer = await sitting.bot.press("action.show", {"ref": "ACT-2031-0001"}, REPRESENTATIVE)
    assert V31 in answer
    mine = await sitting.bot.ask("actions", REPRESENTATIVE)
    assert "ACT-2031-0002" in texts(mine)
    assert "1 action" in texts(mine)


async def test_the_agenda_keeps_the_detail_of_a_declared_item_from_that_person(
    sitting: Sitting,
) -> None:
    """And, where all may read it, from everybody."""
    await _with_interest(sitting)
    detail = "Report of Coastshire MH Trust"

    theirs = texts(await sitting.bot.ask("agenda BRD-037", REPRESENTATIVE))
    others = texts(await sitting.bot.ask("agenda BRD-037", OUTSIDER))
    everyones = texts(await sitting.bot.ask("agenda BRD-037", OUTSIDER, BOARD_CHANNEL))

    assert WITHHELD in theirs
    assert detail not in theirs
    assert detail in others
    assert detail not in everyones


async def test_others_and_the_owner_still_see_what_is_withheld_from_one(sitting: Sitting) -> None:
    await _with_interest(sitting)

    assert "Secretive summary" in texts(await sitting.press("sitting.show", TEAM))
    shown = {"ref": "ACT-2031-0001"}
    for who in (OUTSIDER, OWNER):
        card = await sitting.bot.press("action.show", shown, who)
        assert "Publish the secretive list" in texts(card)
    await _declare(sitting, OWNER, item="focus")
    await sitting.bot.settled(within=20)
    assert "ACT-2031-0001" in texts(await sitting.bot.ask("my actions", OWNER))
    card = await sitting.tracker.step("action.accept", "ACT-2031-0001", OWNER)
    assert "ACT-2031-0001" in texts(card)


async def test_where_all_may_read_what_is_withheld_from_somebody_is_not_shown(
    sitting: Sitting,
) -> None:
    """A card in the channel has one text for everybody."""
    await _with_interest(sitting)

    post = await sitting.last_post(BOARD_CHANNEL)
    assert "An interest was declared in this item" in texts(post)
    assert "ecretive" not in texts(post)
    assert "sitting.summarise" not in {verb_of(each) for each in buttons(post)}
    listed = await sitting.bot.ask("actions", OUTSIDER, BOARD_CHANNEL)
    assert "ecretive" not in texts(listed)
    single = await sitting.bot.ask("action ACT-2031-0001", OUTSIDER, BOARD_CHANNEL)
    assert "This is shown in private only" in texts(single)


def _on_the_agenda(unit: Unit) -> None:
    """An escalated action, a plan and two risks that an agenda names by their references."""
    late = replace(ACTION, due=date(2031, 11, 10), original_due=date(2031, 11, 10))
    unit.actions.put(late)
    ladder = begin("ESC-2031-009", late, NINE)
    first = Step(rung=1, opened_at=NINE)
    unit.escalations.insert(replace(ladder, steps=(first,)))
    plan = Plan(ref="PLN-2031-007", case="MHR-YN9PV", state=PlanState.ACTIVE, agency="TRU",
                review_due=date(2031, 11, 10), outstanding=2)  # fmt: skip
    unit.oversight.put_plan(plan)
    for ref, review in (("RSK-044", date(2031, 11, 10)), ("RSK-045", date(2032, 11, 10))):
        risk = Risk(ref=ref, title="Staffing", state=RiskState.OPEN, owner_agency="TRU",
                    raised_on=date(2031, 1, 6), net=Score(4, 4), next_review=review)  # fmt: skip
        unit.risks.put(risk)


async def test_what_is_withheld_from_somebody_stands_in_no_paper_of_the_next_board(
    sitting: Sitting,
) -> None:
    """Pack and tracker are filed where all may read them, and the agenda in the pack too."""
    refs = ("ACT-2031-0100", "ESC-2031-009", "PLN-2031-007", "RSK-044", "RSK-045")
    await sitting.bot.write(_on_the_agenda)
    now, calendar = sitting.bot.house.clock.now(), sitting.bot.house.ticker._calendar

    def look(snapshot: Snapshot) -> tuple[PackPaper, TrackerSheet]:
        meeting = snapshot.meetings.get("BRD-037")
        assert meeting is not None
        pack = pack_paper(meeting, now, snapshot, calendar)
        return pack, tracker_sheet(meeting, now, snapshot, calendar)

    before, _ = await sitting.bot.read(look)
    await _with_interest(sitting)
    for ref in refs:
        await _declare(sitting, SUPERVISOR, reference=ref)

    pack, tracker = await sitting.bot.read(look)

    assert all(ref in str(before.agenda) for ref in refs)
    assert "ACT-2031-0102" in {each.ref for each in pack.actions}
    assert "ACT-2031-0102" in {each.ref for each in tracker.rows}
    assert not [ref for ref in (*refs, "ACT-2031-0101") if ref in str((pack, tracker))]
    assert "ecretive list" not in str((pack, tracker))
    assert "Report of Coastshire MH Trust" in str(before.agenda)
    assert "Report of Coastshire MH Trust" not in str(pack.agenda)


async def test_an_interest_in_a_reference_withholds_it_and_what_comes_from_it(
    sitting: Sitting,
) -> None:
    await sitting.start()
    await sitting.raise_action("risks", title="Publish the secretive list")
    card = await _declare(sitting, SUPERVISOR, reference="act-2031-0001")
    assert "Declared." in texts(card)

    answer = await sitting.bot.ask("action act 2031 1", SUPERVISOR)

    assert V31 in texts(answer)
    assert V31 in await sitting.tracker.step(
        "action.cancel", "ACT-2031-0001", SUPERVISOR, sent=True, reason="Not needed"
    )
    assert "ecretive" not in texts(await sitting.bot.ask("actions secretive", SUPERVISOR))
    assert (await sitting.bot.audit("AttemptRefused"))[-1]["about"] == "ACT-2031-0001"


async def test_what_is_said_of_a_withheld_reference_is_withheld_while_it_is_said(
    sitting: Sitting,
) -> None:
    """From whoever declared it and in the channel; for all others it stays as it is written."""
    await sitting.start()
    await sitting.present("POL", "TRU", "COU")
    await _declare(sitting, CARE_CHAIR, reference="RSK-004")
    await sitting.go("risks")
    await sitting.write("risks", "RSK-004: the trust tolerates it")
    await sitting.decide("risks", "Tolerate RSK-004")
    await sitting.raise_action("risks", title="Tell all that RSK-004 is tolerated")

    theirs = await sitting.press("sitting.show", CARE_CHAIR)
    log = await sitting.bot.ask("decisions RSK-004", CARE_CHAIR)
    post = await sitting.last_post(BOARD_CHANNEL)

    for card in (theirs, log, post):
        assert "olerate" not in texts(card)
    assert "Withheld: an interest was declared in this item" in texts(theirs)
    assert "the trust tolerates it" in texts(await sitting.press("sitting.show", TEAM))
    shown = await sitting.press("sitting.ask_summary", POLICE_CHAIR, item="risks")
    assert typed_in(shown)["summary"] == "RSK-004: the trust tolerates it"
    assert V31 in await sitting.press("sitting.ask_summary", CARE_CHAIR, item="risks")
    data: dict[str, Any] = {"item": "risks", "version": 2, "summary": "Mine"}
    assert V31 in await sitting.press("sitting.summarise", CARE_CHAIR, **data)
    item = next(each for each in (await sitting.record()).items if each.key == "risks")
    assert item.summary == "RSK-004: the trust tolerates it"


async def test_a_summary_by_somebody_with_an_interest_leaves_the_lines_of_others_alone(
    sitting: Sitting,
) -> None:
    """They do not see the line; everybody else still does."""
    late = replace(ACTION, due=date(2031, 11, 10), original_due=date(2031, 11, 10))
    await sitting.bot.write(lambda unit: unit.actions.put(late))
    await sitting.start()
    before = {each.key: each.points for each in (await sitting.record()).items}
    assert any(late.ref in line for line in before["actions"])
    await _declare(sitting, CARE_CHAIR, reference=late.ref)

    await sitting.go("actions")
    card = await sitting.write("actions", "All were gone through", CARE_CHAIR)

    assert WITHHELD in texts(card)
    items = (await sitting.record()).items
    assert {each.key: each.points for each in items} == before
    assert "All were gone through" in {each.summary for each in items}


async def test_whoever_leaves_for_an_item_writes_nothing_under_it(sitting: Sitting) -> None:
    await _with_interest(sitting)
    await _declare(sitting, POLICE_CHAIR, item="risks", handling="stay_no_decision")
    await _declare(sitting, CARE_CHAIR, item="focus")

    for verb in ("sitting.ask_summary", "sitting.ask_decision"):
        assert V31 in await sitting.press(verb, CARE_CHAIR, item="focus")
    data: dict[str, Any] = {"item": "focus", "version": 2, "summary": "Mine"}
    assert V31 in await sitting.press("sitting.summarise", CARE_CHAIR, **data)
    refused = await sitting.press("sitting.ask_decision", POLICE_CHAIR, item="risks")
    assert "take no part in deciding" in refused
    assert "risk register" in texts(
        await sitting.press("sitting.ask_summary", POLICE_CHAIR, item="risks")
    )


async def test_an_interest_is_made_lighter_by_somebody_else_only(sitting: Sitting) -> None:
    await sitting.start()
    await _declare(sitting, CARE_CHAIR, item="focus")

    refused = await _declare(sitting, CARE_CHAIR, item="focus", handling="stay")
    assert "Somebody else who leads the meeting must agree" in texts(refused)
    (kept,) = (await sitting.record()).interests
    assert kept.handling is Handling.LEAVE_FOR_ITEM
    await _declare(sitting, TEAM, item="focus", handling="stay", member="C2")

    (kept,) = (await sitting.record()).interests
    assert (kept.member, kept.handling) == ("C2", Handling.STAY)


async def test_a_member_declares_for_nobody_else(sitting: Sitting) -> None:
    await sitting.start()
    form = await sitting.press("interest.show", OUTSIDER)
    assert "member" not in inputs(form)

    assert V31 in await _declare(sitting, OUTSIDER, item="focus", member="C2")

    assert (await sitting.record()).interests == ()


@pytest.mark.parametrize(
    ("given", "box"),
    [
        ({}, "item"),
        ({"item": "focus", "reference": "ACT-2031-0001"}, "item"),
        ({"reference": "Wendelin Quagmirez"}, "item"),
        ({"item": "nothing"}, "item"),
        ({"item": "focus", "nature": ""}, "nature"),
        ({"item": "focus", "nature": "n" * 201}, "nature"),
        ({"item": "focus", "handling": "whatever"}, "handling"),
    ],
)
async def test_what_is_wrong_in_a_declaration_is_told_at_its_box(
    sitting: Sitting, given: dict[str, Any], box: str
) -> None:
    await sitting.start()

    card = await _declare(sitting, OUTSIDER, **given)

    assert wrong_at(card, box)
    assert (await sitting.record()).interests == ()

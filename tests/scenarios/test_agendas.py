"""The agenda through the door: changed by whoever runs it, frozen with the pack, added to late."""

from dataclasses import replace
from datetime import date, time
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest

from board.calendar import at_london
from board.hearings import Hearing, HearingKind
from board.meetings import Meeting, MeetingState
from storage.unit import Unit
from tests.fakes.channel import BOARD_CHANNEL, Person, personal
from tests.scenarios.bot import button, buttons, card_of, texts, typed_in, verb_of, wrong_at
from tests.scenarios.test_papers import filed, planned
from tests.scenarios.tracker import (
    CARE_CHAIR,
    OUTSIDER,
    OWNER,
    POLICE_CHAIR,
    SUPERVISOR,
    TEAM,
    Tracker,
)

REF = "BRD-077"


@pytest.fixture
async def board(tracker: Tracker) -> Tracker:
    """The tracker's board, with a meeting four weeks ahead."""
    await planned(tracker)
    return tracker


async def stored(board: Tracker) -> Any:
    return await board.bot.read(lambda snapshot: snapshot.agendas.find(REF))


async def form_of(board: Tracker, step: str, item: str = "", who: Person = TEAM) -> Any:
    """Open the menu as somebody who runs meetings, choose an item and a step; the form."""
    shown = await board.bot.ask(f"agenda {REF}", who)
    menu = await board.bot.press("agenda.change", button(shown, "agenda.change")["data"], who)
    data = button(menu, f"agenda.{step}")["data"] | ({"item": item} if item else {})
    return await board.bot.press(f"agenda.{step}", data, who)


async def take(board: Tracker, step: str, item: str = "", **inputs: str) -> Any:
    """Take a step on the agenda; the card it is answered with."""
    form = await form_of(board, step, item)
    data = button(form, f"agenda.{step}")["data"]
    return await board.bot.press(f"agenda.{step}", data | typed_in(form) | inputs, TEAM)


async def test_an_item_is_added_in_its_place_and_the_others_make_room(board: Tracker) -> None:
    card = await take(board, "add", item_title="Winter plan for beds", minutes="10",
                      kind="decision", presenter=OWNER.name, at="10")  # fmt: skip

    said = texts(card)
    assert "Added." in said
    assert "10. Winter plan for beds" in said
    assert f"10 minutes, {OWNER.name}" in said
    kept = await stored(board)
    assert (kept.version, sum(each.minutes for each in kept.items)) == (2, 120)
    [line] = await board.bot.audit("AgendaItemAdded")
    assert "Winter" not in str(line)


async def test_what_others_read_stays_live_in_an_agenda_that_was_changed(board: Tracker) -> None:
    await take(board, "add", item_title="Winter plan for beds", minutes="10", at="10")
    await board.add(due="2031-11-25")

    await board.at("2031-12-01")
    said = texts(await board.bot.ask(f"agenda {REF}", OUTSIDER, BOARD_CHANNEL))

    assert "ACT-2031-0001: overdue" in said
    assert "Winter plan for beds" in said


async def test_an_item_is_changed_moved_and_removed(board: Tracker) -> None:
    await take(board, "edit", "focus", minutes="30", item_title="Focus on: winter")
    await take(board, "move", "risks", at="6")
    card = await take(board, "remove", "policies")

    kept = await stored(board)
    by_key = {each.key: each for each in kept.items}
    assert (by_key["focus"].title, by_key["focus"].minutes) == ("Focus on: winter", 30)
    assert kept.number_of("risks") == 6
    assert "policies" not in by_key
    assert "Policies" not in texts(card)
    assert "Focus on: winter" in texts(card)


async def test_what_must_stand_there_is_refused_and_the_form_comes_back(board: Tracker) -> None:
    kept_place = await take(board, "move", "welcome", at="9")
    required = await take(board, "remove", "risks")
    wrong = await take(board, "add", item_title="x" * 101, minutes="ten")

    assert "This item keeps its place on the agenda" in texts(kept_place)
    assert "is on every agenda of this forum" in texts(required)
    assert "at least 1" in wrong_at(wrong, "minutes")
    assert typed_in(wrong)["item_title"] == "x" * 101
    again = button(wrong, "agenda.add")["data"] | typed_in(wrong) | {"minutes": "5"}
    assert "100 characters" in wrong_at(await board.bot.press("agenda.add", again, TEAM),
                                        "item_title")  # fmt: skip


async def test_a_name_in_a_title_is_held_back_and_what_was_typed_is_kept(board: Tracker) -> None:
    card = await take(board, "add", item_title="The case of Wendelin Quagmirez", minutes="5")

    assert "personal information" in wrong_at(card, "item_title")
    assert typed_in(card)["item_title"] == "The case of Wendelin Quagmirez"
    assert await stored(board) is None or "Wendelin" not in str(await stored(board))
    assert "Quagmirez" not in str(await board.bot.audit())


async def test_whoever_comes_second_sees_the_first_change_and_saves_again(board: Tracker) -> None:
    form = await form_of(board, "edit", "focus")
    await take(board, "edit", "plans", minutes="12")
    data = button(form, "agenda.edit")["data"] | typed_in(form) | {"minutes": "25"}

    late = await board.bot.press("agenda.edit", data, TEAM)

    assert "Someone else changed this" in texts(late)
    assert typed_in(late)["minutes"] == "25"
    again = button(late, "agenda.edit")["data"] | typed_in(late)
    assert "Changed." in texts(await board.bot.press("agenda.edit", again, TEAM))
    kept = {each.key: each.minutes for each in (await stored(board)).items}
    assert (kept["plans"], kept["focus"]) == (12, 25)


async def test_an_item_sent_twice_is_added_once(board: Tracker) -> None:
    form = await form_of(board, "add")
    data = button(form, "agenda.add")["data"] | {"item_title": "Winter plan", "minutes": "5"}

    await board.bot.press("agenda.add", data, TEAM)
    card = await board.bot.press("agenda.add", data, TEAM)

    assert texts(card).count("Winter plan") == 1
    assert len((await stored(board)).items) == 18


async def test_only_whoever_runs_meetings_changes_an_agenda(board: Tracker) -> None:
    shown = await board.bot.ask(f"agenda {REF}", OUTSIDER)
    assert "agenda.change" not in {verb_of(each) for each in buttons(shown)}
    form = await form_of(board, "add")
    data = button(form, "agenda.add")["data"] | {"item_title": "Mine", "minutes": "5"}

    for verb, given in (("agenda.change", {"ref": REF}), ("agenda.add", data)):
        answer = await board.bot.press(verb, given, OUTSIDER)
        assert "You do not have access" in str(answer)

    assert await stored(board) is None


async def test_papers_are_a_link_or_a_filed_document(board: Tracker) -> None:
    await board.bot.ask("file https://files.example/beds.pdf Bed plan", TEAM, BOARD_CHANNEL)
    await board.bot.settled()

    linked = await take(board, "paper", "scrutiny", paper_title="Figures",
                        link="https://files.example/figures.pdf")  # fmt: skip
    form = await form_of(board, "paper", "scrutiny")
    [chosen] = [each for each in form["body"] if each.get("id") == "document"]
    value = chosen["choices"][0]["value"]
    taken = await take(board, "paper", "scrutiny", document=value)
    plain = await take(board, "paper", "scrutiny", paper_title="Old", link="http://x.example/a")

    assert "Paper: Figures" in texts(linked)
    assert "Paper: Link Bed plan" in texts(taken)
    assert "https://" in wrong_at(plain, "link")


async def test_the_agenda_stands_as_it_went_out_with_the_pack(
    board: Tracker, tmp_path: Path
) -> None:
    await take(board, "add", item_title="Winter plan for beds", minutes="10", at="10")
    await board.add(due="2032-02-10")
    await board.at("2031-12-10", "17:00")
    await board.bot.settled(within=60)
    await board.add(title="Send the contact list", due="2031-12-12")

    await board.at("2031-12-15", "09:00")
    said = texts(await board.bot.ask(f"agenda {REF}", TEAM))

    assert "The pack has gone out" in said
    assert "1 more open action" in said
    assert "ACT-2031-0002" not in said
    assert "Winter plan for beds" in said
    paper = next(b for p, b in filed(tmp_path).items() if p.endswith(f"Agenda {REF}.docx"))
    cells = [c.text for t in docx.Document(BytesIO(paper)).tables for r in t.rows for c in r.cells]
    assert "Winter plan for beds" in "\n".join(cells)
    menu = await board.bot.press("agenda.change", {"ref": REF}, TEAM)
    assert {verb_of(each) for each in buttons(menu)} == {"agenda.paper", "meeting.agenda"}
    stale = {"ref": REF, "version": 3, "item": "policies", "sent": True}
    assert "the agenda stands" in texts(await board.bot.press("agenda.remove", stale, TEAM))


async def late(board: Tracker) -> Any:
    """After the pack, ask for a late paper; the card it is answered with."""
    await board.at("2031-12-12", "10:00")
    board.forget()
    form = await form_of(board, "paper", "risks")
    data = button(form, "agenda.paper")["data"] | {
        "paper_title": "Late figures", "link": "https://files.example/late.pdf"
    }  # fmt: skip
    await board.bot.press("agenda.paper", data, TEAM)
    card = await board.bot.press("agenda.paper", data, TEAM)
    await board.bot.settled()
    return card


async def test_a_late_paper_is_added_once_a_co_chair_agrees(board: Tracker) -> None:
    """Both co-chairs are asked in private, once; only then it is on the agenda, marked late."""
    card = await late(board)

    assert "A co-chair is asked" in texts(card)
    assert "Late paper: Late figures" not in texts(await board.bot.ask(f"agenda {REF}", OUTSIDER))
    posts = board.posted(personal(POLICE_CHAIR))
    assert len(posts) == len(board.posted(personal(CARE_CHAIR))) == 1
    assert board.posted(BOARD_CHANNEL) == []
    asks = button(card_of(posts[0].body), "agenda.settle")["data"]
    refused = await board.bot.press("agenda.settle", asks, TEAM)
    assert "You do not have access" in str(refused)
    agreed = await board.bot.press("agenda.settle", asks, POLICE_CHAIR)
    await board.bot.settled()

    assert f"Agreed by {POLICE_CHAIR.name}" in texts(agreed)
    said = texts(await board.bot.ask(f"agenda {REF}", OUTSIDER))
    assert f"Late paper: Late figures, agreed by {POLICE_CHAIR.name}" in said
    assert "Late paper for BRD-077" in board.words(BOARD_CHANNEL)
    assert "Agreed" in board.words(personal(TEAM))
    again = await board.bot.press("agenda.settle", asks, CARE_CHAIR)
    assert "answered already" in str(again)
    facts = [each["name"] for each in await board.bot.audit("LatePaperAgreed", "LatePaperAdded")]
    assert sorted(facts) == ["LatePaperAdded", "LatePaperAgreed"]


async def test_a_late_paper_that_a_co_chair_refuses_is_nowhere(board: Tracker) -> None:
    await late(board)
    [post] = board.posted(personal(CARE_CHAIR))
    settle = [each for each in buttons(card_of(post.body)) if verb_of(each) == "agenda.settle"]

    await board.bot.press("agenda.settle", settle[1]["data"], CARE_CHAIR)
    await board.bot.settled()

    assert "Late figures" not in texts(await board.bot.ask(f"agenda {REF}", OUTSIDER))
    assert "Not agreed" in board.words(personal(TEAM))
    assert board.posted(BOARD_CHANNEL) == []


async def test_papers_close_two_working_days_before_the_meeting(board: Tracker) -> None:
    """On Monday at 17:00 for a Wednesday; an agreement after that comes too late as well."""
    await late(board)
    [post] = board.posted(personal(POLICE_CHAIR))
    asks = button(card_of(post.body), "agenda.settle")["data"]
    await board.at("2031-12-15", "17:01")

    card = await take(board, "paper", "risks", paper_title="Too late",
                      link="https://files.example/too.pdf")  # fmt: skip
    answer = await board.bot.press("agenda.settle", asks, POLICE_CHAIR)

    assert "Papers for this meeting closed" in texts(card)
    assert "Papers for this meeting closed" in str(answer)


async def test_any_member_proposes_other_business_and_the_facilitator_accepts_it(
    board: Tracker,
) -> None:
    await board.bot.write(
        lambda unit: unit.meetings.put(
            Meeting(
                ref=REF, forum="BOARD", starts_at=at_london(date(2031, 12, 17), time(10)),
                ends_at=at_london(date(2031, 12, 17), time(12)), state=MeetingState.PLANNED,
                lead_agency="TRU", facilitator="P1",
            )
        )
    )  # fmt: skip
    board.forget()
    shown = await board.bot.ask("agenda", OUTSIDER)
    form = await board.bot.press(
        "agenda.propose", button(shown, "agenda.propose")["data"], OUTSIDER
    )
    data = button(form, "agenda.propose")["data"]
    empty = await board.bot.press("agenda.propose", data, OUTSIDER)
    assert "title" in wrong_at(empty, "topic")
    for _ in range(2):
        await board.bot.press("agenda.propose", data | {"topic": "Parking at the suite"}, OUTSIDER)
    await board.bot.settled()

    [post] = board.posted(personal(SUPERVISOR))
    accept = button(card_of(post.body), "agenda.settle")["data"]
    assert "You do not have access" in str(await board.bot.press("agenda.settle", accept, OUTSIDER))
    await board.bot.press("agenda.settle", accept, SUPERVISOR)
    await board.bot.settled()

    said = texts(await board.bot.ask("agenda", OWNER))
    assert said.count(f"Parking at the suite (raised by {OUTSIDER.name})") == 1
    assert "Agreed" in board.words(personal(OUTSIDER))
    await board.at("2031-12-12")
    assert f"(raised by {OUTSIDER.name})" in texts(await board.bot.ask("agenda", OWNER))
    await board.at("2031-12-12", "17:01")
    closed = await board.bot.press("agenda.propose", data | {"form": "f" * 24, "topic": "Late"},
                                   OUTSIDER)  # fmt: skip
    assert "Other business for this meeting closed" in str(closed)


def with_subgroup(unit: Unit) -> None:
    """A subgroup on Thursday with a new case and a review."""
    day = date(2031, 11, 20)
    unit.meetings.put(
        Meeting(
            ref="SUB-20311120", forum="SUBGROUP-A", starts_at=at_london(day, time(14)),
            ends_at=at_london(day, time(16)), state=MeetingState.AGENDA_OPEN, chair="P1",
        )
    )  # fmt: skip
    for number, (kind, case) in enumerate(
        ((HearingKind.NEW, "MHR-YN9PV"), (HearingKind.REVIEW, "MHR-QD4C3"))
    ):
        unit.oversight.put_hearing(
            Hearing(ref=f"HRG-{number}", case=case, on=day, kind=kind, is_held=False,
                    forum="SUBGROUP-A", meeting="SUB-20311120")
        )  # fmt: skip


async def test_a_subgroups_agenda_is_by_reference_and_not_for_the_board(board: Tracker) -> None:
    await board.bot.write(with_subgroup)

    said = texts(await board.bot.ask("agenda SUB-20311120", TEAM))
    others = await board.bot.press("meeting.agenda", {"ref": "SUB-20311120"}, OUTSIDER)
    in_channel = await board.bot.press(
        "meeting.agenda", {"ref": "SUB-20311120"}, TEAM, BOARD_CHANNEL
    )

    assert "MHR-YN9PV" in said
    assert "6. New referrals" in said
    assert "You do not have access" in str(others)
    assert "MHR-YN9PV" not in str(in_channel)
    assert "private" in str(in_channel)


async def test_a_meeting_that_is_put_off_after_its_pack_gets_another(
    board: Tracker, tmp_path: Path
) -> None:
    """Its agenda is open again, and its second pack stands beside the first."""
    await board.at("2031-12-10", "17:00")
    await board.bot.settled(within=60)
    moved = partial(_put_off, to=date(2031, 12, 24))
    await board.bot.write(moved)

    assert "The pack has gone out" not in texts(await board.bot.ask(f"agenda {REF}", TEAM))
    assert "Added." in texts(await take(board, "add", item_title="Winter plan", minutes="5"))
    await board.at("2031-12-17", "17:00")
    await board.bot.settled(within=60)

    folders = {each.partition("Meetings/")[2] for each in filed(tmp_path) if "Pack" in each}
    assert folders == {f"2031-12-17 {REF}/Pack {REF}.docx", f"2031-12-24 {REF}/Pack {REF} (2).docx"}


def _put_off(unit: Unit, *, to: date) -> None:
    meeting = unit.meetings.get(REF, for_change=True)
    assert meeting is not None
    unit.meetings.save(
        replace(
            meeting, starts_at=at_london(to, time(10)), ends_at=at_london(to, time(12)),
            state=MeetingState.PLANNED, pack_issued_at=None,
        )
    )  # fmt: skip

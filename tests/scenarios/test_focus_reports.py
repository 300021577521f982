"""A focus report through the door: written, sent, changed, read, and what becomes of its asks."""

from board.demand import DemandStatus
from board.focus import ReportStatus
from tests.fakes.channel import BOARD_CHANNEL, personal
from tests.scenarios.bot import (
    TEAM_CHANNEL,
    button,
    buttons,
    card_of,
    inputs,
    texts,
    typed_in,
    verb_of,
    wrong_at,
)
from tests.scenarios.partners import (
    ABOUT,
    ASKS_PAGE,
    NOW_PAGE,
    PARTNERS_PAGE,
    REF,
    new_action,
    pressed,
    report,
    send_report,
    with_meetings,
    write_pages,
)
from tests.scenarios.tracker import (
    COUNTERPART,
    DEPUTY,
    OUTSIDER,
    POLICE_CHAIR,
    REPRESENTATIVE,
    TEAM,
    Tracker,
)

NAME = "Wendelin Quagmirez"


async def test_the_agency_in_focus_writes_its_report_and_the_board_reads_it(
    tracker: Tracker,
) -> None:
    await with_meetings(tracker)
    meeting = await tracker.bot.ask("next meeting", REPRESENTATIVE)
    form = await tracker.bot.press("focus.report", button(meeting, "focus.report")["data"],
                                   REPRESENTATIVE)  # fmt: skip
    assert set(inputs(form)) == set(NOW_PAGE)

    card = await send_report(tracker)

    assert "Sent. The board can read it now. You can change it" in texts(card)
    assert (await report(tracker)).status is ReportStatus.SUBMITTED
    for words in ("focus report mh trust", "focus report brd-301", "focus report"):
        shown = texts(await tracker.bot.ask(words, OUTSIDER, BOARD_CHANNEL))
        for said in ("Attendances are up", "Bed occupancy %: 97", "Funding sign-off", "Quiet room",
                     "Agree a handover time"):  # fmt: skip
            assert said in shown, (words, said)
    meeting = await tracker.bot.ask("next meeting", OUTSIDER)
    read = button(meeting, "focus.report")["data"]
    assert "Quiet room" in texts(await tracker.bot.press("focus.report", read, OUTSIDER))
    [fact] = await tracker.bot.audit("FocusReportSubmitted")
    assert "Attendances" not in str(fact)


async def test_the_team_hears_once_in_working_hours_that_a_report_has_come_in(
    tracker: Tracker,
) -> None:
    """Sent in the evening and again the next day; nothing that it says is told."""
    await with_meetings(tracker)
    await tracker.at("2031-11-18", "20:00")
    tracker.forget()
    await send_report(tracker)
    tracker.bot.house.courier.wake()
    [waits] = await tracker.bot.intents("focus_report_in")
    assert waits["state"] == "pending"
    assert "has come in" not in tracker.words(TEAM_CHANNEL)

    await tracker.at("2031-11-19", "09:00")
    await send_report(tracker)
    await tracker.bot.settled()

    [told] = [
        card_of(each.body)
        for each in tracker.posted(TEAM_CHANNEL)
        if "A focus report has come in: BRD-301" in str(each.body)
    ]
    assert "Coastshire MH Trust" in texts(told)
    assert "Attendances" not in texts(told)
    reads = button(told, "focus.report")["data"]
    assert "Quiet room" in texts(await tracker.bot.press("focus.report", reads, TEAM, TEAM_CHANNEL))


async def test_only_who_speaks_for_the_agency_or_runs_meetings_writes(tracker: Tracker) -> None:
    """V31; and nobody else has the button."""
    await with_meetings(tracker)

    for verb in ("focus.write", "focus.keep", "focus.submit"):
        data = ABOUT | {"form": "f" * 20, "version": 1, "page": "now", **NOW_PAGE}
        answer = await tracker.bot.press(verb, data, OUTSIDER)
        assert "You do not have access to this" in str(answer), verb
    other = ABOUT | {"agency": "POL"}
    assert "You do not have access" in str(await tracker.bot.press("focus.report", other, TEAM))
    meeting = await tracker.bot.ask("next meeting", OUTSIDER)
    assert "focus.report" not in {verb_of(each) for each in buttons(meeting)}
    assert set(inputs(await tracker.bot.press("focus.write", ABOUT, DEPUTY))) == set(NOW_PAGE)
    assert set(inputs(await tracker.bot.press("focus.write", ABOUT, TEAM))) == set(NOW_PAGE)


async def test_nothing_that_was_typed_is_lost_and_nobody_else_sees_it(tracker: Tracker) -> None:
    """Kept for later, found again on both pages, sealed until it is sent."""
    await with_meetings(tracker)
    page = await write_pages(tracker, demand=f"Visits to {NAME}")
    later = pressed(page, "focus.keep", "Keep for later")
    await tracker.bot.press("focus.keep", later | ASKS_PAGE, REPRESENTATIVE)

    again = await tracker.bot.ask("focus report", REPRESENTATIVE)
    assert NAME not in str(again)  # what is posted stays in Teams: the draft is an answer only
    first = await tracker.bot.press("focus.write", button(again, "focus.write")["data"],
                                    REPRESENTATIVE)  # fmt: skip

    assert typed_in(first) == NOW_PAGE | {"demand": f"Visits to {NAME}"}
    second = await tracker.bot.press(
        "focus.keep", pressed(first, "focus.keep", "Next") | typed_in(first), REPRESENTATIVE
    )
    assert typed_in(second) == PARTNERS_PAGE
    third = await tracker.bot.press(
        "focus.keep", pressed(second, "focus.keep", "Next") | typed_in(second), REPRESENTATIVE
    )
    assert typed_in(third) == ASKS_PAGE
    for who in (DEPUTY, TEAM, OUTSIDER):
        assert NAME not in str(await tracker.bot.ask("focus report", who))
    assert NAME not in str(await tracker.bot.ask("focus report", REPRESENTATIVE, BOARD_CHANNEL))
    answer = await tracker.bot.press("focus.write", ABOUT, REPRESENTATIVE, BOARD_CHANNEL)
    assert "your own chat" in str(answer)
    assert NAME not in str([call.body for call in tracker.bot.channel.calls])


async def test_a_box_that_was_emptied_is_empty(tracker: Tracker) -> None:
    """A client leaves empty boxes out of what it sends."""
    await with_meetings(tracker)
    page = await write_pages(tracker)
    back = pressed(page, "focus.keep", "Back")
    second = await tracker.bot.press("focus.keep", back | ASKS_PAGE, REPRESENTATIVE)
    assert typed_in(second) == PARTNERS_PAGE
    on = pressed(second, "focus.keep", "Next") | {"blockers": "Keys"}
    await tracker.bot.press("focus.keep", on, REPRESENTATIVE)

    kept = await tracker.bot.press("focus.write", ABOUT, REPRESENTATIVE)

    assert typed_in(kept) == NOW_PAGE
    second = await tracker.bot.press(
        "focus.keep", pressed(kept, "focus.keep", "Next") | NOW_PAGE, REPRESENTATIVE
    )
    assert typed_in(second) == {"blockers": "Keys", "enablers": ""}


async def test_what_is_wrong_comes_back_at_its_field_with_everything_typed(
    tracker: Tracker,
) -> None:
    await with_meetings(tracker)
    many = "\n".join(f"Blocker {number}" for number in range(11))

    card = await send_report(tracker, blockers=many, asks="a" * 301)

    assert wrong_at(card, "blockers") == "Blockers: Enter at most 10 lines"
    assert typed_in(card)["blockers"] == many
    card = await send_report(tracker, asks="a" * 301)
    assert wrong_at(card, "asks") == "What you ask of partners: Use 300 characters or fewer"
    card = await send_report(tracker, demand=" ", figures="no value")
    assert wrong_at(card, "demand") == "Enter the current demand"
    assert wrong_at(card, "figures").startswith("Enter at most 6 figures")
    assert (await tracker.bot.read(lambda s: s.focus_reports.find(REF, "TRU"))).version == 1


async def test_a_name_in_any_field_is_held_back(tracker: Tracker) -> None:
    """V23 at the field; nothing is sent, nothing is registered, the words stay with the writer."""
    await with_meetings(tracker)
    for field in (*NOW_PAGE, *PARTNERS_PAGE, *ASKS_PAGE):
        words = f"{NAME}: 3" if field == "figures" else f"Calls about {NAME}"
        card = await send_report(tracker, REPRESENTATIVE, **{field: words})

        assert "This looks like personal information" in wrong_at(card, field), field
        assert typed_in(card)[field] == words
    assert (await report(tracker)).status is ReportStatus.REQUESTED
    assert await tracker.bot.read(lambda s: s.demand.all()) == ()
    assert NAME not in str(await tracker.bot.audit())


async def test_the_same_form_sent_twice_is_one_report(tracker: Tracker) -> None:
    await with_meetings(tracker)
    page = await write_pages(tracker)
    data = button(page, "focus.submit")["data"] | ASKS_PAGE

    for _ in range(2):
        card = await tracker.bot.press("focus.submit", data, REPRESENTATIVE)
        assert "Attendances are up" in texts(card)

    assert len(await tracker.bot.audit("FocusReportSubmitted")) == 1
    assert len(await tracker.bot.read(lambda s: s.demand.all())) == 5


async def test_two_who_write_at_once_lose_nothing(tracker: Tracker) -> None:
    """V30 for the later one, whose words are still in the form; the next press sends them."""
    await with_meetings(tracker)
    page = await write_pages(tracker, DEPUTY, demand="The deputy's words")
    await send_report(tracker)

    data = button(page, "focus.submit")["data"] | ASKS_PAGE
    card = await tracker.bot.press("focus.submit", data, DEPUTY)

    assert "Someone else changed this" in texts(card)
    assert (await report(tracker)).demand == NOW_PAGE["demand"]
    again = button(card, "focus.submit")["data"] | typed_in(card)
    await tracker.bot.press("focus.submit", again, DEPUTY)
    assert (await report(tracker)).demand == "The deputy's words"


async def test_a_report_can_be_changed_until_it_is_presented(tracker: Tracker) -> None:
    """What it no longer says is withdrawn from the register; what it says still stays."""
    await with_meetings(tracker)
    await send_report(tracker)

    await send_report(tracker, blockers="Housing for discharge\nNo porter at night")

    entries = {each.text: each for each in await tracker.bot.read(lambda s: s.demand.all())}
    assert entries["Housing for discharge"].version == 1
    assert entries["Funding sign-off"].status is DemandStatus.WITHDRAWN
    assert entries["No porter at night"].status is DemandStatus.OPEN
    refused = await tracker.bot.press("focus.present", ABOUT, REPRESENTATIVE)
    assert "You do not have access" in str(refused)
    card = await tracker.bot.press("focus.present", ABOUT, POLICE_CHAIR)
    assert "It no longer changes" in texts(card)
    assert "is presented" in texts(await tracker.bot.press("focus.present", ABOUT, POLICE_CHAIR))
    answer = await tracker.bot.press("focus.write", ABOUT, REPRESENTATIVE)
    assert "This report is presented" in str(answer)


async def test_an_ask_becomes_an_action_in_one_step(tracker: Tracker) -> None:
    """The form is filled, the action is linked back, its owner is told."""
    await with_meetings(tracker)
    card = await send_report(tracker)
    form = await tracker.bot.press("action.add", button(card, "action.add")["data"], TEAM)
    assert inputs(form)["title"]["value"] == "Agree a handover time"
    assert f"It comes from {REF}" in texts(form)

    shown = await tracker.bot.press("action.create", new_action(form), TEAM)

    assert "ACT-2031-0001" in texts(shown)
    action = await tracker.action("ACT-2031-0001")
    assert (action.source, action.source_agency) == (REF, "TRU")
    assert [each.action for each in (await report(tracker)).asks] == ["ACT-2031-0001", ""]
    shown = await tracker.bot.ask("focus report mh trust", OUTSIDER)
    assert "Became \nACT-2031-0001" in texts(shown)
    await tracker.bot.settled()
    assert "ACT-2031-0001" in tracker.words(personal(COUNTERPART))


async def test_an_ask_becomes_one_action_however_often_and_by_whomever_it_is_pressed(
    tracker: Tracker,
) -> None:
    await with_meetings(tracker)
    card = await send_report(tracker)
    data = button(card, "action.add")["data"]
    first, second = [await tracker.bot.press("action.add", data, who) for who in (TEAM, OUTSIDER)]

    for _ in range(2):
        await tracker.bot.press("action.create", new_action(first), TEAM)
    late = await tracker.bot.press("action.create", new_action(second, detail="Mine"), OUTSIDER)

    assert "This has become ACT-2031-0001 already" in texts(late)
    assert typed_in(late)["detail"] == "Mine"
    assert len(await tracker.bot.read(lambda s: s.actions.all())) == 1
    shown = await tracker.bot.press("action.add", data, TEAM)
    assert "This has become ACT-2031-0001 already" in texts(shown)
    assert len(await tracker.bot.audit("FocusAskBecameAction")) == 1


async def test_a_form_filled_from_an_ask_comes_back_with_the_ask_when_it_is_wrong(
    tracker: Tracker,
) -> None:
    await with_meetings(tracker)
    card = await send_report(tracker)
    form = await tracker.bot.press("action.add", button(card, "action.add")["data"], TEAM)

    wrong = await tracker.bot.press("action.create", new_action(form, owner=""), TEAM)
    await tracker.bot.press("action.create", new_action(wrong), TEAM)

    assert (await report(tracker)).asks[0].action == "ACT-2031-0001"


async def test_an_origin_that_was_made_up_makes_nothing(tracker: Tracker) -> None:
    await with_meetings(tracker)
    await send_report(tracker)

    for origin in (f"ask:{REF}:POL:0", f"ask:{REF}:TRU:x", f"ask:{REF}:TRU", "demand:DEM-999",
                   "concern:BIL-1:0", "concern:BIL-001:99"):  # fmt: skip
        answer = await tracker.bot.press("action.add", {"origin": origin}, TEAM)
        assert "You do not have access" in str(answer), origin
    gone = await tracker.bot.press("action.add", {"origin": f"ask:{REF}:TRU:7"}, TEAM)
    assert "That ask is not in this report" in str(gone)


async def test_what_names_no_agency_or_report_is_said_without_the_words(tracker: Tracker) -> None:
    answer = await tracker.bot.ask("focus report", TEAM)
    assert "No agency is in focus" in texts(answer)
    await with_meetings(tracker)

    for words in (f"focus report {NAME}", "focus report coastshire police", "focus report brd-999"):
        said = texts(await tracker.bot.ask(words, TEAM))
        assert "I do not know that agency" in said or "There is no focus report" in said
        assert NAME not in said

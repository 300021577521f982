"""The tracker through the door: added, done, verified, and what is refused."""

from board.actions import ActionState
from tests.fakes.channel import BOARD_CHANNEL, personal
from tests.scenarios.bot import (
    TEAM_CHANNEL,
    buttons,
    card_of,
    inputs,
    texts,
    verb_of,
    wrong_at,
)
from tests.scenarios.tracker import (
    DEPUTY,
    OUTSIDER,
    OWNER,
    POLICE_CHAIR,
    REPRESENTATIVE,
    TEAM,
    Tracker,
)


async def test_an_action_is_added_in_three_interactions_and_its_owner_is_told(
    tracker: Tracker,
) -> None:
    card = await tracker.add()
    await tracker.bot.settled()

    assert "ACT-2031-0001" in texts(card)
    assert "Ottilie Ownwell" in texts(card)
    assert "Rowena Repsley" in texts(card)
    assert "Dorian Depworth" in texts(card)
    told = tracker.words(personal(OWNER))
    assert "ACT-2031-0001" in told
    assert "Publish the joint guidance" in told


async def test_the_same_form_sent_twice_makes_one_action(tracker: Tracker) -> None:
    form = await tracker.bot.ask("new action", TEAM)
    data = next(each["data"] for each in buttons(form) if verb_of(each) == "action.create")
    given = {
        "title": "Publish the joint guidance",
        "success_measure": "Guidance is live",
        "owner": "T0",
        "due": "2031-11-25",
    }

    for _ in range(2):
        card = await tracker.bot.press("action.create", data | given, TEAM)
        assert "ACT-2031-0001" in texts(card)

    assert len(await tracker.bot.read(lambda snapshot: snapshot.actions.all())) == 1


async def test_what_is_wrong_in_the_form_comes_back_with_everything_typed(
    tracker: Tracker,
) -> None:
    card = await tracker.add(title="The guidance", due="2031-11-23", owner="")

    assert wrong_at(card, "title") == "Start with a verb and say what will be done"
    assert wrong_at(card, "due") == "Due date must be a working day in the future"
    assert wrong_at(card, "owner") == "Choose one named owner"
    assert inputs(card)["title"]["value"] == "The guidance"
    assert "keep_wording" in inputs(card)


async def test_a_name_in_an_action_is_held_back_and_only_a_co_chair_answers_for_it(
    tracker: Tracker,
) -> None:
    """V23 in the same words whether or not anybody of that name is known here."""
    title = "Visit Wendelin Quagmirez at home"

    card = await tracker.add(title=title)

    assert "This looks like personal information" in wrong_at(card, "title")
    assert "override" not in inputs(card)
    assert (await tracker.bot.audit("PersonalTextRefused"))[-1]["result"] == "denied"
    card = await tracker.add(POLICE_CHAIR, title=title)
    reason = "This is the name of a building on the high street, not of a person."
    card = await tracker.add(POLICE_CHAIR, title=title, override=reason)
    assert "ACT-2031-0001" in texts(card)
    assert await tracker.bot.audit("GuardOverridden")


async def test_the_owner_completes_and_somebody_else_confirms(tracker: Tracker) -> None:
    await tracker.add()
    card = await tracker.step("action.complete", "ACT-2031-0001")
    assert "evidence" in inputs(card)
    card = await tracker.step("action.complete", "ACT-2031-0001", sent=True)
    assert wrong_at(card, "evidence") == "Say what shows that it is done"

    await tracker.step("action.complete", "ACT-2031-0001", sent=True, evidence="On both sites")
    await tracker.bot.settled()

    assert "ACT-2031-0001" in tracker.words(TEAM_CHANNEL)
    card = await tracker.step("action.verify", "ACT-2031-0001", OWNER)
    assert "Someone other than the owner must confirm" in texts(card) or "Someone other" in str(
        card
    )
    await tracker.step("action.verify", "ACT-2031-0001", TEAM)
    assert (await tracker.action("ACT-2031-0001")).state is ActionState.VERIFIED


async def test_somebody_without_a_part_in_it_changes_nothing_and_hears_why(
    tracker: Tracker,
) -> None:
    await tracker.add()

    answer = await tracker.step("action.progress", "ACT-2031-0001", OUTSIDER)

    assert "You do not have access to this" in str(answer)
    assert (await tracker.action("ACT-2031-0001")).state is ActionState.ASSIGNED
    assert (await tracker.bot.audit("AttemptRefused"))[-1]["about"] == "ACT-2031-0001"


async def test_reminders_come_at_nine_and_wait_for_working_hours(tracker: Tracker) -> None:
    """Five and one working days before and on the due day: Tuesday 25 November 2031."""
    await tracker.add(due="2031-12-03")
    await tracker.bot.settled()
    for day, clock, said in (
        ("2031-11-25", "23:00", ""),
        ("2031-11-26", "08:30", ""),
        ("2031-11-26", "09:00", "Due in 5 working days"),
        ("2031-12-02", "09:00", "Due tomorrow"),
        ("2031-12-03", "09:00", "Due today"),
        ("2031-12-03", "15:00", ""),
    ):
        tracker.forget()
        await tracker.at(day, clock)
        words = tracker.words(personal(OWNER))
        assert (said in words) if said else ("ACT-2031-0001" not in words), (day, clock, words)


async def test_a_reminder_is_answered_with_one_tap(tracker: Tracker) -> None:
    await tracker.add()
    await tracker.at("2031-11-24")
    card = card_of(tracker.posted(personal(OWNER))[-1].body)
    offered = {verb_of(each) for each in buttons(card)}
    assert {
        "action.complete", "action.progress", "action.block", "action.cancel", "action.not_done",
    } <= offered  # fmt: skip

    data = next(each["data"] for each in buttons(card) if verb_of(each) == "action.progress")
    await tracker.bot.press("action.progress", data, OWNER)

    assert (await tracker.action("ACT-2031-0001")).state is ActionState.IN_PROGRESS


async def test_an_owner_who_is_away_is_stood_in_for(tracker: Tracker) -> None:
    await tracker.add()
    await tracker.bot.ask("away 2031-12-01", OWNER)
    await tracker.bot.ask("away 2031-12-01", REPRESENTATIVE)
    await tracker.bot.settled()
    tracker.forget()

    await tracker.at("2031-11-24")

    assert "ACT-2031-0001" not in tracker.words(personal(OWNER))
    assert "For Ottilie Ownwell, who is away" in tracker.words(personal(DEPUTY))


async def test_the_team_hears_each_working_morning_what_the_reminders_came_to(
    tracker: Tracker,
) -> None:
    await tracker.add()
    await tracker.add()
    tracker.forget()

    await tracker.at("2031-11-24")

    assert "2 actions checked, 2 reminders sent, 0 waiting" in tracker.words(TEAM_CHANNEL)
    tracker.forget()
    await tracker.at("2031-11-24", "12:00")
    assert "actions checked" not in tracker.words(TEAM_CHANNEL)


async def test_the_tracker_can_be_read_in_the_boards_channel(tracker: Tracker) -> None:
    await tracker.add()

    for words in ("actions", "actions agency MH Trust", "actions overdue", "actions guidance"):
        card = await tracker.bot.ask(words, OUTSIDER, BOARD_CHANNEL)
        assert ("ACT-2031-0001" in texts(card)) == ("overdue" not in words)
    card = await tracker.bot.ask("action act 2031 1", OUTSIDER, BOARD_CHANNEL)
    assert "Publish the joint guidance" in texts(card)
    assert "ACT-2031-0001" in texts(await tracker.bot.ask("my actions", OWNER))
    assert "ACT-2031-0001" in texts(await tracker.bot.ask("due", TEAM))


async def test_a_name_is_not_searched_for_where_everybody_reads_it(tracker: Tracker) -> None:
    await tracker.add()

    card = await tracker.bot.ask("actions Wendelin Quagmirez", OUTSIDER, BOARD_CHANNEL)

    assert "Action tracker" in texts(card)
    assert "Quagmirez" not in str(card)


async def test_the_guard_answers_only_so_often_a_day(tracker: Tracker) -> None:
    """Whoever tries names one after the other learns nothing more."""
    said = []
    for _ in range(32):
        card = await tracker.add(title="Visit Wendelin Quagmirez at home")
        said.append(wrong_at(card, "title"))

    assert "This looks like personal information" in said[29]
    assert said[31].startswith("Too many texts were held back today")


async def test_an_end_is_asked_of_the_co_chairs_in_the_boards_channel(tracker: Tracker) -> None:
    """They are mentioned, agree there, and the owner hears of it."""
    await tracker.add()
    await tracker.step("action.cancel", "ACT-2031-0001", sent=True, reason="Merged with another")
    await tracker.bot.settled()

    card = card_of(tracker.posted(BOARD_CHANNEL)[-1].body)
    assert len(card["msteams"]["entities"]) == 2
    data = next(each["data"] for each in buttons(card) if verb_of(each) == "action.agree")
    tracker.forget()
    await tracker.bot.press("action.agree", data, POLICE_CHAIR, BOARD_CHANNEL)
    await tracker.bot.settled()

    assert (await tracker.action("ACT-2031-0001")).state is ActionState.CANCELLED
    assert "ACT-2031-0001" in tracker.words(personal(OWNER))


async def test_words_that_name_nobody_are_not_said_again(tracker: Tracker) -> None:
    """A refusal is a notification too: what was typed stands in none of it."""
    for words in ("owner Wendelin Quagmirez", "agency Quagmirez", "state Quagmirez",
                  "due before Quagmirez", "from Quagmirez"):  # fmt: skip
        await tracker.bot.ask(f"actions {words}", OUTSIDER, BOARD_CHANNEL)

    said = [call.body for call in tracker.bot.channel.calls]
    assert len(said) == 5
    assert "Quagmirez" not in str(said)

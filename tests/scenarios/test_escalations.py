"""The ladder through the door: who hears what when, how it is answered, and that all see it."""

from board.actions import ActionState
from board.escalation import LadderState, Result
from tests.fakes.channel import BOARD_CHANNEL, personal
from tests.scenarios.bot import TEAM_CHANNEL, buttons, card_of, inputs, texts, verb_of, wrong_at
from tests.scenarios.tracker import (
    ADMINISTRATOR,
    CARE_CHAIR,
    CHIEF,
    COUNTERPART,
    HEAD,
    MANAGER,
    OUTSIDER,
    OWNER,
    POLICE_CHAIR,
    REPRESENTATIVE,
    SENIOR_CHANNEL,
    SUPERVISOR,
    TEAM,
    Tracker,
)

REF = "ACT-2031-0001"
ESC = "ESC-2031-001"


async def overdue(tracker: Tracker, until: str = "2031-11-26") -> None:
    """An action due on Tuesday 25 November 2031 that nobody has answered for."""
    await tracker.add()
    for day in ("2031-11-24", "2031-11-25", "2031-11-26", "2031-12-01", "2031-12-09",
                "2031-12-17", "2031-12-29"):  # fmt: skip
        if day <= until:
            tracker.forget()
            await tracker.at(day)


async def test_an_unanswered_action_climbs_all_five_rungs_to_the_right_people(
    tracker: Tracker,
) -> None:
    """The simulated clock moves an action from 0 to 5, one rung at a time."""
    await tracker.bot.ask("use this channel for senior board", ADMINISTRATOR, SENIOR_CHANNEL)
    await tracker.add()
    heard = {}
    for day in ("2031-11-24", "2031-11-25", "2031-11-26", "2031-12-01", "2031-12-09",
                "2031-12-17", "2031-12-29"):  # fmt: skip
        tracker.forget()
        await tracker.at(day)
        heard[day] = {
            name
            for name, where in (
                ("owner", personal(OWNER)),
                ("manager", personal(MANAGER)),
                ("representative", personal(REPRESENTATIVE)),
                ("counterpart", personal(COUNTERPART)),
                ("head", personal(HEAD)),
                ("chair", personal(POLICE_CHAIR)),
                ("board", BOARD_CHANNEL),
                ("senior", SENIOR_CHANNEL),
            )
            if REF in tracker.words(where)
        }

    assert heard == {
        "2031-11-24": {"owner"},
        "2031-11-25": {"owner"},
        "2031-11-26": {"owner", "manager"},
        "2031-12-01": {"owner", "representative", "counterpart"},
        "2031-12-09": {"owner", "head", "chair"},
        "2031-12-17": {"owner", "board"},
        "2031-12-29": {"owner", "board", "senior"},
    }
    assert [each.rung for each in (await tracker.ladder(REF)).steps] == [1, 2, 3, 4, 5]


async def test_a_question_to_a_mailbox_says_for_whom_it_is(tracker: Tracker) -> None:
    await overdue(tracker, "2031-12-01")

    words = tracker.words(personal(REPRESENTATIVE))
    assert "For your service manager" in words
    await tracker.bot.press(
        "escalation.pass", {"ref": ESC, "rung": 2, "whom": "Service manager, north"},
        REPRESENTATIVE,
    )  # fmt: skip
    ladder = await tracker.ladder(REF)
    assert "Service manager, north" in {each.passed_to for each in ladder.last.asks}


async def test_a_manager_offers_a_date_and_the_team_accepts_it(tracker: Tracker) -> None:
    await overdue(tracker)
    pressed = {"ref": ESC, "rung": 1, "answer": "plan"}
    card = await tracker.bot.press("escalation.answer", pressed, MANAGER)
    assert {"text", "due"} <= set(inputs(card))
    card = await tracker.bot.press("escalation.answer", pressed | {"sent": True}, MANAGER)
    assert wrong_at(card, "due") == "Due date must be a working day in the future"
    given = {"sent": True, "text": "The printers deliver late", "due": "2031-12-05"}

    await tracker.bot.press("escalation.answer", pressed | given, MANAGER)

    assert (await tracker.ladder(REF)).state is LadderState.RESPONDED
    await tracker.at("2031-12-03")
    assert (await tracker.ladder(REF)).rung == 1
    await tracker.step("action.agree", REF, TEAM)
    ladder, action = await tracker.ladder(REF), await tracker.action(REF)
    assert (ladder.state, action.due.isoformat()) == (LadderState.ACCEPTED, "2031-12-05")
    await tracker.at("2031-12-05")
    await tracker.at("2031-12-08")
    assert (await tracker.ladder(REF)).rung == 2


async def test_what_cannot_be_done_goes_up_the_next_working_day(tracker: Tracker) -> None:
    await overdue(tracker)
    said = {"ref": ESC, "rung": 1, "answer": "cannot", "sent": True, "text": "No staff for it"}
    await tracker.bot.press("escalation.answer", said, MANAGER)

    await tracker.at("2031-11-26", "16:00")
    assert (await tracker.ladder(REF)).rung == 1
    await tracker.at("2031-11-27")

    ladder = await tracker.ladder(REF)
    assert (ladder.rung, ladder.steps[0].result) == (2, Result.REJECTED)


async def test_the_ladder_ends_when_the_action_is_done(tracker: Tracker) -> None:
    await overdue(tracker, "2031-12-17")
    card = card_of(tracker.posted(BOARD_CHANNEL)[-1].body)
    assert REF in texts(card)
    mentions = {each["mentioned"]["name"] for each in card["msteams"]["entities"]}
    assert mentions == {POLICE_CHAIR.name, CARE_CHAIR.name}
    tracker.forget()

    await tracker.step("action.complete", REF, OWNER, sent=True, evidence="On both sites")
    await tracker.bot.settled()

    assert (await tracker.ladder(REF)).state is LadderState.WITHDRAWN
    edited = [each for each in tracker.posted(BOARD_CHANNEL) if each.verb == "update"]
    assert len(edited) == 1
    assert "escalation.answer" not in {verb_of(each) for each in buttons(card_of(edited[0].body))}
    tracker.forget()
    await tracker.at("2032-01-20")
    assert REF not in tracker.words(BOARD_CHANNEL)


async def test_the_co_chairs_acknowledge_and_decide_and_the_post_changes_for_all(
    tracker: Tracker,
) -> None:
    await overdue(tracker, "2031-12-17")
    tracker.forget()

    await tracker.bot.press(
        "escalation.acknowledge", {"ref": ESC, "rung": 4}, CARE_CHAIR, BOARD_CHANNEL
    )
    await tracker.bot.settled()
    assert "Cassia Chairwood" in tracker.words(BOARD_CHANNEL)
    said = {
        "ref": ESC, "rung": 4, "answer": "direction", "sent": True,
        "text": "Publish it without the annex", "due": "2031-12-22",
    }  # fmt: skip
    await tracker.bot.press("escalation.answer", said, POLICE_CHAIR, BOARD_CHANNEL)
    await tracker.bot.settled()

    ladder, action = await tracker.ladder(REF), await tracker.action(REF)
    assert (ladder.state, action.due.isoformat()) == (LadderState.ACCEPTED, "2031-12-22")
    last = card_of(tracker.posted(BOARD_CHANNEL)[-1].body)
    assert "Publish it without the annex" in texts(last)
    card = await tracker.bot.press("escalation.answer", said, CARE_CHAIR, BOARD_CHANNEL)
    assert "This has been answered already" in str(card)


async def test_only_the_co_chairs_decide_at_rung_four(tracker: Tracker) -> None:
    await overdue(tracker, "2031-12-17")
    said = {"ref": ESC, "rung": 4, "answer": "direction", "sent": True, "text": "x"}

    for who in (OWNER, OUTSIDER, CHIEF, TEAM):
        answer = await tracker.bot.press("escalation.answer", said, who, BOARD_CHANNEL)
        assert "You do not have access to this" in str(answer)
    assert (await tracker.ladder(REF)).last.said is None


async def test_an_accepted_risk_stands_on_the_register_and_ends_the_action(
    tracker: Tracker,
) -> None:
    await overdue(tracker, "2031-12-17")
    said = {
        "ref": ESC, "rung": 4, "answer": "accept_risk", "sent": True,
        "text": "There is no money for it this year",
    }  # fmt: skip

    await tracker.bot.press("escalation.answer", said, POLICE_CHAIR, BOARD_CHANNEL)

    action = await tracker.action(REF)
    assert (action.state, action.risk) == (ActionState.CANCELLED, "RSK-001")
    risk = await tracker.bot.read(lambda snapshot: snapshot.risks.get("RSK-001"))
    assert (risk.source, risk.owner_agency) == (REF, "TRU")


async def test_a_supervisor_jumps_where_someone_may_come_to_harm(tracker: Tracker) -> None:
    await tracker.add()
    form = await tracker.bot.press("escalation.jump", {"ref": REF}, SUPERVISOR)
    assert {"rung", "reason"} <= set(inputs(form))
    given = {
        "ref": REF,
        "sent": True,
        "rung": "4",
        "reason": "Somebody may come to harm if we wait",
    }
    assert "You do not have access" in str(await tracker.bot.press("escalation.jump", given, TEAM))

    await tracker.bot.press("escalation.jump", given, SUPERVISOR)
    await tracker.bot.settled()

    assert REF in tracker.words(BOARD_CHANNEL)
    assert (await tracker.ladder(REF)).rung == 4


async def test_the_same_jump_of_the_clock_moves_each_ladder_one_rung_only(
    tracker: Tracker,
) -> None:
    """Like an outage: after three months one message, and nobody is passed over."""
    await overdue(tracker)
    tracker.forget()

    await tracker.at("2032-03-10")

    assert (await tracker.ladder(REF)).rung == 2
    assert REF not in tracker.words(BOARD_CHANNEL)


async def test_escalations_are_listed_by_rung_and_agencies(tracker: Tracker) -> None:
    await overdue(tracker)

    card = await tracker.bot.ask("escalations", OUTSIDER, BOARD_CHANNEL)

    assert REF in texts(card)
    assert "Rung 1" in texts(card)
    assert ESC in tracker.words(TEAM_CHANNEL) or REF in tracker.words(TEAM_CHANNEL)

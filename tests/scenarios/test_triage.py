"""Triage through the door: the team decides, the referrer hears, anyone may challenge."""

from datetime import time, timedelta
from typing import Any

import pytest

from board.calendar import Calendar, at_london
from board.challenges import NO_DETRIMENT
from board.people import Role
from board.referrals import Referral
from bot.holidays import bank_holidays
from tests.fakes.channel import NURSE, ON_PHONE, TRIAGER, Json, Person
from tests.scenarios.bot import (
    ADMINISTRATOR,
    ANSWERS,
    BOARD_CHANNEL,
    STRANGER,
    SUPERVISOR,
    TEAM_CHANNEL,
    Bot,
    buttons,
    card_of,
    inputs,
    texts,
    verb_of,
)

REASON = "In scope, with a mental health factor and threats: a multi-agency view is needed."
STANDARD = ANSWERS | {"how_soon": "weeks", "mappa_status": "none"}
TO_ACCEPT = {"G0": "no", "G1": "no", "G2": "yes", "G3": "none", "G4": "no", "G5": "", "G6": "yes"}
TO_SIGNPOST = TO_ACCEPT | {"G6": "no"}
TO_MAPPA = {"G0": "no", "G1": "no", "G2": "yes", "G3": "managed_L2"}
TO_PDP = {"G0": "no", "G1": "no", "G2": "yes", "G3": "none", "G4": "yes"}
SIGNPOST: Json = {
    "rationale": REASON,
    "service": "High intensity user service",
    "told": "The ward manager, today",
    "advice": "Call 999 if anybody is threatened",
}
ROUTE: Json = {"rationale": REASON, "sent_to": "MAPPA co-ordinator", "sent_on": "2026-01-05"}


async def of(bot: Bot, ref: str) -> Referral:
    """The referral as the database has it."""
    found = await bot.read(lambda snapshot: snapshot.referrals.get(ref))
    assert isinstance(found, Referral)
    return found


async def work(bot: Bot, verb: str, ref: str, who: Person = TRIAGER, **data: object) -> Any:
    """Press a button of the triage page as it stands now."""
    version = (await of(bot, ref)).version
    return await bot.press(verb, {"ref": ref, "version": version, **data}, who)


async def through(bot: Bot, ref: str, gates: Json) -> Any:
    """Take it and answer the gates."""
    card = await work(bot, "referral.take", ref)
    for gate, answer in gates.items():
        given = {"duties": answer} if gate == "G5" else {"answer": answer}
        card = await work(bot, "triage.gate", ref, gate=gate, **given)
    return card


async def signposted(bot: Bot, who: Person = NURSE) -> str:
    """A referral that was signposted and checked."""
    ref = await bot.refer(who, STANDARD)
    await through(bot, ref, TO_SIGNPOST)
    await work(bot, "triage.decide", ref, decision="signpost", **SIGNPOST)
    await work(bot, "triage.check", ref, SUPERVISOR, agrees=True)
    return ref


async def told(bot: Bot, who: Person) -> str:
    """Everything that was posted to this person's own chat."""
    await bot.settled()
    return "\n".join(
        texts(card_of(call.body))
        for call in bot.channel.calls
        if call.verb == "send" and call.conversation == conversation_of(who)
    )


def conversation_of(who: Person) -> str:
    """The id of somebody's chat with the bot."""
    from tests.fakes.channel import personal  # noqa: PLC0415

    return personal(who).conversation


async def test_accepted_it_is_listed_for_the_next_subgroup_and_the_referrer_hears(
    bot: Bot,
) -> None:
    """Reference and outcome, what happens next, and a way to challenge."""
    ref = await bot.refer(answers=STANDARD)
    await through(bot, ref, TO_ACCEPT)

    await work(bot, "triage.decide", ref, decision="accept", rationale=REASON)

    referral = await of(bot, ref)
    assert referral.state == "scheduled"
    assert referral.meeting is not None
    assert referral.meeting.startswith("SUB-")
    heard = await told(bot, NURSE)
    assert ref in heard
    assert REASON not in heard
    notice = next(
        card_of(call.body)
        for call in reversed(bot.channel.calls)
        if call.conversation == conversation_of(NURSE)
    )
    assert "challenge.open" in {verb_of(each) for each in buttons(notice)}


async def test_an_urgent_one_waits_for_a_second_person_and_nothing_is_sent_until_then(
    bot: Bot,
) -> None:
    """The decider cannot check; a colleague can."""
    ref = await bot.refer(answers=ANSWERS | {"mappa_status": "none"})
    await through(bot, ref, TO_ACCEPT)
    await work(bot, "triage.decide", ref, decision="accept", rationale=REASON)
    assert (await of(bot, ref)).state == "awaiting_check"
    before = await told(bot, NURSE)

    own = await work(bot, "triage.check", ref, TRIAGER, agrees=True)
    checked = await work(bot, "triage.check", ref, SUPERVISOR, agrees=True)

    assert "Ask a colleague who did not make this decision" in texts_or(own)
    assert (await of(bot, ref)).state == "scheduled"
    assert texts_or(checked)
    assert await told(bot, NURSE) != before


def texts_or(answer: Any) -> str:
    """What an answer says, card or sentence."""
    return answer if isinstance(answer, str) else texts(answer)


async def test_a_checker_who_disagrees_sends_it_back_with_everything_typed(bot: Bot) -> None:
    """The form comes back filled in."""
    ref = await bot.refer(answers=STANDARD)
    await through(bot, ref, TO_SIGNPOST)
    await work(bot, "triage.decide", ref, decision="signpost", **SIGNPOST)

    await work(bot, "triage.check", ref, SUPERVISOR, agrees=False, note=REASON)

    assert (await of(bot, ref)).state == "in_triage"
    form = await work(bot, "triage.decide", ref, decision="signpost")
    assert inputs(form)["service"]["value"] == SIGNPOST["service"]
    assert "referral_outcome" not in str(await told(bot, NURSE))


@pytest.mark.parametrize(("decision", "gates"), [("route_mappa", TO_MAPPA), ("route_pdp", TO_PDP)])
async def test_a_routed_referral_stays_open_until_acceptance_is_recorded(
    bot: Bot, decision: str, gates: Json
) -> None:
    """Five working days on it is flagged once; declined, it comes back."""
    ref = await bot.refer(answers=STANDARD)
    await through(bot, ref, gates)
    await work(bot, "triage.decide", ref, decision=decision, **ROUTE)
    await work(bot, "triage.check", ref, SUPERVISOR, agrees=True)
    assert (await of(bot, ref)).state == decision
    assert (await of(bot, ref)).is_open

    await work(bot, "triage.declined_elsewhere", ref, reason=REASON)
    assert (await of(bot, ref)).state == "in_triage"

    for gate in list(gates)[3:]:
        await work(bot, "triage.gate", ref, gate=gate, answer=gates[gate])
    await work(bot, "triage.decide", ref, decision=decision, **ROUTE)
    await work(bot, "triage.check", ref, SUPERVISOR, agrees=True)
    await work(bot, "triage.accepted_elsewhere", ref, contact="R. Coordinator")
    assert (await of(bot, ref)).state == "closed"


async def test_a_question_goes_to_the_referrer_and_the_answer_back(bot: Bot) -> None:
    """The question itself is shown on pressing only; what is posted is its reference."""
    ref = await bot.refer(answers=STANDARD)
    await through(bot, ref, {})
    question = "Has Wendelin Quagmirez been seen since Friday?"
    await work(bot, "triage.decide", ref, decision="ask", rationale=REASON, question=question)
    assert question not in await told(bot, NURSE)

    asked = await bot.press("referral.add", {"ref": ref}, NURSE)
    assert question in texts(asked)
    form = next(each for each in buttons(asked) if verb_of(each) == "referral.add")["data"]["form"]
    data = {"ref": ref, "form": form, "account": "Yes, on Saturday at noon by the ward doctor."}
    await bot.press("referral.add", data, NURSE)

    assert (await of(bot, ref)).state == "in_triage"
    page = await work(bot, "triage.work", ref)
    assert question in texts(page)


async def test_joined_with_another_both_referrers_hear_what_becomes_of_it(bot: Bot) -> None:
    """The second is closed, and its referrer is told of the first's outcome too."""
    first = await bot.refer(answers=STANDARD)
    second = await bot.refer(ON_PHONE, STANDARD)
    await through(bot, second, {"G0": "no"})
    page = await work(bot, "triage.work", second)
    assert first in texts(page)
    await work(bot, "triage.match", second, other=first, verdict="link")
    await work(bot, "triage.gate", second, gate="G1", answer="yes")
    await work(bot, "triage.decide", second, decision="merge", rationale=REASON, into=first)
    assert (await of(bot, second)).state == "closed"

    await through(bot, first, TO_ACCEPT)
    await work(bot, "triage.decide", first, decision="accept", rationale=REASON)

    assert (await told(bot, ON_PHONE)).count(second) >= 2


async def test_two_people_on_one_referral_lose_nothing_that_was_typed(bot: Bot) -> None:
    """V30, the other's change, and the form as it was filled in."""
    ref = await bot.refer(answers=STANDARD)
    await through(bot, ref, TO_SIGNPOST)
    stale = {"ref": ref, "version": (await of(bot, ref)).version}
    await work(bot, "referral.handover", ref, to=SUPERVISOR.aad_object_id, note="Over to you")

    answer = await bot.press("triage.decide", stale | {"decision": "signpost", **SIGNPOST}, TRIAGER)

    assert "Someone else changed this while you were editing" in texts(answer)
    assert TRIAGER.name in texts(answer)
    assert inputs(answer)["advice"]["value"] == SIGNPOST["advice"]
    assert (await of(bot, ref)).state == "in_triage"


async def test_a_decision_that_is_not_finished_is_kept(bot: Bot) -> None:
    """Kept for later and found again."""
    ref = await bot.refer(answers=STANDARD)
    await through(bot, ref, TO_SIGNPOST)

    await work(bot, "triage.keep", ref, decision="signpost", rationale="Half a thought")

    form = await work(bot, "triage.decide", ref, decision="signpost")
    assert inputs(form)["rationale"]["value"] == "Half a thought"


async def test_every_missing_input_of_a_decision_is_named_at_its_field(bot: Bot) -> None:
    """Nothing is decided, everything typed is still there."""
    ref = await bot.refer(answers=STANDARD)
    await through(bot, ref, TO_SIGNPOST)

    answer = await work(
        bot, "triage.decide", ref, decision="signpost", rationale="short", service="A service"
    )

    said = texts(answer)
    for sentence in (
        "Enter a reason of at least 30 characters",
        "Enter who was told",
        "Enter the safety advice",
    ):
        assert sentence in said
    assert inputs(answer)["service"]["value"] == "A service"


async def test_somebody_under_mappa_is_not_accepted(bot: Bot) -> None:
    """V09, whoever presses what."""
    ref = await bot.refer(answers=STANDARD)
    await through(bot, ref, TO_MAPPA)

    answer = await work(bot, "triage.decide", ref, decision="accept", rationale=REASON)

    assert "managed under MAPPA" in texts(answer)
    assert (await of(bot, ref)).state == "in_triage"


async def test_outside_the_agreement_only_the_class_of_the_outcome_is_told(bot: Bot) -> None:
    """Neither in the message nor on opening."""
    answers = STANDARD | {"agency": "A charity", "job": "Volunteer"}
    ref = await bot.refer(STRANGER, answers)
    await through(bot, ref, TO_SIGNPOST)
    await work(bot, "triage.decide", ref, decision="signpost", **SIGNPOST)
    await work(bot, "triage.check", ref, SUPERVISOR, agrees=True)

    heard = await told(bot, STRANGER)
    opened = texts(await bot.press("referral.open", {"ref": ref}, STRANGER))

    assert ref in heard
    for words in (SIGNPOST["service"], SIGNPOST["advice"], REASON):
        assert words not in heard
        assert words not in opened


async def test_a_challenge_that_changes_the_decision_goes_back_to_triage(bot: Bot) -> None:
    """Decided by somebody who decided nothing before, with the no-detriment sentence."""
    ref = await signposted(bot)
    form = await bot.press("challenge.open", {"ref": ref}, NURSE)
    assert NO_DETRIMENT in texts(form)
    nonce = next(each for each in buttons(form) if verb_of(each) == "challenge.open")["data"]
    data = {"ref": ref, "form": nonce["form"], "reason": REASON, "wanted": "A joint view"}
    opened = await bot.press("challenge.open", data, NURSE)
    again = await bot.press("challenge.open", data, NURSE)
    number = next(word for word in texts(opened).split() if word.startswith("CHL-"))
    assert number in texts(again)
    assert (await of(bot, ref)).state == "challenged"

    ruling = {"ref": number, "version": 1, "finding": "changed", "reasons": REASON}
    barred = await bot.press("challenge.rule", ruling, SUPERVISOR)
    other = await a_second_supervisor(bot)
    await bot.press("challenge.rule", ruling, other)

    assert "made or checked the earlier decision" in texts_or(barred)
    referral = await of(bot, ref)
    assert (referral.state, referral.holder) == ("in_triage", None)
    assert number in await told(bot, NURSE)


async def a_second_supervisor(bot: Bot) -> Person:
    """A supervisor who has decided nothing yet."""
    from board.people import GRANT_REVIEW, Grant, Member  # noqa: PLC0415
    from bot.clock import machine_now  # noqa: PLC0415
    from tests.fakes.channel import person  # noqa: PLC0415

    somebody = person("Silas Supervisor")
    since = machine_now() - timedelta(days=1)
    await bot.write(
        lambda unit: unit.people.put_member(
            Member(
                key="MEM-9",
                name=somebody.name,
                agency="AG-01",
                job="Inspector",
                account=somebody.aad_object_id,
                grants=(Grant(Role.MH_TEAM_SUPERVISOR, since, since + GRANT_REVIEW),),
            )
        )
    )
    return somebody


async def test_late_triage_goes_to_the_team_once_and_then_to_the_co_chairs_once(bot: Bot) -> None:
    """In the board's channel without a reference: T0."""
    await bot.ask("use this channel for board", ADMINISTRATOR, BOARD_CHANNEL)
    ref = await bot.refer(answers=STANDARD)
    await bot.settled()
    bot.channel.calls.clear()

    for days in (4, 5, 9, 10, 30):
        await bot.tick(timedelta(days=days))
        await bot.settled()

    team = [call for call in bot.channel.calls if str(TEAM_CHANNEL.channel) in str(call.body)]
    board = [call for call in bot.channel.calls if str(BOARD_CHANNEL.channel) in str(call.body)]
    assert sum(ref in texts(card_of(call.body)) for call in team) == 1  # weeks are missed too
    assert len(board) == 1
    assert ref not in str(board[0].body)


async def test_the_queue_shows_who_is_on_duty_and_what_is_taken(bot: Bot) -> None:
    """Take on each row that nobody has; who has the others."""
    ref = await bot.refer(answers=STANDARD)
    await bot.press("duty.take", {}, SUPERVISOR)
    before = await bot.press("triage.queue", {}, TRIAGER)
    assert "referral.take" in {verb_of(each) for each in buttons(before)}

    await work(bot, "referral.take", ref)
    after = await bot.press("triage.queue", {}, TRIAGER)

    assert SUPERVISOR.name in texts(after)
    assert TRIAGER.name in texts(after)
    assert "referral.take" not in {verb_of(each) for each in buttons(after)}


@pytest.mark.parametrize(
    "verb",
    [
        "referral.take",
        "referral.handover",
        "triage.work",
        "triage.gate",
        "triage.match",
        "triage.decide",
        "triage.keep",
        "triage.check",
        "triage.accepted_elsewhere",
        "triage.declined_elsewhere",
        "triage.go_on",
        "triage.equality",
        "referral.reopen",
    ],
)
async def test_nobody_but_the_team_works_on_a_referral(bot: Bot, verb: str) -> None:
    """Its own referrer included: V31, nothing changed, the attempt in the audit."""
    ref = await bot.refer(answers=STANDARD)
    before = await of(bot, ref)
    data = {
        "ref": ref,
        "version": before.version,
        "gate": "G0",
        "answer": "no",
        "other": ref,
        "verdict": "link",
        "decision": "ask",
        "rationale": REASON,
        "question": "?",
    }

    answers = [await bot.press(verb, data, who) for who in (NURSE, STRANGER, ADMINISTRATOR)]

    assert all("You do not have access to this" in answer for answer in answers)
    assert await of(bot, ref) == before


async def test_a_closed_referral_is_reopened_with_a_reason(bot: Bot) -> None:
    """New information: triage begins again, with whoever reopened it."""
    ref = await bot.refer(answers=STANDARD)
    await through(bot, ref, TO_MAPPA)
    await work(bot, "triage.decide", ref, decision="route_mappa", **ROUTE)
    await work(bot, "triage.check", ref, SUPERVISOR, agrees=True)
    await work(bot, "triage.accepted_elsewhere", ref, contact="R. Coordinator")

    asked = await work(bot, "referral.reopen", ref)
    short = await work(bot, "referral.reopen", ref, reason="News")
    await work(bot, "referral.reopen", ref, reason=REASON)

    assert "reason" in inputs(asked)
    assert "Enter a reason of at least 30 characters" in texts(short)
    referral = await of(bot, ref)
    assert (referral.state, referral.holder) == ("in_triage", TRIAGER.aad_object_id)


async def test_what_comes_back_to_triage_has_a_clock_of_its_own(bot: Bot) -> None:
    """Months later it is not late at once, and nobody is alarmed."""
    ref = await bot.refer(answers=STANDARD)
    await through(bot, ref, TO_MAPPA)
    await work(bot, "triage.decide", ref, decision="route_mappa", **ROUTE)
    await work(bot, "triage.check", ref, SUPERVISOR, agrees=True)
    await work(bot, "triage.accepted_elsewhere", ref, contact="R. Coordinator")
    await bot.tick(timedelta(days=60))

    await work(bot, "referral.reopen", ref, reason=REASON)

    assert not (await of(bot, ref)).is_overdue(bot.house.clock.now())


async def test_nobody_waits_for_an_answer_for_ever(bot: Bot) -> None:
    """The team hears once that none came, and may go on with what is known."""
    ref = await bot.refer(answers=STANDARD)
    await through(bot, ref, {})
    await work(bot, "triage.decide", ref, decision="ask", rationale=REASON, question="Seen since?")
    await bot.settled()
    bot.channel.calls.clear()

    await bot.tick(timedelta(days=20))
    await bot.tick(timedelta(days=21))
    await bot.settled()
    assert sum("No answer from the referrer" in texts_of(call) for call in bot.channel.calls) == 1

    await work(bot, "triage.go_on", ref)
    assert (await of(bot, ref)).state == "in_triage"


def texts_of(call: Any) -> str:
    """What a posted card says."""
    return texts(card_of(call.body)) if "attachments" in str(call.body) else ""


@pytest.mark.parametrize("asked", [False, True])
async def test_the_referrer_may_withdraw_while_triage_goes_on(bot: Bot, *, asked: bool) -> None:
    """From triage, and while a question waits; not once it was decided."""
    ref = await bot.refer(answers=STANDARD)
    await through(bot, ref, {})
    if asked:
        await work(
            bot, "triage.decide", ref, decision="ask", rationale=REASON, question="Seen since?"
        )

    await bot.press("referral.withdraw", {"ref": ref, "sure": True}, NURSE)

    assert (await of(bot, ref)).state == "withdrawn"
    late = await work(bot, "triage.gate", ref, gate="G0", answer="no")
    assert "Take this referral" in texts_or(late)


async def test_an_upheld_challenge_goes_up_a_step_or_leaves_the_outcome_as_it_was(
    bot: Bot,
) -> None:
    """The challenger chooses; not before somebody has decided."""
    ref = await signposted(bot)
    form = await bot.press("challenge.open", {"ref": ref}, NURSE)
    nonce = next(each for each in buttons(form) if verb_of(each) == "challenge.open")["data"]
    data = {"ref": ref, "form": nonce["form"], "reason": REASON, "wanted": "A joint view"}
    opened = await bot.press("challenge.open", data, NURSE)
    number = next(word for word in texts(opened).split() if word.startswith("CHL-"))

    early = await bot.press("challenge.further", {"ref": number}, NURSE)
    other = await a_second_supervisor(bot)
    ruling = {"ref": number, "version": 1, "finding": "upheld", "reasons": REASON}
    short = await bot.press("challenge.rule", ruling | {"reasons": "No"}, other)
    await bot.press("challenge.rule", ruling, other)
    stranger = await bot.press("challenge.accept", {"ref": number}, ON_PHONE)
    await bot.press("challenge.further", {"ref": number}, NURSE)
    again = await bot.press("challenge.rule", ruling | {"version": 3}, other)
    await bot.press("challenge.accept", {"ref": number}, NURSE)

    assert "not been decided yet" in texts_or(early)
    assert "Enter a reason of at least 30 characters" in texts(short)
    assert "You do not have access" in stranger
    assert "made or checked the earlier decision" in texts_or(again)
    assert (await of(bot, ref)).state == "signposted"


async def test_a_signpost_nobody_challenges_closes_by_itself(bot: Bot) -> None:
    """Twenty working days on; until then it can be challenged."""
    ref = await signposted(bot)

    await bot.tick(timedelta(days=20))
    assert (await of(bot, ref)).state == "signposted"
    await bot.tick(timedelta(days=45))

    assert (await of(bot, ref)).state == "closed"


async def test_the_team_fills_in_equality_information_and_the_queue_counts_it(bot: Bot) -> None:
    """Chased by the team, never asked in the way of sending."""
    ref = await bot.refer(answers=STANDARD)
    await through(bot, ref, {})

    form = await work(bot, "triage.equality", ref)
    await work(bot, "triage.equality", ref, ethnicity="irish", support_needs="interpreter")

    assert {"ethnicity", "support_needs"} <= set(inputs(form))
    health = (await of(bot, ref)).health
    assert health is not None
    assert health["ethnicity"] == "irish"
    queue = await bot.press("triage.queue", {}, TRIAGER)
    assert "known for 1 of 1" in texts(queue)


async def test_an_urgent_one_late_in_the_day_is_told_to_whoever_is_on_duty(bot: Bot) -> None:
    """At once, in their own chat."""
    await bot.say("hello", SUPERVISOR)
    await bot.press("duty.take", {}, SUPERVISOR)
    await bot.settled()
    bot.house.clock.set_offset(until_london(bot, 16, 30))

    ref = await bot.refer(answers=ANSWERS | {"how_soon": "days"})

    assert ref in await told(bot, SUPERVISOR)


def until_london(bot: Bot, hour: int, minute: int) -> timedelta:
    """From now to this time of the next working day, in London."""
    now = bot.house.clock.now()
    day = Calendar(bank_holidays()).add_working_days(now.date(), 1)
    return at_london(day, time(hour, minute)) - now


async def test_matches_are_shown_to_the_triager_only(bot: Bot) -> None:
    """With why; the referrer of either hears nothing of the other."""
    first = await bot.refer(answers=STANDARD)
    second = await bot.refer(ON_PHONE, STANDARD | {"subject_name": "Quagmires Wendelyn"})
    await through(bot, second, {"G0": "no"})

    page = texts(await work(bot, "triage.work", second))
    own = texts(await bot.press("referral.open", {"ref": second}, ON_PHONE))

    assert first in page
    assert "date of birth" in page
    assert first not in own


async def test_a_decision_sent_without_its_reason_keeps_what_was_typed(bot: Bot) -> None:
    """A client leaves empty boxes out: that is no wish for a fresh form."""
    ref = await bot.refer(answers=STANDARD)
    await through(bot, ref, TO_SIGNPOST)
    form = await work(bot, "triage.decide", ref, decision="signpost")
    confirm = next(each for each in buttons(form) if each.get("title") == "Confirm")["data"]

    some = await bot.press("triage.decide", confirm | {"service": "A service"}, TRIAGER)
    none = await bot.press("triage.decide", confirm, TRIAGER)

    for answer in (some, none):
        assert "Enter a reason of at least 30 characters" in texts(answer)
    assert inputs(some)["service"]["value"] == "A service"


async def test_a_reason_or_a_challenge_sent_empty_is_named_at_its_field(bot: Bot) -> None:
    """The same for the forms with one box, and for the challenge."""
    ref = await signposted(bot)
    asked = await bot.press("challenge.open", {"ref": ref}, NURSE)
    send = next(each for each in buttons(asked) if verb_of(each) == "challenge.open")["data"]

    answer = await bot.press("challenge.open", send | {"wanted": "A joint view"}, NURSE)

    bare = await bot.press("challenge.open", send | {"reason": REASON}, NURSE)

    assert "Enter a reason of at least 30 characters" in texts(answer)
    assert inputs(answer)["wanted"]["value"] == "A joint view"
    assert "Enter what you want to happen" in texts(bare)
    assert not inputs(bare)["wanted"].get("value")
    assert (await of(bot, ref)).state == "signposted"


@pytest.mark.parametrize(
    ("verb", "data"),
    [
        ("triage.decide", {"decision": "ask"}),
        ("referral.handover", {}),
        ("triage.equality", {}),
        ("triage.work", {}),
    ],
)
async def test_every_look_at_a_referral_through_its_triage_is_in_the_audit(
    bot: Bot, verb: str, data: Json
) -> None:
    """Whichever form it is that shows it."""
    ref = await bot.refer(answers=STANDARD)
    await through(bot, ref, {})
    before = len(await bot.audit("TriageViewed"))

    await work(bot, verb, ref, **data)

    assert len(await bot.audit("TriageViewed")) == before + 1


async def test_equality_information_can_be_taken_back(bot: Bot) -> None:
    """Left empty and saved, it is gone."""
    ref = await bot.refer(answers=STANDARD)
    await through(bot, ref, {})
    await work(bot, "triage.equality", ref, ethnicity="irish", support_needs="interpreter")

    await work(bot, "triage.equality", ref, ethnicity="irish", sent=True)

    health = (await of(bot, ref)).health
    assert health is not None
    assert "support_needs" not in health
    assert health["ethnicity"] == "irish"


async def test_a_message_that_waited_finds_its_reader_without_the_role(bot: Bot) -> None:
    """Asked for in the channel, waiting for the app, and the role has ended meanwhile."""
    ref = await bot.refer(answers=STANDARD)
    somebody = await a_second_supervisor(bot)
    await bot.press("referral.open", {"ref": ref}, somebody, TEAM_CHANNEL)
    await bot.settled()
    await bot.write(
        lambda unit: unit.people.revoke("MEM-9", Role.MH_TEAM_SUPERVISOR, bot.house.clock.now())
    )
    bot.channel.calls.clear()

    await bot.say("hello", somebody)
    await bot.settled()

    assert ref not in str([call.body for call in bot.channel.calls])
    assert (await bot.intents("referral_to_open"))[-1]["state"] == "cancelled"

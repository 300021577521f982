"""No sequence of presses by anybody leads a referral outside its lifecycle."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from board.challenges import (
    Challenge,
    Finding,
    accept_ruling,
    demand_challengeable,
    open_challenge,
    rule,
    take_further,
)
from board.errors import BoardError
from board.gates import ALLOWED, next_gate, open_decisions
from board.lifecycle import LEADS_TO
from board.people import Permission, Person
from board.referral_form import Answer
from board.referrals import Referral, ReferralState, add_information, withdraw
from board.reminders import is_to_close
from board.triage import (
    accepted_elsewhere,
    answer,
    answered,
    check,
    close_signposted,
    decide,
    declined_elsewhere,
    go_on_without,
    hand_over,
    judge_match,
    reopen,
    take,
)
from board.triage_file import Decision, Gate, TriageFile, Verdict
from tests.board.builders import (
    CALENDAR,
    COLLEAGUE,
    EVERYBODY,
    NOON,
    NURSE,
    REASON,
    SECOND_SUPERVISOR,
    SUPERVISOR,
    TRIAGER,
    referral,
)
from tests.board.test_gates import TO_THE_END

# Written down once more, by hand, from the specification: the test would not see a wrong
# arrow if it asked the code which arrows there are.
ARROWS = {
    "acknowledged": {"in_triage", "withdrawn"},
    "in_triage": {
        "awaiting_check", "info_requested", "accepted_subgroup", "route_mappa", "route_pdp",
        "signposted", "merged", "withdrawn",
    },
    "awaiting_check": {
        "in_triage", "accepted_subgroup", "route_mappa", "route_pdp", "signposted", "merged"
    },
    "info_requested": {"in_triage", "withdrawn"},
    "accepted_subgroup": {"scheduled"},
    "route_mappa": {"route_accepted", "route_declined", "challenged"},
    "route_pdp": {"route_accepted", "route_declined", "challenged"},
    "route_accepted": {"closed"},
    "route_declined": {"in_triage"},
    "signposted": {"closed", "challenged"},
    "merged": {"closed"},
    "closed": {"reopened", "challenged"},
    "reopened": {"in_triage"},
    "challenged": {"signposted", "closed", "route_mappa", "route_pdp", "in_triage"},
}  # fmt: skip
MOSTLY = dict.fromkeys(("challenge", "further", "accept", "withdraw", "add"), (NURSE,))
PASSED_THROUGH = {"accepted_subgroup", "route_accepted", "route_declined", "merged", "reopened"}
"""States in which no press leaves a referral: the same deed takes the next arrow."""
OTHER = referral(ref="REF-2026-0001")
INPUTS: dict[str, Answer] = {
    "rationale": REASON,
    "sent_to": "PDP lead",
    "sent_on": "2026-11-23",
    "service": "A service",
    "told": "The ward",
    "advice": "Call 999",
    "question": "Seen since?",
    "into": OTHER.ref,
}


ENDS = (
    TO_THE_END,
    TO_THE_END | {"G2": "no"},
    TO_THE_END | {"G3": "managed_L2"},
    TO_THE_END | {"G4": "yes"},
    TO_THE_END | {"G1": "yes", "G6": "no"},
)
# Most presses are somebody's whose they could be, or nothing would ever happen.
LIKELY = (TRIAGER,) * 6 + (COLLEAGUE,) * 4 + (SUPERVISOR, SECOND_SUPERVISOR, NURSE) * 3


@dataclass
class World:
    """One referral, its challenge, and everywhere it has been."""

    referral: Referral = field(default_factory=referral)
    challenge: Challenge | None = None
    now: datetime = NOON
    path: list[str] = field(default_factory=lambda: ["acknowledged"])


def _gates(world: World) -> Mapping[str, Answer]:
    return world.referral.triage.gates if world.referral.triage else {}


def _team(by: Person) -> None:
    if not by.may(Permission.REFERRAL_TRIAGE):
        raise BoardError("V31")


def press(world: World, what: str, by: Person, chance: Random) -> None:  # noqa: C901, PLR0912, PLR0915
    """One press, as the handlers would let it through. Raises BoardError where refused."""
    given, now = world.referral, world.now
    match what:
        case "take":
            _team(by)
            world.referral = take(given, by=by, now=now)[0]
        case "hand over":
            _team(by)
            to = chance.choice(EVERYBODY)
            world.referral = hand_over(given, to, "", by=by, now=now)[0]
        case "gate":
            _team(by)
            gate = next_gate(_gates(world)) or chance.choice(list(Gate))
            word = chance.choice(sorted(ALLOWED[gate]))
            world.referral = answer(given, gate, word, by=by, now=now)[0]
        case "all gates":
            _team(by)
            end = chance.choice(ENDS)
            while (asked := next_gate(_gates(world))) is not None:
                world.referral = answer(world.referral, asked, end[asked], by=by, now=now)[0]
        case "match":
            _team(by)
            verdict = chance.choice((Verdict.LINK, *Verdict))
            world.referral = judge_match(given, OTHER, verdict, by=by, now=now)[0]
        case "decide":
            _team(by)
            file = given.triage or TriageFile()
            fitting = sorted(open_decisions(file.gates, file.matches) - {Decision.WITHDRAW})
            kind = chance.choice((*fitting * 4, *Decision))
            world.referral = decide(given, kind, INPUTS, by=by, now=now, calendar=CALENDAR)[0]
        case "check":
            agrees = chance.random() < 0.8
            world.referral = check(
                given, agrees=agrees, note=REASON, by=by, now=now, calendar=CALENDAR
            )[0]
        case "accepted elsewhere":
            _team(by)
            world.referral = accepted_elsewhere(given, "Somebody", by=by, now=now)[0]
        case "declined elsewhere":
            _team(by)
            world.referral = declined_elsewhere(given, REASON, by=by, now=now, calendar=CALENDAR)[0]
        case "go on":
            _team(by)
            world.referral = go_on_without(given, by=by, now=now)[0]
        case "reopen":
            _team(by)
            world.referral = reopen(given, REASON, by=by, now=now, calendar=CALENDAR)[0]
        case "withdraw" if chance.randint(0, 5) == 0:
            world.referral = withdraw(given, by=by, now=now)[0]
        case "add":
            world.referral = answered(add_information(given, "More", by=by, now=now)[0], now)
        case "time":
            world.now = now + timedelta(days=chance.randint(1, 40))
            if is_to_close(given, world.now):
                world.referral = close_signposted(given, world.now)[0]
        case "challenge":
            demand_challengeable(given, by, now, CALENDAR, risk_changed=True)
            if world.challenge is not None and world.challenge.is_open:
                raise BoardError("V31")
            world.challenge, world.referral, _ = open_challenge(
                given, "CHL-2026-001", reason=REASON, wanted="More", by=by, now=now,
                calendar=CALENDAR,
            )  # fmt: skip
        case "rule" if world.challenge is not None:
            finding = chance.choice(list(Finding))
            world.challenge, world.referral, _ = rule(
                world.challenge, given, finding, REASON, by=by, now=now, calendar=CALENDAR
            )
        case "further" if world.challenge is not None:
            world.challenge = take_further(world.challenge, by=by, now=now, calendar=CALENDAR)[0]
        case "accept" if world.challenge is not None:
            world.challenge, world.referral, _ = accept_ruling(
                world.challenge, given, by=by, now=now
            )


PRESSES = (
    "take", "take", "hand over", "gate", "all gates", "all gates", "match", "decide", "decide",
    "decide", "check", "check", "accepted elsewhere", "declined elsewhere", "go on", "reopen",
    "add", "time", "challenge", "challenge", "withdraw", "rule", "rule", "further", "accept",
)  # fmt: skip


def _reaches(before: str, after: str) -> bool:
    """In one press at most two arrows are taken."""
    if before == after or after in ARROWS.get(before, set()):
        return True
    return any(after in ARROWS.get(middle, set()) for middle in ARROWS.get(before, set()))


def test_no_sequence_of_presses_by_anybody_leaves_the_lifecycle() -> None:
    """A refused press changes nothing; one that is taken follows an arrow."""
    reached = set()

    @settings(max_examples=400)
    @given(st.integers(0, 2**32))
    def play(seed: int) -> None:
        world, chance = World(), Random(seed)  # noqa: S311 - presses, no secret
        for _ in range(40):
            before = world.referral
            what = chance.choice(PRESSES)
            who = chance.choice((*LIKELY, *EVERYBODY, *MOSTLY.get(what, ()) * 30))
            try:
                press(world, what, who, chance)
            except BoardError:
                continue
            assert _reaches(before.state, world.referral.state)
            reached.add(str(world.referral.state))

    play()

    # Or the presses above would have shown nothing.
    assert reached >= set(ARROWS) - PASSED_THROUGH | {"scheduled", "withdrawn"}


def test_the_code_knows_the_arrows_of_the_specification_and_no_others() -> None:
    """Those of later parts of the lifecycle aside."""
    known = {str(state): {str(each) for each in to} for state, to in LEADS_TO.items()}
    later = {"submitted", "scheduled", "heard", "plan_active", "monitoring", "withdrawn"}

    assert {state: to for state, to in known.items() if state not in later} == ARROWS
    assert set(known) == {str(each) for each in ReferralState}

"""The forms of triage: a decision, its check, a hand-over, a reason, equality information."""

from collections.abc import Mapping
from types import MappingProxyType

from board.calendar import in_words
from board.referral_form import Answers, Fault
from board.triage_file import Decision, TriageFile, Verdict
from cards.box_words import (
    CHECK_NOTE,
    CONTACT,
    HAND_OVER_NOTE,
    OF_DECISION,
    RATIONALE,
    WHY_DECLINED,
    WHY_REOPEN,
    Box,
)
from cards.boxes import ask_boxes
from cards.buttons import button, main_button, rows
from cards.elements import Choice, Element, InputChoiceSet
from cards.payloads import (
    AcceptedElsewhere,
    CheckDecision,
    DecideTriage,
    DeclinedElsewhere,
    FillEquality,
    HandOver,
    KeepDecision,
    OpenReferral,
    Payload,
    ReopenReferral,
    WorkOnReferral,
)
from cards.pieces import heading, noted, problems, section, small, strong, words
from cards.questions import ask, wrong
from cards.triage import EQUALITY, key_facts
from cards.triage_entries import decision_entry, gates_answered
from cards.triage_words import DECISIONS
from cards.typed import fit
from cards.views import (
    CheckForm,
    DecisionForm,
    EqualityForm,
    HandOverForm,
    ReasonForm,
    Surface,
)

_COLLEAGUES = 50
_NAME_LONGEST = 50
_NOTE_ROOM = 4_200
"""How large a note may be that was typed: the rest of its card is long."""
_CHECK = (
    "Somebody who did not decide must check this before anything is sent. If you are alone on "
    "duty, ask the supervisor on call or a subgroup chair."
)
_MEANS: Mapping[Decision, str] = MappingProxyType(
    {
        Decision.ACCEPT: "The referral is listed for a subgroup meeting. The referrer is told.",
        Decision.ROUTE_MAPPA: (
            "Send the concern first, then record it here. The referrer is told it went to another "
            "service. It stays open until they accept it, and comes back if they do not."
        ),
        Decision.ROUTE_PDP: (
            "Send the concern first, then record it here. The referrer is told it went to another "
            "service. It stays open until they accept it, and comes back if they do not."
        ),
        Decision.SIGNPOST: (
            "It is not one for the board. The referrer is told, and may challenge it for 20 "
            "working days."
        ),
        Decision.ASK: (
            "Triage waits for the answer, at most 10 working days. Then decide on what is known."
        ),
        Decision.MERGE: (
            "It goes on as part of the other referral. Both referrers are told what comes of it."
        ),
        Decision.WITHDRAW: "It ends here. The team may still act if there is a risk to someone.",
    }
)
_REASONS: Mapping[str, tuple[str, str, Box, type[Payload]]] = MappingProxyType(
    {
        ReopenReferral.verb: (
            "Reopen",
            "Triage begins again, with every question.",
            WHY_REOPEN,
            ReopenReferral,
        ),
        AcceptedElsewhere.verb: (
            "Accepted there",
            "The referral ends here, and the referrer is told.",
            CONTACT,
            AcceptedElsewhere,
        ),
        DeclinedElsewhere.verb: (
            "Declined there",
            "The referral comes back to triage, due the next working day.",
            WHY_DECLINED,
            DeclinedElsewhere,
        ),
    }
)


def decision_card(view: DecisionForm, surface: Surface) -> list[Element]:
    """What a decision means, what it needs, and its reasons."""
    ref, version = view.referral.ref, view.referral.version
    decide = DecideTriage(ref=ref, version=version, decision=view.decision, sent=True)
    keep = KeepDecision(ref=ref, version=version, decision=view.decision)
    asked = (*OF_DECISION[view.decision], RATIONALE)
    inputs = _with_link(view) if view.decision is Decision.MERGE else view.inputs
    return [
        *_top(DECISIONS[view.decision], ref, view.note, view.faults),
        words(_MEANS[view.decision]),
        *_meeting(view),
        *([strong(_CHECK)] if view.needs_check else []),
        *ask_boxes(asked, inputs, view.faults),
        *rows(
            [
                main_button("Confirm", decide, surface),
                button("Keep for later", keep, surface),
                button("Back", WorkOnReferral(ref=ref), surface),
            ],
            spacing="large",
        ),
    ]


def hand_over_card(view: HandOverForm, surface: Surface) -> list[Element]:
    """To which colleague, and a note."""
    ref = view.referral.ref
    hand = HandOver(ref=ref, version=view.referral.version, sent=True)
    steps = [button("Back", WorkOnReferral(ref=ref), surface)]
    if view.colleagues:
        steps.insert(0, main_button("Hand over", hand, surface))
    return [
        *_top("Hand over", ref, view.note, view.faults),
        *_to_whom(view),
        *rows(steps, spacing="large"),
    ]


def check_card(view: CheckForm, surface: Surface) -> list[Element]:
    """A colleague's decision with its reasons, to agree or disagree with."""
    ref, version = view.referral.ref, view.referral.version
    agree = CheckDecision(ref=ref, version=version, agrees=True)
    disagree = CheckDecision(ref=ref, version=version, agrees=False)
    whole = [button("Open whole", OpenReferral(ref=ref), surface)] if view.is_team else []
    return [
        *_top("Check a decision", ref, view.note, view.faults),
        words("If you agree, it is sent. If you disagree, it goes back to whoever decided."),
        *decision_entry(view.decided),
        section("The referral in short"),
        *key_facts(view.referral),
        section("Answers to the questions"),
        *gates_answered(view.referral),
        *rows(whole),
        *ask_boxes([CHECK_NOTE], view.inputs, view.faults, room=_NOTE_ROOM),
        *rows(
            [
                main_button("Agree", agree, surface),
                button("Disagree", disagree, surface),
                button("Back", WorkOnReferral(ref=ref), surface),
            ],
            spacing="large",
        ),
    ]


def reason_card(view: ReasonForm, surface: Surface) -> list[Element]:
    """The one line or reason that a deed asks for."""
    title, means, box, payload = _REASONS[view.asks]
    deed = payload.model_validate({"ref": view.ref, "version": view.version, "sent": True})
    return [
        *_top(title, view.ref, view.note, view.faults),
        words(means),
        *ask_boxes([box], view.inputs, view.faults),
        *rows(
            [
                main_button("Confirm", deed, surface),
                button("Back", WorkOnReferral(ref=view.ref), surface),
            ],
            spacing="large",
        ),
    ]


def equality_card(view: EqualityForm, surface: Surface) -> list[Element]:
    """Equality information the team has found out."""
    save = FillEquality(ref=view.ref, version=view.version, sent=True)
    return [
        *_top("Equality information", view.ref, view.note, view.faults),
        words("Ask the person, the referrer or their record. Never guess from a name."),
        *(each for one in EQUALITY for each in ask(one, view.answers, view.faults.get(one))),
        *rows(
            [
                main_button("Save", save, surface),
                button("Back", WorkOnReferral(ref=view.ref), surface),
            ],
            spacing="large",
        ),
    ]


def _top(title: str, ref: str, note: str, faults: Mapping[str, Fault]) -> list[Element]:
    return [heading(title), small(f"Referral {ref}"), *noted(note), *problems(faults)]


def _meeting(view: DecisionForm) -> list[Element]:
    if view.meeting_at is None:
        return []
    return [strong(f"The meeting: {in_words(view.meeting_at)}.")]


def _with_link(view: DecisionForm) -> Answers:
    """The one referral that was linked stands in the box until something else is typed."""
    judged = (view.referral.triage or TriageFile()).matches
    linked = [ref for ref, verdict in judged.items() if verdict != Verdict.DIFFERENT]
    if view.inputs.get("into") or view.faults or len(linked) != 1:
        return view.inputs
    return {**view.inputs, "into": linked[0]}


def _to_whom(view: HandOverForm) -> list[Element]:
    if not view.colleagues:
        return [words("There is no colleague to hand it to.")]
    note = ask_boxes([HAND_OVER_NOTE], view.inputs, view.faults, room=_NOTE_ROOM)
    return [*_colleagues(view), *note]


def _colleagues(view: HandOverForm) -> list[Element]:
    fault = view.faults.get("to")
    choices = [
        Choice(title=fit(name[:_NAME_LONGEST]) or "No name", value=account)
        for account, name in view.colleagues[:_COLLEAGUES]
    ]
    known = {account for account, _ in view.colleagues[:_COLLEAGUES]}
    chosen = str(view.inputs.get("to", ""))
    asked = InputChoiceSet(
        id="to",
        label="Who takes it over?",
        style="compact",
        placeholder="Choose one",
        wrap=True,
        choices=choices,
        value=chosen if chosen in known else None,
        spacing="small" if fault else "large",
    )
    return [*wrong("to", fault), asked]

"""The words people see for everything triage and a challenge can answer, decide or find."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from board.challenges import ChallengeKind, Finding, Step
from board.matching import Why
from board.triage_file import Decision, Duty, Gate, MappaAnswer, Outcome, Verdict


@dataclass(frozen=True, slots=True)
class AskedAtGate:
    """A question of triage: its name in a list, its words in full, and what helps."""

    name: str
    words: str
    hint: str = ""


GATES: Mapping[Gate, AskedAtGate] = MappingProxyType(
    {
        Gate.DANGER: AskedAtGate(
            "Danger or missing now",
            "Is anyone in immediate danger, or is the person missing, right now?",
        ),
        Gate.SAME_PERSON: AskedAtGate(
            "Referred before, or open",
            "Was this person referred in the last 12 months, or is a referral or case open?",
        ),
        Gate.SCOPE: AskedAtGate(
            "In scope",
            "Is it in scope?",
            "Yes if mental health is a factor, known or suspected, and there is a sign of serious "
            "violence, homicide or serious harm. Serious harm threatens life or is traumatic, and "
            "recovery from it is difficult or impossible.",
        ),
        Gate.MAPPA: AskedAtGate(
            "MAPPA",
            "Is the person managed under MAPPA, or should they be?",
            "For registered sexual offenders (category 1), violent and other sexual offenders (2), "
            "other dangerous offenders (3), and terrorist offenders (4). Choose 'Restricted "
            "patient' for somebody who has absconded, too.",
        ),
        Gate.PDP: AskedAtGate(
            "Potentially dangerous person",
            "Is this a potentially dangerous person (PDP)?",
            "Yes if they are not managed under MAPPA, and there are reasonable grounds to believe "
            "there is a risk of them committing an offence that will cause serious harm.",
        ),
        Gate.DUTIES: AskedAtGate(
            "Other duties",
            "Which other duties apply?",
            "Beside the decision, never instead of it. Tick all that apply. Leave all blank if "
            "none do.",
        ),
        Gate.RIGHT_CARE: AskedAtGate(
            "A meeting is the right care",
            "Is a meeting of police and other agencies the right care?",
            "Yes if the police have a part in it (a crime, or a real and immediate risk to life "
            "or of serious harm), or if agencies must act together. No if a health or care "
            "service can help alone.",
        ),
    }
)
YES_OR_NO: Mapping[str, str] = MappingProxyType({"yes": "Yes", "no": "No"})
MAPPA_ANSWERS = {
    MappaAnswer.NONE: "Not managed, not eligible",
    MappaAnswer.LEVEL_1: "Level 1: one agency",
    MappaAnswer.LEVEL_2: "Level 2: several agencies",
    MappaAnswer.LEVEL_3: "Level 3: senior managers",
    MappaAnswer.ELIGIBLE: "Eligible, not managed",
    MappaAnswer.RESTRICTED: "Restricted patient (s37/41)",
    MappaAnswer.NOT_KNOWN: "Not known yet",
}
DUTIES = {
    Duty.CHILD: "Child safeguarding: refer to children's social care now",
    Duty.ADULT: "Adult safeguarding: refer an adult with care needs to adult social care",
    Duty.DOMESTIC_ABUSE: "Domestic abuse: DASH risk assessment, and MARAC if the risk is high",
    Duty.PREVENT: "Prevent: refer a concern about extremism or terrorism",
    Duty.FIREARMS: "Firearms: tell firearms licensing at once",
    Duty.CRIME: "Crime: have it recorded",
}
ANSWERS: Mapping[Gate, Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(Gate, YES_OR_NO),
        Gate.MAPPA: {str(each): said for each, said in MAPPA_ANSWERS.items()},
        Gate.DUTIES: {str(each): said for each, said in DUTIES.items()},
    }
)
"""The answers to each gate, in the order in which they are offered."""

_LEAD = "Send the concern to the manager in the lead agency."
_CO_ORDINATOR = "Send the concern to the MAPPA co-ordinator."
PROMPTS: Mapping[tuple[Gate, str], str] = MappingProxyType(
    {
        (Gate.DANGER, "yes"): (
            "First call 999, or make sure the police have been told. Put whom you told, and when, "
            "in your reasons. Then go on."
        ),
        (Gate.MAPPA, MappaAnswer.LEVEL_1): _LEAD,
        (Gate.MAPPA, MappaAnswer.LEVEL_2): _CO_ORDINATOR,
        (Gate.MAPPA, MappaAnswer.LEVEL_3): _CO_ORDINATOR,
        (Gate.MAPPA, MappaAnswer.ELIGIBLE): (
            "Send it with the MAPPA A referral form. The subgroup may hold interim actions until "
            "MAPPA accepts."
        ),
        (Gate.MAPPA, MappaAnswer.RESTRICTED): (
            "Tell the police, the clinical team and MAPPA directly. The form is not the route."
        ),
        (Gate.MAPPA, MappaAnswer.NOT_KNOWN): (
            "Find out within 1 working day. Do not hold up an urgent referral for it."
        ),
        (Gate.PDP, "yes"): (
            "Send it to the lead for potentially dangerous persons. A superintendent decides "
            "whether to adopt it. If not, it comes back here."
        ),
    }
)
"""What to do because of an answer."""
DUTIES_NOW = "Do these now, whatever is decided here:"

VERDICTS = {
    Verdict.LINK: "Same person: link",
    Verdict.REPEAT: "Same person: repeat",
    Verdict.DIFFERENT: "Different person",
}
ALIKE = {
    Why.SAME_NUMBER: "same reference number",
    Why.SAME_NAME: "same name",
    Why.SIMILAR_NAME: "similar name",
    Why.PART_OF_NAME: "part of the name",
    Why.SAME_BORN: "same date of birth",
    Why.SIMILAR_BORN: "similar date of birth",
    Why.AGE_FITS: "the age fits",
    Why.DIFFERENT_BORN: "but another date of birth",
}
"""What two referrals share, or what speaks against it."""
DECISIONS = {
    Decision.ACCEPT: "Accept for a meeting",
    Decision.ROUTE_MAPPA: "Send to MAPPA",
    Decision.ROUTE_PDP: "Send to the PDP lead",
    Decision.SIGNPOST: "Signpost elsewhere",
    Decision.ASK: "Ask the referrer",
    Decision.MERGE: "Join with another",
    Decision.WITHDRAW: "Record as withdrawn",
}
DECIDED = {
    Decision.ACCEPT: "Accepted for a meeting",
    Decision.ROUTE_MAPPA: "Sent to MAPPA",
    Decision.ROUTE_PDP: "Sent to the PDP lead",
    Decision.SIGNPOST: "Signposted elsewhere",
    Decision.ASK: "Asked the referrer",
    Decision.MERGE: "Joined with another referral",
    Decision.WITHDRAW: "Recorded as withdrawn",
}
CLASSES = {
    Decision.ACCEPT: "Accepted for a meeting",
    Decision.ROUTE_MAPPA: "Sent to another service",
    Decision.ROUTE_PDP: "Sent to another service",
    Decision.SIGNPOST: "Signposted to another service",
    Decision.ASK: "Waiting for information",
    Decision.MERGE: "Joined with another referral",
    Decision.WITHDRAW: "Withdrawn",
}
"""The class of an outcome, which is all that may be posted: where it went says too much."""
OUTCOMES = {Outcome.ACCEPTED: "Accepted there", Outcome.DECLINED: "Declined there"}
CHANGES: Mapping[str, str] = MappingProxyType(
    {
        "taken": "took it",
        "handed_over": "handed it over",
        "gate_answered": "answered a question",
        "match_judged": "compared it with another",
        "draft_kept": "kept a decision for later",
        "decided": "decided",
        "checked": "checked the decision",
        "disagreed": "did not agree with the decision",
        "asked": "asked the referrer",
        "went_on": "went on without an answer",
        "accepted_elsewhere": "recorded that it was accepted",
        "declined_elsewhere": "recorded that it was declined",
        "reopened": "reopened it",
        "challenged": "challenged the outcome",
        "challenge_changed": "changed the outcome after a challenge",
        "challenge_upheld": "ended a challenge",
    }
)
"""Who did what last."""
NOTES: Mapping[str, str] = MappingProxyType(
    {
        "handed_over": "Handed over",
        "disagreed": "Check not agreed",
        "reopened": "Reopened",
    }
)
"""The lines of the file."""
CHALLENGED = {
    ChallengeKind.TRIAGE_OUTCOME: "The outcome of triage",
    ChallengeKind.CLOSURE: "The closing of the referral",
    ChallengeKind.ROUTE_DELAY: "The delay in sending it on",
}
STEPS = {
    Step.CONVERSATION: "A conversation with the team's supervisor",
    Step.MANAGERS: "Managers of the team and of the challenger",
    Step.SUBGROUP: "The next subgroup",
    Step.CO_CHAIRS: "The co-chairs of the board",
    Step.SENIOR_BOARD: "The senior board",
}
FINDINGS = {
    Finding.UPHELD: "Upheld: the decision stays",
    Finding.CHANGED: "Changed: the decision does not stand",
    Finding.PARTLY_CHANGED: "Partly changed: it is decided again",
}

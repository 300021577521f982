"""The decision tree of triage: which question comes next, and what may be decided."""

from collections.abc import Mapping

from board.errors import BoardError
from board.referral_form import Answer, read_born
from board.referrals import Referral, Urgency
from board.triage_file import Decision, Duty, Gate, MappaAnswer, Verdict
from board.vocabulary import AtRisk, Indicator, Mappa

YES, NO = "yes", "no"
MANAGED = frozenset({MappaAnswer.LEVEL_1, MappaAnswer.LEVEL_2, MappaAnswer.LEVEL_3})
_TO_MAPPA = MANAGED | {MappaAnswer.ELIGIBLE, MappaAnswer.RESTRICTED}
_YES_OR_NO = frozenset({YES, NO})
ALLOWED: Mapping[Gate, frozenset[str]] = {
    Gate.DANGER: _YES_OR_NO,
    Gate.SAME_PERSON: _YES_OR_NO,
    Gate.SCOPE: _YES_OR_NO,
    Gate.MAPPA: frozenset(str(each) for each in MappaAnswer),
    Gate.PDP: _YES_OR_NO,
    Gate.DUTIES: frozenset(str(each) for each in Duty),
    Gate.RIGHT_CARE: _YES_OR_NO,
}
"""The answers each gate takes; G5 takes several, or none."""
_IN_ORDER = tuple(Gate)
_AT_ANY_TIME = frozenset({Decision.ASK, Decision.WITHDRAW})
_CHILD = 18
_DUTY_OF = {
    Indicator.CHILD_AT_RISK: Duty.CHILD,
    Indicator.DOMESTIC_ABUSE: Duty.DOMESTIC_ABUSE,
    Indicator.TERRORISM_CONCERN: Duty.PREVENT,
    Indicator.FIREARMS_ACCESS: Duty.FIREARMS,
}
_CRIMES = frozenset(
    {
        Indicator.THREATS_TO_KILL,
        Indicator.VIOLENCE_TO_FAMILY,
        Indicator.VIOLENCE_TO_STRANGER,
        Indicator.VIOLENCE_IN_HEALTH_SETTING,
        Indicator.FIRE_SETTING,
        Indicator.SEXUAL_VIOLENCE,
    }
)


def next_gate(gates: Mapping[str, Answer]) -> Gate | None:
    """The first question of the way that has no answer yet; None at its end.

    Outside the scope, under MAPPA or for the panel on potentially dangerous persons the way
    ends early: what follows does not matter then.
    """
    for gate in _IN_ORDER:
        answer = gates.get(gate)
        if answer is None:
            return gate
        if _ends_at(gate, answer):
            return None
    return None


def _ends_at(gate: Gate, answer: Answer) -> bool:
    match gate:
        case Gate.SCOPE:
            return answer == NO
        case Gate.MAPPA:
            return answer in _TO_MAPPA
        case Gate.PDP:
            return answer == YES
        case _:
            return False


def answer_gate(gates: Mapping[str, Answer], gate: Gate, answer: Answer) -> dict[str, Answer]:
    """The gates with this answer; an earlier one changed takes those after it away.

    Raises BoardError for an answer the gate does not take, or a gate whose turn has not come.
    """
    chosen = answer if isinstance(answer, tuple) else (answer,)
    if gate is not Gate.DUTIES and len(chosen) != 1:
        raise BoardError("V41")
    if not ALLOWED[gate].issuperset(chosen):
        raise BoardError("V41")
    if gate not in gates and gate is not next_gate(gates):
        raise BoardError("gate_order")
    before = _IN_ORDER[: _IN_ORDER.index(gate)]
    kept = {each: gates[each] for each in before if each in gates}
    return {str(key): value for key, value in kept.items()} | {str(gate): answer}


def open_decisions(gates: Mapping[str, Answer], matches: Mapping[str, str]) -> frozenset[Decision]:
    """What may be decided from here; asking and withdrawing are always open."""
    chosen: set[Decision] = set(_AT_ANY_TIME)
    is_linked = any(each in {Verdict.LINK, Verdict.REPEAT} for each in matches.values())
    if gates.get(Gate.SAME_PERSON) == YES and is_linked:
        chosen.add(Decision.MERGE)
    if next_gate(gates) is None:
        chosen.add(_end_of(gates))
    return frozenset(chosen)


def _end_of(gates: Mapping[str, Answer]) -> Decision:
    if gates[Gate.SCOPE] == NO:
        return Decision.SIGNPOST
    if gates[Gate.MAPPA] in _TO_MAPPA:
        return Decision.ROUTE_MAPPA
    if gates[Gate.PDP] == YES:
        return Decision.ROUTE_PDP
    return Decision.ACCEPT if gates[Gate.RIGHT_CARE] == YES else Decision.SIGNPOST


def demand_acceptable(referral: Referral, gates: Mapping[str, Answer]) -> None:
    """Raise V09 for somebody managed under MAPPA, whoever says so; and where nobody asked.

    An urgent referral is not delayed by a status that is not known.
    """
    told = (referral.identity or {}).get("mappa_status")
    answer = gates.get(Gate.MAPPA)
    if answer in MANAGED or (answer is None and told in MANAGED):
        raise BoardError("V09")
    if answer == MappaAnswer.NOT_KNOWN and referral.urgency is not Urgency.URGENT:
        raise BoardError("mappa_not_known")


def duties_suggested(referral: Referral) -> tuple[Duty, ...]:
    """Parallel duties that what was referred points to; a human says which apply."""
    identity = referral.identity or {}
    indicators = set((referral.concern or {}).get("indicators", ()))
    duties = [duty for indicator, duty in _DUTY_OF.items() if indicator in indicators]
    at_risk = set(identity.get("at_risk", ()))
    if _is_child(referral) or AtRisk.CHILD in at_risk:
        duties.append(Duty.CHILD)
    if AtRisk.PARTNER in at_risk or Indicator.VIOLENCE_TO_FAMILY in indicators:
        duties.append(Duty.DOMESTIC_ABUSE)
    if indicators & _CRIMES:
        duties.append(Duty.CRIME)
    return tuple(each for each in Duty if each in duties)


def _is_child(referral: Referral) -> bool:
    identity = referral.identity or {}
    today = referral.submitted_at.date()
    born = read_born(str(identity.get("subject_born", "")), today)
    if born is None:
        return False
    if born.on is not None:
        turned = born.on.year + _CHILD
        return (turned, born.on.month, born.on.day) > (today.year, today.month, today.day)
    return (born.age or _CHILD) < _CHILD


def mappa_suggested(referral: Referral) -> str:
    """What the referrer said of MAPPA, as a starting point for G3."""
    told = str((referral.identity or {}).get("mappa_status", ""))
    return told if told in set(Mappa) else ""

"""What each button carries: one frozen model for one verb.

All of it is under the client's control. A payload names a reference, a version and a form id,
never anything that is trusted; whatever else arrives is kept as the inputs of the card.
"""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from board.refs import CHALLENGE, REFERRAL
from board.triage_file import Decision, Gate, Verdict

FormId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{16,64}$")]
MeetingRef = Annotated[
    str,
    StringConstraints(
        pattern=r"^(BRD-\d{3,}|(SUB|SEN|TFG|BIL)-\d{8}(-[\w -]{1,40})?)$", max_length=60
    ),
]
ReferralRef = Annotated[str, StringConstraints(pattern=rf"^{REFERRAL.pattern}$", max_length=20)]
ChallengeRef = Annotated[str, StringConstraints(pattern=rf"^{CHALLENGE.pattern}$", max_length=20)]
PageName = Literal["what", "who", "check", "more"]
Number = Annotated[
    int, BeforeValidator(lambda given: int(given) if str(given).isdigit() else given)
]
RowNumber = Annotated[Number, Field(ge=1, lt=2**63)]


class Payload(BaseModel):
    """Base of all payloads; `once` names those remembered for a day by their form id."""

    model_config = ConfigDict(frozen=True, extra="allow")
    verb: ClassVar[str]
    once: ClassVar[bool] = False

    @property
    def inputs(self) -> Mapping[str, object]:
        """What the card's inputs held, by input id, as the client sent it."""
        return self.model_extra or {}

    def button_data(self) -> dict[str, object]:
        """What a button of this payload carries."""
        return self.model_dump(exclude_defaults=True)


class StartReferral(Payload):
    """Nobody is in danger: open the form, or go on where it was left."""

    verb = "referral.start"
    form: FormId | Literal[""] = ""


class ReportDanger(Payload):
    """Somebody is in danger now."""

    verb = "referral.danger"
    form: FormId | Literal[""] = ""


class SendForm(Payload):
    """Send the form to the person's own chat."""

    verb = "referral.send"


class NextPage(Payload):
    """On to the next page."""

    verb = "referral.next"
    form: FormId
    screen: PageName


class PreviousPage(Payload):
    """Back to the page before."""

    verb = "referral.back"
    form: FormId
    screen: PageName


class ChangeAnswer(Payload):
    """From the check to the page of one answer."""

    verb = "referral.change"
    form: FormId
    field: Annotated[str, StringConstraints(max_length=40)]


class AddMore(Payload):
    """The optional questions, from the check (form) or from the receipt (ref)."""

    verb = "referral.more"
    form: FormId | Literal[""] = ""
    ref: ReferralRef | Literal[""] = ""


class SaveReferral(Payload):
    """Keep the draft for later (form), or the optional answers of a sent referral (ref)."""

    verb = "referral.save"
    form: FormId | Literal[""] = ""
    ref: ReferralRef | Literal[""] = ""
    version: Number = 0
    screen: PageName = "more"


class SubmitReferral(Payload):
    """Confirm and send."""

    verb = "referral.submit"
    once = True
    form: FormId


class OpenReferral(Payload):
    """Show one referral whole, in private; a long one goes on at the next page."""

    verb = "referral.open"
    ref: ReferralRef
    page: Number = 1


class WithdrawReferral(Payload):
    """Ask whether to withdraw; with `sure`, do it. With `form`, delete a draft."""

    verb = "referral.withdraw"
    once = True
    ref: ReferralRef | Literal[""] = ""
    form: FormId | Literal[""] = ""
    sure: bool = False


class AddInformation(Payload):
    """Ask for more information; with the input `account`, keep it once for each form id."""

    verb = "referral.add"
    once = True
    ref: ReferralRef
    form: FormId | Literal[""] = ""


class ShowMine(Payload):
    """My referrals."""

    verb = "referral.mine"


class ShowQueue(Payload):
    """One page of the mental health team's queue."""

    verb = "triage.queue"
    page: Number = 1


class ShowHelp(Payload):
    """A page of what I can do here."""

    verb = "home.help"
    page: Number = 1


class ShowSaid(Payload):
    """What a command shows that was suggested instead of words not understood."""

    verb = "home.show"
    words: Annotated[str, StringConstraints(max_length=80)]


class Shown(Payload):
    """A press on one thing as it was shown.

    `sent` marks the button of the form itself: a client leaves empty boxes out, so that without
    it a form sent empty would look like one that was asked for.
    """

    ref: str
    version: Number = 0
    sent: bool = False

    def asks(self, *boxes: str) -> bool:
        """Whether the form is only asked for: not sent, and none of its boxes arrived."""
        return not self.sent and not any(box in self.inputs for box in boxes)


class _OnReferral(Shown):
    """A press on one referral as it was shown."""

    ref: ReferralRef


class TakeReferral(_OnReferral):
    """Take a referral for triage."""

    verb = "referral.take"


class HandOver(_OnReferral):
    """Ask to whom; with the input `to`, hand it over with a `note`."""

    verb = "referral.handover"


class ReopenReferral(_OnReferral):
    """Ask why; with the input `reason`, open a closed referral again."""

    verb = "referral.reopen"


class WorkOnReferral(_OnReferral):
    """The triage page of a referral."""

    verb = "triage.work"


class AnswerGate(_OnReferral):
    """Answer one gate: `answer`, or for G5 the input `duties`."""

    verb = "triage.gate"
    gate: Gate
    answer: Annotated[str, StringConstraints(max_length=40)] = ""


class JudgeMatch(_OnReferral):
    """Say whether another referral is about the same person."""

    verb = "triage.match"
    other: ReferralRef
    verdict: Verdict


class DecideTriage(_OnReferral):
    """The form of one decision; with the input `rationale`, take it."""

    verb = "triage.decide"
    decision: Decision


class KeepDecision(_OnReferral):
    """Keep what was typed of a decision for later."""

    verb = "triage.keep"
    decision: Decision


class CheckDecision(_OnReferral):
    """Agree with a colleague's decision, or disagree with the input `note`."""

    verb = "triage.check"
    agrees: bool | None = None


class AcceptedElsewhere(_OnReferral):
    """The receiving body has accepted; the input `contact` says who there."""

    verb = "triage.accepted_elsewhere"


class DeclinedElsewhere(_OnReferral):
    """The receiving body has declined; the input `reason` says why."""

    verb = "triage.declined_elsewhere"


class GoOnWithout(_OnReferral):
    """Decide on what is known, without waiting for an answer."""

    verb = "triage.go_on"


class FillEquality(_OnReferral):
    """Ask for equality information; with its inputs, keep it."""

    verb = "triage.equality"


class TakeDuty(Payload):
    """Be on duty from now on."""

    verb = "duty.take"


class CoverDuty(Payload):
    """Cover for whoever is on duty."""

    verb = "duty.cover"


class OpenChallenge(Payload):
    """Ask why; with the input `reason`, challenge a decision, once for each form id."""

    verb = "challenge.open"
    once = True
    ref: ReferralRef
    form: FormId | Literal[""] = ""


class ShowChallenges(Payload):
    """The challenges that concern this person."""

    verb = "challenge.list"


class ShowChallenge(Payload):
    """One challenge."""

    verb = "challenge.show"
    ref: ChallengeRef


class RuleChallenge(Payload):
    """Decide a step with the inputs `finding` and `reasons`."""

    verb = "challenge.rule"
    ref: ChallengeRef
    version: Number = 0


class TakeFurther(Payload):
    """Ask the next step to decide."""

    verb = "challenge.further"
    ref: ChallengeRef


class AcceptRuling(Payload):
    """Accept what was decided, or take the challenge back."""

    verb = "challenge.accept"
    ref: ChallengeRef


class ShowDelivery(Payload):
    """One page of what has not gone out."""

    verb = "delivery.show"
    page: Number = 1


class RetryDelivery(Payload):
    """Send something that stopped once more."""

    verb = "delivery.retry"
    intent: RowNumber
    page: Number = 1


class DropDelivery(Payload):
    """Ask why; with a `reason`, give up something that has not gone out."""

    verb = "delivery.drop"
    intent: RowNumber
    page: Number = 1
    reason: Literal["", "arrived", "told", "not_needed"] = ""

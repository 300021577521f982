"""The buttons of the terms of reference, the sharing agreement and bilateral meetings."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from board.refs import BILATERAL
from cards.payloads import FormId, Number, Payload

Kind = Literal["terms", "agreement"]
Version = Annotated[str, StringConstraints(pattern=r"^[\w.-]{1,40}$")]
SectionKey = Annotated[str, StringConstraints(pattern=r"^[a-z_]{0,40}$")]
BilateralRef = Annotated[str, StringConstraints(pattern=rf"^{BILATERAL.pattern}$", max_length=20)]


class ShowVersion(Payload):
    """The version in force, or the one of this number."""

    verb = "governance.show"
    kind: Kind
    number: Version | Literal[""] = ""
    page: Number = 1


class _OnVersion(Payload):
    """A press on a version under the words that were shown."""

    kind: Kind
    number: Version
    wording: Number


class SignVersion(_OnVersion):
    """Sign it for one's agency."""

    verb = "governance.sign"


class WithdrawSignature(_OnVersion):
    """Ask whether to; with `sure`, take one's agency's signature back."""

    verb = "governance.withdraw"
    sure: bool = False


class DraftVersion(Payload):
    """A new draft with the words of the version in force, or the draft there is."""

    verb = "governance.draft"
    kind: Kind


class EditSection(_OnVersion):
    """The box of the section chosen in `choice`; with `section` and `sent`, keep its `text`."""

    verb = "governance.section"
    section: SectionKey = ""
    sent: bool = False


class EditAgreement(_OnVersion):
    """The form of an agreement; `sent` keeps it."""

    verb = "governance.edit"
    sent: bool = False


class AgreeVersion(_OnVersion):
    """Ask at which meeting; `sent`, bring it into force in place of the one before."""

    verb = "governance.agree"
    sent: bool = False


class ShowPartners(Payload):
    """Agencies with their champions and invitations."""

    verb = "partners.list"
    page: Number = 1


class InvitePartner(Payload):
    """The form of an invitation; `sent` notes it."""

    verb = "partners.invite"
    sent: bool = False


class AnswerInvitation(Payload):
    """What an invited agency has answered."""

    verb = "partners.answer"
    agency: Annotated[str, StringConstraints(pattern=r"^[\w.-]{1,40}$")]
    response: Literal["accepted", "declined"]


class ShowBilaterals(Payload):
    """Open concerns and the meetings they come from."""

    verb = "bilateral.list"
    page: Number = 1


class ShowBilateral(Payload):
    """One meeting."""

    verb = "bilateral.show"
    ref: BilateralRef
    page: Number = 1


class LogBilateral(Payload):
    """The form of a meeting; `sent` puts it down, once for each form id."""

    verb = "bilateral.log"
    once = True
    form: FormId | Literal[""] = ""
    sent: bool = False


class AddConcern(Payload):
    """The form of a further concern; `sent` adds it, once for each form id."""

    verb = "bilateral.concern"
    once = True
    ref: BilateralRef
    form: FormId | Literal[""] = ""
    sent: bool = False


class _OnConcern(Payload):
    """A press on a concern, numbered from 0."""

    ref: BilateralRef
    number: Number


class ResolveConcern(_OnConcern):
    """It was resolved early."""

    verb = "bilateral.resolve"


class EscalateConcern(_OnConcern):
    """Ask where to; `sent`, an escalation's reference or the next board's agenda."""

    verb = "bilateral.escalate"
    sent: bool = False

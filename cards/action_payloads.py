"""The buttons of actions and escalations."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from board.actions import Deed
from board.escalation import Answer
from board.refs import ACTION, ESCALATION
from cards.payloads import FormId, Number, Payload, Shown

ActionRef = Annotated[str, StringConstraints(pattern=rf"^{ACTION.pattern}$", max_length=20)]
EscalationRef = Annotated[str, StringConstraints(pattern=rf"^{ESCALATION.pattern}$", max_length=20)]
SourceRef = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9-]{0,24}$")]
OriginKey = Annotated[str, StringConstraints(pattern=r"^((ask|demand|concern):[\w.:-]{1,120})?$")]
Key = Annotated[str, StringConstraints(pattern=r"^[\w.-]{0,60}$")]
ItemKey = Annotated[str, StringConstraints(pattern=r"^[\w-]{0,60}$")]
FilterWords = Annotated[str, StringConstraints(max_length=120)]


class SendAction(Payload):
    """One action, into the own chat of whoever presses this in a channel."""

    verb = "action.send"
    ref: ActionRef


class ShowActions(Payload):
    """One page of the tracker, by the same filter again."""

    verb = "action.list"
    words: FilterWords = ""
    page: Number = 1


class ShowMyActions(Payload):
    """A person's own actions."""

    verb = "action.mine"
    page: Number = 1


class ShowAction(Payload):
    """One action with its history."""

    verb = "action.show"
    ref: ActionRef


class AddAction(Payload):
    """The form of a new action, about `source` where it comes from something.

    With `origin`, what is to become the action: the form is filled with its words.
    `item` is the item of the agenda of a meeting in session under which it is raised.
    """

    verb = "action.add"
    source: SourceRef = ""
    origin: OriginKey = ""
    item: ItemKey = ""


class CreateAction(Payload):
    """Keep a new action, once for each form id."""

    verb = "action.create"
    once = True
    form: FormId
    source: SourceRef = ""
    origin: OriginKey = ""
    item: ItemKey = ""
    sent: bool = False


class _OnAction(Shown):
    """A press on one action as it was shown."""

    ref: ActionRef


class AcceptAction(_OnAction):
    """The owner takes it on."""

    verb = "action.accept"


class DeclineAction(_OnAction):
    """Ask why; with `reason`, decline."""

    verb = "action.decline"


class ProgressAction(_OnAction):
    """On track."""

    verb = "action.progress"


class NotDoneAction(_OnAction):
    """Not done: ask why; with `reason` (and `due`, another date), keep it."""

    verb = "action.not_done"


class BlockAction(_OnAction):
    """Ask what holds it up; with `reason`, `needed` and `needed_from`, keep it."""

    verb = "action.block"


class CompleteAction(_OnAction):
    """Ask what shows it; with `evidence`, complete."""

    verb = "action.complete"


class VerifyAction(_OnAction):
    """Somebody else confirms that it is done."""

    verb = "action.verify"


class ReopenAction(_OnAction):
    """Ask why; with `reason` and `due`, it is not done after all."""

    verb = "action.reopen"


class ExtendAction(_OnAction):
    """Ask until when; with `due` and `reason`, move the date or ask for it."""

    verb = "action.extend"


class CancelAction(_OnAction):
    """No longer possible: ask why; with `reason`, end it or ask for that."""

    verb = "action.cancel"


class AssignAction(_OnAction):
    """Ask to whom; with `owner` (and `due`), give it to them."""

    verb = "action.assign"


class SnoozeAction(_OnAction):
    """Ask until when; with `due`, no reminders until then."""

    verb = "action.snooze"


class AgreeAction(_OnAction):
    """Agree to what is asked."""

    verb = "action.agree"


class RefuseAction(_OnAction):
    """Ask why; with `reason`, do not agree."""

    verb = "action.refuse"


class UpdateActions(Payload):
    """The answers to an agency's list: inputs `<ref>` (a deed) and `<ref>.note`.

    `versions` are those of the actions as they were shown.
    """

    verb = "action.update_list"
    meeting: Annotated[str, StringConstraints(pattern=r"^BRD-\d{3,}$")]
    what: Literal["request", "list", "own_list"]
    agency: Key
    page: Number = 1
    versions: dict[ActionRef, Number] = Field(default_factory=dict)


class ShowAgencyActions(Payload):
    """A page of an agency's list."""

    verb = "action.show_list"
    meeting: Annotated[str, StringConstraints(pattern=r"^BRD-\d{3,}$")]
    what: Literal["request", "list", "own_list"]
    agency: Key
    page: Number = 1


class ShowDue(Payload):
    """What will be sent to whom."""

    verb = "action.due"
    page: Number = 1


class ShowDissemination(Payload):
    """Who was sent the actions before a meeting."""

    verb = "action.dissemination"
    meeting: Annotated[str, StringConstraints(pattern=r"^BRD-\d{3,}$")]
    page: Number = 1


class ShowEscalations(Payload):
    """Running ladders."""

    verb = "escalation.list"
    page: Number = 1


class ShowEscalation(Payload):
    """One rung's question."""

    verb = "escalation.show"
    ref: EscalationRef


class AnswerEscalation(Payload):
    """Ask for the boxes of one answer; with them, put it down."""

    verb = "escalation.answer"
    ref: EscalationRef
    rung: Number
    answer: Answer
    sent: bool = False


class AcknowledgeEscalation(Payload):
    """A co-chair has read it."""

    verb = "escalation.acknowledge"
    ref: EscalationRef
    rung: Number


class PassEscalation(Payload):
    """Note in `whom` to whom a representative has passed a question on."""

    verb = "escalation.pass"
    ref: EscalationRef
    rung: Number


class JumpEscalation(Payload):
    """Ask to which rung and why; with `rung` and `reason`, straight up at once."""

    verb = "escalation.jump"
    ref: ActionRef
    sent: bool = False


STEPS: dict[Deed, type[_OnAction]] = {
    Deed.ACCEPT: AcceptAction,
    Deed.DECLINE: DeclineAction,
    Deed.PROGRESS: ProgressAction,
    Deed.AT_RISK: NotDoneAction,
    Deed.BLOCK: BlockAction,
    Deed.COMPLETE: CompleteAction,
    Deed.VERIFY: VerifyAction,
    Deed.REOPEN: ReopenAction,
    Deed.EXTEND: ExtendAction,
    Deed.CANCEL: CancelAction,
    Deed.ASSIGN: AssignAction,
    Deed.SNOOZE: SnoozeAction,
    Deed.AGREE: AgreeAction,
    Deed.REFUSE: RefuseAction,
}
"""The button of each step."""

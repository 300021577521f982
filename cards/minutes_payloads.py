"""The buttons of minutes, of the log of decisions and of recordings."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from cards.action_payloads import Key
from cards.payloads import FormId, Number, Payload, Shown

_MEETING = r"(BRD-\d{3,8}|(SUB|SEN|TFG|BIL)-\d{8}(-[A-Z0-9]{1,20})?)"
MeetingRef = Annotated[str, StringConstraints(pattern=rf"^{_MEETING}$", max_length=40)]
CommentRef = Annotated[str, StringConstraints(pattern=rf"^{_MEETING}/C\d{{2,}}$", max_length=50)]
SHOWN_OF_DIGEST = 12
"""So much of the hash of its text a card carries: it is a version of what others may change too."""
Digest = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{12})?$")]
Words = Annotated[str, StringConstraints(max_length=80)]


class ShowMinutesList(Payload):
    """The latest minutes, and what waits for whoever asks."""

    verb = "minutes.list"


class ShowMinutes(Payload):
    """One page of the minutes of a meeting."""

    verb = "minutes.show"
    ref: MeetingRef
    page: Number = 1


class _OnMinutes(Shown):
    """A press on minutes as they were shown."""

    ref: MeetingRef


class ChangeMinutes(_OnMinutes):
    """Ask what an item is to say; with `summary` and `unresolved`, keep it."""

    verb = "minutes.change"
    item: Key
    page: Number = 1


class SendToChair(_OnMinutes):
    """The draft goes to the chair."""

    verb = "minutes.to_chair"


class SendToMembers(_OnMinutes):
    """The draft goes to the members."""

    verb = "minutes.to_members"


class CommentMinutes(_OnMinutes):
    """Ask for a comment on an item; with `comment`, keep it once for each form id."""

    verb = "minutes.comment"
    item: Key
    form: FormId | Literal[""] = ""


class ShowComments(Payload):
    """One page of the comments on the minutes of a meeting."""

    verb = "minutes.comments"
    ref: MeetingRef
    page: Number = 1


class DealWithComment(Shown):
    """Ask what becomes of a comment; with `outcome` and `reason`, keep it."""

    verb = "minutes.deal"
    ref: CommentRef


class ApproveMinutes(_OnMinutes):
    """A co-chair approves the minutes as shown."""

    verb = "minutes.approve"
    digest: Digest = ""


class AgreeMinutes(_OnMinutes):
    """The meeting in session approves the minutes of an earlier one, as shown."""

    verb = "minutes.agree"
    digest: Digest = ""


class AddAddendum(_OnMinutes):
    """Ask for what is to be added; with `addendum`, keep it once for each form id."""

    verb = "minutes.addendum"
    form: FormId | Literal[""] = ""


class ShowExtract(Payload):
    """What of the minutes concerns the agency of whoever asks."""

    verb = "minutes.extract"
    ref: MeetingRef
    page: Number = 1


class FileAgain(Payload):
    """File the minutes as they were approved beside a file that somebody changed."""

    verb = "minutes.file_again"
    ref: MeetingRef
    stage: Annotated[str, StringConstraints(pattern=r"^(final|addendum \d{1,3})$")]


class ShowDecisions(Payload):
    """One page of the log of decisions, by the same words again."""

    verb = "decision.list"
    words: Words = ""
    page: Number = 1


class ShowRecording(Payload):
    """Where the recording of a meeting is, for those entitled."""

    verb = "recording.show"
    ref: MeetingRef


class RecordingDeleted(Payload):
    """The recordings of a meeting have been deleted where they were."""

    verb = "recording.deleted"
    ref: MeetingRef

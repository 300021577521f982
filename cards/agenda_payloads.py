"""The buttons of agendas and of subgroups' updates."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from cards.action_payloads import Key
from cards.payloads import FormId, Number, Payload

MeetingRef = Annotated[
    str, StringConstraints(pattern=r"^[A-Z]{3}-\d{3,8}(-[A-Z0-9]{1,20})?$", max_length=40)
]
AskRef = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Z]{3}-\d{3,8}(-[A-Z0-9]{1,20})?/A\d{2,6}$", max_length=50),
]
ForumCode = Annotated[str, StringConstraints(pattern=r"^SUBGROUP-[A-Z0-9 -]{1,40}$")]


class ShowAgenda(Payload):
    """The agenda of a meeting; of the next board where none is named."""

    verb = "meeting.agenda"
    ref: MeetingRef | Literal[""] = ""


class ChangeAgenda(Payload):
    """What can be changed of an agenda."""

    verb = "agenda.change"
    ref: MeetingRef


class _OnAgenda(Payload):
    """A press on an agenda as it was shown; `sent` marks the button of the form itself."""

    ref: MeetingRef
    version: Number = 0
    item: Key = ""
    sent: bool = False


class AddAgendaItem(_OnAgenda):
    """Ask for an item; with `title` and `minutes`, add it once for each form id."""

    verb = "agenda.add"
    once = True
    form: FormId | Literal[""] = ""


class EditAgendaItem(_OnAgenda):
    """Ask what becomes of an item; sent, change it."""

    verb = "agenda.edit"


class MoveAgendaItem(_OnAgenda):
    """Ask where to; with `at`, move it there."""

    verb = "agenda.move"


class RemoveAgendaItem(_OnAgenda):
    """Ask whether to take it off; sent, do it."""

    verb = "agenda.remove"


class AddAgendaPaper(_OnAgenda):
    """Ask for a paper; sent, add it, or after the pack ask a chair to agree, once."""

    verb = "agenda.paper"
    once = True
    form: FormId | Literal[""] = ""


class ProposeBusiness(Payload):
    """Ask for other business; with `title`, propose it once for each form id."""

    verb = "agenda.propose"
    once = True
    ref: MeetingRef
    form: FormId | Literal[""] = ""
    sent: bool = False


class SettleAsk(Payload):
    """Agree, or do not, to what somebody asked of an agenda."""

    verb = "agenda.settle"
    ref: AskRef
    agreed: bool = False


class ShowUpdate(Payload):
    """A subgroup's update for the next board."""

    verb = "update.show"
    ref: MeetingRef
    forum: ForumCode


class EditUpdate(Payload):
    """Ask for the chair's own words; sent, keep them."""

    verb = "update.edit"
    ref: MeetingRef
    forum: ForumCode
    version: Number = 0
    sent: bool = False


class ApproveUpdate(Payload):
    """The chair lets it into the pack, as it was shown."""

    verb = "update.approve"
    ref: MeetingRef
    forum: ForumCode
    version: Number = 0
    counted: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{0,16}$")] = ""

"""Partners: their champions, and who was asked to take part in whose name."""

from dataclasses import replace
from typing import Any

from board.errors import BoardError, Forbidden
from board.facts import Result
from board.forums import may_run
from board.invitations import Response, answer, invite, is_same, may_sponsor
from board.people import Permission
from board.referral_form import Fault
from board.tiers import Tier
from bot.handlers.tracker_views import names_of
from bot.handlers.triage_page import text_of
from bot.router import Router
from bot.turn import Reply, Turn
from cards.governance_payloads import AnswerInvitation, InvitePartner, ShowPartners
from cards.governance_views import InvitationForm, Partner, PartnerList
from storage.unit import Snapshot, Unit

router = Router()

VIEW = Permission.MEETING_VIEW


@router.command(
    "partners", says="See which agencies have a champion, and who was asked to join", needs=VIEW
)
@router.view(ShowPartners, needs=VIEW)
def partners(turn: Turn, asked: Any, snapshot: Snapshot) -> Reply:  # noqa: ANN401 - words or a press
    """Every active agency, and whoever was asked."""
    page = asked.page if isinstance(asked, ShowPartners) else 1
    fact = turn.fact("PartnersViewed", "partners", Tier.T0, Result.VIEWED)
    return Reply(view=_list(turn, snapshot, page=page), fact=fact)


@router.deed(InvitePartner, needs=VIEW)
def invite_partner(turn: Turn, pressed: InvitePartner, unit: Unit) -> Reply:
    """Ask whom and in whose name; sent, note it and show the letter."""
    if not may_run(turn.person):
        raise Forbidden
    inputs = {name: text_of(pressed, name) for name in ("agency", "sponsor")}
    form = _form(turn, unit)
    if not pressed.sent:
        return Reply(view=form)
    agency, sponsor = unit.people.agency(inputs["agency"]), unit.people.member(inputs["sponsor"])
    if agency is None:
        return Reply(view=replace(form, inputs=inputs, faults={"agency": Fault("V41")}))
    try:
        made, fact = invite(agency, sponsor, by=turn.person, now=turn.now)
    except Forbidden:
        raise
    except BoardError as refusal:
        return Reply(view=replace(form, inputs=inputs, faults={"sponsor": Fault(refusal.code)}))
    if not is_same(made, unit.invitations.of(agency.key)):
        unit.invitations.put(made)
        unit.record(fact)
    letter = (agency.name, sponsor.name if sponsor else "")
    return Reply(view=replace(_list(turn, unit, note="Noted."), letter=letter))


@router.deed(AnswerInvitation, needs=VIEW)
def answer_invitation(turn: Turn, pressed: AnswerInvitation, unit: Unit) -> Reply:
    """What the partner has answered."""
    invitation = unit.invitations.of(pressed.agency)
    if invitation is None:
        raise Forbidden
    response = Response(pressed.response)
    answered, fact = answer(invitation, response, by=turn.person, now=turn.now)
    if invitation.response is not response:
        unit.invitations.put(answered)
        unit.record(fact)
    return Reply(view=_list(turn, unit, note="Noted."))


def _list(turn: Turn, snapshot: Snapshot, *, page: int = 1, note: str = "") -> PartnerList:
    invited = {each.agency: each for each in snapshot.invitations.all()}
    members = [each for each in snapshot.people.members() if each.active]
    names = names_of(snapshot)
    rows = []
    for each in snapshot.people.agencies():
        if not (each.active or each.key in invited):
            continue
        own = {one.key for one in members if one.champion and one.agency == each.key}
        champions = sorted(names[key] for key in own | set(each.champions) if key in names)
        rows.append(Partner(each.key, each.name, tuple(champions), invited.get(each.key)))
    rows.sort(key=lambda row: (bool(row.champions), row.name.casefold()))
    return PartnerList(
        partners=tuple(rows),
        names=names,
        may_invite=may_run(turn.person),
        page=page,
        note=note,
        at=turn.now,
    )


def _form(turn: Turn, snapshot: Snapshot) -> InvitationForm:
    members = snapshot.people.members()
    senior = [(each.key, each.name) for each in members if may_sponsor(each, turn.now)]
    agencies = [(each.key, each.name) for each in snapshot.people.agencies()]
    return InvitationForm(agencies=tuple(agencies), sponsors=tuple(senior))

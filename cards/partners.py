"""Partners: who speaks for the board in each agency, and who was asked to take part."""

from board.invitations import Invitation, Response
from cards.action_boxes import choice_box, fitting
from cards.action_pieces import as_at, said, strongly, taken, turning, who
from cards.action_views import Names
from cards.action_words import count, short_day
from cards.buttons import button, main_button, rows
from cards.elements import Action, Element
from cards.governance_payloads import AnswerInvitation, InvitePartner, ShowPartners
from cards.governance_views import InvitationForm, Partner, PartnerList
from cards.paging import Block, page_of
from cards.pieces import heading, noted, problems, section, words
from cards.views import Surface

_ROOM, _CHOICES = 17_000, 6_000
_NAME = 80
_ANSWERS = {
    Response.PENDING: "no answer yet",
    Response.ACCEPTED: "accepted",
    Response.DECLINED: "declined",
}
_LETTER = (
    "I write to ask {agency} to take part in the Mental Health Risk Management Board, in which "
    "police, health, councils and other partners prevent homicide and serious violence where "
    "mental ill health is a factor. The board meets every six weeks in Microsoft Teams. Please "
    "name a senior representative with a deputy, and a champion for this work. The terms of "
    "reference and the information sharing agreement come with this letter. Yours sincerely, "
    "{sponsor}"
)


def partner_list_card(view: PartnerList, surface: Surface) -> list[Element]:
    """Every agency with its champion and its invitation, those without a champion first."""
    lacking = sum(not each.champions for each in view.partners)
    told = f"{count(lacking, 'agency', 'agencies')} without a champion." if lacking else ""
    steps: list[Action] = (
        [button("Invite a partner", InvitePartner(), surface)] if view.may_invite else []
    )
    top = [
        heading("Partners"),
        *noted(view.note),
        words(told or "Every agency has a champion."),
        *_letter(view),
        *rows(steps),
    ]
    end = [as_at(view.at)]
    blocks = [_partner(each, view, surface) for each in view.partners]
    blocks = blocks or [[words("No agency has been added yet.")]]
    shown, page, pages = page_of(blocks, view.page, _ROOM - taken([*top, *end]))
    turns = turning(
        page, pages, (ShowPartners(page=max(page - 1, 1)), ShowPartners(page=page + 1)), surface
    )
    return [*top, *shown, *rows(turns), *end]


def invitation_form_card(view: InvitationForm, surface: Surface) -> list[Element]:
    """Whom to ask, and in whose name."""
    agencies = fitting(view.agencies, str(view.inputs.get("agency", "")), _CHOICES)
    sponsors = fitting(view.sponsors, str(view.inputs.get("sponsor", "")), _CHOICES)
    sends = InvitePartner(sent=True)
    return [
        heading("Invite a partner"),
        *problems(view.faults),
        words("Senior officers send the request. The letter to send is on the next card."),
        *choice_box("agency", "Agency", agencies, view.inputs, view.faults),
        *choice_box("sponsor", "In whose name?", sponsors, view.inputs, view.faults),
        *rows(
            [
                main_button("Note the invitation", sends, surface),
                button("Go back", ShowPartners(), surface),
            ],
            spacing="large",
        ),
    ]


def _letter(view: PartnerList) -> list[Element]:
    if view.letter is None:
        return []
    agency, sponsor = view.letter
    text = _LETTER.format(agency=agency[:_NAME], sponsor=sponsor[:_NAME])
    return [section("Letter to send"), said(text)]


def _partner(each: Partner, view: PartnerList, surface: Surface) -> Block:
    champions = ", ".join(name[:_NAME] for name in each.champions[:3]) or "none named"
    lines: list[Element] = [
        said(strongly(each.name[:_NAME]), f". Champion: {champions}.", spacing="medium")
    ]
    if each.invitation is not None:
        lines.append(said(_invited(each.invitation, view.names), spacing="none"))
        if view.may_invite and each.invitation.response is Response.PENDING:
            lines += rows(
                [_answers("Accepted", each, Response.ACCEPTED, surface),
                 _answers("Declined", each, Response.DECLINED, surface)],
                spacing="small",
            )  # fmt: skip
    return lines


def _answers(title: str, each: Partner, response: Response, surface: Surface) -> Action:
    noted_as = AnswerInvitation(agency=each.key, response=str(response))
    return button(title, noted_as, surface, tooltip=f"{each.name[:_NAME]}: {title.lower()}")


def _invited(invitation: Invitation, names: Names) -> str:
    asked = f"Invited on {short_day(invitation.sent_on)} by {who(invitation.sponsor, names)}"
    when = f" on {short_day(invitation.answered_on)}" if invitation.answered_on else ""
    return f"{asked}: {_ANSWERS[invitation.response]}{when}."

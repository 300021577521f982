"""What is told without being asked: a referral to the team's channel, and plain sentences."""

from collections.abc import Mapping
from types import MappingProxyType

from board.referrals import IN_QUEUE, Urgency
from cards.buttons import open_buttons, rows, step
from cards.elements import Action, Element, Fact, FactSet, RichTextBlock, TextBlock, TextRun
from cards.payloads import TakeReferral, WorkOnReferral
from cards.pieces import agency, clock, state_for_team, unconfirmed
from cards.queue import may_be_taken
from cards.typed import fit, named
from cards.views import ReferralNotice, Sentence, Surface
from cards.words import URGENCY

_SENTENCE_LONGEST = 4_000
HAPPENED: Mapping[str, str] = MappingProxyType(
    {
        "received": "New referral",
        "completed": "More answers to a referral",
        "added": "Information added to a referral",
        "withdrawn": "Referral withdrawn",
        "answered": "The referrer has answered",
        "urgent_now": "Urgent referral, late in the day",
        "handed_over": "A referral has been handed to you",
        "check_wanted": "A decision waits for a check",
        "late": "Triage is late",
        "route_late": "No answer from where a referral was sent",
        "reply_late": "No answer from the referrer",
    }
)
_TO_WORK_ON = frozenset(
    {"answered", "urgent_now", "handed_over", "check_wanted", "late", "route_late", "reply_late"}
)


def referral_notice_card(view: ReferralNotice, surface: Surface) -> list[Element]:
    """Reference, urgency, due time and referring agency; the rest is opened in private."""
    referral = view.referral
    is_urgent = referral.urgency is Urgency.URGENT
    title = HAPPENED[view.happened]
    if is_urgent and "urgent" not in title.casefold():
        title = f"{title}: urgent"
    facts = [
        Fact(title="Reference", value=referral.ref),
        Fact(title="Urgency", value=URGENCY[referral.urgency]),
        Fact(title="State", value=state_for_team(referral)),
    ]
    facts += clock(referral)
    holder = [named("With", referral.holder_name)] if referral.holder_name else []
    return [
        TextBlock(
            text=title,
            style="heading",
            size="medium",
            weight="bolder",
            color="attention" if is_urgent else None,
            wrap=True,
        ),
        FactSet(facts=facts),
        agency(referral),
        *holder,
        *unconfirmed(referral),
        *rows(open_buttons(referral.ref, surface, before=_steps(view, surface))),
    ]


def _steps(view: ReferralNotice, surface: Surface) -> list[Action]:
    """What the team does next, for one person's eyes."""
    referral = view.referral
    if may_be_taken(referral):
        return [step("Take", TakeReferral(ref=referral.ref, version=referral.version), surface)]
    if referral.state in IN_QUEUE and view.happened in _TO_WORK_ON:
        return [step("Triage", WorkOnReferral(ref=referral.ref), surface)]
    return []


def sentence_card(view: Sentence, _surface: Surface) -> list[Element]:
    """A plain sentence."""
    return [RichTextBlock(inlines=[TextRun(text=fit(view.text[:_SENTENCE_LONGEST]) or " ")])]

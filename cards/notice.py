"""What is told without being asked: a referral to the team's channel, and plain sentences."""

from collections.abc import Mapping
from types import MappingProxyType

from board.calendar import in_words
from board.referrals import IN_QUEUE, Urgency, state_in_words
from cards.buttons import open_buttons, rows
from cards.elements import Element, Fact, FactSet, RichTextBlock, TextBlock, TextRun
from cards.pieces import agency, unconfirmed
from cards.typed import fit
from cards.views import ReferralNotice, Sentence, Surface
from cards.words import URGENCY

_SENTENCE_LONGEST = 4_000
HAPPENED: Mapping[str, str] = MappingProxyType(
    {
        "received": "New referral",
        "completed": "More answers to a referral",
        "added": "Information added to a referral",
        "withdrawn": "Referral withdrawn",
    }
)


def referral_notice_card(view: ReferralNotice, surface: Surface) -> list[Element]:
    """Reference, urgency, due time and referring agency; the rest is opened in private."""
    referral = view.referral
    is_urgent = referral.urgency is Urgency.URGENT
    title = f"{HAPPENED[view.happened]}{': urgent' if is_urgent else ''}"
    facts = [
        Fact(title="Reference", value=referral.ref),
        Fact(title="Urgency", value=URGENCY[referral.urgency]),
        Fact(title="State", value=state_in_words(referral.state).capitalize()),
    ]
    if referral.state in IN_QUEUE:
        facts.append(Fact(title="Triage by", value=in_words(referral.triage_due)))
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
        *unconfirmed(referral),
        *rows(open_buttons(referral.ref, surface)),
    ]


def sentence_card(view: Sentence, _surface: Surface) -> list[Element]:
    """A plain sentence."""
    return [RichTextBlock(inlines=[TextRun(text=fit(view.text[:_SENTENCE_LONGEST]) or " ")])]

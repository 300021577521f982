"""One referral shown whole, in as many pages as it needs."""

from board.calendar import in_words
from board.referral_form import Answers, Screen, questions_on
from board.referrals import Addition, Referral, state_in_words
from cards.action_payloads import AddAction
from cards.buttons import button, rows
from cards.elements import Action, Element, Fact, FactSet, RichTextBlock, TextRun
from cards.outcome import challenge_buttons, outcome_for_referrer
from cards.payloads import OpenReferral, ShowMine, ShowQueue, TakeReferral, WorkOnReferral
from cards.pieces import clock, heading, section, small, state_for_team, strong, unconfirmed, words
from cards.questions import ASKED, answer_in_words
from cards.queue import may_be_taken
from cards.referral import owner_buttons
from cards.size import size
from cards.triage_entries import Block, entries, gates_answered
from cards.typed import NAME_LONGEST, fit, longest, named, typed
from cards.views import ReferralShown, Surface
from cards.words import URGENCY

ROOM = 14_000
"""How large the answers on one page may be together; the rest of the card stays far below."""
_SECTIONS = (
    (Screen.WHAT, "The concern"),
    (Screen.WHO, "The person"),
    (Screen.CHECK, "What the person knows"),
    (Screen.MORE, "More about them"),
)
_NOT_ABOUT_THEM = frozenset({"phone", "agency", "job", "confirmed"})
_CHOICES_LONGEST = 2_000

_DANGER = "Immediate danger was reported before this was written. The advice given was to call 999."


def referral_card(view: ReferralShown, surface: Surface) -> list[Element]:
    """All that its reader may see of it, a page at a time."""
    pages = _pages(_blocks(view))
    page = min(max(view.page, 1), len(pages))
    of = f", page {page} of {len(pages)}" if len(pages) > 1 else ""
    top = _top(view) if page == 1 else []
    return [
        heading(f"{view.referral.ref}{of}"),
        *top,
        *(each for block in pages[page - 1] for each in block),
        *_turning(view.referral.ref, page, len(pages), surface),
        *_steps(view, surface),
    ]


def _top(view: ReferralShown) -> list[Element]:
    referral = view.referral
    state = state_in_words(referral.state).capitalize()
    if not view.is_own:
        state = state_for_team(referral)
    facts = [
        Fact(title="State", value=state),
        Fact(title="Urgency", value=URGENCY[referral.urgency]),
        Fact(title="Sent", value=in_words(referral.submitted_at)),
    ]
    facts += clock(referral, is_overdue=view.is_overdue)
    if referral.withdrawn_at:
        facts.append(Fact(title="Withdrawn", value=in_words(referral.withdrawn_at)))
    if referral.case and not view.is_own:
        facts.append(Fact(title="Case", value=referral.case))
    if referral.is_repeat and not view.is_own:
        facts.append(Fact(title="Repeat", value="Referred before within 12 months"))
    danger = [strong(_DANGER)] if (referral.concern or {}).get("danger") == "true" else []
    if view.is_own:
        return [*danger, FactSet(facts=facts), *outcome_for_referrer(referral)]
    holder = [named("With", referral.holder_name)] if referral.holder_name else []
    return [*danger, FactSet(facts=facts), *holder, *_referrer(referral)]


def _referrer(referral: Referral) -> list[Element]:
    parts = (referral.referrer_name, referral.job, referral.agency_name)
    said: list[Element] = [strong("Referred by")]
    said.append(typed(", ".join(each for each in parts if each), 3 * NAME_LONGEST))
    if referral.phone:
        said.append(typed(f"Phone {referral.phone}", NAME_LONGEST))
    return [*said, *unconfirmed(referral)]


def _blocks(view: ReferralShown) -> list[Block]:
    """Each answer and addition, which no page breaks apart."""
    referral = view.referral
    groups = (referral.concern, referral.identity, referral.health)
    answers: Answers = {key: value for each in groups for key, value in (each or {}).items()}
    blocks = [block for screen, title in _SECTIONS for block in _section(screen, title, answers)]
    if None not in groups:
        blocks.append(_unanswered(answers))
    elif view.is_own:
        blocks.append(
            [
                words(
                    "You can read back what you wrote for 30 days after sending it. "
                    "After that, ask the Mental Health Team."
                )
            ]
        )
    added = [_addition(each) for each in reversed(referral.additions or ())]
    if added:
        added[0].insert(0, section("Added later, newest first"))
    return [*blocks, *added, *([] if view.is_own else _file(referral))]


def _file(referral: Referral) -> list[Block]:
    """What triage has put down, for its team alone."""
    gates = gates_answered(referral)
    blocks = [[section("Triage"), *gates]] if gates else []
    written = entries(referral)
    if written:
        written[0].insert(0, section("File, newest first"))
    return [*blocks, *written]


def _section(screen: Screen, title: str, answers: Answers) -> list[Block]:
    blocks: list[Block] = []
    for asked in questions_on(screen):
        told = answer_in_words(asked.id, answers.get(asked.id, ""))
        if told and asked.id not in _NOT_ABOUT_THEM:
            most = longest(asked.id) or _CHOICES_LONGEST
            blocks.append([strong(ASKED[asked.id].name), typed(told, most)])
    if blocks:
        blocks[0].insert(0, section(title))
    return blocks


def _unanswered(answers: Answers) -> Block:
    asked = ("how_soon", *(each.id for each in questions_on(Screen.MORE)))
    missing = [ASKED[each].name for each in asked if not answers.get(each)]
    return [small(f"Not answered: {'; '.join(missing)}.")] if missing else []


def _addition(added: Addition) -> Block:
    by = f"{in_words(added.at)}, {added.by_name[:NAME_LONGEST]}"
    run = TextRun(text=fit(by), weight="bolder")
    return [RichTextBlock(inlines=[run]), typed(added.text, longest("account"))]


def _pages(blocks: list[Block]) -> list[list[Block]]:
    pages: list[list[Block]] = [[]]
    left = ROOM
    for block in blocks:
        taken = sum(size(each.render()) for each in block)
        if taken > left and pages[-1]:
            pages.append([])
            left = ROOM
        pages[-1].append(block)
        left -= taken
    return pages


def _turning(ref: str, page: int, pages: int, surface: Surface) -> list[Element]:
    turns: list[Action] = []
    if page > 1:
        turns.append(button("Previous page", OpenReferral(ref=ref, page=page - 1), surface))
    if page < pages:
        turns.append(button("Next page", OpenReferral(ref=ref, page=page + 1), surface))
    return rows(turns)


def _steps(view: ReferralShown, surface: Surface) -> list[Element]:
    is_personal = surface is Surface.PERSONAL
    if view.is_own:
        can_complete = view.referral.identity is not None and view.referral.health is not None
        steps = owner_buttons(view.referral, surface, can_complete=can_complete)
        steps += challenge_buttons(view.referral, surface)
        steps += [button("My referrals", ShowMine(), surface)] if is_personal else []
    else:
        steps = [_work(view.referral, surface)]
        if case := view.referral.case:
            steps.append(button("Add action", AddAction(source=case), surface))
        steps += [button("Back to the queue", ShowQueue(), surface)] if is_personal else []
    return rows(steps)


def _work(referral: Referral, surface: Surface) -> Action:
    if may_be_taken(referral):
        return button("Take", TakeReferral(ref=referral.ref, version=referral.version), surface)
    return button("Triage", WorkOnReferral(ref=referral.ref), surface)

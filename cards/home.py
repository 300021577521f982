"""The first card a person sees, and help."""

from itertools import groupby

from board.calendar import LONDON
from cards.action_payloads import ShowMyActions
from cards.buttons import button, dialog_button, rows
from cards.elements import Action, Container, Element, RichTextBlock, TextRun
from cards.meeting_payloads import ShowMeeting
from cards.payloads import SendForm, ShowHelp, ShowMine, ShowQueue, ShowSaid
from cards.pieces import banner, call_now, footer, heading, section, small, strong, words
from cards.setup_payloads import ShowSetUp
from cards.typed import NAME_LONGEST, typed
from cards.views import Help, HelpLine, Home, Nearest, Surface, Waiting

_NOT_SET_UP = (
    "The board is being set up: its two co-chairs are not named yet. Until then I take referrals."
)


def home_card(view: Home, surface: Surface) -> list[Element]:
    """What waits for a person, and what they can do, as buttons."""
    urgent = [] if not view.hours.is_open else [words(call_now(view.hours))]
    lines = _waiting(view.waiting)
    return [
        heading("Mental Health Risk Management Board"),
        *([typed(f"Hello {view.name}", NAME_LONGEST, spacing="small")] if view.name else []),
        words(
            "Tell the Mental Health Team about a person you are worried about, "
            "and see what became of it."
        ),
        *([] if view.is_set_up else [strong(_NOT_SET_UP)]),
        *banner(view.hours),
        *urgent,
        *([section("Waiting for you"), *(words(each) for each in lines)] if lines else []),
        *rows(_steps(view, surface)),
        footer(),
    ]


def _waiting(waiting: Waiting) -> list[str]:
    """Counts in words; what is none is not said."""
    lines = []
    if waiting.referrals:
        lines.append(f"{_count(waiting.referrals, 'referral')} for the team to look at")
    if waiting.actions_due:
        lines.append(f"{_count(waiting.actions_due, 'action')} of yours due or overdue")
    elif waiting.actions_open:
        lines.append(f"{_count(waiting.actions_open, 'action')} of yours open, none due yet")
    if waiting.drafts:
        lines.append(f"{_count(waiting.drafts, 'referral')} begun and not sent")
    if waiting.own_referrals:
        lines.append(f"{_count(waiting.own_referrals, 'referral')} of yours being dealt with")
    if waiting.meeting is not None:
        ref, starts_at = waiting.meeting
        here = starts_at.astimezone(LONDON)
        lines.append(f"{ref} on {here.day} {here:%B}, {here:%H:%M}")
    return lines


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'s' * (number != 1)}"


def _steps(view: Home, surface: Surface) -> list[Action]:
    waiting = view.waiting
    steps: list[Action] = []
    if view.may_set_up and not view.is_set_up:
        steps.append(button("Set up", ShowSetUp(), surface))
    if view.is_team:
        steps.append(button("Referrals waiting", ShowQueue(), surface))
    steps += _make_a_referral(surface)
    if surface is not Surface.CHANNEL:
        steps.append(button("My referrals", ShowMine(), surface))
    if waiting.actions_due is not None:
        steps.append(button("My actions", ShowMyActions(), surface))
    if waiting.meeting is not None:
        steps.append(button("Next meeting", ShowMeeting(), surface))
    steps.append(button("Help", ShowHelp(), surface))
    return steps


def _make_a_referral(surface: Surface) -> list[Action]:
    """The way to the form; from a channel a dialog with its neighbour for clients without."""
    if surface is Surface.CHANNEL:
        in_own_chat = button("Send me the form", SendForm(), surface)
        return [dialog_button("Make a referral", SendForm()), in_own_chat]
    return [button("Make a referral", SendForm(), surface)]


def help_card(view: Help, surface: Surface) -> list[Element]:
    """What can be said here, by topic, one line for each; the rest on the next page."""
    return [
        heading("What I can do here" if view.understood else "I did not understand that"),
        *([] if view.is_set_up else [strong(_NOT_SET_UP)]),
        *_meant(view.did_you_mean, surface),
        *(_about() if view.about else []),
        *_lines(view),
        *rows([*_make_a_referral(surface), *_turning(view, surface)]),
        footer(),
    ]


def _lines(view: Help) -> list[Element]:
    if not view.understood:
        return []
    if not view.lines:
        return [words("There is nothing to say here.")]
    listed: list[Element] = []
    for topic, lines in groupby(view.lines, key=lambda each: each.topic):
        listed += [section(topic or "You can say"), *(_line(each) for each in lines)]
    if view.pages > 1:
        listed.append(small(f"Page {view.page} of {view.pages}"))
    return listed


def _turning(view: Help, surface: Surface) -> list[Action]:
    if not view.understood:
        return [button("Help", ShowHelp(), surface)]
    if view.pages == 1:
        return []
    following = view.page % view.pages + 1
    title = "More" if following > 1 else "Back to the start"
    return [button(title, ShowHelp(page=following), surface)]


def _line(line: HelpLine) -> Element:
    said = [TextRun(text=line.words, weight="bolder"), TextRun(text=f"  {line.says}")]
    return RichTextBlock(spacing="small", inlines=said)


def _meant(nearest: tuple[Nearest, ...], surface: Surface) -> list[Element]:
    """What may have been meant: said again by whoever meant it, or pressed where it only shows."""
    if not nearest:
        return []
    names = " or ".join(each.words for each in nearest)
    meant = [TextRun(text="Did you mean "), TextRun(text=names, weight="bolder")]
    shows = [
        button(f"Show '{each.words}'", ShowSaid(words=each.words), surface)
        for each in nearest
        if each.can_be_pressed
    ]
    return [Container(items=[RichTextBlock(inlines=[*meant, TextRun(text="?")]), *rows(shows)])]


def _about() -> list[Element]:
    return [
        section("About the board"),
        words(
            "The Mental Health Risk Management Board brings police, health, councils and other "
            "agencies together to manage the risk of serious violence where mental ill health is "
            "a factor. It meets every six weeks online and has two co-chairs from different "
            "agencies, one of them police."
        ),
        words(
            "Referrals go to the Mental Health Team, which decides within two working days, or "
            "four working hours where harm may come within days."
        ),
    ]

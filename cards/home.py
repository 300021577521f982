"""The first card a person sees, and help."""

from cards.buttons import button, dialog_button, rows
from cards.elements import Action, Element, RichTextBlock, TextRun
from cards.payloads import SendForm, ShowHelp, ShowMine, ShowQueue
from cards.pieces import banner, call_now, footer, heading, section, words
from cards.typed import NAME_LONGEST, typed
from cards.views import Help, HelpLine, Home, Surface


def home_card(view: Home, surface: Surface) -> list[Element]:
    """What a person can do, as buttons."""
    steps: list[Action] = []
    if view.is_team:
        steps.append(button("Referrals waiting", ShowQueue(), surface))
    steps += _make_a_referral(surface)
    if surface is not Surface.CHANNEL:
        steps.append(button("My referrals", ShowMine(), surface))
    steps.append(button("Help", ShowHelp(), surface))
    urgent = [] if not view.hours.is_open else [words(call_now(view.hours))]
    return [
        heading("Mental Health Risk Management Board"),
        *([typed(f"Hello {view.name}", NAME_LONGEST, spacing="small")] if view.name else []),
        words(
            "Tell the Mental Health Team about a person you are worried about, "
            "and see what became of it."
        ),
        *banner(view.hours),
        *urgent,
        *rows(steps),
        footer(),
    ]


def _make_a_referral(surface: Surface) -> list[Action]:
    """The way to the form; from a channel a dialog with its neighbour for clients without."""
    if surface is Surface.CHANNEL:
        in_own_chat = button("Send me the form", SendForm(), surface)
        return [dialog_button("Make a referral", SendForm()), in_own_chat]
    return [button("Make a referral", SendForm(), surface)]


def help_card(view: Help, surface: Surface) -> list[Element]:
    """What can be said here, one line for each."""
    lines = [_line(each) for each in view.lines]
    return [
        heading("What I can do here" if view.understood else "I did not understand that"),
        *_meant(view.did_you_mean),
        *(_about() if view.about else []),
        section("You can say") if lines else words("There is nothing to say here."),
        *lines,
        *rows(_make_a_referral(surface)),
        footer(),
    ]


def _line(line: HelpLine) -> Element:
    said = [TextRun(text=line.words, weight="bolder"), TextRun(text=f"  {line.says}")]
    return RichTextBlock(spacing="small", inlines=said)


def _meant(commands: tuple[str, ...]) -> list[Element]:
    if not commands:
        return []
    meant = [TextRun(text="Did you mean "), TextRun(text=" or ".join(commands), weight="bolder")]
    return [RichTextBlock(inlines=[*meant, TextRun(text="?")])]


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

"""Refusals of the board, each with a code and the sentence a person sees."""

from collections.abc import Mapping
from types import MappingProxyType

MESSAGES: Mapping[str, str] = MappingProxyType(
    {
        "V01": (
            "Call 999 now. Do not wait for this form. When the person is safe, "
            "come back and finish the referral."
        ),
        "V02": "Enter the person's name, or choose 'Name not known' and describe them",
        "V03": "Date of birth must be in the past",
        "V04": "Describe what has happened in at least 30 characters",
        "V05": "Shorten your description to 1,500 characters or fewer",
        "V06": "Select at least one reason you are worried",
        "V08": (
            "Select whether the person is managed under MAPPA. "
            "If you are unsure, select 'Not known'"
        ),
        "V09": (
            "This person is managed under MAPPA. Send the concern to the MAPPA co-ordinator instead"
        ),
        "V10": "Enter who you sent this to and when",
        "V11": "Enter a reason of at least 30 characters",
        "V12": "Ask a colleague who did not make this decision to check it",
        "V23": (
            "This looks like personal information ({type}). "
            "Use the case reference instead. Nothing was posted."
        ),
        "V26": ("This person made or checked the earlier decision. Choose someone else"),
        "V30": (
            "Someone else changed this while you were editing. Review their change and save again"
        ),
        "V31": (
            "You do not have access to this. Ask the Mental Health Team if you think you should"
        ),
        "V32": "Do not attach documents here. The team will ask for them securely",
        "V33": "Enter a date of birth or an age, for example 43 or about 40",
        "V34": "Select where the person is now, or 'Not known'",
        "V35": "Select who may be at risk, or 'Not known'",
        "V36": "Select whether the person knows about this referral",
        "V37": "Tick to confirm before you send",
        "V38": "Use {n} characters or fewer",
        "V39": "Describe what has happened, when, and who told you",
        "V40": "Select a mental health condition, or 'Not known'",
        "V41": "Choose from the options shown",
        "V42": "Enter the agency you work for",
        "V43": "Enter your job",
        "V44": "Enter a date, for example 2026-12-01",
        "V45": "Enter what you want to add",
        "V46": "Enter the service you are signposting to",
        "V47": "Enter who was told and when",
        "V48": "Enter the safety advice you gave",
        "V49": "Enter what you need to know",
        "V50": "Enter the reference this belongs to, for example REF-2026-0031",
        "V51": "Enter a date that is not in the future, for example 2026-12-01",
        "V52": "Enter what you want to happen",
        "V53": "Enter who accepted it there",
        "gate_order": "Answer the questions before this one first",
        "not_open": "The answers so far do not lead to this decision. Review them, or ask",
        "mappa_not_known": (
            "Check the MAPPA status before you accept this. It may take one working day; an "
            "urgent referral is not held up by it"
        ),
        "take_first": "Take this referral before you work on it",
        "taken": "{name} has this referral. Ask them to hand it over",
        "yours_already": "You have this referral already",
        "not_in_team": "Choose a colleague of the Mental Health Team",
        "not_waiting": "This decision is not waiting for a check",
        "not_routed": "This referral is not waiting for an answer from another body",
        "merge_itself": "A referral cannot be joined with itself. Enter the other reference",
        "challenge_late": (
            "A decision can be challenged within 20 working days, or at any time if the risk "
            "has changed. Tell us what has changed"
        ),
        "challenge_open": "There is already an open challenge to this decision: {ref}",
        "challenge_closed": "This challenge is closed",
        "challenge_wait": "This step has not been decided yet",
        "challenge_top": "The senior board has decided. There is no further step",
        "not_decided": "There is no decision to challenge yet",
        "draft_gone": (
            "This draft has been sent or has expired, so it can no longer be changed. "
            "Type 'my referrals' to see what you have sent, or 'refer' to start again."
        ),
        "read_back_over": (
            "These answers can be changed for 30 days after sending. To tell the team more, "
            "choose Add information."
        ),
        "too_many": (
            "You have sent several referrals today. To keep the service safe we pause here "
            "until tomorrow. If someone may be harmed, call 999 or the duty number."
        ),
        "out_of_date_card": (
            "This card is out of date, so nothing was changed. Type 'my referrals', 'triage' "
            "or 'help' for a fresh one."
        ),
        "unavailable": (
            "I cannot reach my records just now, so nothing was saved. What you typed is still "
            "in the form: press the button again in a minute. If someone may be harmed, call "
            "999; do not wait for me."
        ),
        "too_fast": "That is a lot at once. Wait a minute, then go on where you were.",
        "not_here": "That cannot be done here. Say it in {where}.",
        "closed_already": "This referral is {state}, so that is no longer possible.",
        "private_only": "This is shown in private only. Open it in your chat with me.",
        "channel_only": "Say this in the channel you want to use, not in a private chat.",
        "channel_bound": (
            "This channel is already used for {forum}. Say 'unbind' here first to change that."
        ),
        "forum_bound": (
            "{forum} already has a channel. Say 'unbind' in that channel first to move it."
        ),
        "team_shared": (
            "Another channel of this team belongs to a forum. Everyone in a team can open its "
            "channels, so {forum} needs a team of its own."
        ),
        "not_bound": "This channel is not used for any forum.",
        "forum_unknown": (
            "I do not know that forum. Say 'use this channel for' and one of: board, "
            "subgroup NAME, mental health team, senior board."
        ),
        "clock_unreadable": (
            "Say 'clock 2026-12-01 09:00' (London time) or 'clock +7d', '+3h', '+30m'."
        ),
        "clock_backwards": "The clock only goes forward. It is {now} now.",
        "nobody_called": "There is nobody called that on this board. Say 'act as' and a full name.",
    }
)


class BoardError(Exception):
    """A refusal that is shown to the person as its own sentence."""

    def __init__(self, code: str, **parts: object) -> None:
        super().__init__(code)
        self.code = code
        self.parts = parts

    @property
    def sentence(self) -> str:
        """The words a person sees."""
        return message(self.code, **self.parts)


class Forbidden(BoardError):
    """The person may not do or see this; the words never confirm that a record exists."""

    def __init__(self) -> None:
        super().__init__("V31")


class Stale(BoardError):
    """Someone else saved this record first."""

    def __init__(self) -> None:
        super().__init__("V30")


def message(code: str, **parts: object) -> str:
    """The sentence of a code, its gaps filled from `parts`."""
    return MESSAGES[code].format(**parts)
